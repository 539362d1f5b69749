internal import Metrics
internal import PromQL
internal import Presentation

/// Writes answers as a table that a person reads: a line a series, a sparkline for a range.
struct ResultTable {
  /// Whether sparklines may use block elements.
  var usesBlocks: Bool

  /// The lines of an answer; every text in it is safe to show.
  func text(_ value: Value) -> String { lines(value).map { $0 + "\n" }.joined() }

  private func lines(_ value: Value) -> [String] {
    switch value {
    case .scalar(let number, _): return [Self.text(number)]
    case .string(let text, _): return [DisplayText(text).text]
    case .vector(let samples):
      guard !samples.isEmpty else { return ["no series"] }
      return aligned(samples.map { [name($0.labels), Self.text($0.value)] }, right: [1])
    case .matrix(let series):
      guard let columns = SparklineColumns(series) else { return ["no series"] }
      let head = ["", columns.title, "points", "min", "max", "last"]
      return aligned([head] + series.map { row($0, columns) }, right: [2, 3, 4, 5])
    }
  }

  private func name(_ labels: Labels) -> String { DisplayText(labels.description).text }

  /// A number with six significant digits, or all those before its point.
  static func text(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return FloatText.shortest(value) }
    var unit = 1.0
    while value.magnitude * unit < 100_000, unit < 1e15 { unit *= 10 }
    let rounded = (value * unit).rounded() / unit
    return FloatText.shortest(value.magnitude >= 1e-9 && rounded.isFinite ? rounded : value)
  }

  private func row(_ series: SeriesResult, _ columns: SparklineColumns) -> [String] {
    let numbers = series.values.filter { !$0.isNaN }
    let ends = [numbers.min(), numbers.max(), series.values.last]
    return [name(series.labels), sparkline(series, columns), "\(series.values.count)"]
      + ends.map { $0.map(Self.text) ?? "–" }
  }

  private func sparkline(_ series: SeriesResult, _ columns: SparklineColumns) -> String {
    let peaks = columns.peaks(of: series)
    let known = peaks.compactMap { $0 }
    guard let low = known.min(), let high = known.max() else { return "" }
    let rungs = usesBlocks ? Array("▁▂▃▄▅▆▇█") : Array("_.-=+*#@")
    return String(
      peaks.map { peak in
        guard let peak else { return " " }
        let share = high > low ? (peak - low) / (high - low) : 0
        return rungs[min(rungs.count - 1, Int(share * Double(rungs.count)))]
      })
  }

  private func aligned(_ rows: [[String]], right: Set<Int>) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        let pad = String(repeating: " ", count: widths[column] - text.unicodeScalars.count)
        return right.contains(column) ? pad + text : text + pad
      }
      let line = cells.joined(separator: "  ")
      return String(
        line.prefix(
          upTo: line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex))
    }
  }
}

/// Columns of equal time that the sparklines of a table share, so that one below the other shows the same moment.
private struct SparklineColumns {
  let start: Int64
  let end: Int64
  let count: Int

  /// At most 40 columns from the first point of any series through the last; `nil` where there is no point.
  init?(_ series: [SeriesResult]) {
    guard let start = series.compactMap(\.timestamps.first).min(),
      let end = series.compactMap(\.timestamps.last).max()
    else { return nil }
    self.start = start
    self.end = end
    count = min(40, series.map(\.timestamps.count).max() ?? 0)
  }

  /// The largest number in each column; `nil` where there is none.
  func peaks(of series: SeriesResult) -> [Double?] {
    var peaks = [Double?](repeating: nil, count: count)
    for (moment, value) in zip(series.timestamps, series.values) where value.isFinite {
      let share = end > start ? Double(moment - start) / Double(end - start) : 0
      let column = min(count - 1, Int(share * Double(count)))
      peaks[column] = max(peaks[column] ?? value, value)
    }
    return peaks
  }

  /// What they span: `2026-11-24 10:32:15 – 11:32:00 UTC`.
  var title: String {
    let from = LocalTime(Timestamp(milliseconds: start), in: .utc)
    let to = LocalTime(Timestamp(milliseconds: end), in: .utc)
    let date = from.date == to.date ? "" : to.date + " "
    return "\(from.date) \(from.timeWithSeconds) – \(date)\(to.timeWithSeconds) UTC"
  }
}
