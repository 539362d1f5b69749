/// Why a text is no expression.
public struct SyntaxError: Error, Hashable, Sendable {
  /// What was found and what was expected, without a position.
  public var message: String
  /// The offending bytes of the text.
  public var range: Range<Int>

  /// The error `message` about the bytes `range`.
  public init(message: String, range: Range<Int>) {
    self.message = message
    self.range = range
  }
}
