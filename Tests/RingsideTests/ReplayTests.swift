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

  private func frame(
    at moment: Timestamp?, keys: String = "", columns: Int = 110, rows: Int = 32
  ) throws -> String {
    var still = try still(at: moment, keys: keys, columns: columns, rows: rows)
    return still.frame().text
  }

  /// The frame without where this test had put its rules.
  private func withoutPaths(_ frame: String) -> String {
    frame.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.firstRange(of: "│ rule ").map { line[..<$0.upperBound] + "…" } ?? line
    }.joined(separator: "\n")
  }

  private func moment(_ index: Int) throws -> RecordingFixture.Moment {
    try ReplayTests.fixture.get().moments[index]
  }

  // MARK: - Goldens

  @Test(arguments: instants.indices)
  func `the processes of a past instant`(index: Int) throws {
    let moment = try moment(index)
    let facts = moment.processes.prefix(4).map { process in
      Golden.Fact("CPU of \(process.name)[\(process.pid)]", ReplayTests.decimal(process.cores, 2))
    }
    try Golden("replay-processes-\(ReplayTests.instants[index])").check(
      frame(at: moment.time, keys: "3"), facts: common(moment) + facts)
  }

  @Test(arguments: instants.indices)
  func `the card of an alert as it stood`(index: Int) throws {
    let fixture = try ReplayTests.fixture.get()
    let moment = try moment(index)
    let since = [fixture.pending, fixture.firing, fixture.resolved][index]
    var facts = [
      Golden.Fact("state", "\(ReplayTests.instants[index]) since \(ReplayTests.clock(since))"),
      Golden.Fact("rule", "fires above 4"),
    ]
    if index < 2 {
      facts.append(
        Golden.Fact("summary", "load \(ReplayTests.decimal(moment.load, 1)) on web-3"))
    }
    try Golden("replay-alert-\(ReplayTests.instants[index])").check(
      withoutPaths(frame(at: moment.time, keys: "9 Enter", columns: 150, rows: 23)),
      facts: common(moment) + facts
    )
  }

  @Test(arguments: instants.indices)
  func `a chart at a past instant`(index: Int) throws {
    let moment = try moment(index)
    let load = Golden.Fact(
      "load then",
      "\(ReplayTests.clock(moment.time).dropLast()) \(ReplayTests.decimal(moment.load, 1)) ─┐")
    try Golden("replay-chart-\(ReplayTests.instants[index])").check(
      frame(at: moment.time, keys: ": e x p r Space n o d e _ l o a d 1 Enter"),
      facts: common(moment) + [load])
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

  @Test(arguments: ["Space", "0"])
  func `there is no clock to follow, only an end`(key: String) throws {
    let fixture = try ReplayTests.fixture.get()
    let end = ReplayTests.clock(fixture.end)
    let frame = try frame(at: fixture.firing, keys: key)
    #expect(shown(frame) == end)
    #expect(!frame.contains("LIVE"))
    #expect(try shown(self.frame(at: nil, keys: "Space Space")) == end)
    #expect(try shown(self.frame(at: fixture.firing - .seconds(86_400))) != end)
  }

  @Test(arguments: [
    ("m", "a recording is read-only: no mark can be left in it"),
    (": m a r k Space x Enter", "a recording is read-only: no mark can be left in it"),
    ("9 Enter a", "a recording is read-only: nothing in it can be acknowledged"),
    ("Ctrl-G", "the bell is silent in a recording"),
    ("Ctrl-R", "a recording is as it is; start again with other rules"),
  ])
  func `what would change a recording is refused in words`(keys: String, words: String) throws {
    let fixture = try ReplayTests.fixture.get()
    let frame = try frame(at: fixture.firing + .seconds(5), keys: keys)
    #expect(frame.contains(words), "\(frame)")
  }

  @Test func `alerts are listed as they stood, and what has no data is not made up`() throws {
    let fixture = try ReplayTests.fixture.get()
    let before = try frame(at: fixture.pending - .seconds(1), keys: "9")
    #expect(before.contains("no alert was pending or firing at this moment"))
    #expect(!before.contains("HighLoad"))
    let during = try frame(at: fixture.firing, keys: "9")
    #expect(during.contains("● firing"), "\(during)")
    #expect(try !frame(at: fixture.pending - .seconds(1)).contains("pending"))
  }

  /// What every frame of the recording says.
  private func common(_ moment: RecordingFixture.Moment) throws -> [Golden.Fact] {
    let fixture = try ReplayTests.fixture.get()
    return [
      Golden.Fact("what it is", "recording of web-3"),
      Golden.Fact("its end", "to \(ReplayTests.clock(fixture.end))"),
      Golden.Fact("the moment", "AT \(ReplayTests.clock(moment.time))"),
    ]
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
