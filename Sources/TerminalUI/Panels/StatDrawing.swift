internal import Presentation

/// Draws large numbers side by side, each with its name above and its course below where there is room.
struct StatDrawing {
  private let stat: StatModel
  private let glyphs: GlyphSet

  init(_ stat: StatModel, glyphs: GlyphSet) {
    self.stat = stat
    self.glyphs = glyphs
  }

  /// The narrowest place of one number.
  private static let leastColumns = 14

  /// Draws into `rect`.
  func draw(in rect: Rect, _ cells: inout CellBuffer) {
    guard !rect.isEmpty else { return }
    guard stat.message == nil, !stat.values.isEmpty else {
      cells.write(
        stat.message ?? TextLine("no data", .muted), rect.column + 1, rect.row, end: rect.end)
      return
    }
    let perRow = max(1, min(stat.values.count, rect.width / StatDrawing.leastColumns))
    let rows = (stat.values.count + perRow - 1) / perRow
    guard rows > rect.height else { return draw(stat.values, perRow, rows, in: rect, &cells) }
    // What is left out is counted: in a row of its own, or at the end of the only one.
    let places = max(1, rect.height - 1)
    let shown = places * perRow
    let text = DisplayText("+\(stat.values.count - shown) more")
    cells.writeTrailing(
      text, start: rect.column, rect.bottom - 1, end: rect.end - 1, Style(.muted))
    let room = rect.height > 1 ? rect.top(places) : rect.left(rect.width - text.columns - 1)
    draw(Array(stat.values.prefix(shown)), perRow, places, in: room, &cells)
  }

  private func draw(
    _ values: [StatValue], _ perRow: Int, _ rows: Int, in rect: Rect, _ cells: inout CellBuffer
  ) {
    for (row, strip) in rect.rows(rows).enumerated() {
      let part = values.dropFirst(row * perRow)
      for (value, place) in zip(part, strip.columns(perRow)) { draw(value, in: place, &cells) }
    }
  }

  private func draw(_ value: StatValue, in rect: Rect, _ cells: inout CellBuffer) {
    let inner = Rect(
      column: rect.column + 1, row: rect.row, width: rect.width - 2, height: rect.height)
    guard !inner.isEmpty else { return }
    guard inner.height > 1 || value.name.isEmpty else { return drawLine(value, in: inner, &cells) }
    var rest = inner
    if !value.name.isEmpty {
      let name = ClippedText.middle(value.name.text, columns: rest.width)
      cells.write(name, rest.column, rest.row, end: rest.end, Style(.muted))
      rest = rest.droppingTop(1)
    }
    let digits = LargeDigits(value.number.text, glyphs: glyphs)
    let needed = (digits?.columns ?? 0) + (value.unit.isEmpty ? 0 : 1 + value.unit.columns)
    let isLarge = digits != nil && rest.height >= 3 && needed <= rest.width
    let numberRows = isLarge ? 3 : 1
    let hasCourse = value.course != nil && rest.height > numberRows
    let spare = rest.height - numberRows - (hasCourse ? 1 : 0)
    rest = rest.droppingTop(max(0, spare / 2))
    if isLarge, let digits {
      draw(digits, value, in: rest, &cells)
    } else {
      drawNumber(value, rest.column, rest.row, end: rest.end, &cells)
    }
    if hasCourse, let course = value.course {
      cells.draw(course, in: rest.droppingTop(numberRows).top(1), glyphs, Style(.series1))
    }
  }

  private func draw(
    _ digits: LargeDigits, _ value: StatValue, in rect: Rect, _ cells: inout CellBuffer
  ) {
    let style = Style(StyleRole.ofNumber(value.tone))
    for (offset, row) in digits.rows.enumerated() {
      cells.write(row, rect.column, rect.row + offset, end: rect.end, style)
    }
    cells.write(
      value.unit, rect.column + digits.columns + 1, rect.row + 2, end: rect.end, Style(.muted))
  }

  @discardableResult
  private func drawNumber(
    _ value: StatValue, _ column: Int, _ row: Int, end: Int, _ cells: inout CellBuffer
  ) -> Int {
    let next = cells.write(
      value.number, column, row, end: end, Style(StyleRole.ofNumber(value.tone)))
    guard !value.unit.isEmpty else { return next }
    return cells.write(value.unit, next + 1, row, end: end, Style(.muted))
  }

  /// Name and number in one row.
  private func drawLine(_ value: StatValue, in rect: Rect, _ cells: inout CellBuffer) {
    let needed = value.number.columns + (value.unit.isEmpty ? 0 : 1 + value.unit.columns)
    let name = ClippedText.middle(value.name.text, columns: max(0, rect.width - needed - 1))
    cells.write(name, rect.column, rect.row, end: rect.end, Style(.muted))
    drawNumber(value, max(rect.column, rect.end - needed), rect.row, end: rect.end, &cells)
  }
}

extension StyleRole {
  /// The role of a number that stands out: strong where its value means nothing in particular.
  static func ofNumber(_ tone: Tone) -> StyleRole {
    tone == .plain ? .strong : StyleRole(tone)
  }
}
