/// What a server answered.
public struct HTTPResponse: Hashable, Sendable {
  /// The status code.
  public var status: Int
  /// The server's own words for the status, as it sent them; empty in HTTP/2.
  public var reason: [UInt8]
  /// The value of `Content-Type`; `nil` where there is none.
  public var contentType: [UInt8]?
  /// The seconds that `Retry-After` asks for, a date in it converted; `nil` where there is none.
  public var retryAfterSeconds: Int?
  /// The body, decompressed; empty for another status than 200.
  public var body: [UInt8]
}

/// When the stages of a transfer were over, in microseconds from its start; zero for a stage that was not reached.
public struct TransferTimes: Hashable, Sendable {
  /// The host's name was found.
  public var nameLookup: Int
  /// The connection stood.
  public var connect: Int
  /// The request could be sent.
  public var pretransfer: Int
  /// The transfer was over.
  public var total: Int
}

/// A transfer that is over.
public struct CompletedTransfer: Sendable {
  /// The number that the transfer was started under.
  public var id: Int
  /// What came of it.
  public var result: Result<HTTPResponse, TransportFailure>
  /// When its stages were over.
  public var times: TransferTimes
  /// The connections that had to be made; zero where one was used again.
  public var newConnections: Int
}
