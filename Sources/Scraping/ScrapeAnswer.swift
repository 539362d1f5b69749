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
