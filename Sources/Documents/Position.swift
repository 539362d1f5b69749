/// A place in a text, counted from 1; columns count Unicode scalars.
public struct Position: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The line.
  public var line: Int
  /// The column.
  public var column: Int

  /// The place in this line and column.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place as error messages write it: `14:9`.
  public var description: String { "\(line):\(column)" }

  /// Order in the text.
  public static func < (left: Position, right: Position) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  /// The place after one more byte; a byte that continues a UTF-8 sequence does not count.
  func advanced(over byte: UInt8) -> Position {
    if byte == UInt8(ascii: "\n") { return Position(line: line + 1, column: 1) }
    let continues = byte & 0b1100_0000 == 0b1000_0000
    return Position(line: line, column: continues ? column : column + 1)
  }
}
