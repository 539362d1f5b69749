/// Why a page of metrics cannot be read, and where.
public struct ExpositionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  public var line: Int
  /// The byte within the line, counted from 1.
  public var column: Int
  /// What was expected and what stands there instead.
  public var reason: String

  /// The error `reason` at a place.
  public init(line: Int, column: Int, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// The error at the byte `offset` of `bytes`.
  init(_ reason: String, in bytes: Span<UInt8>, at offset: Int) {
    var line = 1
    var start = 0
    for index in 0..<min(offset, bytes.count) where bytes[index] == Byte.newline {
      line += 1
      start = index + 1
    }
    self.init(line: line, column: offset - start + 1, reason: reason)
  }

  /// `expected …, found …` at the byte `offset`.
  static func expected(
    _ what: String, in bytes: Span<UInt8>, at offset: Int
  ) -> ExpositionError {
    ExpositionError(
      "expected \(what), found \(bytes.shown(at: offset))", in: bytes, at: offset)
  }

  /// `line:column: reason`.
  public var description: String { "\(line):\(column): \(reason)" }

  /// `source:line:column: reason`.
  public func rendered(source: String) -> String { "\(source):\(description)" }
}
