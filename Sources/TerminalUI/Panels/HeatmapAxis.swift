internal import Metrics
internal import Presentation

/// Draws the lower line of a heatmap's frame: round times, the chosen moment, and whether the last column still fills.
struct HeatmapAxis {
  private let heatmap: HeatmapModel
  private let glyphs: GlyphSet

  init(_ heatmap: HeatmapModel, glyphs: GlyphSet) {
    self.heatmap = heatmap
    self.glyphs = glyphs
  }

  /// Draws on the lower line of `box`, whose inner columns are those of `grid`.
  func draw(_ grid: ColumnGrid, in box: Rect, _ cells: inout CellBuffer) {
    let row = box.bottom - 1
    let inner = box.inset
    let chosen = clock(grid, in: inner)
    let hasDates = heatmap.end - heatmap.start > .seconds(86_400)
    var free = inner.column
    for tick in grid.timeTicks(spacing: hasDates ? 16 : 12, zone: heatmap.zone) {
      let column = inner.column + tick.column
      let end = column + tick.label.columns
      guard column >= free, end < inner.end else { continue }
      if let chosen, end >= chosen.lowerBound, column <= chosen.upperBound { continue }
      free = cells.write(tick.label, column, row, end: end, Style(.axis)) + 1
    }
    if heatmap.isOpen(grid.count - 1, in: grid) {
      cells.put(glyphs.open, inner.end - 1, row, Style(.openBucket))
    }
    if let chosen, let moment = heatmap.crosshair {
      cells.write(
        LocalTime(moment, in: heatmap.zone).timeWithSeconds, chosen.lowerBound, row,
        end: chosen.upperBound, Style(.crosshair, on: .selected))
    }
  }

  /// Where the clock of the chosen moment stands; `nil` where the moment is not shown.
  private func clock(_ grid: ColumnGrid, in inner: Rect) -> Range<Int>? {
    guard let moment = heatmap.crosshair, inner.width >= 8 else { return nil }
    let column = grid.column(of: moment.milliseconds)
    guard column >= 0, column < grid.count else { return nil }
    let start = max(inner.column, min(inner.column + column - 4, inner.end - 8))
    return start..<start + 8
  }
}

extension CellBuffer {
  /// Draws lines around `rect`.
  mutating func drawFrame(_ rect: Rect, _ style: Style) {
    guard rect.width > 1, rect.height > 1 else { return }
    let (right, bottom) = (rect.end - 1, rect.bottom - 1)
    for column in rect.column..<rect.end {
      put("─", column, rect.row, style)
      put("─", column, bottom, style)
    }
    for row in rect.row..<rect.bottom {
      put("│", rect.column, row, style)
      put("│", right, row, style)
    }
    put("┌", rect.column, rect.row, style)
    put("┐", right, rect.row, style)
    put("└", rect.column, bottom, style)
    put("┘", right, bottom, style)
  }
}
