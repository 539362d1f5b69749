internal import Presentation

/// Draws bars on one scale: a row each with name, bar and number; where there is room the scale below them.
struct GaugeDrawing {
  private let gauge: GaugeModel
  private let glyphs: GlyphSet

  init(_ gauge: GaugeModel, glyphs: GlyphSet) {
    self.gauge = gauge
    self.glyphs = glyphs
  }

  /// Draws into `rect` and returns how many bars are shown.
  @discardableResult
  func draw(in rect: Rect, _ cells: inout CellBuffer) -> Int {
    let inner = Rect(
      column: rect.column + 1, row: rect.row, width: rect.width - 2, height: rect.height)
    guard !inner.isEmpty else { return 0 }
    guard gauge.message == nil, !gauge.bars.isEmpty else {
      cells.write(
        gauge.message ?? TextLine("no data", .muted), inner.column, inner.row, end: inner.end)
      return 0
    }
    let hasScale = inner.height > gauge.bars.count
    let isCut = inner.height < gauge.bars.count
    let shown = isCut ? max(1, inner.height - 1) : gauge.bars.count
    let names = min(widestName, inner.width * 2 / 5)
    let numbers = gauge.bars.map { text($0).columns }.max() ?? 0
    let barStart = inner.column + (names > 0 ? names + 1 : 0)
    let barEnd = inner.end - numbers - 1
    for (row, bar) in gauge.bars.prefix(shown).enumerated() {
      draw(bar, names, barStart, barEnd, row: inner.row + row, inner, &cells)
    }
    if hasScale, barEnd - barStart >= 12 {
      drawScale(barStart, barEnd, row: inner.row + shown, inner, &cells)
    }
    if isCut, inner.height > 1 {
      let text = DisplayText("+\(gauge.bars.count - shown) more")
      cells.writeTrailing(
        text, start: inner.column, inner.bottom - 1, end: inner.end, Style(.muted))
    }
    return shown
  }

  private var widestName: Int { gauge.bars.map(\.name.columns).max() ?? 0 }

  private func text(_ bar: GaugeBar) -> DisplayText { DisplayText(gauge.unit.text(bar.value)) }

  private func draw(
    _ bar: GaugeBar, _ names: Int, _ start: Int, _ end: Int, row: Int, _ rect: Rect,
    _ cells: inout CellBuffer
  ) {
    if names > 0 {
      let name = ClippedText.middle(bar.name.text, columns: names)
      cells.write(name, rect.column, row, end: start, Style(.text))
    }
    let isKnown = bar.value.map { !$0.isNaN } ?? false
    cells.writeTrailing(
      text(bar), start: max(rect.column, end + 1), row, end: rect.end,
      Style(isKnown ? .ofNumber(bar.tone) : .muted))
    guard end - start >= 4 else { return }
    drawBar(bar, start, end, row: row, &cells)
  }

  private func drawBar(
    _ bar: GaugeBar, _ start: Int, _ end: Int, row: Int, _ cells: inout CellBuffer
  ) {
    let steps = glyphs.steps
    let width = end - start
    let filled = Int(((gauge.share(bar.value) ?? 0) * Double(width * (steps.count - 1))).rounded())
    let style = Style(bar.tone == .plain || bar.tone == .muted ? .series1 : StyleRole(bar.tone))
    for column in 0..<width {
      let step = min(max(filled - column * (steps.count - 1), 0), steps.count - 1)
      if step > 0 {
        cells.put(steps[step], start + column, row, style)
      } else if gauge.share(bar.value) != nil {
        cells.put(glyphs.lattice, start + column, row, Style(.grid))
      }
    }
    for (column, threshold) in ticks(width) where column < width {
      cells.put(glyphs.crosshair, start + column, row, Style(StyleRole(threshold.tone)))
    }
  }

  /// Where the thresholds stand, as far as the scale holds them.
  private func ticks(_ width: Int) -> [(column: Int, threshold: Threshold)] {
    gauge.thresholds.compactMap { threshold in
      guard threshold.value >= gauge.least, threshold.value <= gauge.greatest,
        let share = gauge.share(threshold.value)
      else { return nil }
      return (min(width - 1, Int((share * Double(width)).rounded())), threshold)
    }
  }

  /// The ends of the scale and the thresholds between them, as far as they have room.
  private func drawScale(
    _ start: Int, _ end: Int, row: Int, _ rect: Rect, _ cells: inout CellBuffer
  ) {
    let least = DisplayText(gauge.unit.text(gauge.least))
    let greatest = DisplayText(gauge.unit.text(gauge.greatest))
    var free = cells.write(least, start, row, end: end, Style(.axis)) + 1
    let last = cells.writeTrailing(greatest, start: free, row, end: end, Style(.axis)) - 1
    for (column, threshold) in ticks(end - start).sorted(by: { $0.column < $1.column }) {
      let label = DisplayText(gauge.unit.text(threshold.value))
      let place = start + column - label.columns / 2
      guard place >= free, place + label.columns <= last else { continue }
      free = cells.write(label, place, row, end: last, Style(StyleRole(threshold.tone))) + 1
    }
  }
}
