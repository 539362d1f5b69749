public import Metrics

/// A series with its values as Prometheus's test scripts and rule tests write it: `http{job="a"} 0+10x10 _ stale`.
///
/// Source: Prometheus, Unit testing for rules, "series".
public struct SeriesNotation: Hashable, Sendable {
  /// What stands in one slot of time.
  public enum Value: Hashable, Sendable {
    /// `_`: no sample.
    case missing
    /// A sample; `stale` is the staleness marker.
    case number(Double)
    /// A native histogram.
    case histogram(HistogramLiteral)
  }

  /// The label set in front.
  public var labels: Labels
  /// One value a slot, repetitions written out.
  public var values: [Value]
  /// The start times of the samples, relative to each, where the line has `@st` behind the labels; then no values.
  public var startTimes: [Duration?]?

  /// The numbers alone; `nil` for an empty slot and for a histogram.
  public var numbers: [Double?] {
    values.map { if case .number(let number) = $0 { number } else { nil } }
  }

  /// The most slots that one line may have.
  public static let maximumCount = 1_000_000

  /// The series that `text` writes.
  ///
  /// - Parameter text: one line.
  /// - Returns: the label set and its values.
  /// - Throws: the first mistake in the text.
  public static func parse(_ text: some StringProtocol) throws(SyntaxError) -> SeriesNotation {
    let bytes = Array(text.utf8)
    var parser = ExpressionParser(bytes, ParserOptions())
    let labels = try parser.labelSet()
    var values = SeriesValueParser(bytes: bytes, position: parser.lastEnd)
    if values.takeStartTimesMark() {
      return SeriesNotation(labels: labels, values: [], startTimes: try values.startTimes())
    }
    return SeriesNotation(labels: labels, values: try values.values())
  }

  /// The number that `text` is, without hexadecimal; `nil` where it is none.
  public static func number(_ text: some StringProtocol) -> Double? {
    var parser = SeriesValueParser(bytes: Array(text.utf8), position: 0)
    guard let number = try? parser.signedNumber(), parser.isAtEnd else { return nil }
    return number
  }
}

extension ExpressionParser {
  /// A metric's name, labels in braces, or both.
  mutating func labelSet() throws(SyntaxError) -> Labels {
    var pairs: [(name: ByteString, value: ByteString)] = []
    switch current.kind {
    case .identifier, .keyword, .aggregation, .binary(.and), .binary(.or), .binary(.unless):
      pairs.append((Labels.metricNameLabel, ByteString(bytes[take().range])))
    case .leftBrace, .end: break
    default: throw unexpected("series description")
    }
    let isHistogram = bytes[current.range.lowerBound...].starts(with: "{{".utf8)
    guard !isHistogram, take(if: .leftBrace) else { return Labels(pairs) }
    while !take(if: .rightBrace) {
      pairs.append(try labelPair())
      if take(if: .rightBrace) { break }
      _ = try take(.comma, "label set", expected: "\",\" or \"}\"")
    }
    return Labels(pairs)
  }

  private mutating func labelPair() throws(SyntaxError) -> (name: ByteString, value: ByteString) {
    let isQuoted = current.kind == .string
    let name: ByteString
    switch current.kind {
    case .string: name = try string()
    case .identifier: name = ByteString(bytes[take().range])
    default: throw unexpected("label set", expected: "identifier or \"}\"")
    }
    guard take(if: .equal) else {
      let isEnd = current.kind == .comma || current.kind == .rightBrace
      guard isQuoted else { throw unexpected("label set", expected: "\"=\"") }
      guard isEnd else { throw unexpected("label set", expected: "\",\" or \"}\"") }
      return (Labels.metricNameLabel, name)
    }
    guard current.kind == .string else { throw unexpected("label set", expected: "string") }
    return (name, try string())
  }
}
