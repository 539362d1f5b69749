internal import Presentation

extension Drawing {
  /// Draws the panes in their places.
  func drawPanes(_ screen: Screen, in rect: Rect, _ frame: inout Frame) {
    let layout = Layout(
      screen.panes, maximised: screen.maximised, in: rect, screen: frame.cells.size)
    for divider in layout.dividers {
      for row in divider.row..<divider.bottom {
        frame.cells.put("│", divider.column, row, Style(.frame))
      }
    }
    for placed in layout.placed {
      let legends = layout.placed.filter { $0.rect.row == placed.rect.row }
        .map { legendRows(screen.panes[$0.pane], in: $0.rect) }
      draw(screen.panes[placed.pane], in: placed.rect, legendRows: legends.max() ?? 0, &frame)
    }
    if let position = layout.position {
      let row = rect.lowest(1)
      frame.cells.write(
        TextLine(DisplayText(position), .muted), row.column + 1, row.row, end: row.end - 1)
    }
    for divider in layout.dividers where divider.column > 0 && !divider.isEmpty {
      let isBelowLine = frame.cells[divider.column - 1, divider.row].character == "─"
      if isBelowLine { frame.cells.put("┬", divider.column, divider.row, Style(.frame)) }
    }
  }

  /// The rows that the legend of a chart takes below its axis.
  private func legendRows(_ pane: Pane, in rect: Rect) -> Int {
    guard case .chart(let chart) = pane.content else { return 0 }
    return ChartLegend(chart, glyphs: glyphs, in: rect).rows
  }

  private func draw(
    _ pane: Pane, in rect: Rect, legendRows: Int, _ frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    frame.targets.append(ClickTarget(rect, .point(.pane(pane.id))))
    switch pane.content {
    case .chart(let chart):
      var drawing = ChartDrawing(chart, glyphs: glyphs, isFocused: pane.isFocused)
      drawing.remark = pane.remark
      drawing.legendRows = legendRows
      drawing.draw(in: rect, title: pane.title, &frame.cells)
      frame.chartColumns = max(frame.chartColumns, drawing.dotColumns)
      if let plot = drawing.plot {
        frame.targets.append(ClickTarget(plot.rect, .moment(pane.id, plot.grid)))
      }
    case .table(let table):
      let inner = drawRule(pane, in: rect, &frame.cells)
      let drawing = TableDrawing(table, glyphs: glyphs)
      let rows = drawing.draw(in: inner, &frame.cells)
      drawPosition(drawing.positionText(rows), of: pane, in: rect, &frame.cells)
      if pane.isFocused { frame.pageRows = rows.count }
      for (offset, row) in rows.enumerated() {
        let place = inner.droppingTop(1 + offset).top(1)
        frame.targets.append(ClickTarget(place, .point(.row(pane.id, table.rows[row].key))))
      }
    case .text(let text):
      let inner = drawRule(pane, in: rect, &frame.cells)
      drawText(text, in: inner, &frame.cells)
      if pane.isFocused { frame.pageRows = inner.height }
    case .stat(let stat):
      let inner = drawRule(pane, in: rect, &frame.cells)
      StatDrawing(stat, glyphs: glyphs).draw(in: inner, &frame.cells)
    case .gauge(let gauge):
      let inner = drawRule(pane, in: rect, &frame.cells)
      GaugeDrawing(gauge, glyphs: glyphs).draw(in: inner, &frame.cells)
    case .heatmap(let heatmap):
      var drawing = HeatmapDrawing(
        heatmap, glyphs: glyphs, colors: colors, isFocused: pane.isFocused, remark: pane.remark)
      drawing.draw(in: rect, title: pane.title, &frame.cells)
      frame.chartColumns = max(frame.chartColumns, drawing.columns)
    }
  }

  /// The line above a pane with its name; returns what is left, all of it for a pane without a name.
  private func drawRule(_ pane: Pane, in rect: Rect, _ cells: inout CellBuffer) -> Rect {
    guard !pane.title.isEmpty || pane.remark != nil else { return rect }
    let line = Style(pane.isFocused ? .focusedFrame : .frame)
    for column in rect.column..<rect.end { cells.put("─", column, rect.row, line) }
    var column = rect.column + 1
    if !pane.title.isEmpty {
      cells.put(" ", column, rect.row, line)
      column = cells.write(pane.title, column + 1, rect.row, end: rect.end - 2, Style(.title))
      cells.put(" ", column, rect.row, line)
    }
    if let remark = pane.remark, column + 4 < rect.end {
      let start = cells.writeTrailing(remark, start: column + 3, rect.row, end: rect.end - 2)
      cells.put(" ", start - 1, rect.row, line)
      cells.put(" ", rect.end - 2, rect.row, line)
    }
    return rect.droppingTop(1)
  }

  /// Which rows of how many are shown, at the right end of the line above a table without a remark.
  private func drawPosition(
    _ text: String, of pane: Pane, in rect: Rect, _ cells: inout CellBuffer
  ) {
    guard !text.isEmpty, !pane.title.isEmpty, pane.remark == nil else { return }
    let columns = ClippedText.columns(of: text) + 2
    guard rect.width > columns + pane.title.columns + 8 else { return }
    cells.write(" \(text) ", rect.end - 1 - columns, rect.row, end: rect.end - 1, Style(.muted))
  }

  /// Lines of text, wrapped between words, from the first that is shown.
  func drawText(_ text: TextModel, in rect: Rect, _ cells: inout CellBuffer) {
    var lines: [TextLine] = []
    let inner = Rect(
      column: rect.column + 1, row: rect.row, width: rect.width - 2, height: rect.height)
    for line in text.lines {
      lines += WrappedText.lines(line, columns: inner.width)
      if lines.count >= text.firstLine + inner.height + 1 { break }
    }
    // Scrolled past the end the last page stays.
    let first = max(0, min(text.firstLine, lines.count - min(inner.height, lines.count)))
    for (row, line) in lines.dropFirst(first).prefix(inner.height).enumerated() {
      cells.write(line, inner.column, inner.row + row, end: inner.end)
    }
  }
}
