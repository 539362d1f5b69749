import Testing

@testable import conformance

@Suite struct VerdictTests {
  private static let good = Outcome(id: "a.test:1", subject: "up")
  private static let bad = Outcome(
    id: "a.test:2", subject: "down", complaint: "expected 1, found 2")
  private static let histogram = Outcome(
    id: "a.test:3", subject: "sum(h)", complaint: "expected {{}}, found 2", touchesHistograms: true)
  private static let passingHistogram = Outcome(
    id: "a.test:4", subject: "count(h)", touchesHistograms: true)

  private static func verdict(_ known: String, mayNotSkip: Bool = false) -> Verdict {
    Verdict(known: KnownFailures(Array(known.utf8)), isVerbose: false, mayNotSkip: mayNotSkip)
  }

  /// Outcomes, the known failures, what is printed, and whether all is good.
  static let cases: [(outcomes: [Outcome], known: String, lines: [String], isGood: Bool)] = [
    ([good], "", ["promql: 0 known failures listed", "promql: 1 of 1"], true),
    (
      [good, Outcome(id: "a.test:5", subject: "x", notRun: "its input is absent")], "",
      [
        "a.test:5: not run, its input is absent", "promql: 0 known failures listed",
        "promql: 1 of 2",
      ], true
    ),
    (
      [good, bad], "",
      [
        "a.test:2: down", "    expected 1, found 2", "promql: 0 known failures listed",
        "promql: 1 of 2",
      ], false
    ),
    (
      [good, histogram], "a.test:3",
      [
        "a.test:3 (known): sum(h)", "    expected {{}}, found 2", "promql: 1 known failures listed",
        "promql: 1 of 2",
      ], true
    ),
    (
      [histogram], "",
      [
        "a.test:3: sum(h)", "    expected {{}}, found 2", "promql: 0 known failures listed",
        "promql: 0 of 1",
      ], false
    ),
    (
      [bad], "a.test:2",
      [
        "a.test:2 (known): down", "    expected 1, found 2",
        "a.test:2: may not be listed, since it touches no native histogram",
        "promql: 1 known failures listed", "promql: 0 of 1",
      ], false
    ),
    (
      [passingHistogram], "# later\na.test:4",
      [
        "a.test:4: listed as failing, but passes", "promql: 1 known failures listed",
        "promql: 1 of 1",
      ], false
    ),
    (
      [passingHistogram], "zzz.test:9",
      [
        "promql: 1 known failures listed", "promql: 1 of 1",
        "zzz.test:9: may not be listed, since no case has this id",
      ], false
    ),
  ]

  @Test(arguments: cases)
  func `outcomes are judged by the known failures`(
    outcomes: [Outcome], known: String, lines: [String], isGood: Bool
  ) {
    var verdict = Self.verdict(known)
    let found = verdict.lines("promql", outcomes) + verdict.closing
    #expect(found == lines)
    #expect(verdict.isGood == isGood)
  }

  @Test func `an id of a suite that was not run is not judged`() {
    var verdict = Self.verdict("a.test:3")
    _ = verdict.lines("promql-syntax", [Self.good])
    #expect(verdict.closing == [])
    #expect(verdict.isGood)
  }

  @Test(arguments: [true, false])
  func `a suite without files is skipped, or a failure where it must be there`(mayNotSkip: Bool) {
    var verdict = Self.verdict("", mayNotSkip: mayNotSkip)
    #expect(verdict.lines("procfs", nil) == ["procfs: skipped, not found"])
    #expect(verdict.isGood == !mayNotSkip)
  }

  @Test func `a long complaint is cut but where all is wanted`() {
    let long = Outcome(id: "a", subject: "b", complaint: String(repeating: "x", count: 400))
    var verdict = Self.verdict("")
    #expect(
      verdict.lines("promql", [long])[1] == "    " + String(repeating: "x", count: 300) + "…")
    var verbose = Verdict(known: KnownFailures([]), isVerbose: true, mayNotSkip: false)
    #expect(
      verbose.lines("promql", [long, Self.good])[1...2] == [
        "    " + String(repeating: "x", count: 400), "a.test:1: passes",
      ])
  }

  @Test func `known failures are ids with comments`() {
    let known = KnownFailures(Array("# all\n\na.test:1 # why\n  b.test:22\n".utf8))
    #expect(known.ids == ["a.test:1", "b.test:22"])
  }

  @Test func `the command line is read`() {
    let suites = ["promql", "procfs"]
    let options = ConformanceOptions(
      ["promql", "--suites", "x", "--verbose", "--known", "y"], suites)
    #expect(options?.names == ["promql"])
    #expect(options?.suites == "x")
    #expect(options?.known == "y")
    #expect(options?.isVerbose == true)
    for wrong in [["--suites"], ["--known"], ["--fast"], ["promqll"]] {
      #expect(ConformanceOptions(wrong, suites) == nil)
    }
  }
}
