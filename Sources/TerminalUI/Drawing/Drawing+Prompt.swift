internal import Presentation

extension Drawing {
  /// A line that is being typed, with its cursor; what is left of the cursor gives way first.
  func drawPrompt(_ prompt: PromptModel, in rect: Rect, _ cells: inout CellBuffer) {
    let end = rect.end - 1
    var column = cells.write(prompt.label, rect.column + 1, rect.row, end: end, Style(.key))
    column += column > rect.column + 1 ? 1 : 0
    let typedRoom = max(1, min(end - column - 1, rect.width * 2 / 3))
    let before = ClippedText.tail(prompt.before.text, columns: typedRoom)
    column = cells.write(before, column, rect.row, end: end, Style(.prompt))
    let after = Array(prompt.after.text.unicodeScalars)
    let under = after.first.map { String($0) } ?? " "
    column = cells.write(under, column, rect.row, end: end, Style(.prompt, on: .alarm))
    let rest = String(String.UnicodeScalarView(after.dropFirst()))
    column = cells.write(rest, column, rect.row, end: end, Style(.prompt))
    guard let remark = prompt.remark, column + 2 < end else { return }
    cells.write(remark, column + 2, rect.row, end: end)
  }

  /// What helps with a command line: a caret under what is wrong, and what the word at the cursor may become.
  ///
  /// It stands in front of the body, directly below the line.
  func drawAssistance(_ screen: Screen, in body: Rect, _ cells: inout CellBuffer) {
    guard case .prompt(let prompt) = screen.lead, !body.isEmpty else { return }
    let cursor = cursorColumn(prompt, in: body)
    var rest = body
    if let caret = prompt.caret {
      cells.fill(rest.top(1))
      drawCaret(caret, prompt, cursor, in: rest.top(1), &cells)
      rest = rest.droppingTop(1)
    }
    drawCandidates(prompt, cursor, in: rest, &cells)
  }

  /// The column at which the cursor stands.
  private func cursorColumn(_ prompt: PromptModel, in rect: Rect) -> Int {
    let start = rect.column + 1 + prompt.label.columns + (prompt.label.isEmpty ? 0 : 1)
    let room = max(1, min(rect.end - 2 - start, rect.width * 2 / 3))
    return start + ClippedText.columns(of: ClippedText.tail(prompt.before.text, columns: room))
  }

  private func drawCaret(
    _ caret: (text: DisplayText, message: TextLine), _ prompt: PromptModel, _ cursor: Int,
    in rect: Rect, _ cells: inout CellBuffer
  ) {
    let distance = caret.text.columns - prompt.before.columns
    let column = min(max(rect.column + 1, cursor + distance), rect.end - 2)
    let role = StyleRole(caret.message.pieces.first?.tone ?? .critical)
    cells.put("^", column, rect.row, Style(role))
    let columns = caret.message.columns
    if column + 2 + columns < rect.end {
      cells.write(caret.message, column + 2, rect.row, end: rect.end - 1)
    } else {
      cells.writeTrailing(
        caret.message, start: rect.column + 1, rect.row, end: max(rect.column + 1, column - 1))
    }
  }

  /// The candidates below the word that they would replace, as many as fit; the chosen one always.
  private func drawCandidates(
    _ prompt: PromptModel, _ cursor: Int, in rect: Rect, _ cells: inout CellBuffer
  ) {
    let candidates = prompt.completion.candidates
    let room = min(10, rect.height - 1)
    guard !candidates.isEmpty, room > 0 else { return }
    let isCut = candidates.count > room
    let rows = isCut ? room - 1 : candidates.count
    guard rows > 0 else { return }
    let chosen = prompt.chosen ?? 0
    let first = max(0, min(chosen - rows / 2, candidates.count - rows))
    let shown = candidates[first..<first + rows]
    let names = min(rect.width - 4, shown.map(\.name.columns).max() ?? 0)
    let details = shown.map(\.detail.columns).max() ?? 0
    let width = min(rect.width - 2, names + (details > 0 ? details + 2 : 0) + 2)
    let start = min(
      max(rect.column + 1, cursor - prompt.completion.replaced - 1), rect.end - 1 - width)
    for (offset, candidate) in shown.enumerated() {
      let ground: Ground = prompt.chosen == first + offset ? .selected : .bar
      let row = Rect(column: start, row: rect.row + offset, width: width, height: 1)
      cells.fill(row, Style(.text, on: ground))
      cells.write(
        candidate.name, start + 1, row.row, end: min(start + 1 + names, row.end),
        Style(.text, on: ground))
      guard start + names + 3 < row.end else { continue }
      cells.write(
        candidate.detail, start + names + 3, row.row, end: row.end - 1, Style(.muted, on: ground))
    }
    guard isCut else { return }
    let row = Rect(column: start, row: rect.row + rows, width: width, height: 1)
    cells.fill(row, Style(.text, on: .bar))
    cells.write(
      "\(candidates.count - rows) more", start + 1, row.row, end: row.end, Style(.muted, on: .bar))
  }
}
