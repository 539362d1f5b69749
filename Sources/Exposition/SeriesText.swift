public import Metrics

/// The text of a series on a page that has been scanned, turned into labels.
public enum SeriesText {
  /// The labels of the series that stands in `range`, the metric's name among them.
  ///
  /// `le` of a histogram and `quantile` of a summary are written as numbers always are, so that `1` and `1.0` are one
  /// series. Source: Prometheus, `textparse`, "normalizeFloatsInLabelValues".
  /// - Parameters:
  ///   - range: the bytes that the scanner gave for a sample.
  ///   - bytes: the page.
  ///   - type: the type that the page declared last.
  /// - Returns: the labels.
  public static func labels(
    of range: Range<Int>, in bytes: Span<UInt8>, type: MetricType
  ) -> Labels {
    Labels(
      pairs(of: range, in: bytes).map { pair in
        (name: pair.name, value: normalised(pair.name, pair.value, type))
      })
  }

  /// The labels of the series in `range` as they are written, in their order, the metric's name first where it stands
  /// in front.
  public static func pairs(
    of range: Range<Int>, in bytes: Span<UInt8>
  ) -> [(name: ByteString, value: ByteString)] {
    var pairs: [(name: ByteString, value: ByteString)] = []
    var position = range.lowerBound
    while position < range.upperBound, Byte.isNamePart(bytes[position]) { position += 1 }
    if position > range.lowerBound {
      pairs.append((Labels.metricNameLabel, ByteString(bytes.slice(range.lowerBound..<position))))
    }
    while position < range.upperBound {
      let byte = bytes[position]
      if byte == Byte.quote || Byte.isLabelPart(byte) {
        pairs.append(pair(in: bytes, at: &position, end: range.upperBound))
      } else {
        position += 1
      }
    }
    return pairs
  }

  /// The pair `name="value"`, or a quoted metric name alone.
  private static func pair(
    in bytes: Span<UInt8>, at position: inout Int, end: Int
  ) -> (name: ByteString, value: ByteString) {
    let name = token(in: bytes, at: &position, end: end)
    var index = position
    while index < end, Byte.isBlank(bytes[index]) { index += 1 }
    guard index < end, bytes[index] == Byte.equal else { return (Labels.metricNameLabel, name) }
    index += 1
    while index < end, Byte.isBlank(bytes[index]) { index += 1 }
    position = index
    return (name, token(in: bytes, at: &position, end: end))
  }

  private static func token(in bytes: Span<UInt8>, at position: inout Int, end: Int) -> ByteString {
    let start = position
    guard bytes[position] == Byte.quote else {
      while position < end, Byte.isLabelPart(bytes[position]) { position += 1 }
      return ByteString(bytes.slice(start..<position))
    }
    position += 1
    while position < end, bytes[position] != Byte.quote {
      position += bytes[position] == Byte.backslash ? 2 : 1
    }
    defer { position = min(position + 1, end) }
    return unescaped(start + 1..<min(position, end), in: bytes, quotes: true)
  }

  /// The bytes of `range` with `\\`, `\n` and, where `quotes`, `\"` resolved; other pairs stay as they are.
  public static func unescaped(
    _ range: Range<Int>, in bytes: Span<UInt8>, quotes: Bool
  ) -> ByteString {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      let next = index + 1 < range.upperBound ? bytes[index + 1] : 0
      if byte == Byte.backslash, let resolved = escape(next, quotes: quotes) {
        result.append(resolved)
        index += 2
      } else {
        result.append(byte)
        index += 1
      }
    }
    return ByteString(result)
  }

  /// The name in a line of metadata, its quotes removed.
  public static func name(_ range: Range<Int>, in bytes: Span<UInt8>) -> ByteString {
    guard let first = range.first, bytes[first] == Byte.quote else {
      return ByteString(bytes.slice(range))
    }
    return unescaped(range.dropFirst().dropLast(), in: bytes, quotes: true)
  }

  private static func escape(_ byte: UInt8, quotes: Bool) -> UInt8? {
    switch byte {
    case Byte.backslash: Byte.backslash
    case UInt8(ascii: "n"): Byte.newline
    case Byte.quote where quotes: Byte.quote
    default: nil
    }
  }

  private static func normalised(
    _ name: ByteString, _ value: ByteString, _ type: MetricType
  ) -> ByteString {
    switch type {
    case .histogram, .gaugeHistogram: guard name == "le" else { return value }
    case .summary: guard name == "quantile" else { return value }
    case .counter, .gauge, .info, .stateSet, .unknown: return value
    }
    guard let number = NumberText.parse(value.bytes) else { return value }
    let text = FloatText.text(number, exponentFrom: 6)
    let isWhole = text.utf8.allSatisfy { Byte.isDigit($0) || $0 == UInt8(ascii: "-") }
    return ByteString(isWhole ? text + ".0" : text)
  }
}
