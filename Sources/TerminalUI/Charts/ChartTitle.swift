internal import Metrics
internal import Presentation

/// Draws the upper line of a chart's frame: what is shown, over which time, and a lone line's numbers.
struct ChartTitle {
  private let chart: ChartModel
  private let glyphs: GlyphSet
  private let remark: TextLine?

  init(_ chart: ChartModel, glyphs: GlyphSet, remark: TextLine?) {
    self.chart = chart
    self.glyphs = glyphs
    self.remark = remark
  }

  func draw(
    _ title: DisplayText, _ area: ChartArea, _ grid: ColumnGrid, _ folds: [[FoldedColumn?]],
    hasLegend: Bool, _ cells: inout CellBuffer
  ) {
    let row = area.frame.row
    var end = area.frame.end - 1
    let room = area.frame.end - area.plot.column
    let needed = text(title).columns + 9
    let choices = remark.map { [$0] } ?? numbers(grid, folds, hasLegend: hasLegend)
    // The name comes first: numbers are as many as it leaves room for. What is wrong is always said.
    if let right = choices.first(where: { $0.columns + needed <= room }) ?? remark {
      let start = cells.writeTrailing(
        right, start: area.plot.column + 4, row, end: area.frame.end - 3)
      cells.put(" ", start - 1, row, Style(.frame))
      cells.put(" ", area.frame.end - 3, row, Style(.frame))
      end = start - 2
    }
    var column = area.plot.column
    cells.put(" ", column, row, Style(.frame))
    column = cells.write(name(title, room: end - column - 2), column + 1, row, end: end)
    let detail = resolution(grid)
    if column + detail.columns + 4 < end {
      cells.write("  ", column, row, end: end, Style(.frame))
      column = cells.write(detail, column + 2, row, end: end, Style(.muted))
    }
    if column < end { cells.put(" ", column, row, Style(.frame)) }
  }

  /// The title with the unit.
  private func text(_ title: DisplayText) -> DisplayText {
    let unit = chart.unit.word
    let base = title.isEmpty ? chart.title : title
    return unit.isEmpty || base.text.hasSuffix(unit) ? base : base + DisplayText(", " + unit)
  }

  /// The title where it fits; else the ellipsis falls into its middle.
  private func name(_ title: DisplayText, room: Int) -> TextLine {
    let clipped = ClippedText.middle(text(title).text, columns: max(1, room))
    return TextLine(DisplayText(clipped), .strong)
  }

  /// `30m, 10s buckets`; `2m, every 5s` where several columns show one value.
  private func resolution(_ grid: ColumnGrid) -> DisplayText {
    let window = PrometheusDuration.text(chart.end - chart.start)
    guard grid.bucket >= chart.step else {
      return DisplayText("\(window), every \(PrometheusDuration.text(chart.step))")
    }
    return DisplayText("\(window), \(PrometheusDuration.text(grid.bucket)) buckets")
  }

  /// What a legend would say, where one line needs none: from all that can be said to the least.
  private func numbers(
    _ grid: ColumnGrid, _ folds: [[FoldedColumn?]], hasLegend: Bool
  ) -> [TextLine] {
    guard !hasLegend, chart.message == nil else { return [] }
    let index = chart.selection ?? 0
    guard chart.series.indices.contains(index) else { return [] }
    if let moment = chart.crosshair, let read = CrosshairReading(moment, grid, folds[index]) {
      return [read.line(chart), read.value(chart)]
    }
    if chart.series.count > 1, chart.selection == nil { return newest(grid, folds) }
    let numbers = SeriesNumbers(folds[index], chart.series[index], grid)
    let now = ("now", numbers.last)
    let most = ("max", numbers.greatest)
    return [[most, ("avg", numbers.mean), now], [most, now], [now]].map(line)
  }

  /// What several lines are now, by name: all of them, or none where a legend has no room and they neither.
  private func newest(_ grid: ColumnGrid, _ folds: [[FoldedColumn?]]) -> [TextLine] {
    guard chart.omission == nil else { return [] }
    let values = zip(chart.series, folds).map { series, fold in
      (word: series.name.text, value: SeriesNumbers(fold, series, grid).last)
    }
    return [line(values, chart.unit.compact)]
  }

  private func line(_ values: [(word: String, value: Double?)]) -> TextLine {
    line(values, chart.unit.text)
  }

  private func line(
    _ values: [(word: String, value: Double?)], _ text: (Double?) -> String
  ) -> TextLine {
    var pieces: [TextPiece] = []
    for (word, value) in values {
      pieces.append(TextPiece(DisplayText((pieces.isEmpty ? "" : "  ") + word + " "), .muted))
      pieces.append(TextPiece(DisplayText(text(value)), .plain))
    }
    return TextLine(pieces)
  }
}

/// The numbers of one line over the window.
struct SeriesNumbers {
  let least: Double?
  let greatest: Double?
  let mean: Double?
  /// The newest value; `nil` where the window ends without one.
  let last: Double?

  init(_ fold: [FoldedColumn?], _ series: ChartSeries, _ grid: ColumnGrid) {
    let known = fold.compactMap { $0 }
    least = known.map(\.least).min()
    greatest = known.map(\.greatest).max()
    // Samples of the window, not buckets, so that the mean does not change with the width.
    var sum = 0.0
    var count = 0
    let end = grid.start + Int64(grid.count) * grid.width
    for (time, value) in zip(series.times, series.values)
    where value.isFinite && time >= grid.start && time < end {
      sum += value
      count += 1
    }
    mean = count > 0 ? sum / Double(count) : nil
    last = known.last?.last
  }
}

/// What one line says at the chosen moment.
struct CrosshairReading {
  let bucket: FoldedColumn

  /// The bucket that holds the moment, or the nearest one with a sample at most two columns away.
  init?(_ moment: Timestamp, _ grid: ColumnGrid, _ fold: [FoldedColumn?]) {
    let column = grid.column(of: moment.milliseconds)
    let near = [0, -1, 1, -2, 2].lazy.map { column + $0 }.first { place in
      fold.indices.contains(place) && fold[place] != nil
    }
    guard let near, let bucket = fold[near] else { return nil }
    self.bucket = bucket
  }

  /// The value alone.
  func value(_ chart: ChartModel) -> TextLine {
    TextLine(DisplayText(chart.unit.text(bucket.last)), .strong)
  }

  /// Time of the real sample, value, and the bucket's span where it has one.
  func line(_ chart: ChartModel) -> TextLine {
    let time = LocalTime(Timestamp(milliseconds: bucket.lastTime), in: chart.zone)
    var pieces = [
      TextPiece(DisplayText(time.timeWithSeconds + " "), .accent),
      TextPiece(DisplayText(chart.unit.text(bucket.last)), .strong),
    ]
    if bucket.least < bucket.greatest {
      let span = "\(chart.unit.text(bucket.least))–\(chart.unit.text(bucket.greatest))"
      pieces.append(TextPiece(DisplayText("  in bucket " + span), .muted))
    }
    return TextLine(pieces)
  }
}
