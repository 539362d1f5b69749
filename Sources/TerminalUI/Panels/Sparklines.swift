internal import Presentation

extension CellBuffer {
  /// Draws a bar a column: the newest values at the right end, no bar where there is no value, a lowest one for the
  /// least.
  mutating func draw(
    _ sparkline: Sparkline, in rect: Rect, _ glyphs: GlyphSet, _ style: Style
  ) {
    let levels = glyphs.levels
    let values = sparkline.values.suffix(rect.width)
    let span = sparkline.greatest - sparkline.least
    let start = rect.end - values.count
    for (offset, value) in values.enumerated() {
      guard let value else { continue }
      let share = span > 0 ? (value - sparkline.least) / span : 0
      let level = 1 + Int((min(max(share, 0), 1) * Double(levels.count - 2)).rounded())
      put(levels[level], start + offset, rect.row, style)
    }
  }
}
