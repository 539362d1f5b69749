internal import Metrics

/// A piece of a template's text.
struct TemplateToken: Equatable {
  /// What the piece is.
  enum Kind: Equatable {
    /// Text outside of actions.
    case text
    case leftDelimiter
    case rightDelimiter
    case space
    /// A name: a function, a keyword, `true`, `false`, `nil`.
    case identifier
    /// `.name`.
    case field
    /// `.` alone.
    case dot
    /// `$` or `$name`.
    case variable
    /// A text in quotes; the token's `value` has its escapes resolved.
    case string
    /// A number.
    case number
    /// A character in `'`, as the number in `value`.
    case character
    case declare
    case assign
    case pipe
    case comma
    case leftParenthesis
    case rightParenthesis
    case end
  }

  var kind: Kind
  /// The bytes of the template that it covers.
  var range: Range<Int>
  /// The bytes it stands for.
  var value: [UInt8]

  var text: String { String(decoding: value, as: UTF8.self) }
}
