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
  /// Whether a compressed body is asked for.
  public var compresses = true
  /// Whether HTTP/2 may be spoken.
  public var usesHTTP2 = true
  /// Who asks, which no other host or port is told after a redirect; `nil` for nobody.
  public var login: HTTPLogin?
  /// The keys of an encrypted connection.
  public var tls = TransportKeys()
  /// Where to connect instead of the host and port of the address: `host:port`; `nil` for there.
  public var connectsTo: String?

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

/// A name and a password.
public struct HTTPLogin: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The password.
  public var password: String

  /// This name and password.
  public init(name: String, password: String) {
    self.name = name
    self.password = password
  }
}

/// The keys of an encrypted connection.
public struct TransportKeys: Hashable, Sendable {
  /// A version of TLS.
  public enum Version: Int, Hashable, Sendable {
    /// TLS 1.0.
    case tls10 = 4
    /// TLS 1.1.
    case tls11
    /// TLS 1.2.
    case tls12
    /// TLS 1.3.
    case tls13
  }

  /// The file of the authorities that are believed; `nil` for the system's.
  public var authoritiesFile: String?
  /// The file of one's own certificate.
  public var certificateFile: String?
  /// The file of its key.
  public var keyFile: String?
  /// Whether any certificate will do.
  public var skipsVerification = false
  /// The oldest version that is spoken; `nil` for the library's choice.
  public var oldest: Version?
  /// The newest version that is spoken; `nil` for the library's choice.
  public var newest: Version?

  /// The system's authorities and no certificate of one's own.
  public init() {}
}
