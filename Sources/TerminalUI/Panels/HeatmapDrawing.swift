internal import Metrics
internal import Presentation

/// Draws a heatmap: in a frame as a chart's, the sums of the columns above, the bounds of the buckets at the left.
///
/// With 256 colours a cell is two rows of buckets, one by its foreground and one by its background; without them it is
/// one row of a ramp of ten characters. A column without data stays empty, which differs from one that counted nothing.
struct HeatmapDrawing {
  private let heatmap: HeatmapModel
  private let glyphs: GlyphSet
  private let isColored: Bool
  private let isFocused: Bool
  private let remark: TextLine?
  /// The columns of the last drawing.
  private(set) var columns = 0

  init(
    _ heatmap: HeatmapModel, glyphs: GlyphSet, colors: ColorDepth, isFocused: Bool,
    remark: TextLine?
  ) {
    self.heatmap = heatmap
    self.glyphs = glyphs
    isColored = colors == .palette && glyphs != .ascii
    self.isFocused = isFocused
    self.remark = remark
  }

  /// From none at all to the most.
  private static let ramp: [Unicode.Scalar] = [".", ",", ":", "-", "=", "+", "*", "#", "%", "@"]

  private var labelColumns: Int {
    let widest = heatmap.buckets.indices.map { heatmap.label(of: $0).columns }.max() ?? 0
    return min(max(widest, 5), 9)
  }

  /// Draws into `rect`.
  mutating func draw(in rect: Rect, title: DisplayText, _ cells: inout CellBuffer) {
    let labels = labelColumns
    guard rect.width >= labels + 10, rect.height >= 4 else {
      cells.write(
        heatmap.message ?? TextLine(title, .heading), rect.column, rect.row, end: rect.end)
      return
    }
    let box = rect.droppingLeft(labels)
    let inner = box.inset
    columns = inner.width
    let grid = heatmap.grid(columns: inner.width)
    let fold = heatmap.fold(into: grid)
    cells.drawFrame(box, Style(isFocused ? .focusedFrame : .frame))
    drawTitle(title, fold, grid, in: box, &cells)
    HeatmapAxis(heatmap, glyphs: glyphs).draw(grid, in: box, &cells)
    guard heatmap.message == nil else {
      drawMessage(in: inner, &cells)
      return
    }
    let hasSums = inner.height >= 3
    let plot = hasSums ? inner.droppingTop(1) : inner
    if hasSums { drawSums(fold, in: inner.top(1), rect, &cells) }
    drawBuckets(fold, labels, in: plot, &cells)
    drawCrosshair(grid, in: inner, &cells)
  }

  // MARK: - The upper line

  private func drawTitle(
    _ title: DisplayText, _ fold: HeatmapFold, _ grid: ColumnGrid, in box: Rect,
    _ cells: inout CellBuffer
  ) {
    var end = box.end - 1
    let line = Style(.frame)
    let reading = heatmap.reading(fold, in: grid).map { TextLine($0, .strong) }
    if let right = remark ?? reading, right.columns + 10 < box.width {
      let start = cells.writeTrailing(right, start: box.column + 4, box.row, end: end - 2)
      cells.put(" ", start - 1, box.row, line)
      cells.put(" ", end - 2, box.row, line)
      end = start - 1
    } else if heatmap.message == nil {
      end = drawScale(fold, in: box, end: end - 1, title.columns, &cells)
    }
    let room = end - box.column - 3
    let name = ClippedText.middle(title.text, columns: max(1, room))
    cells.put(" ", box.column + 1, box.row, line)
    var column = cells.write(name, box.column + 2, box.row, end: end, Style(.strong))
    let detail = DisplayText("  ") + resolution(grid)
    if column + detail.columns + 2 < end {
      column = cells.write(detail, column, box.row, end: end, Style(.muted))
    }
    cells.put(" ", column, box.row, line)
  }

  /// `30m, 10s columns`; `2m, every 5s` where several columns show one count.
  private func resolution(_ grid: ColumnGrid) -> DisplayText {
    let window = PrometheusDuration.text(heatmap.end - heatmap.start)
    guard grid.bucket >= heatmap.step else {
      return DisplayText("\(window), every \(PrometheusDuration.text(heatmap.step))")
    }
    return DisplayText("\(window), \(PrometheusDuration.text(grid.bucket)) columns")
  }

  /// The steps with the counts at their ends; returns where the rest of the line ends.
  private func drawScale(
    _ fold: HeatmapFold, in box: Rect, end: Int, _ titleColumns: Int, _ cells: inout CellBuffer
  ) -> Int {
    let most = HeatmapModel.text(ofCount: fold.greatest)
    let needed = 2 + HeatmapDrawing.ramp.count + most.columns + 1
    guard titleColumns + needed + 8 < box.width else { return end + 1 }
    var column = end - needed
    let row = box.row
    column = cells.write(" 0", column, row, end: end, Style(.muted))
    for step in HeatmapDrawing.ramp.indices {
      put(step, step, column, row, &cells)
      column += 1
    }
    column = cells.write(most, column, row, end: end, Style(.muted))
    cells.put(" ", column, row, Style(.frame))
    return end - needed
  }

  private func drawMessage(in inner: Rect, _ cells: inout CellBuffer) {
    guard let message = heatmap.message else { return }
    let lines = WrappedText.lines(message, columns: max(1, inner.width - 4))
    let first = inner.row + max(0, (inner.height - lines.count) / 2)
    for (offset, line) in lines.prefix(inner.height).enumerated() {
      let start = inner.column + max(1, (inner.width - line.columns) / 2)
      cells.write(line, start, first + offset, end: inner.end)
    }
  }

  // MARK: - The plot

  private func drawSums(
    _ fold: HeatmapFold, in row: Rect, _ rect: Rect, _ cells: inout CellBuffer
  ) {
    cells.writeTrailing("sum", start: rect.column, row.row, end: row.column - 1, Style(.muted))
    cells.draw(Sparkline(fold.sums), in: row, glyphs, Style(.axis))
  }

  private func drawBuckets(
    _ fold: HeatmapFold, _ labels: Int, in plot: Rect, _ cells: inout CellBuffer
  ) {
    let perCell = isColored ? 2 : 1
    let (merged, size) = fold.merged(rows: plot.height * perCell)
    guard !merged.counts.isEmpty, plot.height > 0 else { return }
    let thickness = max(1, plot.height * perCell / merged.counts.count)
    for row in 0..<plot.height {
      let unit = (plot.height - 1 - row) * perCell
      let lower = unit / thickness
      let upper = (unit + perCell - 1) / thickness
      for column in 0..<min(plot.width, merged.sums.count) {
        let levels = [upper, lower].map { group -> Int? in
          guard group < merged.counts.count else { return nil }
          return merged.counts[group][column].map {
            merged.level($0, of: 10, isLogarithmic: heatmap.isLogarithmic)
          }
        }
        put(levels[0], levels[1], plot.column + column, plot.row + row, &cells)
      }
    }
    drawLabels(merged.counts.count, size, thickness, perCell, labels, in: plot, &cells)
  }

  /// One cell of one or two steps; nothing where there are no data.
  private func put(
    _ upper: Int?, _ lower: Int?, _ column: Int, _ row: Int, _ cells: inout CellBuffer
  ) {
    guard isColored else {
      guard let step = lower else { return }
      return cells.put(HeatmapDrawing.ramp[step], column, row, Style(.text))
    }
    switch (upper, lower) {
    case (nil, nil): break
    case (let upper?, nil): cells.put("▀", column, row, Style(.heat(upper)))
    case (nil, let lower?): cells.put("▄", column, row, Style(.heat(lower)))
    case (let upper?, let lower?) where upper == lower:
      cells.put(" ", column, row, Style(.text, on: .heat(lower)))
    case (let upper?, let lower?):
      cells.put("▀", column, row, Style(.heat(upper), on: .heat(lower)))
    }
  }

  /// The upper bound of every group of buckets at its upper edge, as far as there are rows; the chosen one is marked.
  private func drawLabels(
    _ groups: Int, _ size: Int, _ thickness: Int, _ perCell: Int, _ labels: Int, in plot: Rect,
    _ cells: inout CellBuffer
  ) {
    var lowestFree = plot.bottom
    for group in 0..<groups {
      let row = plot.bottom - 1 - ((group + 1) * thickness - 1) / perCell
      let buckets = group * size..<min((group + 1) * size, heatmap.buckets.count)
      if let selection = heatmap.selection, buckets.contains(selection) {
        cells.put(glyphs.pointer, plot.column - 1, row, Style(.accent))
      }
      guard row < lowestFree, row >= plot.row else { continue }
      lowestFree = row
      cells.writeTrailing(
        heatmap.label(of: buckets.upperBound - 1), start: plot.column - 1 - labels, row,
        end: plot.column - 1, Style(.axis))
    }
  }

  private func drawCrosshair(_ grid: ColumnGrid, in inner: Rect, _ cells: inout CellBuffer) {
    guard let moment = heatmap.crosshair else { return }
    let column = grid.column(of: moment.milliseconds)
    guard column >= 0, column < inner.width else { return }
    for row in inner.row..<inner.bottom {
      let ground = cells[inner.column + column, row].style.ground
      cells.put(
        glyphs.crosshair, inner.column + column, row, Style(.crosshair, on: ground))
    }
  }
}
