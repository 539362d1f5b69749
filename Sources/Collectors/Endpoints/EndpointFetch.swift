public import Exposition
public import Metrics
public import Scraping
internal import Transport

/// One scrape of one target, for commands that need no more.
public enum EndpointFetch {
  /// A page as the target sent it.
  public struct Page: Sendable {
    /// The bytes, decompressed.
    public var body: [UInt8]
    /// The format that its content type names.
    public var format: ExpositionFormat
  }

  /// The page of `target`, not read yet.
  ///
  /// - Parameters:
  ///   - target: what to ask.
  ///   - options: how.
  /// - Returns: the page.
  /// - Throws: why there is none.
  public static func page(
    _ target: ScrapeTarget, _ options: ScrapeOptions
  ) throws(ScrapeFailure) -> Page {
    let (body, format) = try answer(target, options).page(fallback: options.fallbackFormat)
    return Page(body: body, format: format)
  }

  /// The samples of one scrape of `target`, as `EndpointCollector` delivers them, and what is known of the target then.
  ///
  /// The batch of a scrape that failed holds `up 0`; the status says why.
  public static func scrape(
    _ target: ScrapeTarget, _ options: ScrapeOptions, clock: EndpointClock = .system
  ) -> (batch: SampleBatch, status: TargetStatus) {
    let start = clock.now()
    var scrape = TargetScrape(target, options: options, now: start)
    scrape.begin(at: start)
    var slots = SlotAllocator()
    let batch = scrape.end(answer(target, options), at: clock.now(), slots: &slots)
    return (batch, scrape.status)
  }

  private static func answer(_ target: ScrapeTarget, _ options: ScrapeOptions) -> ScrapeAnswer {
    let request: HTTPRequest
    do throws(ScrapeFailure) {
      request = try EndpointRequest.request(target, options, timeout: options.timeout)
    } catch {
      return ScrapeAnswer(result: .failure(error), duration: .zero, targetTime: .zero)
    }
    do throws(TransportFailure) {
      guard let transfers = HTTPTransfers() else {
        throw .other(reason: Array("libcurl cannot start".utf8))
      }
      try transfers.start(request, id: 0)
      while true {
        if let transfer = transfers.wait(milliseconds: 1000, wakeDescriptor: -1).first {
          return EndpointRequest.answer(transfer, options, timeout: options.timeout)
        }
      }
    } catch {
      return EndpointRequest.answer(error, options)
    }
  }
}
