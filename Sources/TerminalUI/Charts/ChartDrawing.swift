internal import Metrics
internal import Presentation

/// Draws a chart: a frame whose upper line is the title and whose lower line is the time axis, labels at the left, the
/// lines, and a legend.
///
/// Deterministic: the same model, size and glyphs give the same cells. A dot column shows the bucket of a wall-clock
/// span from its least to its greatest value, joined to its neighbour, so that a spike of one sample is never lost.
struct ChartDrawing {
  let chart: ChartModel
  let glyphs: GlyphSet
  let isFocused: Bool
  /// What is wrong with the data; stands in the title line.
  var remark: TextLine?
  /// The rows below the axis that charts beside this one take for their legends.
  var legendRows = 0
  /// The dot columns of the last drawing.
  private(set) var dotColumns = 0
  /// Where the lines of the last drawing are, and which moments their columns are.
  private(set) var plot: (rect: Rect, grid: ColumnGrid)?

  init(_ chart: ChartModel, glyphs: GlyphSet, isFocused: Bool = false) {
    self.chart = chart
    self.glyphs = glyphs
    self.isFocused = isFocused
  }

  /// The columns for the labels of the vertical axis, the same whatever the values are.
  private var labelColumns: Int {
    switch chart.unit {
    case .seconds, .hertz: 6
    default: 5
    }
  }

  /// Draws into `rect`.
  mutating func draw(in rect: Rect, title: DisplayText, _ cells: inout CellBuffer) {
    guard rect.width >= labelColumns + 10, rect.height >= 4 else {
      cells.write(chart.message ?? TextLine(title, .heading), rect.column, rect.row, end: rect.end)
      return
    }
    let legend = ChartLegend(chart, glyphs: glyphs, in: rect, reserved: legendRows)
    let area = ChartArea(
      rect: rect, labels: labelColumns, legendColumns: legend.columns, legendRows: legend.rows)
    let dots = PlotCanvas.dotsAcross(glyphs) * area.plot.width
    dotColumns = dots
    let grid = chart.grid(columns: dots)
    if !area.plot.isEmpty { plot = (area.plot, grid) }
    let folds = chart.series.map { chart.fold($0, into: grid) }
    let labels = min(6, max(3, area.plot.height / 2 + 1))
    // The legend and the upper line speak of the series themselves, not of the areas' edges.
    let drawn = chart.drawn(folds)
    let axis = chart.labelled(chart.valueAxis(folds: drawn, labels: labels))
    drawFrame(area, &cells)
    ChartTitle(chart, glyphs: glyphs, remark: remark).draw(
      title, area, grid, folds, hasLegend: legend.isShown, &cells)
    let timeTicks = chart.timeTicks(
      in: grid, spacing: (chart.showsDates ? 16 : 12) * PlotCanvas.dotsAcross(glyphs))
    ChartAxis(chart, glyphs: glyphs).draw(axis, timeTicks, area, grid, &cells)
    guard chart.message == nil else {
      drawMessage(area, &cells)
      return
    }
    ChartPlot(chart, glyphs: glyphs, axis: axis, grid: grid, folds: drawn)
      .draw(in: area.plot, timeTicks, &cells)
    legend.draw(area, grid, folds, &cells)
  }

  private func drawFrame(_ area: ChartArea, _ cells: inout CellBuffer) {
    let style = Style(isFocused ? .focusedFrame : .frame)
    let left = area.plot.column - 1
    let right = area.frame.end - 1
    let top = area.frame.row
    let bottom = area.axisRow
    for column in left...right {
      cells.put("─", column, top, style)
      cells.put("─", column, bottom, style)
    }
    for row in top + 1..<max(top + 1, bottom) {
      cells.put("│", left, row, style)
      cells.put("│", right, row, style)
    }
    cells.put("┌", left, top, style)
    cells.put("┐", right, top, style)
    cells.put("└", left, bottom, style)
    cells.put("┘", right, bottom, style)
  }

  private func drawMessage(_ area: ChartArea, _ cells: inout CellBuffer) {
    guard let message = chart.message, !area.plot.isEmpty else { return }
    let lines = WrappedText.lines(message, columns: max(1, area.plot.width - 4))
    let first = area.plot.row + max(0, (area.plot.height - lines.count) / 2)
    for (offset, line) in lines.prefix(area.plot.height).enumerated() {
      let start = area.plot.column + max(1, (area.plot.width - line.columns) / 2)
      cells.write(line, start, first + offset, end: area.plot.end)
    }
  }
}

extension ChartModel {
  /// Whether labels of the time axis may be dates with times.
  fileprivate var showsDates: Bool { end - start > .seconds(86_400) }
}

/// The parts of a chart's place.
struct ChartArea {
  /// Labels, frame and legend.
  let frame: Rect
  /// Where the lines are.
  let plot: Rect
  /// The legend at the right inside the frame; empty where it stands elsewhere.
  let side: Rect
  /// The legend below the axis; empty where it stands elsewhere.
  let below: Rect
  /// The row of the time axis.
  let axisRow: Int

  init(rect: Rect, labels: Int, legendColumns: Int, legendRows: Int) {
    frame = rect
    axisRow = rect.bottom - 1 - legendRows
    let inner = Rect(
      column: rect.column + labels + 1, row: rect.row + 1, width: rect.width - labels - 2,
      height: axisRow - rect.row - 1)
    plot = inner.left(inner.width - legendColumns)
    side = inner.droppingLeft(inner.width - legendColumns)
    below = Rect(
      column: rect.column + labels, row: axisRow + 1, width: rect.width - labels,
      height: legendRows)
  }
}
