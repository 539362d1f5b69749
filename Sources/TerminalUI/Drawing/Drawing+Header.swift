internal import Presentation

extension Drawing {
  /// Draws status, sentences and the line between header and body; returns what is left.
  func drawHeader(_ screen: Screen, in rect: Rect, _ frame: inout Frame) -> Rect {
    var rest = rect
    if !screen.isHeaderHidden {
      drawStatus(screen, in: rest.top(1), &frame.cells)
      rest = rest.droppingTop(1)
      // Sentences never take more than a third of the screen.
      for (place, sentence) in screen.sentences.prefix(min(5, rect.height / 5)).enumerated() {
        drawSentence(sentence, screen.contexts, in: rest.top(1), &frame.cells)
        frame.targets.append(ClickTarget(rest.top(1), .point(.sentence(place))))
        rest = rest.droppingTop(1)
      }
    }
    drawLead(screen.lead, in: rest.top(1), &frame.cells)
    return rest.droppingTop(1)
  }

  private func drawStatus(_ screen: Screen, in rect: Rect, _ cells: inout CellBuffer) {
    let ground: Ground = screen.isRinging ? .alarm : .bar
    let status = screen.status
    cells.fill(rect, Style(.text, on: ground))
    let window = Style(.muted, on: ground)
    // Where columns are short the line below says it alone.
    let isNarrow = rect.width < 60
    let windowStart = cells.writeTrailing(
      isNarrow ? .empty : status.window, start: rect.column, rect.row, end: rect.end - 1, window)
    let clockStart = max(rect.column, windowStart - (isNarrow ? 0 : 2) - status.clock.columns)
    let clockEnd = max(clockStart, windowStart - (isNarrow ? 0 : 1))
    drawClock(status, clockStart, rect.row, end: clockEnd, ground, &cells)
    let alertColumns = status.alerts.reduce(0) { $0 + 4 + $1.text.columns }
    var column = rect.column + 1
    for fact in status.facts {
      let needed = fact.columns + 2
      guard column == rect.column + 1 || column + needed + alertColumns < clockStart else { break }
      column = cells.write(fact, column, rect.row, end: clockStart - 1, on: ground) + 2
    }
    for (place, count) in status.alerts.enumerated() where column < clockStart - 2 {
      // Half a count is none; only the first and most urgent one may lose its end.
      guard place == 0 || column + 2 + count.text.columns < clockStart else { break }
      column = drawCount(count, column, rect.row, end: clockStart - 1, ground, &cells) + 2
    }
  }

  private func drawClock(
    _ status: StatusLine, _ column: Int, _ row: Int, end: Int, _ ground: Ground,
    _ cells: inout CellBuffer
  ) {
    var next = column
    for piece in status.clock.pieces {
      // The moment has one look of its own, so that the past is never taken for now.
      let role: StyleRole =
        piece.tone == .muted ? .muted : status.isLive ? .live : .past
      next = cells.write(piece.text, next, row, end: end, Style(role, on: ground))
    }
  }

  private func drawSentence(
    _ sentence: Sentence, _ contexts: [KeyContext], in rect: Rect, _ cells: inout CellBuffer
  ) {
    guard !rect.isEmpty else { return }
    let ground: Ground = sentence.isSelected ? .selected : .plain
    if sentence.isSelected {
      cells.fill(rect, Style(.text, on: ground))
      cells.put(glyphs.pointer, rect.column, rect.row, Style(.accent, on: ground))
    }
    // The sentence comes first: hints take at most what it leaves.
    let needed = sentence.text.columns + 12
    let end = drawTrailing(
      sentence.hints, contexts, start: rect.column + min(needed, rect.width / 2), rect.row,
      end: rect.end - 1, on: ground, &cells)
    cells.write(
      sentence.heading, rect.column + 1, rect.row, end: rect.column + 8,
      Style(.heading, on: ground))
    var column = rect.column + 8
    if let mark = sentence.mark {
      column = sentence.heading.isEmpty ? rect.column + 1 : column
      cells.put(glyphs.sign(mark), column, rect.row, Style(StyleRole(mark), on: ground))
      column += 2
    }
    cells.write(sentence.text, column, rect.row, end: end, on: ground)
  }

  private func drawLead(_ lead: Lead, in rect: Rect, _ cells: inout CellBuffer) {
    guard !rect.isEmpty else { return }
    switch lead {
    case .breadcrumb(let parts, let right):
      let start = cells.writeTrailing(right, start: rect.column + 1, rect.row, end: rect.end - 1)
      drawBreadcrumb(parts, in: rect, end: start - (right.isEmpty ? 0 : 2), &cells)
    case .prompt(let prompt): drawPrompt(prompt, in: rect, &cells)
    }
  }

  /// The way down; where it is too long its first steps give way.
  private func drawBreadcrumb(
    _ parts: [DisplayText], in rect: Rect, end: Int, _ cells: inout CellBuffer
  ) {
    var shown = parts[...]
    var columns = parts.reduce(0) { $0 + $1.columns + 3 } - 3
    let isCut = columns > end - rect.column - 1
    while columns > end - rect.column - 5, shown.count > 1 {
      columns -= shown.removeFirst().columns + 3
    }
    var column = rect.column + 1
    if isCut, shown.count < parts.count {
      column = cells.write("… ", column, rect.row, end: end, Style(.muted))
    }
    for (index, part) in shown.enumerated() {
      let isLast = index == shown.count - 1
      column = cells.write(part, column, rect.row, end: end, Style(isLast ? .strong : .muted))
      guard !isLast, column + 3 < end else { return }
      column = cells.write(" \(glyphs.pointer) ", column, rect.row, end: end, Style(.frame))
    }
  }
}
