internal import CCurl
internal import Glibc

/// Owns one easy handle, its header list and its buffers.
final class Transfer {
  /// The most bytes of a body that nobody reads, taken so that the connection can be used again.
  private static let discardLimit = 64 << 10
  private static let reasonLimit = 256

  let handle: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var detours: UnsafeMutablePointer<curl_slist>?
  private var body: [UInt8] = []
  private var reason: [UInt8] = []
  private var status = 0
  private var discarded = 0
  private var limit = 0
  private var isTooLarge = false

  init?() {
    guard let handle = curl_easy_init() else { return nil }
    self.handle = handle
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headers)
    curl_slist_free_all(detours)
    errorText.deallocate()
  }

  /// Makes the handle ready for `request`.
  func prepare(_ request: HTTPRequest, id: Int) throws(TransportFailure) {
    // A page of the usual size is read into the buffer of the page before; a huge one is not kept.
    body.removeAll(keepingCapacity: body.count <= 4 << 20)
    reason = []
    (status, discarded, isTooLarge) = (0, 0, false)
    limit = request.bodyLimitBytes
    errorText[0] = 0
    // Connections stay; only what the request before has set is forgotten.
    curl_easy_reset(handle)
    curl_slist_free_all(headers)
    headers = request.headers.reduce(nil) { curl_slist_append($0, $1) }
    setDetour(request)
    var codes = [
      ringside_curl_set_text(handle, CURLOPT_URL, request.url),
      ringside_curl_allow_only_http(handle),
      ringside_curl_leave_lookups(handle),
      ringside_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers),
      ringside_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText),
      ringside_curl_set_pointer(handle, CURLOPT_PRIVATE, UnsafeMutableRawPointer(bitPattern: id)),
      ringside_curl_set_text(handle, CURLOPT_ACCEPT_ENCODING, request.compresses ? "gzip" : nil),
      ringside_curl_set_pointer(handle, CURLOPT_CONNECT_TO, detours),
      // An empty name: no proxy, whatever the environment says, as Prometheus does without `proxy_from_environment`.
      ringside_curl_set_text(handle, CURLOPT_PROXY, ""),
    ]
    codes += keyCodes(request)
    setNumbers(request)
    setCallbacks()
    if let failure = codes.first(where: { $0 != CURLE_OK }) {
      throw .other(reason: Transfer.bytes(of: curl_easy_strerror(failure)) ?? [])
    }
  }

  private func setNumbers(_ request: HTTPRequest) {
    let numbers: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1),
      (CURLOPT_TIMEOUT_MS, request.timeoutMilliseconds),
      (CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeoutMilliseconds),
      (CURLOPT_FOLLOWLOCATION, request.followsRedirects ? 1 : 0),
      (CURLOPT_MAXREDIRS, 10),
      (CURLOPT_SSL_VERIFYPEER, request.tls.skipsVerification ? 0 : 1),
      (CURLOPT_SSL_VERIFYHOST, request.tls.skipsVerification ? 0 : 2),
      (CURLOPT_SSLVERSION, Transfer.versions(request.tls)),
      (CURLOPT_HTTP_VERSION, request.usesHTTP2 ? 0 : CURL_HTTP_VERSION_1_1),
    ]
    for (option, value) in numbers { _ = ringside_curl_set_long(handle, option, value) }
  }

  /// Sets who asks and by which keys; what libcurl says to each.
  private func keyCodes(_ request: HTTPRequest) -> [CURLcode] {
    let texts: [(CURLoption, String?)] = [
      (CURLOPT_USERNAME, request.login?.name), (CURLOPT_PASSWORD, request.login?.password),
      (CURLOPT_CAINFO, request.tls.authoritiesFile),
      (CURLOPT_SSLCERT, request.tls.certificateFile), (CURLOPT_SSLKEY, request.tls.keyFile),
    ]
    // What is not said stays as the library has it, its own list of authorities among it.
    return texts.compactMap { option, text in
      text.map { ringside_curl_set_text(handle, option, $0) }
    }
  }

  private func setDetour(_ request: HTTPRequest) {
    curl_slist_free_all(detours)
    detours = request.connectsTo.flatMap { curl_slist_append(nil, $0) }
  }

  /// The oldest version, and the newest in the upper half of the number.
  private static func versions(_ tls: TransportKeys) -> Int {
    (tls.oldest?.rawValue ?? 0) | (tls.newest?.rawValue ?? 0) << 16
  }

  private func setCallbacks() {
    let this = Unmanaged.passUnretained(self).toOpaque()
    _ = ringside_curl_set_pointer(handle, CURLOPT_WRITEDATA, this)
    _ = ringside_curl_set_writer(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, this in
      guard let bytes, let this else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(this).takeUnretainedValue()
      let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
      return transfer.take(buffer) ? buffer.count : 0
    }
    _ = ringside_curl_set_pointer(handle, CURLOPT_HEADERDATA, this)
    _ = ringside_curl_set_writer(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, this in
      guard let bytes, let this else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(this).takeUnretainedValue()
      let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
      transfer.takeHeader(buffer)
      return buffer.count
    }
  }

  /// Takes a piece of the body; `false` ends the transfer.
  private func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard status == 200 else {
      discarded += bytes.count
      return discarded <= Transfer.discardLimit
    }
    guard body.count + bytes.count <= limit else {
      isTooLarge = true
      return false
    }
    body.append(contentsOf: bytes)
    return true
  }

  /// Keeps the status line: `HTTP/1.1 503 Service Unavailable`.
  private func takeHeader(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.starts(with: "HTTP/".utf8) else { return }
    let line = bytes.prefix { $0 != 0x0d && $0 != 0x0a }
    let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
    status = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 : 0
    reason = parts.count > 2 ? Array(parts[2].prefix(Transfer.reasonLimit)) : []
  }

  /// What came of the transfer that ended with `code`.
  func completed(_ code: CURLcode, id: Int) -> CompletedTransfer {
    let times = TransferTimes(
      nameLookup: ringside_curl_offset(handle, CURLINFO_NAMELOOKUP_TIME_T),
      connect: ringside_curl_offset(handle, CURLINFO_CONNECT_TIME_T),
      pretransfer: ringside_curl_offset(handle, CURLINFO_PRETRANSFER_TIME_T),
      total: ringside_curl_offset(handle, CURLINFO_TOTAL_TIME_T))
    return CompletedTransfer(
      id: id, result: result(code, times), times: times,
      newConnections: ringside_curl_long(handle, CURLINFO_NUM_CONNECTS))
  }

  private func result(
    _ code: CURLcode, _ times: TransferTimes
  ) -> Result<HTTPResponse, TransportFailure> {
    let isCut = code == CURLE_WRITE_ERROR && discarded > Transfer.discardLimit
    guard code == CURLE_OK || isCut else { return .failure(failure(code, times)) }
    let wait = ringside_curl_offset(handle, CURLINFO_RETRY_AFTER)
    return .success(
      HTTPResponse(
        status: status, reason: reason,
        contentType: Transfer.bytes(of: ringside_curl_text(handle, CURLINFO_CONTENT_TYPE)),
        retryAfterSeconds: wait > 0 ? Int(wait) : nil, body: body))
  }

  private func failure(_ code: CURLcode, _ times: TransferTimes) -> TransportFailure {
    if isTooLarge { return .tooLarge }
    if code == CURLE_OPERATION_TIMEDOUT {
      if times.pretransfer > 0 { return .timedOut }
      return times.nameLookup > 0 ? .connectTimedOut : .nameLookupTimedOut
    }
    // Which of many reasons it was libcurl leaves out of its own words.
    let cause = Int32(truncatingIfNeeded: ringside_curl_long(handle, CURLINFO_OS_ERRNO))
    if code == CURLE_COULDNT_CONNECT, cause != 0 {
      return .other(reason: Array(String(cString: strerror(cause)).lowercased().utf8))
    }
    let detail = Transfer.bytes(of: errorText) ?? []
    if !detail.isEmpty { return .other(reason: detail) }
    return .other(reason: Transfer.bytes(of: curl_easy_strerror(code)) ?? [])
  }

  /// The bytes of a C string; `nil` where there is none.
  static func bytes(of text: UnsafePointer<CChar>?) -> [UInt8]? {
    guard let text else { return nil }
    return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }
}
