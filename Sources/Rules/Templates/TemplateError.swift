/// Why a template cannot be read or expanded.
public struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in the words of Go's `text/template`, without a place.
  public var message: String
  /// The byte of the template's text where it is wrong.
  public var offset: Int

  /// The error `message` at the byte `offset`.
  public init(message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// The message alone.
  public var description: String { message }
}
