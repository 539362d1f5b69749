internal import Presentation

/// Says which line is which, with its numbers: a table at the right where there is room, else a line or two below.
///
/// Nothing is dropped in silence: what does not fit is counted. With a crosshair the numbers are those of its moment,
/// the greatest first.
struct ChartLegend {
  private let chart: ChartModel
  private let glyphs: GlyphSet
  /// The columns inside the frame that the legend takes; 0 where it stands below or nowhere.
  let columns: Int
  /// The rows below the axis; 0 where it stands at the right or nowhere.
  let rows: Int

  /// - Parameters:
  ///   - chart: what is drawn.
  ///   - glyphs: which characters draw.
  ///   - rect: where.
  ///   - reserved: the rows below the axis that charts beside this one take, so that all axes stand in one row.
  init(_ chart: ChartModel, glyphs: GlyphSet, in rect: Rect, reserved: Int = 0) {
    self.chart = chart
    self.glyphs = glyphs
    isNeeded = chart.message == nil && (chart.series.count > 1 || chart.omission != nil)
    guard isNeeded || reserved > 0, rect.height >= 6 else {
      columns = 0
      rows = 0
      return
    }
    if isNeeded, rect.width >= 76, rect.height >= 8 {
      columns = min(58, rect.width * 2 / 5)
      rows = 0
    } else {
      columns = 0
      rows = reserved > 0 ? reserved : rect.height >= 14 ? 2 : 1
    }
  }

  /// Whether there is a legend, and not only room for that of a neighbour.
  var isShown: Bool { isNeeded && (columns > 0 || rows > 0) }
  private let isNeeded: Bool

  private struct Entry {
    var index: Int
    var name: String
    var least: Double?
    var mean: Double?
    var greatest: Double?
    var last: Double?
  }

  func draw(
    _ area: ChartArea, _ grid: ColumnGrid, _ folds: [[FoldedColumn?]], _ cells: inout CellBuffer
  ) {
    guard isShown else { return }
    let entries = entries(grid, folds)
    if columns > 0 {
      drawSide(entries, in: area.side, &cells)
    } else {
      drawBelow(entries, in: area.below, &cells)
    }
  }

  private func entries(_ grid: ColumnGrid, _ folds: [[FoldedColumn?]]) -> [Entry] {
    let entries = chart.series.indices.map { index -> Entry in
      let series = chart.series[index]
      let numbers = SeriesNumbers(folds[index], series, grid)
      var entry = Entry(
        index: index, name: series.name.text, least: numbers.least, mean: numbers.mean,
        greatest: numbers.greatest, last: numbers.last)
      if let moment = chart.crosshair {
        let bucket = CrosshairReading(moment, grid, folds[index])?.bucket
        entry.last = bucket?.last
        entry.least = bucket?.least
        entry.greatest = bucket?.greatest
      }
      return entry
    }
    guard chart.crosshair != nil else { return entries }
    return entries.sorted { left, right in
      let (a, b) = (left.last ?? -.infinity, right.last ?? -.infinity)
      return a == b ? left.index < right.index : a > b
    }
  }

  /// The entries from one on, so that the selected one is among them.
  private func window(_ entries: [Entry], rows: Int) -> Range<Int> {
    guard entries.count > rows, rows > 0 else { return 0..<min(entries.count, max(0, rows)) }
    let selected = entries.firstIndex { $0.index == chart.selection } ?? 0
    let first = min(max(0, selected - rows + 1), entries.count - rows)
    return first..<first + rows
  }

  // MARK: - At the right

  private static let numberColumns = 10

  private func drawSide(_ entries: [Entry], in rect: Rect, _ cells: inout CellBuffer) {
    // Two columns apart from the lines.
    let inner = rect.droppingLeft(2)
    guard inner.width > 12, inner.height > 1 else { return }
    let heads = chart.crosshair == nil ? ["now", "avg", "max", "min"] : ["here", "max", "min"]
    let count = min(heads.count, max(1, (inner.width - 16) / ChartLegend.numberColumns))
    let nameEnd = inner.end - count * ChartLegend.numberColumns - 1
    for (place, head) in heads.prefix(count).enumerated() {
      cells.writeTrailing(
        DisplayText(head), start: nameEnd, inner.row,
        end: nameEnd + (place + 1) * ChartLegend.numberColumns, Style(.muted))
    }
    let isTight = entries.count > inner.height - 1 - (chart.omission == nil ? 0 : 1)
    let rows = inner.height - 1 - (isTight || chart.omission != nil ? 1 : 0)
    let shown = window(entries, rows: rows)
    for (offset, entry) in entries[shown].enumerated() {
      drawRow(entry, count, nameEnd, row: inner.row + 1 + offset, inner, &cells)
    }
    if let text = remainder(entries.count - shown.count) {
      cells.write(text, inner.column, inner.row + 1 + shown.count, end: inner.end, Style(.muted))
    }
  }

  private func drawRow(
    _ entry: Entry, _ count: Int, _ nameEnd: Int, row: Int, _ rect: Rect,
    _ cells: inout CellBuffer
  ) {
    let isSelected = chart.selection == entry.index
    let ground: Ground = isSelected ? .selected : .plain
    if isSelected {
      cells.fill(
        Rect(column: rect.column, row: row, width: rect.width - 1, height: 1),
        Style(.text, on: ground))
    }
    let line = Style(chart.role(of: entry.index), on: ground)
    cells.put(glyphs.sample, rect.column, row, line)
    cells.put(glyphs.sample, rect.column + 1, row, line)
    let name = ClippedText.middle(entry.name, columns: nameEnd - rect.column - 3)
    cells.write(
      name, rect.column + 3, row, end: nameEnd, Style(isSelected ? .strong : .text, on: ground))
    let values =
      chart.crosshair == nil
      ? [entry.last, entry.mean, entry.greatest, entry.least]
      : [entry.last, entry.greatest, entry.least]
    for (place, value) in values.prefix(count).enumerated() {
      let end = nameEnd + (place + 1) * ChartLegend.numberColumns
      cells.writeTrailing(
        DisplayText(chart.unit.text(value)), start: end - ChartLegend.numberColumns + 1, row,
        end: end, Style(place == 0 ? .text : .muted, on: ground))
    }
  }

  /// What is not listed, and what the model left out.
  private func remainder(_ hidden: Int) -> DisplayText? {
    let more: DisplayText = hidden > 0 ? DisplayText("+\(hidden) more") : .empty
    guard let omission = chart.omission else { return hidden > 0 ? more : nil }
    return hidden > 0 ? more + ", " + omission : omission
  }

  // MARK: - Below

  /// A sample, a few letters and a number.
  private static let leastItem = 13

  private func drawBelow(_ entries: [Entry], in rect: Rect, _ cells: inout CellBuffer) {
    guard rect.width > 16, !rect.isEmpty else { return }
    let selected = entries.firstIndex { $0.index == chart.selection }
    let ordered = selected.map { [entries[$0]] + entries[..<$0] + entries[($0 + 1)...] } ?? entries
    let perRow = max(
      1, min(rect.width / ChartLegend.leastItem, (ordered.count + rect.height - 1) / rect.height))
    let needsRest = ordered.count > perRow * rect.height || chart.omission != nil
    let reserve = needsRest ? (remainder(ordered.count)?.columns ?? 0) + 1 : 0
    // What is left out is said in the last row only.
    let share = max(ChartLegend.leastItem, (rect.width - reserve) / perRow)
    var listed = 0
    for row in 0..<rect.height {
      for place in 0..<perRow where listed < ordered.count {
        let start = rect.column + place * share
        guard start + ChartLegend.leastItem <= rect.end - reserve else { break }
        drawItem(ordered[listed], start, rect.row + row, end: start + share - 1, &cells)
        listed += 1
      }
    }
    if let text = remainder(ordered.count - listed) {
      cells.writeTrailing(
        text, start: rect.column, rect.bottom - 1, end: rect.end, Style(.muted))
    }
  }

  private func drawItem(
    _ entry: Entry, _ start: Int, _ row: Int, end: Int, _ cells: inout CellBuffer
  ) {
    cells.put(glyphs.sample, start, row, Style(chart.role(of: entry.index)))
    let value = chart.unit.compact(entry.last)
    let room = end - start - 3 - ClippedText.columns(of: value)
    let name = ClippedText.middle(entry.name, columns: room)
    let isSelected = chart.selection == entry.index
    let next = cells.write(name, start + 2, row, end: end, Style(isSelected ? .strong : .muted))
    cells.write(value, next + (name.isEmpty ? 0 : 1), row, end: end, Style(.text))
  }
}
