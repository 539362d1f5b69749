internal import Metrics

/// Panes as objects.
///
/// Source: RFC 8259.
enum ExportJSON {
  /// The rows of a pane, or the series of a chart; `nil` for a pane of text.
  static func pane(_ pane: Pane) -> String? {
    if case .chart(let chart) = pane.content {
      return #"{"pane":\#(quoted(pane.id.name)),"title":\#(quoted(chart.title.text)),"#
        + #""unit":\#(quoted(chart.unit.word)),"series":["# + joined(chart.series.map(series))
        + "]}"
    }
    guard let table = pane.exportedTable else { return nil }
    let rows = table.rows.map { row(table.columns, $0) }
    return #"{"pane":\#(quoted(pane.id.name)),"title":\#(quoted(pane.title.text)),"rows":["#
      + joined(rows) + "]}"
  }

  private static func joined(_ items: [String]) -> String {
    items.isEmpty ? "" : "\n" + items.joined(separator: ",\n") + "\n"
  }

  private static func row(_ columns: [TableColumn], _ row: TableRow) -> String {
    let all = zip(columns, row.cells).flatMap { column, cell in
      members(column.exportName, cell)
    }
    return "{" + all.joined(separator: ",") + "}"
  }

  /// A member; where a text is no UTF-8 a second one with its bytes in base64, as JSON cannot hold them.
  private static func members(_ name: String, _ cell: TableCell) -> [String] {
    switch cell.value {
    case .number(let number)?:
      return ["\(quoted(name)):\(number.map(self.number) ?? "null")"]
    case .text(let text)?:
      let member = "\(quoted(name)):\(quoted(text.text))"
      guard String(validating: text.bytes, as: UTF8.self) == nil else { return [member] }
      return [member, "\(quoted(name + "_base64")):\"\(Base64.text(text.bytes))\""]
    case nil: return ["\(quoted(name)):\(quoted(cell.text.text))"]
    }
  }

  private static func series(_ series: ChartSeries) -> String {
    let points = zip(series.times, series.values).map { time, value in
      "[\(FloatText.shortest(Double(time) / 1000)),\(number(value))]"
    }
    return #"{"series":\#(quoted(series.name.text)),"points":[\#(points.joined(separator: ","))]}"#
  }

  /// JSON has no word for what is not finite: those are strings as Prometheus writes them.
  private static func number(_ value: Double) -> String {
    value.isFinite ? FloatText.shortest(value) : "\"\(FloatText.shortest(value))\""
  }

  /// A string; everything that could act on a terminal or turn the text is escaped.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if isPlain(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += escaped(scalar)
        }
      }
    }
    return result + "\""
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      false
    default: !scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    UTF16.encode(scalar).map { unit in
      unit.map { half in
        let digits = String(half, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined()
    } ?? ""
  }
}
