import Metrics
import Presentation
import TerminalUI
import TestDashboard
import TestWorld
import Testing

@testable import ringside

/// A recording looked at: what it shows at past instants, and what it refuses.
@Suite struct ReplayTests {
  private static let fixture = RecordingFixture.shared
  private static let instants = ["pending", "firing", "resolved"]

  private func still(
    at moment: Timestamp?, keys: String = "", columns: Int = 110, rows: Int = 32
  ) throws -> StillLife {
    let rules = try FileTree(name: "ringside-replay")
    try rules.write("rules.yaml", RecordingFixture.rules)
    var options = DashboardOptions()
    options.rules = [rules.root + "/rules.yaml"]
    options.sources = [ShippedRecording.path]
    let program = try Program(options)
    var still = StillLife(
      program, glyphs: [.braille], size: GridSize(columns: columns, rows: rows), colors: .mono)
    try still.observe()
    if let moment { try still.go(to: "\(Double(moment.milliseconds) / 1000)") }
    for key in keys.split(separator: " ") {
      still.press(try #require(Key(named: String(key))))
    }
    return still
  }

  /// The frame after more keys, at another moment where one is given.
  private func frame(
    _ still: inout StillLife, at moment: Timestamp? = nil, keys: String = ""
  ) throws -> String {
    if let moment { try still.go(to: "\(Double(moment.milliseconds) / 1000)") }
    for key in keys.split(separator: " ") {
      still.press(try #require(Key(named: String(key))))
    }
    return still.frame().text
  }

  /// The frame without where this test had put its rules.
  private func withoutPaths(_ frame: String) -> String {
    frame.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.firstRange(of: "│ rule ").map { line[..<$0.upperBound] + "…" } ?? line
    }.joined(separator: "\n")
  }

  // MARK: - Goldens

  /// Compares the frames of one view at the three instants.
  private func check(
    _ view: String, _ still: inout StillLife,
    facts: (RecordingFixture.Moment, Int) -> [Golden.Fact]
  ) throws {
    let fixture = try ReplayTests.fixture.get()
    for (index, moment) in fixture.moments.enumerated() {
      let common = [
        Golden.Fact("what it is", "recording of web-3"),
        Golden.Fact("its end", "to \(ReplayTests.clock(fixture.end))"),
        Golden.Fact("the moment", "AT \(ReplayTests.clock(moment.time))"),
      ]
      try Golden("replay-\(view)-\(ReplayTests.instants[index])").check(
        withoutPaths(frame(&still, at: moment.time)), facts: common + facts(moment, index))
    }
  }

  @Test func `the processes of past instants`() throws {
    var still = try still(at: nil, keys: "3")
    try check("processes", &still) { moment, _ in
      moment.processes.prefix(4).map { process in
        Golden.Fact(
          "CPU of \(process.name)[\(process.pid)]", ReplayTests.decimal(process.cores, 2))
      }
    }
  }

  @Test func `the card of an alert as it stood`() throws {
    let fixture = try ReplayTests.fixture.get()
    var still = try still(at: fixture.moments[0].time, keys: "9 Enter", columns: 150, rows: 23)
    try check("alert", &still) { moment, index in
      let since = [fixture.pending, fixture.firing, fixture.resolved][index]
      let summary = Golden.Fact(
        "summary", "load \(ReplayTests.decimal(moment.load, 1)) on web-3")
      return [
        Golden.Fact("state", "\(ReplayTests.instants[index]) since \(ReplayTests.clock(since))"),
        Golden.Fact("rule", "fires above 4"),
      ] + (index < 2 ? [summary] : [])
    }
  }

  @Test func `a chart at past instants`() throws {
    var still = try still(at: nil, keys: "Tab z")
    try check("chart", &still) { moment, _ in
      var busy = ReplayTests.decimal(moment.busyCores, 2)
      while busy.last == "0" || busy.last == "." { busy.removeLast() }
      return [
        Golden.Fact("load then", "load \(ReplayTests.decimal(moment.load, 1)) "),
        Golden.Fact(
          "CPU busy then, cores", "\(ReplayTests.clock(moment.time).dropLast()) \(busy) "),
      ]
    }
  }

  // MARK: - Keys

  /// The moment that a frame shows.
  private func shown(_ frame: String) -> String? {
    frame.split(separator: "\n").first?.firstRange(of: "AT ").map {
      String(frame[$0.upperBound...].prefix(9))
    }
  }

  @Test func `E and e walk through the gap, the alert's changes and the mark`() throws {
    let fixture = try ReplayTests.fixture.get()
    var still = try still(at: nil)
    #expect(shown(still.frame().text) == ReplayTests.clock(fixture.end))
    let moments = [
      fixture.gap.lowerBound, fixture.resolved, fixture.marked, fixture.firing, fixture.pending,
    ]
    let words = [
      "not sampled for 1m", "HighLoad resolved", "mark build stopped", "HighLoad firing",
      "HighLoad pending",
    ]
    for (moment, word) in zip(moments, words) {
      still.press(.character("E"))
      let frame = still.frame().text
      #expect(shown(frame) == ReplayTests.clock(moment), "\(frame)")
      #expect(frame.contains(word), "\(frame)")
    }
    still.press(.character("E"))
    #expect(still.frame().text.contains("no earlier event is known"))
    for moment in moments.reversed().dropFirst() {
      still.press(.character("e"))
      #expect(shown(still.frame().text) == ReplayTests.clock(moment))
    }
  }

  @Test func `there is no clock to follow, only an end`() throws {
    let fixture = try ReplayTests.fixture.get()
    let end = ReplayTests.clock(fixture.end)
    var still = try still(at: fixture.firing)
    for keys in ["Space", "Space", "E 0", "E Space"] {
      let frame = try frame(&still, keys: keys)
      #expect(shown(frame) == end && !frame.contains("LIVE"), "\(keys)")
    }
    // Before its beginning there is nothing.
    let first = try frame(&still, at: fixture.firing - .seconds(86_400))
    #expect(first.contains("is the oldest sample"), "\(first)")
  }

  @Test func `what would change a recording is refused in words`() throws {
    let fixture = try ReplayTests.fixture.get()
    var still = try still(at: fixture.firing + .seconds(5))
    let refusals = [
      ("m", "a recording is read-only: no mark can be left in it"),
      (": m a r k Space x Enter", "a recording is read-only: no mark can be left in it"),
      ("Ctrl-G", "the bell is silent in a recording"),
      ("Ctrl-R", "a recording is as it is; start again with other rules"),
      ("9 Enter a", "a recording is read-only: nothing in it can be acknowledged"),
    ]
    for (keys, words) in refusals {
      let frame = try frame(&still, keys: keys)
      #expect(frame.contains(words), "\(frame)")
    }
  }

  @Test func `alerts are listed as they stood, and what has no data is not made up`() throws {
    let fixture = try ReplayTests.fixture.get()
    var still = try still(at: fixture.pending - .seconds(1))
    #expect(try !frame(&still).contains("pending"))
    let before = try frame(&still, keys: "9")
    #expect(before.contains("no alert was pending or firing at this moment"))
    #expect(!before.contains("HighLoad"))
    let during = try frame(&still, at: fixture.firing)
    #expect(during.contains("● firing"), "\(during)")
  }

  private static func clock(_ moment: Timestamp) -> String {
    let seconds = moment.milliseconds / 1000 % 86_400
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60]
    return parts.map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: ":") + "Z"
  }

  /// A number with so many decimals, made here and not by what is tested.
  private static func decimal(_ value: Double, _ places: Int) -> String {
    let scale = [1, 10, 100][places]
    let whole = Int((value * Double(scale)).rounded())
    let rest = String(whole % scale)
    return "\(whole / scale)." + String(repeating: "0", count: places - rest.utf8.count) + rest
  }
}
