internal import Presentation

extension Drawing {
  /// Draws the settings: rows of choices, below them a test card of each rung and the colours of the theme.
  func drawSettings(_ model: SettingsModel, in bounds: Rect, _ cells: inout CellBuffer) {
    let rows = model.rows.count + (bounds.height >= 22 ? 10 : bounds.height >= 15 ? 4 : 0)
    let rect = box(bounds, columns: 84, rows: rows + 2)
    let inner = drawBox("Settings", in: rect, &cells)
    let list = inner.top(model.rows.count)
    drawRows(model, in: list, &cells)
    let rest = inner.droppingTop(list.height + 1)
    if rest.height >= 8 {
      cells.write(
        "which of these looks even?", rest.column + 1, rest.row, end: rest.end, Style(.muted))
      drawCards(model.glyphs, in: rest.droppingTop(1).top(5), &cells)
      drawSwatches(in: rest.droppingTop(7), &cells)
    } else {
      drawSwatches(in: rest, &cells)
    }
  }

  private func drawRows(_ model: SettingsModel, in rect: Rect, _ cells: inout CellBuffer) {
    // The selected row is never the one that a small box leaves out.
    let first = max(0, min(model.selection - rect.height + 1, model.rows.count - rect.height))
    for (offset, index) in model.rows.indices.dropFirst(first).prefix(rect.height).enumerated() {
      let line = rect.droppingTop(offset).top(1)
      draw(model.rows[index], isSelected: index == model.selection, in: line, &cells)
    }
  }

  private func draw(
    _ row: SettingsModel.Row, isSelected: Bool, in rect: Rect, _ cells: inout CellBuffer
  ) {
    let ground: Ground = isSelected ? .selected : .plain
    if isSelected {
      cells.fill(rect, Style(.text, on: ground))
      cells.put(glyphs.pointer, rect.column + 1, rect.row, Style(.accent, on: ground))
    }
    cells.write(row.title, rect.column + 3, rect.row, end: rect.end, Style(.text, on: ground))
    if row.isChanged { cells.put("*", rect.column + 13, rect.row, Style(.warning, on: ground)) }
    var column = rect.column + 15
    guard !row.choices.isEmpty else {
      cells.write(row.value, column, rect.row, end: rect.end - 1, Style(.accent, on: ground))
      return
    }
    let all = row.choices.reduce(0) { $0 + $1.columns + 2 } - 2
    let shown = column + all < rect.end ? row.choices : [row.value]
    for choice in shown {
      let isChosen = choice == row.value
      let style = Style(isChosen ? .strong : .muted, on: ground)
      if isChosen { cells.put("[", column - 1, rect.row, style) }
      column = cells.write(choice, column, rect.row, end: rect.end - 1, style)
      if isChosen { cells.put("]", column, rect.row, style) }
      column += 2
    }
  }

  /// The same course on each rung, whatever the rung of the frame is.
  private func drawCards(_ choices: [GlyphChoice], in rect: Rect, _ cells: inout CellBuffer) {
    let repertoire = cells.repertoire
    defer { cells.repertoire = repertoire }
    cells.repertoire = .unicode
    let inner = Rect(
      column: rect.column + 1, row: rect.row, width: rect.width - 2, height: rect.height)
    let sets = choices.compactMap { GlyphSet($0) }
    for (set, part) in zip(sets, inner.columns(sets.count, gap: 2)) {
      let isUsed = set == glyphs
      cells.write(
        set.rawValue, part.column, part.row, end: part.end, Style(isUsed ? .strong : .muted))
      TestCard(glyphs: set).draw(in: part.droppingTop(1), &cells)
    }
  }

  /// What the theme makes of series and of states, on plain ground and on the ground of a selected row.
  private func drawSwatches(in rect: Rect, _ cells: inout CellBuffer) {
    guard rect.height > 0 else { return }
    var column = rect.column + 1
    for series in 0..<8 {
      let style = Style(.series(series))
      let sample = String(repeating: String(glyphs.sample), count: 3)
      column = cells.write(sample, column, rect.row, end: rect.end, style)
      column = cells.write("\(series + 1)", column, rect.row, end: rect.end, style) + 1
    }
    let words: [(String, StyleRole)] = [
      ("critical", .critical), ("warning", .warning), ("good", .good), ("muted", .muted),
      ("limit", .threshold), ("key", .key), ("heading", .heading),
    ]
    for (row, ground) in [Ground.plain, .selected].enumerated() where row + 1 < rect.height {
      column = rect.column + 1
      for (word, role) in words {
        column = cells.write(
          word, column, rect.row + 1 + row, end: rect.end, Style(role, on: ground))
        column = cells.write(
          " ", column, rect.row + 1 + row, end: rect.end, Style(.text, on: ground))
      }
    }
  }
}

/// A course with a slope, a spike and a step: uneven dots and gaps between cells show in it at once.
struct TestCard {
  let glyphs: GlyphSet

  /// From 0 to 1, a value a column of a sixteenth of the width.
  private static let course: [Double] = [
    0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 0.4, 0.4, 1, 0, 0.2, 0.2, 0.6, 0.6, 0.6,
  ]

  func draw(in rect: Rect, _ cells: inout CellBuffer) {
    var canvas = PlotCanvas(
      size: GridSize(columns: rect.width, rows: rect.height), glyphs: glyphs)
    guard canvas.width > 1, canvas.height > 0 else { return }
    var previous: Int?
    for column in 0..<canvas.width {
      let place = column * (TestCard.course.count - 1) / (canvas.width - 1)
      let dot = Int((TestCard.course[place] * Double(canvas.height - 1)).rounded())
      canvas.trace(
        column: column,
        PlotCanvas.Reach(least: dot, greatest: dot, previous: previous, last: dot),
        Style(.series1))
      previous = dot
    }
    canvas.write(to: &cells, at: rect)
  }
}
