internal import Metrics
internal import Scraping
internal import Transport

/// A scrape as a request, and what came of it as an answer.
enum EndpointRequest {
  /// The request of a scrape of `target`.
  ///
  /// - Throws: where a password in a file cannot be read.
  static func request(
    _ target: ScrapeTarget, _ options: ScrapeOptions, timeout: Duration
  ) throws(ScrapeFailure) -> HTTPRequest {
    let access = target.access
    let isSecret = access.headers.contains(where: \.isSecret)
    // A password in the address would go along with any redirect.
    let hasLoginInAddress = target.hasCredentials && access.credentials == nil
    var request = HTTPRequest(
      url: target.requestURL,
      headers: [
        "Accept: \(options.accept)", "User-Agent: ringside/\(options.version)",
        "X-Prometheus-Scrape-Timeout-Seconds: \(FloatText.shortest(timeout.inSeconds))",
      ],
      timeoutMilliseconds: Int(timeout.milliseconds),
      connectTimeoutMilliseconds: Int(min(options.connectTimeout, timeout).milliseconds),
      bodyLimitBytes: options.bodyLimitBytes,
      followsRedirects: access.followsRedirects && !isSecret && !hasLoginInAddress)
    request.compresses = access.compresses
    request.usesHTTP2 = access.usesHTTP2
    request.tls = keys(access.tls)
    if let name = access.tls.serverName { ask(name.text, &request) }
    for header in access.headers {
      request.headers.append("\(header.name.text): \(try SecretFile.text(of: header.value))")
    }
    switch access.credentials {
    case nil: break
    case .basic(let name, let password):
      request.login = HTTPLogin(
        name: try SecretFile.text(of: name), password: try SecretFile.text(of: password))
    case .token(let type, let token):
      request.headers.append("Authorization: \(type.text) \(try SecretFile.text(of: token))")
    }
    return request
  }

  private static func keys(_ tls: TLSSettings) -> TransportKeys {
    var keys = TransportKeys()
    keys.authoritiesFile = tls.authoritiesFile
    keys.certificateFile = tls.certificateFile
    keys.keyFile = tls.keyFile
    keys.skipsVerification = tls.skipsVerification
    keys.oldest = tls.oldest.map(version)
    keys.newest = tls.newest.map(version)
    return keys
  }

  private static func version(_ version: TLSSettings.Version) -> TransportKeys.Version {
    switch version {
    case .tls10: .tls10
    case .tls11: .tls11
    case .tls12: .tls12
    case .tls13: .tls13
    }
  }

  /// Asks for the certificate of `name` while connecting to the host of the address, to which `Host` still belongs.
  private static func ask(_ name: String, _ request: inout HTTPRequest) {
    guard request.url.hasPrefix("https://") else { return }
    let rest = request.url.dropFirst(8)
    let authority = rest.prefix { $0 != "/" }
    let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
    let colon = authority[bracket...].lastIndex(of: ":")
    let host = colon.map { authority[..<$0] } ?? authority
    let port = colon.map { authority[authority.index(after: $0)...] } ?? "443"
    request.url = "https://\(name):\(port)\(rest.dropFirst(authority.count))"
    request.headers.append("Host: \(authority)")
    request.connectsTo = "\(name):\(port):\(host):\(port)"
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
