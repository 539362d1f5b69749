internal import Metrics
internal import Presentation

/// Draws the labels of both axes and what stands on the time axis.
struct ChartAxis {
  private let chart: ChartModel
  private let glyphs: GlyphSet

  init(_ chart: ChartModel, glyphs: GlyphSet) {
    self.chart = chart
    self.glyphs = glyphs
  }

  func draw(
    _ axis: ValueAxis, _ times: [TimeTick], _ area: ChartArea, _ grid: ColumnGrid,
    _ cells: inout CellBuffer
  ) {
    drawValues(axis, area, &cells)
    drawBands(area, grid, &cells)
    let chosen = crosshairColumns(area, grid)
    let taken = Set(events(grid).map { area.plot.column + $0.column })
    drawTimes(times, area, avoiding: chosen, taken, &cells)
    drawOpenBucket(area, grid, &cells)
    drawEvents(area, grid, &cells)
    if let chosen { drawCrosshair(area, chosen, &cells) }
  }

  /// The lowest label stands beside the axis itself, which is the baseline.
  private func drawValues(_ axis: ValueAxis, _ area: ChartArea, _ cells: inout CellBuffer) {
    var lowestFree = area.axisRow + 1
    for (tick, label) in zip(axis.ticks, axis.labels) {
      let position = axis.position(tick)
      let row =
        position <= 0
        ? area.axisRow : area.plot.row + ChartPlot.row(position, height: area.plot.height)
      guard row < lowestFree, row > area.frame.row else { continue }
      lowestFree = row
      cells.writeTrailing(
        label, start: area.frame.column, row, end: area.plot.column - 1, Style(.axis))
    }
  }

  private func drawTimes(
    _ ticks: [TimeTick], _ area: ChartArea, avoiding chosen: Range<Int>?, _ taken: Set<Int>,
    _ cells: inout CellBuffer
  ) {
    let across = PlotCanvas.dotsAcross(glyphs)
    let end = area.plot.end
    var free = area.plot.column
    for tick in ticks {
      let column = area.plot.column + tick.column / across
      let columns = column..<column + tick.label.columns
      guard column >= free, columns.upperBound < end else { continue }
      // Half a time beside another one would read as a third.
      if let chosen, columns.upperBound >= chosen.lowerBound, column <= chosen.upperBound {
        continue
      }
      // A sign in the middle of a time would make another one of it.
      guard taken.isDisjoint(with: columns) else { continue }
      free = cells.write(tick.label, column, area.axisRow, end: end, Style(.axis)) + 1
    }
  }

  /// With ASCII alone the spans of an alert are letters on the axis.
  private func drawBands(_ area: ChartArea, _ grid: ColumnGrid, _ cells: inout CellBuffer) {
    guard glyphs == .ascii else { return }
    for band in chart.bands {
      for column in ChartPlot.cells(of: band, grid, glyphs, width: area.plot.width) {
        let style = Style(band.kind == .firing ? .critical : .warning)
        cells.put(glyphs.sign(band.kind), area.plot.column + column, area.axisRow, style)
      }
    }
  }

  private func drawOpenBucket(_ area: ChartArea, _ grid: ColumnGrid, _ cells: inout CellBuffer) {
    guard chart.isOpen(grid.count - 1, in: grid), area.plot.width > 0 else { return }
    cells.put(glyphs.open, area.plot.end - 1, area.axisRow, Style(.openBucket))
  }

  private func drawEvents(_ area: ChartArea, _ grid: ColumnGrid, _ cells: inout CellBuffer) {
    for event in events(grid) {
      let style = Style(event.kind == .alert ? .critical : .accent)
      cells.put(glyphs.sign(event.kind), area.plot.column + event.column, area.axisRow, style)
    }
  }

  /// What happened and in which column, later ones over earlier ones.
  private func events(_ grid: ColumnGrid) -> [(kind: ChartEvent.Kind, column: Int)] {
    let resets = chart.series.flatMap(\.resets).map { (kind: ChartEvent.Kind.restart, time: $0) }
    let all = resets + chart.events.map { (kind: $0.kind, time: $0.time) }
    return all.compactMap { kind, time in
      let dot = grid.column(of: time.milliseconds)
      guard dot >= 0, dot < grid.count else { return nil }
      return (kind, dot / PlotCanvas.dotsAcross(glyphs))
    }
  }

  /// Where the clock of the chosen moment stands; `nil` where the moment is not shown.
  private func crosshairColumns(_ area: ChartArea, _ grid: ColumnGrid) -> Range<Int>? {
    guard let moment = chart.crosshair else { return nil }
    let dot = grid.column(of: moment.milliseconds)
    guard dot >= 0, dot < grid.count, area.plot.width >= 8 else { return nil }
    let column = area.plot.column + dot / PlotCanvas.dotsAcross(glyphs)
    let start = max(area.plot.column, min(column - 4, area.plot.end - 8))
    return start..<start + 8
  }

  /// The chosen moment's clock under its line.
  private func drawCrosshair(
    _ area: ChartArea, _ columns: Range<Int>, _ cells: inout CellBuffer
  ) {
    guard let moment = chart.crosshair else { return }
    let text = LocalTime(moment, in: chart.zone).timeWithSeconds
    cells.write(
      text, columns.lowerBound, area.axisRow, end: columns.upperBound,
      Style(.crosshair, on: .selected))
  }
}
