/// A grid of cells: what a frame is before a terminal sees it, and what tests compare.
///
/// Writing outside the grid does nothing. Characters that the repertoire lacks are replaced as they are written, and a
/// character of two columns is never split: where only half of it fits, or half of it is overwritten, a space stands.
public struct CellBuffer: Hashable, Sendable {
  /// How large the grid is.
  public let size: GridSize
  /// Which characters the terminal can show.
  public internal(set) var repertoire: Repertoire
  /// Row after row.
  private var cells: [Cell]

  /// A blank grid; sizes are taken as 0…1,000.
  public init(size: GridSize, repertoire: Repertoire = .unicode) {
    self.size = GridSize(
      columns: min(max(0, size.columns), 1000), rows: min(max(0, size.rows), 1000))
    self.repertoire = repertoire
    cells = Array(repeating: Cell(), count: self.size.columns * self.size.rows)
  }

  /// The whole grid.
  public var bounds: Rect {
    Rect(column: 0, row: 0, width: size.columns, height: size.rows)
  }

  /// The cell at a place inside the grid.
  public subscript(column: Int, row: Int) -> Cell {
    precondition(contains(column, row), "the place is outside the grid")
    return cells[row * size.columns + column]
  }

  /// The cells of one row, left to right.
  public func row(_ row: Int) -> ArraySlice<Cell> {
    cells[row * size.columns..<(row + 1) * size.columns]
  }

  /// The columns of a row between which it looks other than in an earlier grid.
  ///
  /// - Parameters:
  ///   - row: a row of this grid.
  ///   - former: the earlier grid.
  /// - Returns: the columns, without half a character of either grid; all where the earlier grid has another width or no
  ///   such row; `nil` where the row looks the same.
  public func changes(ofRow row: Int, since former: CellBuffer) -> Range<Int>? {
    guard size.columns == former.size.columns, row < former.size.rows else {
      return 0..<size.columns
    }
    let base = row * size.columns
    var (first, last) = (0, size.columns)
    while first < last, cells[base + first] == former.cells[base + first] { first += 1 }
    guard first < last else { return nil }
    while cells[base + last - 1] == former.cells[base + last - 1] { last -= 1 }
    let isHalf = { (column: Int) in
      cells[base + column].isContinuation || former.cells[base + column].isContinuation
    }
    while first > 0, isHalf(first) { first -= 1 }
    while last < size.columns, isHalf(last) { last += 1 }
    return first..<last
  }

  private func contains(_ column: Int, _ row: Int) -> Bool {
    column >= 0 && column < size.columns && row >= 0 && row < size.rows
  }

  /// Puts one character of one column at a place; nothing happens outside the grid.
  public mutating func put(_ character: Unicode.Scalar, _ column: Int, _ row: Int, _ style: Style) {
    guard contains(column, row) else { return }
    let shown = repertoire.shown(character)
    guard CharacterWidth.columns(of: shown) == 1 else { return }
    replace(row * size.columns + column, with: Cell(shown, style: style))
  }

  /// Puts a character of two columns; `column + 1` must be inside the grid too, or a space stands.
  mutating func putWide(_ character: Unicode.Scalar, _ column: Int, _ row: Int, _ style: Style) {
    guard contains(column, row) else { return }
    guard contains(column + 1, row) else { return put(" ", column, row, style) }
    let index = row * size.columns + column
    replace(index, with: Cell(" ", style: style))
    replace(index + 1, with: Cell(" ", style: style))
    cells[index] = Cell(character, style: style)
    cells[index + 1] = .continuation(style: style)
  }

  /// Adds a mark to the character at a place, which may be the left half of a wide one.
  mutating func addMark(_ mark: Unicode.Scalar, _ column: Int, _ row: Int) {
    guard contains(column, row) else { return }
    let index = row * size.columns + column
    let isRightHalf = cells[index].isContinuation && column > 0
    cells[isRightHalf ? index - 1 : index].add(mark: mark)
  }

  /// Writes one cell and blanks the other half of a wide character that this cuts in two.
  private mutating func replace(_ index: Int, with cell: Cell) {
    let column = index % size.columns
    if cells[index].isContinuation, column > 0 {
      cells[index - 1] = Cell(" ", style: cells[index - 1].style)
    }
    if column + 1 < size.columns, cells[index + 1].isContinuation, !cells[index].isContinuation {
      cells[index + 1] = Cell(" ", style: cells[index + 1].style)
    }
    cells[index] = cell
  }

  /// Makes every cell of `rect` a space in `style`.
  public mutating func fill(_ rect: Rect, _ style: Style = Style()) {
    for row in max(0, rect.row)..<max(0, min(rect.bottom, size.rows), rect.row) {
      for column in max(0, rect.column)..<max(0, min(rect.end, size.columns), rect.column) {
        put(" ", column, row, style)
      }
    }
  }

  /// Puts a ground under the cells of `rect` and leaves what stands on it.
  public mutating func underlay(_ rect: Rect, _ ground: Ground) {
    for row in max(0, rect.row)..<max(0, min(rect.bottom, size.rows), rect.row) {
      for column in max(0, rect.column)..<max(0, min(rect.end, size.columns), rect.column) {
        cells[row * size.columns + column].style.ground = ground
      }
    }
  }
}
