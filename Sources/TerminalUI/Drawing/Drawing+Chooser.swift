internal import Presentation

extension Drawing {
  /// Draws a choice among values: what was typed, the values that are left around the selected one, what keys do.
  func drawChooser(_ chooser: ChooserModel, in bounds: Rect, _ cells: inout CellBuffer) {
    let widest = chooser.items.map(\.text.columns).max() ?? 0
    let columns = max(36, max(widest + 10, chooser.advice.columns + 4))
    let rows = min(max(chooser.items.count, 1) + 6, bounds.height - 2)
    let inner = drawBox(chooser.title, in: box(bounds, columns: columns, rows: rows), &cells)
    guard inner.height >= 4 else { return }
    drawPrompt(chooser.search, in: inner.top(1), &cells)
    let advice = inner.lowest(1)
    cells.write(chooser.advice, advice.column + 1, advice.row, end: advice.end - 1)
    let list = inner.droppingTop(2).top(inner.height - 4)
    guard let selection = chooser.selection else {
      cells.write("no value matches", list.column + 3, list.row, end: list.end, Style(.muted))
      return
    }
    let first = max(0, min(selection - list.height / 2, chooser.items.count - list.height))
    for (offset, item) in chooser.items.dropFirst(first).prefix(list.height).enumerated() {
      draw(
        item, isSelected: first + offset == selection, in: list.droppingTop(offset).top(1), &cells)
    }
  }

  private func draw(
    _ item: ChooserItem, isSelected: Bool, in row: Rect, _ cells: inout CellBuffer
  ) {
    let ground: Ground = isSelected ? .selected : .plain
    if isSelected {
      cells.fill(row, Style(.text, on: ground))
      cells.put(glyphs.pointer, row.column + 1, row.row, Style(.accent, on: ground))
    }
    if item.isChosen {
      cells.put(glyphs.chosenSign, row.column + 3, row.row, Style(.good, on: ground))
    }
    let role: StyleRole = item.isChosen ? .strong : .text
    cells.write(item.text, row.column + 5, row.row, end: row.end - 1, Style(role, on: ground))
  }
}

extension GlyphSet {
  /// What stands before a value that is chosen.
  var chosenSign: Unicode.Scalar { self == .ascii || self == .lines ? "*" : "✓" }
}
