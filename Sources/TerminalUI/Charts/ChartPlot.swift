internal import Metrics
internal import Presentation

/// Draws what is inside a chart's frame: bands, lattice, limits, lines, gaps and the crosshair.
struct ChartPlot {
  private let chart: ChartModel
  private let glyphs: GlyphSet
  private let axis: ValueAxis
  private let grid: ColumnGrid
  private let folds: [[FoldedColumn?]]

  init(
    _ chart: ChartModel, glyphs: GlyphSet, axis: ValueAxis, grid: ColumnGrid,
    folds: [[FoldedColumn?]]
  ) {
    self.chart = chart
    self.glyphs = glyphs
    self.axis = axis
    self.grid = grid
    self.folds = folds
  }

  private var across: Int { PlotCanvas.dotsAcross(glyphs) }

  /// The row, from the top, of a position between 0 and 1.
  static func row(_ position: Double, height: Int) -> Int {
    guard height > 0 else { return 0 }
    let fromBottom = Int((min(max(position, 0), 1) * Double(height * 4 - 1)).rounded()) / 4
    return height - 1 - fromBottom
  }

  /// The cells that a band covers.
  static func cells(
    of band: Band, _ grid: ColumnGrid, _ glyphs: GlyphSet, width: Int
  ) -> Range<Int> {
    let across = PlotCanvas.dotsAcross(glyphs)
    let first = grid.column(of: band.start.milliseconds)
    let last = grid.column(of: band.end.milliseconds)
    guard last >= 0, first < grid.count, first <= last else { return 0..<0 }
    let start = max(0, first) / across
    return start..<max(start, min(width, min(last, grid.count - 1) / across + 1))
  }

  func draw(in rect: Rect, _ times: [TimeTick], _ cells: inout CellBuffer) {
    guard !rect.isEmpty else { return }
    drawLattice(in: rect, times, &cells)
    drawThresholds(in: rect, &cells)
    drawCrosshair(in: rect, &cells)
    var canvas = PlotCanvas(
      size: GridSize(columns: rect.width, rows: rect.height), glyphs: glyphs)
    for index in drawingOrder { draw(index, on: &canvas) }
    canvas.write(to: &cells, at: rect)
    drawThresholdLabels(in: rect, &cells)
    drawGaps(in: rect, canvas, &cells)
    drawOutside(in: rect, &cells)
    drawBands(in: rect, canvas, &cells)
  }

  /// The selected series last: where lines cross, the later one has the cell.
  private var drawingOrder: [Int] {
    let greyFirst = chart.series.indices.sorted { left, right in
      let isLeftGrey = chart.series[left].color == nil
      let isRightGrey = chart.series[right].color == nil
      return isLeftGrey == isRightGrey ? left > right : isLeftGrey
    }
    guard let selected = chart.selection, chart.series.indices.contains(selected) else {
      return greyFirst
    }
    return greyFirst.filter { $0 != selected } + [selected]
  }

  private func draw(_ index: Int, on canvas: inout PlotCanvas) {
    let style = Style(chart.role(of: index))
    let height = canvas.height
    var previous: Int?
    for (column, folded) in folds[index].enumerated() {
      guard let folded else { continue }
      if chart.isStacked {
        // The area begins above the one that it stands on.
        let low = dot(folded.least, height) + (folded.least > 0 ? 1 : 0)
        let high = dot(folded.greatest, height)
        if low <= high { canvas.fill(column: column, from: low, through: high, style) }
        continue
      }
      let last = dot(folded.last, height)
      let reach = PlotCanvas.Reach(
        least: dot(folded.least, height), greatest: dot(folded.greatest, height),
        previous: folded.isAfterGap ? nil : previous, last: last)
      canvas.trace(column: column, reach, style)
      previous = last
    }
  }

  private func dot(_ value: Double, _ height: Int) -> Int {
    let position = min(max(axis.position(value), 0), 1)
    return Int((position * Double(height - 1)).rounded())
  }

  /// Dots where round times and round values meet: enough to lead the eye.
  private func drawLattice(in rect: Rect, _ times: [TimeTick], _ cells: inout CellBuffer) {
    // With ASCII alone a dot is a value.
    guard glyphs != .ascii else { return }
    for tick in axis.ticks {
      let position = axis.position(tick)
      guard position > 0, position <= 1 else { continue }
      let row = rect.row + ChartPlot.row(position, height: rect.height)
      for time in times {
        cells.put(glyphs.lattice, rect.column + time.column / across, row, Style(.grid))
      }
    }
  }

  private func thresholdRow(_ threshold: Threshold, in rect: Rect) -> Int? {
    let position = axis.position(threshold.value)
    guard position >= 0, position <= 1 else { return nil }
    return rect.row + ChartPlot.row(position, height: rect.height)
  }

  private func drawThresholds(in rect: Rect, _ cells: inout CellBuffer) {
    for threshold in chart.thresholds {
      guard let row = thresholdRow(threshold, in: rect) else { continue }
      for column in rect.column..<rect.end {
        cells.put(glyphs.dash, column, row, Style(.threshold))
      }
    }
  }

  /// After the lines, which may not hide what the limit is.
  private func drawThresholdLabels(in rect: Rect, _ cells: inout CellBuffer) {
    for threshold in chart.thresholds {
      guard let row = thresholdRow(threshold, in: rect) else { continue }
      let label = [threshold.label, threshold.shortLabel].compactMap { $0 }
        .first { $0.columns + 2 < rect.width }
      guard let label else { continue }
      let start = rect.end - label.columns - 2
      cells.put(" ", start, row, Style(.threshold))
      cells.write(
        label, start + 1, row, end: rect.end, Style(StyleRole(threshold.tone)))
      cells.put(" ", rect.end - 1, row, Style(.threshold))
    }
  }

  private func drawCrosshair(in rect: Rect, _ cells: inout CellBuffer) {
    guard let moment = chart.crosshair else { return }
    let dot = grid.column(of: moment.milliseconds)
    guard dot >= 0, dot < grid.count else { return }
    for row in rect.row..<rect.bottom {
      cells.put(glyphs.crosshair, rect.column + dot / across, row, Style(.crosshair))
    }
  }

  private func drawGaps(in rect: Rect, _ canvas: PlotCanvas, _ cells: inout CellBuffer) {
    let row = rect.height / 2
    for gap in chart.gaps(in: folds) {
      let first = (gap.lowerBound + across - 1) / across
      let last = gap.upperBound / across
      guard first < last else { continue }
      let text = "\(glyphs.gap) no data"
      let shown = last - first >= text.unicodeScalars.count ? text : String(glyphs.gap)
      let start = first + (last - first - shown.unicodeScalars.count) / 2
      cells.write(
        shown, rect.column + start, rect.row + row, end: rect.column + last, Style(.gap))
    }
  }

  /// Values that a fixed axis does not hold are marked at its edge.
  private func drawOutside(in rect: Rect, _ cells: inout CellBuffer) {
    guard case .fixed = chart.axis else { return }
    for (index, fold) in folds.enumerated() {
      let style = Style(chart.role(of: index))
      for (column, folded) in fold.enumerated() {
        guard let folded else { continue }
        let cell = rect.column + column / across
        if axis.position(folded.greatest) > 1 { cells.put("▲", cell, rect.row, style) }
        if axis.position(folded.least) < 0 { cells.put("▼", cell, rect.bottom - 1, style) }
      }
    }
  }

  /// A ground under the span, and in the upper row a pattern with its word, which needs no colour.
  private func drawBands(in rect: Rect, _ canvas: PlotCanvas, _ cells: inout CellBuffer) {
    for band in chart.bands {
      let columns = ChartPlot.cells(of: band, grid, glyphs, width: rect.width)
      guard !columns.isEmpty else { continue }
      let ground: Ground = band.kind == .firing ? .firing : .pending
      let style = Style(band.kind == .firing ? .critical : .warning, on: ground)
      cells.underlay(
        Rect(
          column: rect.column + columns.lowerBound, row: rect.row, width: columns.count,
          height: rect.height), ground)
      guard glyphs != .ascii else { continue }
      let row = bandRow(columns, in: rect, canvas)
      for column in columns where canvas.isEmpty(column, row) {
        cells.put(glyphs.sign(band.kind), rect.column + column, rect.row + row, style)
      }
      let word = band.kind == .firing ? " firing " : " pending "
      let room = columns.prefix { canvas.isEmpty($0, row) }
      guard room.count > word.utf8.count else { continue }
      cells.write(
        word, rect.column + columns.lowerBound + 1, rect.row + row,
        end: rect.column + room.upperBound, style)
    }
  }

  /// The row of a band's pattern and word: the uppermost that neither a line nor a limit takes, else the first.
  private func bandRow(_ columns: Range<Int>, in rect: Rect, _ canvas: PlotCanvas) -> Int {
    let limits = Set(chart.thresholds.compactMap { thresholdRow($0, in: rect) })
    let free = (0..<rect.height).first { row in
      !limits.contains(rect.row + row) && columns.allSatisfy { canvas.isEmpty($0, row) }
    }
    return free ?? 0
  }
}

extension ChartModel {
  /// How a series looks; the selected one keeps its colour unless it has none.
  func role(of index: Int) -> StyleRole {
    guard let color = series[index].color else {
      return selection == index ? .seriesSelected : .seriesOther
    }
    return .series(color)
  }
}
