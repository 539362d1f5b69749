/// One place of the grid: a character that takes a column, at most two marks on it, and how it looks.
///
/// A character of two columns stands in its left cell; the right one is its continuation and draws nothing itself.
public struct Cell: Hashable, Sendable {
  /// The character's code point; 0 in the right half of a wide one.
  var base: UInt32
  /// Code points of combining marks; 0 for none.
  var firstMark: UInt32 = 0
  var secondMark: UInt32 = 0
  /// How it looks.
  public var style: Style

  /// A cell that shows `character`.
  public init(_ character: Unicode.Scalar = " ", style: Style = Style()) {
    base = character.value
    self.style = style
  }

  /// The right half of a wide character.
  static func continuation(style: Style) -> Cell {
    var cell = Cell(style: style)
    cell.base = 0
    return cell
  }

  /// Whether the cell is the right half of the wide character on its left.
  public var isContinuation: Bool { base == 0 }

  /// Whether there is nothing to see but the ground.
  public var isBlank: Bool { base == 0x20 && firstMark == 0 }

  /// Whether a mark stands on the character.
  public var hasMarks: Bool { firstMark != 0 }

  /// The character that takes the column; `nil` in the right half of a wide one.
  public var character: Unicode.Scalar? { base == 0 ? nil : Unicode.Scalar(base) }

  /// The character and its marks; empty in the right half of a wide character.
  public var scalars: [Unicode.Scalar] {
    [base, firstMark, secondMark].filter { $0 != 0 }.compactMap { Unicode.Scalar($0) }
  }

  /// Puts a mark on the character; a third one is dropped.
  mutating func add(mark: Unicode.Scalar) {
    if firstMark == 0 {
      firstMark = mark.value
    } else if secondMark == 0 {
      secondMark = mark.value
    }
  }
}
