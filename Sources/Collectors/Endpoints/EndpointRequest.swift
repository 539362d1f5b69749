internal import Metrics
internal import Scraping
internal import Transport

/// A scrape as a request, and what came of it as an answer.
enum EndpointRequest {
  /// What is asked for, the best first.
  ///
  /// Source: Prometheus, Configuration, `scrape_protocols`.
  private static let accept =
    "Accept: application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    + "application/openmetrics-text;version=0.0.1;q=0.5,"
    + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"

  /// The request of a scrape of `target`.
  static func request(
    _ target: ScrapeTarget, _ options: ScrapeOptions, timeout: Duration
  ) -> HTTPRequest {
    HTTPRequest(
      url: target.requestURL,
      headers: [
        accept, "User-Agent: ringside/\(options.version)",
        "X-Prometheus-Scrape-Timeout-Seconds: \(FloatText.shortest(timeout.inSeconds))",
      ],
      timeoutMilliseconds: Int(timeout.milliseconds),
      connectTimeoutMilliseconds: Int(min(options.connectTimeout, timeout).milliseconds),
      bodyLimitBytes: options.bodyLimitBytes,
      followsRedirects: !target.hasCredentials)
  }

  /// The answer that a transfer is.
  static func answer(
    _ transfer: CompletedTransfer, _ options: ScrapeOptions, timeout: Duration
  ) -> ScrapeAnswer {
    let times = transfer.times
    let total = Duration.microseconds(times.total)
    let result: Result<ScrapeAnswer.Response, ScrapeFailure> =
      switch transfer.result {
      case .success(let response): .success(converted(response))
      case .failure(let failure): .failure(converted(failure, options, timeout))
      }
    // Before the request went out the target had nothing to do.
    let targetTime = times.pretransfer > 0 ? times.total - times.pretransfer : 0
    return ScrapeAnswer(
      result: result, duration: total, targetTime: .microseconds(targetTime))
  }

  /// The answer that a request which could not even be started is.
  static func answer(_ failure: TransportFailure, _ options: ScrapeOptions) -> ScrapeAnswer {
    ScrapeAnswer(
      result: .failure(converted(failure, options, options.timeout)), duration: .zero,
      targetTime: .zero)
  }

  private static func converted(_ response: HTTPResponse) -> ScrapeAnswer.Response {
    ScrapeAnswer.Response(
      status: response.status, reason: response.reason, contentType: response.contentType,
      retryAfter: response.retryAfterSeconds.map { .seconds($0) }, body: response.body)
  }

  private static func converted(
    _ failure: TransportFailure, _ options: ScrapeOptions, _ timeout: Duration
  ) -> ScrapeFailure {
    switch failure {
    case .nameLookupTimedOut: .nameLookupTimedOut(min(options.connectTimeout, timeout))
    case .connectTimedOut: .connectTimedOut(min(options.connectTimeout, timeout))
    case .timedOut: .timedOut(timeout)
    case .tooLarge: .tooLarge(limit: options.bodyLimitBytes)
    case .other(let reason): .connection(ByteString(reason))
    }
  }
}
