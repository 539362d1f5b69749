public import Exposition
internal import Metrics

/// What came of asking a target for its page.
public struct ScrapeAnswer: Sendable {
  /// What the target sent.
  public struct Response: Sendable {
    /// The status code.
    public var status: Int
    /// The target's own words for the status.
    public var reason: [UInt8]
    /// The value of `Content-Type`; `nil` where there is none.
    public var contentType: [UInt8]?
    /// The pause that `Retry-After` asks for.
    public var retryAfter: Duration?
    /// The page, decompressed.
    public var body: [UInt8]

    /// A response with these parts.
    public init(
      status: Int, reason: [UInt8] = [], contentType: [UInt8]?, retryAfter: Duration? = nil,
      body: [UInt8]
    ) {
      self.status = status
      self.reason = reason
      self.contentType = contentType
      self.retryAfter = retryAfter
      self.body = body
    }
  }

  /// The response, or why there is none.
  public var result: Result<Response, ScrapeFailure>
  /// The whole time.
  public var duration: Duration
  /// The part of it in which the target was at work: from the request on.
  public var targetTime: Duration

  /// The answer that `result` is after `duration`.
  public init(
    result: Result<Response, ScrapeFailure>, duration: Duration, targetTime: Duration
  ) {
    self.result = result
    self.duration = duration
    self.targetTime = targetTime
  }
}

extension ScrapeAnswer {
  /// The page in the response, and its format.
  ///
  /// - Parameter fallback: the format where the content type says none; `nil` where such a page cannot be read.
  /// - Returns: the bytes and the format that the content type names.
  /// - Throws: why there is no page: no response, another status than 200, another type.
  public func page(
    fallback: ExpositionFormat? = nil
  ) throws(ScrapeFailure) -> ([UInt8], ExpositionFormat) {
    let response = try result.get()
    guard response.status == 200 else {
      throw .status(response.status, reason: ByteString(response.reason))
    }
    let choice = ContentTypeChoice(contentType: response.contentType, fallback: fallback)
    guard let format = choice.format else { throw .contentType(choice.problem ?? "") }
    return (response.body, format)
  }

  /// A duration in seconds with all its digits; whole milliseconds would be too coarse for a scrape.
  static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
