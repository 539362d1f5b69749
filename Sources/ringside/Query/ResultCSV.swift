internal import Documents
internal import Metrics
internal import PromQL

/// Writes answers as CSV: a line a point, a column a label.
///
/// Source: RFC 4180.
enum ResultCSV {
  /// The lines of an answer, a header first; columns are `timestamp`, the labels sorted by name, `value`.
  static func text(_ value: Value) -> String {
    let series = points(of: value)
    let names = Set(series.flatMap { $0.labels.map(\.name) }).sorted()
    var lines = [(["timestamp"] + names.map(\.text) + ["value"]).map(field).joined(separator: ",")]
    for one in series {
      let labels = names.map { field(one.labels[$0]?.text ?? "") }
      for (moment, value) in one.points {
        lines.append(
          ([JSONText.seconds(moment)] + labels + [field(value)]).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  private typealias Row = (labels: Labels, points: [(Int64, String)])

  private static func points(of value: Value) -> [Row] {
    switch value {
    case .scalar(let number, let moment):
      [(.empty, [(moment.milliseconds, FloatText.shortest(number))])]
    case .string(let text, let moment): [(.empty, [(moment.milliseconds, text.text)])]
    case .vector(let samples):
      samples.map {
        ($0.labels, [($0.timestamp.milliseconds, FloatText.shortest($0.value))])
      }
    case .matrix(let series):
      series.map { one in
        (one.labels, zip(one.timestamps, one.values).map { ($0, FloatText.shortest($1)) })
      }
    }
  }

  private static func field(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
    guard needsQuotes else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
