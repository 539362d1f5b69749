public import Metrics

/// A value that is neither a list nor a mapping: its text, and how that was written.
///
/// The text is kept as it stands, so that `1`, `0x10` and `on` are what a reader wants them to be.
public struct Scalar: Hashable, Sendable {
  /// How a scalar is written.
  public enum Style: Hashable, Sendable {
    /// Without quotes; in JSON a number, `true`, `false` or `null`.
    case plain
    /// Between `'`.
    case singleQuoted
    /// Between `"`.
    case doubleQuoted
    /// After `|`, line by line.
    case literal
    /// After `>`, lines joined.
    case folded
  }

  /// The text, escapes resolved and lines joined.
  public var text: ByteString
  /// How it is written.
  public var style: Style

  /// A scalar with this text.
  public init(_ text: ByteString, style: Style) {
    self.text = text
    self.style = style
  }

  /// Whether nothing is written: an empty plain text, `~` or `null`.
  public var isNull: Bool {
    style == .plain && ["", "~", "null", "Null", "NULL"].contains(text.text)
  }

  /// The boolean; `nil` for any other text or one in quotes.
  public var boolean: Bool? {
    guard style == .plain else { return nil }
    return switch text.text {
    case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
    case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
    default: nil
    }
  }

  /// The whole decimal number; `nil` for any other text or one in quotes.
  public var integer: Int? { style == .plain ? Int(text.text) : nil }
}
