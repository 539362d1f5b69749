internal import CNcurses
internal import TerminalUI

/// Hands what changed of each row to curses.
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

  /// Puts what of `buffer` differs from what is shown into curses' screen; `false` where nothing does.
  mutating func blit(_ buffer: CellBuffer) -> Bool {
    var hasChanged = false
    let columns = min(buffer.size.columns, Int(getmaxx(cncurses_screen())))
    let rows = min(buffer.size.rows, Int(getmaxy(cncurses_screen())))
    guard columns > 0 else { return false }
    for row in 0..<rows {
      let whole = 0..<buffer.size.columns
      guard let changed = shown.map({ buffer.changes(ofRow: row, since: $0) }) ?? whole else {
        continue
      }
      hasChanged = true
      guard changed.lowerBound < columns else { continue }
      write(
        buffer, row: row, changed.clamped(to: 0..<columns), of: columns, isLast: row == rows - 1)
    }
    shown = buffer
    return hasChanged
  }

  /// Writes some columns of a row: whole characters, but at the right edge.
  private mutating func write(
    _ buffer: CellBuffer, row: Int, _ changed: Range<Int>, of columns: Int, isLast: Bool
  ) {
    var cells: [cchar_t] = []
    cells.reserveCapacity(changed.count + 1)
    var style: Style?
    var entry = Palette.Entry(attributes: 0, pair: 0)
    for cell in buffer.row(row).dropFirst(changed.lowerBound).prefix(changed.count)
    where !cell.isContinuation {
      if cell.style != style { (style, entry) = (cell.style, palette.entry(cell.style)) }
      cells.append(converted(cell, entry))
    }
    // A character of two columns has no room where it would end outside, and none in the corner of the screen, where
    // terminals differ about the cursor.
    if changed.upperBound == columns, !cells.isEmpty {
      if buffer.size.columns > columns, buffer[columns, row].isContinuation {
        cells[cells.count - 1] = cncurses_cell(0x20, 0, 0, 0, 0)
      } else if isLast, buffer[columns - 1, row].isContinuation {
        cells[cells.count - 1] = cncurses_cell(0x20, 0, 0, 0, 0)
        cells.append(cncurses_cell(0x20, 0, 0, 0, 0))
      }
    }
    let start = Int32(changed.lowerBound)
    mvwadd_wchnstr(cncurses_screen(), Int32(row), start, cells, Int32(cells.count))
  }

  private mutating func converted(_ cell: Cell, _ entry: Palette.Entry) -> cchar_t {
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
    guard cell.hasMarks else {
      return cncurses_cell(base, 0, 0, entry.attributes, entry.pair)
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
