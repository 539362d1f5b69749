/// Why a request has no response.
public struct TransportFailure: Error, Hashable, Sendable {
  /// libcurl's own words.
  public var reason: String

  /// The failure that libcurl describes as `reason`.
  public init(reason: String) { self.reason = reason }
}
