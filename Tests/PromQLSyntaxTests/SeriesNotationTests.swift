import Metrics
import PromQLSyntax
import Testing

@Suite struct SeriesNotationTests {
  /// A line and its numbers, `nil` for an empty slot.
  static let lines: [(text: String, numbers: [Double?])] = [
    ("up 0x2 1", [0, 0, 0, 1]), ("up 1-2x2", [1, -1, -3]), ("up _x2 3", [nil, nil, 3]),
    ("up .5e1 -Inf", [5, -.infinity]), ("up 0.1+0.1x2", [0.1, 0.2, 0.1 + 0.1 + 0.1]),
    ("{\"a b\"} {{count:1}}x1 2", [nil, nil, 2]), ("up", []), ("up {{}} 3", [nil, 3]),
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
}
