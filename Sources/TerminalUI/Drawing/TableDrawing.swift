internal import Presentation

/// Draws a table: headings, as many rows as fit around the selected one, and what stands below them.
struct TableDrawing {
  private let table: TableModel
  private let glyphs: GlyphSet

  init(_ table: TableModel, glyphs: GlyphSet) {
    self.table = table
    self.glyphs = glyphs
  }

  /// Draws into `rect` and returns the rows that are shown.
  @discardableResult
  func draw(in rect: Rect, _ cells: inout CellBuffer) -> Range<Int> {
    guard rect.height > 1, !rect.isEmpty else { return 0..<0 }
    // The footer never takes the last row from the table.
    let footer = table.footer.prefix(min(2, max(0, rect.height - 4)))
    let room = rect.height - 1 - footer.count
    let shown = visible(room)
    let columns = TableColumns(table, shown: shown, width: rect.width - lead)
    drawHeadings(columns, in: rect, &cells)
    for (offset, index) in shown.enumerated() {
      let row = Rect(
        column: rect.column, row: rect.row + 1 + offset, width: rect.width, height: 1)
      drawRow(index, columns, in: row, &cells)
    }
    if table.rows.isEmpty, let message = table.message, room > 0 {
      cells.write(message, rect.column + lead, rect.row + 1, end: rect.end)
    }
    // Directly below the rows, so that the eye finds it, not at the pane's end.
    let below = rect.row + 1 + max(shown.count, table.rows.isEmpty ? 1 : 0)
    for (offset, line) in footer.enumerated() where below + offset < rect.bottom {
      cells.write(line, rect.column + lead, below + offset, end: rect.end)
    }
    return shown
  }

  /// `12–30 of 200`; empty where all rows are shown.
  func positionText(_ shown: Range<Int>) -> String {
    guard !shown.isEmpty, shown.count < table.rows.count else { return "" }
    return "\(shown.lowerBound + 1)–\(shown.upperBound) of \(table.rows.count)"
  }

  private var hasMarks: Bool { table.rows.contains { $0.mark != nil || $0.isPinned } }
  /// The columns in front of the first cell: the pointer, and the marks where there are some.
  private var lead: Int { hasMarks ? 3 : 1 }

  /// The selected row stands in the middle third, and the last page is full.
  private func visible(_ room: Int) -> Range<Int> {
    let count = table.rows.count
    guard room > 0, count > 0 else { return 0..<0 }
    let selected = min(max(0, table.selection ?? 0), count - 1)
    let first = max(0, min(selected - room / 2, count - room))
    return first..<min(count, first + room)
  }

  private func drawHeadings(_ columns: TableColumns, in rect: Rect, _ cells: inout CellBuffer) {
    for column in rect.column..<rect.end { cells.put(" ", column, rect.row, Style(.tableHeader)) }
    for placed in columns.placed {
      let column = table.columns[placed.index]
      let isSorted = table.sortColumn == placed.index
      let style = Style(isSorted ? .sortedHeader : .tableHeader)
      let mark = isSorted ? String(glyphs.order(descending: table.isDescending)) : ""
      let room = placed.width - (isSorted ? 1 : 0)
      let title = ClippedText.head(column.title.text, columns: room)
      let used = ClippedText.columns(of: title) + (isSorted ? 1 : 0)
      let start = rect.column + lead + placed.start
      let first = column.alignment == .trailing ? start + placed.width - used : start
      let next = cells.write(
        title, first, rect.row, end: min(start + placed.width, rect.end), style)
      cells.write(mark, next, rect.row, end: rect.end, style)
    }
  }

  private func drawRow(
    _ index: Int, _ columns: TableColumns, in rect: Rect, _ cells: inout CellBuffer
  ) {
    let row = table.rows[index]
    let isSelected = table.selection == index
    let ground: Ground = isSelected ? .selected : .plain
    if isSelected {
      cells.fill(rect, Style(.text, on: ground))
      cells.put(glyphs.pointer, rect.column, rect.row, Style(.accent, on: ground))
    }
    if let mark = row.mark {
      cells.put(
        glyphs.sign(mark), rect.column + 1, rect.row, Style(StyleRole(mark), on: ground))
    }
    if row.isPinned, row.mark == nil {
      cells.put(glyphs.pin, rect.column + 1, rect.row, Style(.accent, on: ground))
    }
    for placed in columns.placed where placed.index < row.cells.count {
      let start = rect.column + lead + placed.start
      draw(
        row.cells[placed.index], table.columns[placed.index].alignment, isMatch: row.isMatch,
        in: Rect(
          column: start, row: rect.row, width: min(placed.width, rect.end - start), height: 1),
        ground, &cells)
    }
  }

  private func draw(
    _ cell: TableCell, _ alignment: TableColumn.Alignment, isMatch: Bool, in rect: Rect,
    _ ground: Ground, _ cells: inout CellBuffer
  ) {
    if let sparkline = cell.sparkline {
      return cells.draw(sparkline, in: rect, glyphs, Style(.series1, on: ground))
    }
    let tone = StyleRole(cell.tone)
    let style = Style(isMatch && tone == .text ? .match : tone, on: ground)
    if alignment == .trailing {
      cells.writeTrailing(cell.text, start: rect.column, rect.row, end: rect.end, style)
    } else {
      cells.write(cell.text, rect.column, rect.row, end: rect.end, style)
    }
  }
}
