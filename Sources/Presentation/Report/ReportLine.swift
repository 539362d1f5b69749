/// Lines of a report, none wider than a channel shows unbroken.
enum ReportLine {
  /// A line that ends with an ellipsis where it would be too wide.
  static func cut(_ text: String, columns: Int = IncidentReport.columns) -> String {
    let text = text.withoutTrailingBlanks
    guard text.unicodeScalars.count > columns else { return text }
    var part = String.UnicodeScalarView(text.unicodeScalars.prefix(columns - 1))
    part.append("…")
    return String(part)
  }

  /// A text in lines that break between words.
  static func wrapped(_ text: String, first: String, others: String) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
      let length = line.unicodeScalars.count + word.unicodeScalars.count + (isEmpty ? 0 : 1)
      if !isEmpty, length > IncidentReport.columns {
        lines.append(line)
        line = others
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return (lines + [line]).map { cut($0) }
  }
}

extension String {
  /// With blanks behind it up to so many characters.
  func padded(to columns: Int) -> String {
    self + String(repeating: " ", count: max(0, columns - unicodeScalars.count))
  }

  /// With blanks before it up to so many characters.
  func indented(to columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - unicodeScalars.count)) + self
  }

  var withoutTrailingBlanks: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
