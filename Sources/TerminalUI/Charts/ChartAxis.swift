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
    _ folds: [[FoldedColumn?]], _ cells: inout CellBuffer
  ) {
    drawValues(axis, area, &cells)
    drawBands(area, grid, &cells)
    drawTimes(times, area, &cells)
    drawOpenBucket(area, grid, &cells)
    drawEvents(area, grid, &cells)
    drawCrosshair(area, grid, folds, &cells)
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

  private func drawTimes(_ ticks: [TimeTick], _ area: ChartArea, _ cells: inout CellBuffer) {
    let across = PlotCanvas.dotsAcross(glyphs)
    let end = area.plot.end
    var free = area.plot.column
    for tick in ticks {
      let column = area.plot.column + tick.column / across
      guard column >= free, column + tick.label.columns < end else { continue }
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
    let resets = chart.series.flatMap(\.resets)
    for reset in resets { drawEvent(.restart, at: reset, area, grid, &cells) }
    for event in chart.events { drawEvent(event.kind, at: event.time, area, grid, &cells) }
  }

  private func drawEvent(
    _ kind: ChartEvent.Kind, at time: Timestamp, _ area: ChartArea, _ grid: ColumnGrid,
    _ cells: inout CellBuffer
  ) {
    let dot = grid.column(of: time.milliseconds)
    guard dot >= 0, dot < grid.count else { return }
    let column = area.plot.column + dot / PlotCanvas.dotsAcross(glyphs)
    let style = Style(kind == .alert ? .critical : .accent)
    cells.put(glyphs.sign(kind), column, area.axisRow, style)
  }

  /// The chosen moment's clock under its line.
  private func drawCrosshair(
    _ area: ChartArea, _ grid: ColumnGrid, _ folds: [[FoldedColumn?]], _ cells: inout CellBuffer
  ) {
    guard let moment = chart.crosshair else { return }
    let dot = grid.column(of: moment.milliseconds)
    guard dot >= 0, dot < grid.count else { return }
    let text = LocalTime(moment, in: chart.zone).timeWithSeconds
    let column = area.plot.column + dot / PlotCanvas.dotsAcross(glyphs)
    let start = max(area.plot.column, min(column - text.utf8.count / 2, area.plot.end - 8))
    cells.write(text, start, area.axisRow, end: area.plot.end, Style(.crosshair, on: .selected))
  }
}
