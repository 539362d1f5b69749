import Metrics
import PromQL
import Rules
import Testing

/// A condition over time, a step ten seconds, and what a rule would have done.
struct RehearsalCase: CustomTestStringConvertible, Sendable {
  var testDescription: String
  /// At each step `1` holds, `_` does not.
  var condition: String
  var hold: Int64 = 0
  var keep: Int64 = 0
  /// `P` pending or `F` firing with the seconds of its start and end, `+` where it goes on.
  var spans: [String]
  var nearly = 0
}

@Suite struct RehearsalTests {
  static let cases: [RehearsalCase] = [
    RehearsalCase(
      testDescription: "without `for` it fires at once and until the condition is over",
      condition: "_11__1_", spans: ["F10–30", "F50–60"]),
    RehearsalCase(
      testDescription: "it is pending for `for`, then fires", condition: "1111_", hold: 20,
      spans: ["P0–20", "F20–40"]),
    RehearsalCase(
      testDescription: "a condition that is over too early was pending in vain",
      condition: "_11__1111", hold: 20, spans: ["P10–20", "P50–70", "F70–80+"], nearly: 1),
    RehearsalCase(
      testDescription: "what is pending at the end is not yet in vain", condition: "____11",
      hold: 20, spans: ["P40–50+"]),
    RehearsalCase(
      testDescription: "a hold between two steps is rounded up as evaluations do",
      condition: "11111", hold: 15, spans: ["P0–20", "F20–40+"]),
    RehearsalCase(
      testDescription: "kept firing it bridges a gap, and ends after it", condition: "1__1_____",
      keep: 20, spans: ["F0–60"]),
    RehearsalCase(
      testDescription: "a gap that is longer is an end", condition: "1____1___", keep: 20,
      spans: ["F0–30", "F50–80"]),
    RehearsalCase(testDescription: "nothing holds", condition: "____", spans: []),
  ]

  private static func rehearsal(_ one: RehearsalCase) -> Rehearsal {
    let times = one.condition.enumerated().filter { $0.element == "1" }.map {
      Int64($0.offset) * 10_000
    }
    return Rehearsal(
      [(labels: ["instance": "a"], times: times)],
      through: Timestamp(milliseconds: Int64(one.condition.count - 1) * 10_000),
      step: .seconds(10), hold: .seconds(one.hold), keepFiringFor: .seconds(one.keep))
  }

  @Test(arguments: cases) func `a rule is rehearsed`(one: RehearsalCase) {
    let rehearsal = Self.rehearsal(one)
    let words = rehearsal.spans.map { span in
      (span.isFiring ? "F" : "P") + "\(span.start.milliseconds / 1000)"
        + "–\(span.end.milliseconds / 1000)" + (span.isOpen ? "+" : "")
    }
    #expect(words == one.spans)
    #expect(rehearsal.nearly == one.nearly)
    #expect(rehearsal.firings.count == one.spans.count { $0.hasPrefix("F") })
  }

  /// The book itself, evaluated at every step, fires where the rehearsal says.
  @Test(arguments: cases) func `the book does what was rehearsed`(one: RehearsalCase) throws {
    var book = try AlertTimelineTests.book("for: \(one.hold)s\n    keep_firing_for: \(one.keep)s")
    var fired: [Int64] = []
    var wasFiring = false
    for (step, character) in one.condition.enumerated() {
      let now = Timestamp(milliseconds: Int64(step) * 10_000)
      _ = book.evaluate(at: now, append: { _ in }) { (_, _) throws(EvaluationError) in
        try AlertTimelineTests.vector(character)
      }
      let isFiring = book.snapshot(at: now).alerts.contains { $0.state == .firing }
      if isFiring, !wasFiring { fired.append(now.milliseconds) }
      wasFiring = isFiring
    }
    #expect(Self.rehearsal(one).firings.map(\.start.milliseconds) == fired)
  }

  @Test func `series are rehearsed apart`() {
    let rehearsal = Rehearsal(
      [(labels: ["a": "2"], times: [0, 10_000]), (labels: ["a": "1"], times: [10_000])],
      through: Timestamp(milliseconds: 30_000), step: .seconds(10), hold: .zero,
      keepFiringFor: .zero)
    #expect(rehearsal.spans.map(\.labels) == [["a": "2"], ["a": "1"]])
  }
}
