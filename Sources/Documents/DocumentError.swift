/// Why a text is no document.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where the text goes wrong.
  public var position: Position
  /// What was found there, and what was expected.
  public var message: String

  /// The error `message` at `position`.
  public init(position: Position, message: String) {
    self.position = position
    self.message = message
  }

  /// The position and the message; who knows the file's name puts it and a colon in front.
  public var description: String { "\(position): \(message)" }
}
