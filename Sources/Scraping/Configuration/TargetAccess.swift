public import Metrics

/// How a target is asked: who asks, by which keys, with which headers.
public struct TargetAccess: Sendable, Hashable {
  /// Who asks; `nil` for nobody in particular.
  public var credentials: Credentials?
  /// The keys of an encrypted connection.
  public var tls = TLSSettings()
  /// Further header fields.
  public var headers: [HeaderField] = []
  /// Whether a compressed page is asked for.
  public var compresses = true
  /// Whether redirects are followed; never with a password to another host.
  public var followsRedirects = true
  /// Whether HTTP/2 may be spoken.
  public var usesHTTP2 = true

  /// Nobody asks, by the system's keys.
  public init() {}

  /// Whether something in it is secret.
  public var isSecret: Bool { credentials != nil || headers.contains { $0.isSecret } }
}

/// Who asks.
public enum Credentials: Sendable, Hashable {
  /// A name and a password.
  case basic(name: Secret, password: Secret)
  /// A token after its type, as `Bearer`.
  case token(type: ByteString, Secret)
}

/// A text that is never shown: written in the configuration, or in a file of its own that is read again for every scrape.
public enum Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The text itself.
  case text(ByteString)
  /// The path of the file that holds it; blanks at its ends are not part of it.
  case file(String)

  /// `<secret>`, or the path of the file.
  public var description: String {
    switch self {
    case .text: "<secret>"
    case .file(let path): path
    }
  }

  /// The same as `description`.
  public var debugDescription: String { description }

  /// Nothing that a dump could show.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The keys of an encrypted connection.
public struct TLSSettings: Sendable, Hashable {
  /// A version of the protocol.
  public enum Version: String, Sendable, Hashable, CaseIterable {
    /// TLS 1.0.
    case tls10 = "TLS10"
    /// TLS 1.1.
    case tls11 = "TLS11"
    /// TLS 1.2.
    case tls12 = "TLS12"
    /// TLS 1.3.
    case tls13 = "TLS13"
  }

  /// The file of the authorities that are believed; `nil` for the system's.
  public var authoritiesFile: String?
  /// The file of one's own certificate.
  public var certificateFile: String?
  /// The file of its key.
  public var keyFile: String?
  /// The name that the target's certificate must bear; `nil` for the host's.
  public var serverName: ByteString?
  /// Whether any certificate will do.
  public var skipsVerification = false
  /// The oldest version of the protocol that is spoken.
  public var oldest: Version?
  /// The newest version of the protocol that is spoken.
  public var newest: Version?

  /// The system's authorities and no certificate of one's own.
  public init() {}
}

/// A header field that is sent.
public struct HeaderField: Sendable, Hashable {
  /// The name.
  public var name: ByteString
  /// The value.
  public var value: Secret
  /// Whether redirects must not take it along.
  public var isSecret: Bool
}
