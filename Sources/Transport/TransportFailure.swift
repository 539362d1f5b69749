/// Why a request has no response.
public enum TransportFailure: Error, Hashable, Sendable {
  /// The name of the host was not found in time.
  case nameLookupTimedOut
  /// The connection did not stand in time.
  case connectTimedOut
  /// The response was not complete in time.
  case timedOut
  /// The body, decompressed, has more bytes than the request allows.
  case tooLarge
  /// Anything else, in libcurl's own words, which may hold bytes of the other side.
  case other(reason: [UInt8])
}
