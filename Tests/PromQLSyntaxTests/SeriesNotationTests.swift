import Foundation
import Metrics
import PromQLSyntax
import Testing

@Suite struct SeriesNotationTests {
  /// A line and its numbers, `nil` for an empty slot.
  static let lines: [(text: String, numbers: [Double?])] = [
    ("up 0x2 1", [0, 0, 0, 1]), ("up 1-2x2", [1, -1, -3]), ("up _x2 3", [nil, nil, 3]),
    ("up .5e1 -Inf", [5, -.infinity]), ("up 0.1+0.1x2", [0.1, 0.2, 0.1 + 0.1 + 0.1]),
    ("{\"a b\"} {{count:1}}x1 2", [nil, nil, 2]), ("up", []),
  ]

  @Test(arguments: lines)
  func `a line has its values`(text: String, numbers: [Double?]) throws {
    #expect(try SeriesNotation.parse(text).numbers == numbers)
  }

  @Test(arguments: [
    "up NaNx3", "up 1+1", "up 1y", "up {{sum:1}", "up 1x99999999999", "up{a=\"b\"", "1",
  ])
  func `what is no line is refused`(text: String) {
    #expect(throws: SyntaxError.self) { try SeriesNotation.parse(text) }
  }

  @Test func `stale is the marker, and start times stand apart`() throws {
    #expect(try SeriesNotation.parse("up stale").numbers.first??.isStaleMarker == true)
    let times = try SeriesNotation.parse("up{a=\"b\"}@st _ -30s-1mx1 5s")
    #expect(times.startTimes == [nil, .seconds(-30), .seconds(-90), .seconds(5)])
    #expect(times.labels == (["__name__": "up", "a": "b"] as Labels))
  }

  @Test(.enabled(if: suites != nil, "no conformance suites here"))
  func `the reference's notations are read`() throws {
    let data = try #require(try ParserSuiteTests.load("series-descriptions") as? [String: Any])
    let series = try #require(data["series"] as? [[String: Any]])
    let histograms = try #require(data["histogram_series"] as? [[String: Any]])
    #expect(series.count + histograms.count == 54)
    for item in series + histograms {
      let input = item["input"] as? String ?? ""
      guard item["valid"] as? Bool == true else {
        #expect(throws: SyntaxError.self, "\(input)") { try SeriesNotation.parse(input) }
        continue
      }
      let parsed = try SeriesNotation.parse(input)
      if let labels = item["labels"] as? [String: String] {
        let pairs = labels.map { (name: ByteString($0.key), value: ByteString($0.value)) }
        #expect(parsed.labels == Labels(pairs), "\(input)")
        let numbers = (item["values"] as? [Any] ?? []).map { ($0 as? NSNumber)?.doubleValue }
        #expect(parsed.numbers == numbers, "\(input)")
      } else {
        let expected = (item["histograms"] as? [NSDictionary] ?? []).map(Self.literal)
        let found = parsed.values.map { value -> HistogramLiteral? in
          guard case .histogram(var histogram) = value else { return nil }
          if histogram.resetHint == .unknown { histogram.resetHint = nil }
          return histogram
        }
        #expect(found == expected, "\(input)")
      }
    }
    for item in try #require(data["histogram_literal_printing"] as? [[String: Any]]) {
      let histogram = Self.literal(try #require(item["histogram"] as? NSDictionary))
      #expect(histogram.description == item["literal"] as? String)
    }
  }

  /// A histogram of the reference's test data.
  private static func literal(_ item: NSDictionary) -> HistogramLiteral {
    func number(_ key: String) -> Double { (item[key] as? NSNumber)?.doubleValue ?? 0 }
    var result = HistogramLiteral()
    result.schema = Int(number("Schema"))
    result.count = number("Count")
    result.sum = number("Sum")
    result.zeroCount = number("ZeroCount")
    result.zeroThreshold = number("ZeroThreshold")
    (result.offset, result.buckets) = side(item, "Positive")
    (result.negativeOffset, result.negativeBuckets) = side(item, "Negative")
    let hints: [String: HistogramLiteral.ResetHint] = [
      "CounterReset": .reset, "NotCounterReset": .notReset, "GaugeType": .gauge,
    ]
    result.resetHint = hints[item["CounterResetHint"] as? String ?? ""]
    return result
  }

  private static func side(_ item: NSDictionary, _ name: String) -> (Int, [Double]) {
    let spans = item["\(name)Spans"] as? [[String: Int]] ?? []
    var values = (item["\(name)Buckets"] as? [NSNumber] ?? []).map(\.doubleValue)[...]
    var buckets: [Double] = []
    for (index, span) in spans.enumerated() {
      if index > 0 { buckets += Array(repeating: 0, count: span["Offset"] ?? 0) }
      buckets += values.prefix(span["Length"] ?? 0)
      values = values.dropFirst(span["Length"] ?? 0)
    }
    return (spans.first?["Offset"] ?? 0, buckets)
  }
}
