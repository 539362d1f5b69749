/// A GET request.
public struct HTTPRequest: Hashable, Sendable {
  /// The address, `http` or `https`.
  public var url: String
  /// Header lines, `Name: value`.
  public var headers: [String]
  /// The whole time, from the name lookup to the last byte.
  public var timeoutMilliseconds: Int
  /// The time until the connection stands, name lookup included.
  public var connectTimeoutMilliseconds: Int
  /// The most bytes of the body, counted after decompression.
  public var bodyLimitBytes: Int
  /// Whether a redirect is followed, at most ten of them.
  public var followsRedirects: Bool

  /// A request of `url`.
  ///
  /// - Parameters:
  ///   - url: the address.
  ///   - headers: header lines.
  ///   - timeoutMilliseconds: the whole time.
  ///   - connectTimeoutMilliseconds: the time until the connection stands.
  ///   - bodyLimitBytes: the most bytes of the body.
  ///   - followsRedirects: whether a redirect is followed.
  public init(
    url: String, headers: [String], timeoutMilliseconds: Int, connectTimeoutMilliseconds: Int,
    bodyLimitBytes: Int, followsRedirects: Bool
  ) {
    self.url = url
    self.headers = headers
    self.timeoutMilliseconds = timeoutMilliseconds
    self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
    self.bodyLimitBytes = bodyLimitBytes
    self.followsRedirects = followsRedirects
  }
}
