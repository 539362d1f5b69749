internal import Metrics
internal import PromQL
internal import Presentation

/// Writes answers as a table that a person reads: a line a series, a sparkline for a range.
struct ResultTable {
  /// Whether sparklines may use block elements.
  var usesBlocks: Bool

  /// The lines of an answer, remarks first; every text in it is safe to show.
  func text(_ evaluation: Evaluation, query: ByteString) -> String {
    let remarks = evaluation.annotations.map { DisplayText($0.rendered(in: query)).text }
    return (remarks + lines(evaluation.value)).map { $0 + "\n" }.joined()
  }

  private func lines(_ value: Value) -> [String] {
    switch value {
    case .scalar(let number, _): return [FloatText.shortest(number)]
    case .string(let text, _): return [DisplayText(text).text]
    case .vector(let samples):
      guard !samples.isEmpty else { return ["no series"] }
      return aligned(
        samples.map { [name($0.labels), FloatText.shortest($0.value)] }, right: [1])
    case .matrix(let series):
      guard !series.isEmpty else { return ["no series"] }
      let head = ["", "", "points", "min", "max", "last"]
      return aligned([head] + series.map(row), right: [2, 3, 4, 5])
    }
  }

  private func name(_ labels: Labels) -> String { DisplayText(labels.description).text }

  private func row(_ series: SeriesResult) -> [String] {
    let numbers = series.values.filter { !$0.isNaN }
    let ends = [numbers.min(), numbers.max(), series.values.last]
    return [name(series.labels), sparkline(series), "\(series.values.count)"]
      + ends.map { $0.map(FloatText.shortest) ?? "–" }
  }

  /// At most 40 columns of equal time, each the largest value in it; a column without a point is a space.
  private func sparkline(_ series: SeriesResult) -> String {
    guard let first = series.timestamps.first, let last = series.timestamps.last else { return "" }
    let columns = min(40, series.timestamps.count)
    var peaks = [Double?](repeating: nil, count: columns)
    for (moment, value) in zip(series.timestamps, series.values) where value.isFinite {
      let share = last > first ? Double(moment - first) / Double(last - first) : 0
      let column = min(columns - 1, Int(share * Double(columns)))
      peaks[column] = max(peaks[column] ?? value, value)
    }
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
