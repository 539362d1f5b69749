internal import Presentation

extension Drawing {
  /// Draws the line about the history, or what was just done, and the hints; returns what is left.
  func drawFooter(_ screen: Screen, in rect: Rect, _ frame: inout Frame) -> Rect {
    drawHints(screen, in: rect.lowest(1), &frame)
    let above = rect.top(rect.height - 1)
    guard let line = screen.notice ?? reach(screen, height: frame.cells.size.rows) else {
      return above
    }
    let row = above.lowest(1)
    frame.cells.write(line, row.column + 1, row.row, end: row.end - 1)
    return above.top(above.height - 1)
  }

  /// The line about the history, where rows are not short.
  private func reach(_ screen: Screen, height: Int) -> TextLine? {
    height >= 20 && !screen.reach.isEmpty ? screen.reach : nil
  }

  /// The next keys as far as they fit, and what the program costs.
  private func drawHints(_ screen: Screen, in rect: Rect, _ frame: inout Frame) {
    guard !rect.isEmpty else { return }
    frame.cells.fill(rect, Style(.text, on: .bar))
    var end = rect.end - 1
    if screen.cost.columns + 24 < rect.width {
      end =
        frame.cells.writeTrailing(
          screen.cost, start: rect.column + 1, rect.row, end: end, Style(.muted, on: .bar)) - 2
    }
    var column = rect.column + 1
    for hint in screen.hints {
      guard let key = keyName(hint, screen.contexts) else { continue }
      guard column + ClippedText.columns(of: key) + 1 + hint.text.columns <= end else { continue }
      let start = column
      column = draw(hint, key, column, rect.row, end: end, on: .bar, &frame.cells) + 2
      frame.targets.append(
        ClickTarget(
          Rect(column: start, row: rect.row, width: column - 2 - start, height: 1),
          .action(hint.action)))
    }
  }

  /// Draws as many of the hints as fit, the last one first to go, so that they end before `end`; returns the end of what
  /// is left for others.
  func drawTrailing(
    _ hints: [Hint], _ contexts: [KeyContext], start: Int, _ row: Int, end: Int,
    on ground: Ground, _ cells: inout CellBuffer
  ) -> Int {
    var shown: [(hint: Hint, key: String)] = []
    var columns = 0
    for hint in hints {
      guard let key = keyName(hint, contexts + [.everywhere]) else { continue }
      let more = ClippedText.columns(of: key) + 1 + hint.text.columns + 2
      guard start + columns + more <= end else { break }
      columns += more
      shown.append((hint, key))
    }
    guard !shown.isEmpty else { return end }
    var column = end - columns + 2
    for (hint, key) in shown {
      column = draw(hint, key, column, row, end: end, on: ground, &cells) + 2
    }
    return end - columns
  }

  private func keyName(_ hint: Hint, _ contexts: [KeyContext]) -> String? {
    keyMap.key(for: hint.action, in: contexts)?.description
  }

  private func draw(
    _ hint: Hint, _ key: String, _ column: Int, _ row: Int, end: Int, on ground: Ground,
    _ cells: inout CellBuffer
  ) -> Int {
    let next = cells.write(key, column, row, end: end, Style(.key, on: ground))
    return cells.write(hint.text, next + 1, row, end: end, Style(.text, on: ground))
  }
}
