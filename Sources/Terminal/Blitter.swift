internal import CNcurses
internal import TerminalUI

/// Hands the rows that changed to curses.
struct Blitter {
  private var shown: CellBuffer?
  private var palette: Palette
  private let isUTF8: Bool
  /// Characters about whose width the C library and our table disagree: drawn, they would move the rest of the row.
  private var widths: [UInt32: Bool] = [:]

  init(palette: Palette, isUTF8: Bool) {
    self.palette = palette
    self.isUTF8 = isUTF8
  }

  /// Takes another theme; whether it differs from the one before.
  mutating func use(_ theme: Theme) -> Bool { palette.use(theme) }

  /// Everything is to be drawn again.
  mutating func forget() { shown = nil }

  /// Puts the rows of `buffer` that differ from what is shown into curses' screen; `false` where none does.
  mutating func blit(_ buffer: CellBuffer) -> Bool {
    var hasChanged = false
    let columns = min(buffer.size.columns, Int(getmaxx(cncurses_screen())))
    let rows = min(buffer.size.rows, Int(getmaxy(cncurses_screen())))
    for row in 0..<rows where !(shown?.hasEqualRow(row, in: buffer) ?? false) {
      write(buffer, row: row, columns: columns, isLast: row == rows - 1)
      hasChanged = true
    }
    shown = buffer
    return hasChanged
  }

  private mutating func write(_ buffer: CellBuffer, row: Int, columns: Int, isLast: Bool) {
    var cells: [cchar_t] = []
    cells.reserveCapacity(columns + 1)
    for cell in buffer.row(row).prefix(columns) where !cell.isContinuation {
      cells.append(converted(cell))
    }
    guard columns > 0 else { return }
    // A character of two columns has no room where it would end outside, and none in the corner of the screen, where
    // terminals differ about the cursor.
    if buffer.size.columns > columns, buffer[columns, row].isContinuation {
      cells[cells.count - 1] = cncurses_cell(0x20, 0, 0, 0, 0)
    } else if isLast, buffer[columns - 1, row].isContinuation {
      cells[cells.count - 1] = cncurses_cell(0x20, 0, 0, 0, 0)
      cells.append(cncurses_cell(0x20, 0, 0, 0, 0))
    }
    mvwadd_wchnstr(cncurses_screen(), Int32(row), 0, cells, Int32(cells.count))
  }

  private mutating func converted(_ cell: Cell) -> cchar_t {
    let entry = palette.entry(cell.style)
    let base = cell.character?.value ?? 0x20
    if base < 0x7f, !cell.hasMarks {
      return cncurses_cell(base, 0, 0, entry.attributes, entry.pair)
    }
    if let line = cncurses_line(base) {
      return cncurses_restyled(line, entry.attributes, entry.pair)
    }
    guard isShowable(base) else {
      return cncurses_cell(0x3f, 0, 0, entry.attributes, entry.pair)
    }
    let marks = cell.scalars.dropFirst().map(\.value) + [0, 0]
    return cncurses_cell(base, marks[0], marks[1], entry.attributes, entry.pair)
  }

  private mutating func isShowable(_ scalar: UInt32) -> Bool {
    if let known = widths[scalar] { return known }
    let width = Unicode.Scalar(scalar).map(CharacterWidth.columns(of:)) ?? 0
    let agrees = isUTF8 && Int(cncurses_width(scalar)) == width
    widths[scalar] = agrees
    return agrees
  }
}
