internal import Metrics

/// Tables and charts as lines of fields.
///
/// Source: RFC 4180; OWASP, "CSV Injection".
enum ExportCSV {
  /// A header, then every row of the table.
  static func text(_ table: TableModel) -> String {
    let header = table.columns.map { field($0.exportName) }
    let rows = table.rows.map { row in row.cells.map(field) }
    return lines([header] + rows)
  }

  /// A line a point: its time, the name of its series, and the value.
  static func text(_ chart: ChartModel) -> String {
    let header = ["time", "series", "value" + chart.unit.suffix]
    let rows = chart.series.flatMap { series in
      zip(series.times, series.values).map { time, value in
        [
          UTCText.text(Timestamp(milliseconds: time)), field(series.name.text),
          FloatText.shortest(value),
        ]
      }
    }
    return lines([header] + rows)
  }

  private static func lines(_ rows: [[String]]) -> String {
    rows.reduce(into: "") { $0 += $1.joined(separator: ",") + "\r\n" }
  }

  /// A number in its base unit, empty where it is not known; a text as it is safe to show.
  private static func field(_ cell: TableCell) -> String {
    switch cell.value {
    case .number(let number?)?: FloatText.shortest(number)
    case .number(nil)?: ""
    case .text(let text)?: field(DisplayText(text, limit: ExportCSV.longest).text)
    case nil: field(cell.text.text)
    }
  }

  private static let longest = 1 << 16

  /// A text in quotes where it needs some, and with an apostrophe where a spreadsheet would compute it.
  private static func field(_ text: String) -> String {
    let isFormula = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
    let text = isFormula && text.utf8.count > 1 ? "'" + text : text
    let needsQuotes = text.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
    guard needsQuotes else { return text }
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}
