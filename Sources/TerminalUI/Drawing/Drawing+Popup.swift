internal import Presentation

extension Drawing {
  /// Draws what stands in front.
  func drawPopup(_ screen: Screen, in bounds: Rect, _ frame: inout Frame) {
    guard let popup = screen.popup else { return }
    switch popup {
    case .help(let search, let firstLine):
      let rect = box(bounds, columns: 112, rows: bounds.height)
      let inner = drawBox("Keys", in: rect, &frame.cells)
      drawHelp(search, firstLine, screen.contextsBehind, in: inner, &frame.cells)
    case .text(let title, let text):
      let columns = min(100, bounds.width - 2)
      let rows = text.lines.reduce(2) { $0 + WrappedText.lines($1, columns: columns - 4).count }
      let rect = box(bounds, columns: columns, rows: min(bounds.height, rows))
      drawText(text, in: drawBox(title, in: rect, &frame.cells), &frame.cells)
    case .picker(let title, let items, let selection):
      let widest = max(title.columns, items.map(\.columns).max() ?? 0)
      let rect = box(bounds, columns: max(24, widest + 8), rows: items.count + 2)
      drawPicker(
        items, selection, in: drawBox(title, in: rect, &frame.cells), &frame.cells)
    case .settings(let model): drawSettings(model, in: bounds, &frame.cells)
    case .chooser(let chooser): drawChooser(chooser, in: bounds, &frame.cells)
    case .question(let line):
      let rect = box(bounds, columns: max(30, line.columns + 6), rows: 5)
      let inner = drawBox("", in: rect, &frame.cells)
      for (row, line) in WrappedText.lines(line, columns: inner.width - 2).enumerated() {
        frame.cells.write(line, inner.column + 1, inner.row + 1 + row, end: inner.end - 1)
      }
    }
  }

  /// A part in the middle, at most as large as there is room.
  func box(_ bounds: Rect, columns: Int, rows: Int) -> Rect {
    let width = min(columns, bounds.width - 2)
    let height = min(max(3, rows), bounds.height)
    return Rect(
      column: bounds.column + (bounds.width - width) / 2,
      row: bounds.row + (bounds.height - height) / 2, width: width, height: height)
  }

  /// A frame on blank ground; returns what is inside.
  func drawBox(_ title: DisplayText, in rect: Rect, _ cells: inout CellBuffer) -> Rect {
    cells.fill(rect)
    let style = Style(.focusedFrame)
    let (left, right) = (rect.column, rect.end - 1)
    let (top, bottom) = (rect.row, rect.bottom - 1)
    for column in rect.column..<rect.end {
      cells.put("─", column, top, style)
      cells.put("─", column, bottom, style)
    }
    for row in rect.row..<rect.bottom {
      cells.put("│", left, row, style)
      cells.put("│", right, row, style)
    }
    cells.put("┌", left, top, style)
    cells.put("┐", right, top, style)
    cells.put("└", left, bottom, style)
    cells.put("┘", right, bottom, style)
    if !title.isEmpty {
      cells.put(" ", left + 2, top, style)
      let next = cells.write(title, left + 3, top, end: right - 1, Style(.title))
      cells.put(" ", next, top, style)
    }
    return rect.inset
  }

  private func drawHelp(
    _ search: PromptModel, _ firstLine: Int, _ contexts: [KeyContext], in rect: Rect,
    _ cells: inout CellBuffer
  ) {
    guard rect.height > 2 else { return }
    drawPrompt(search, in: rect.top(1), &cells)
    let page = HelpPage(
      keyMap, contexts: contexts, search: search.before.text + search.after.text)
    let body = rect.droppingTop(2)
    guard !page.lines.isEmpty else {
      cells.write("no key does that", body.column + 1, body.row, end: body.end, Style(.muted))
      return
    }
    let parts = body.columns(body.width >= 96 ? 2 : 1, gap: 2)
    let perPart = body.height
    let room = parts.count * perPart
    let first = max(0, min(firstLine, page.lines.count - min(room, page.lines.count)))
    let most = rect.width < 56 ? 9 : 13
    let keyColumns = min(
      most,
      (page.lines.filter { !$0.isHeading }.map { ClippedText.columns(of: $0.keys) }.max() ?? 8))
    let last = min(page.lines.count, first + room)
    if last - first < page.lines.count {
      let text = " \(first + 1)–\(last) of \(page.lines.count) "
      cells.writeTrailing(
        DisplayText(text), start: rect.column, rect.row - 1, end: rect.end - 1, Style(.muted))
    }
    for (offset, line) in page.lines.dropFirst(first).prefix(room).enumerated() {
      let part = parts[offset / perPart]
      let row = part.row + offset % perPart
      guard !line.isHeading else {
        cells.write(line.keys, part.column + 1, row, end: part.end, Style(.heading))
        continue
      }
      let keys = ClippedText.head(line.keys, columns: keyColumns)
      cells.write(keys, part.column + 2, row, end: part.end, Style(.key))
      let words = ClippedText.head(line.words, columns: part.width - 4 - keyColumns)
      cells.write(words, part.column + 4 + keyColumns, row, end: part.end, Style(.text))
    }
  }

  private func drawPicker(
    _ items: [DisplayText], _ selection: Int, in rect: Rect, _ cells: inout CellBuffer
  ) {
    let first = max(0, min(selection - rect.height / 2, items.count - rect.height))
    for (offset, item) in items.dropFirst(first).prefix(rect.height).enumerated() {
      let isSelected = first + offset == selection
      let ground: Ground = isSelected ? .selected : .plain
      let row = rect.row + offset
      if isSelected {
        cells.fill(
          Rect(column: rect.column, row: row, width: rect.width, height: 1),
          Style(.text, on: ground))
        cells.put(glyphs.pointer, rect.column + 1, row, Style(.accent, on: ground))
      }
      cells.write(item, rect.column + 3, row, end: rect.end, Style(.text, on: ground))
    }
  }
}

extension Screen {
  /// What keys mean in what stands behind a popup: the help is about that.
  fileprivate var contextsBehind: [KeyContext] {
    if isPlacingTripwire { return [.tripwire, .everywhere] }
    let focused = panes.first(where: \.isFocused) ?? panes.first
    switch focused?.content {
    case .chart, .heatmap: return viewContexts + [.chart, .everywhere]
    case .table:
      return viewContexts + [.table] + (chartBeside == nil ? [] : [.beside]) + [.everywhere]
    case .text: return viewContexts + [.text, .everywhere]
    case .stat, .gauge, nil: return viewContexts + [.everywhere]
    }
  }
}
