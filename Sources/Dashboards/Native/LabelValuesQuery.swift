/// `label_values(SERIES, LABEL)` or `label_values(LABEL)`, as Grafana's variables have it.
struct LabelValuesQuery: Hashable {
  /// A selector, or another expression, of the series whose label is asked; `nil` for all that have it.
  var series: String?
  /// The byte of the text at which the series begin.
  var seriesOffset: Int
  var label: String

  /// Takes a text apart; `nil` where it is no such query.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    let blanks = bytes.prefix(while: Self.isBlank).count
    let name = Array("label_values(".utf8)
    let end = bytes.count - bytes.reversed().prefix(while: Self.isBlank).count
    let start = blanks + name.count
    guard bytes[blanks...].starts(with: name), end > start, bytes[end - 1] == UInt8(ascii: ")")
    else { return nil }
    let arguments = bytes[start..<end - 1]
    let comma = arguments.lastIndex(of: UInt8(ascii: ","))
    let label = Self.trimmed(arguments[(comma.map { $0 + 1 } ?? start)...])
    guard !label.isEmpty, label.allSatisfy(Self.isNameByte) else { return nil }
    self.label = String(decoding: label, as: UTF8.self)
    guard let comma else {
      seriesOffset = start
      return
    }
    let series = Self.trimmed(arguments[..<comma])
    guard !series.isEmpty else { return nil }
    seriesOffset = series.startIndex
    self.series = String(decoding: series, as: UTF8.self)
  }

  /// The selector of all series that have the label.
  var everySeries: String { "{\(label)!=\"\"}" }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let front = bytes.drop(while: isBlank)
    return front.dropLast(front.reversed().prefix(while: isBlank).count)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf) || byte == 0x5f
  }
}
