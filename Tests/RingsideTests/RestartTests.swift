import Documents
import Foundation
import Metrics
import Rules
import Storage
import TestWorld
import Testing
import TimeSeries

@testable import ringside

/// Programs that follow one another over one ring file, on a clock of their own.
struct RestartTests {
  private let tree: FileTree
  /// Ten in the morning of a day that the ring's samples carry.
  private static let morning = Timestamp(milliseconds: 1_700_000_000_000)

  init() throws {
    tree = try FileTree(name: "ringside-restart")
    try tree.make("memory")
  }

  private static let rules = """
    groups:
      - name: g
        interval: 1s
        rules:
          - alert: Hot
            expr: hot > 0
            labels: {severity: critical, job: node}
          - alert: Kept
            expr: kept > 0
            keep_firing_for: 1m
            labels: {severity: critical}
            annotations: {summary: 'kept on {{ $labels.instance }}', text: 'it was {{ $value }}'}
          - alert: Slow
            expr: slow > 0
            for: 1m
            labels: {severity: critical}
    """

  private static func setup() throws -> Setup {
    let (file, problems) = RuleFile.read(Array(rules.utf8), name: "r.yml")
    #expect(problems.filter { $0.severity == .error } == [])
    var setup = Setup()
    setup.rules.files = [file]
    return setup
  }

  /// What a program sees of the end of its life.
  private struct Life {
    var rings: [String] = []
    var snapshot = RuleBookSnapshot(at: morning)

    func state(_ labels: Labels) -> AlertStatus? { snapshot.alerts.first { $0.labels == labels } }
  }

  private static func hot(_ instance: ByteString) -> Labels {
    ["alertname": "Hot", "severity": "critical", "job": "node", "instance": instance]
  }
  private static let slow: Labels = ["alertname": "Slow", "severity": "critical"]

  /// Runs a program for `seconds`, a tick a second.
  ///
  /// - Parameters:
  ///   - start: the second of the morning at which it starts.
  ///   - seconds: how many ticks.
  ///   - isHeard: whether it is a dashboard and no recorder.
  ///   - isKilled: whether it ends before anything is in the file: its arena is all that is left.
  ///   - says: what a person asks for, by the tick.
  ///   - values: the samples of a tick: metric, instance and value.
  /// - Returns: what rang, and how everything stood at the end.
  /// - Throws: where there is no ring file to be had.
  private func live(
    from start: Int64, seconds: Int64, isHeard: Bool = true, isKilled: Bool = false,
    says: [Int64: RulesCommand] = [:],
    _ values: (Int64) -> [(name: ByteString, instance: ByteString, value: Double)]
  ) throws -> Life {
    let begun = RestartTests.morning + .seconds(start)
    let wish = Keeping.Wish(
      path: tree.root + "/a.ring", ringBytes: 8 << 20, fileSize: .bytes(64 << 20),
      command: Holder.dashboard, facts: DashboardOptions().facts(host: "web-3", now: begun),
      folders: [tree.root + "/memory"], place: nil)
    let keeping = try Keeping.ownSoon(wish, now: begun)
    let own = try #require(keeping.own)
    let flusher =
      isKilled ? nil : RunningThread("flush", stackBytes: 4 << 20) { own.flusher.run() }
    var memory = MemoryDesk(keeping)
    let deadline = ContinuousClock.now + .seconds(20)
    while !isKilled, own.flusher.history.changes == 0, ContinuousClock.now < deadline {
      usleep(1000)
    }
    memory.waitForHistory { isKilled }
    var judge = Judge(
      try RestartTests.setup(), ring: keeping.ring, sources: keeping.samples, isHeard: isHeard)
    var life = Life()
    for second in start..<(start + seconds) {
      let moment = RestartTests.morning + .seconds(second)
      for (name, instance, value) in values(second) {
        let labels = Labels([(Labels.metricNameLabel, name)])
        keeping.ring.append(
          labels: instance.isEmpty ? labels : labels.setting("instance", to: instance),
          metadata: MetricMetadata(type: .gauge), family: name, origin: .host,
          samples: [Sample(timestamp: moment, value: value)])
      }
      if let history = memory.take() { judge.remember(history, at: moment) }
      if let command = says[second] { judge.obey(command, at: moment, user: "ann") }
      let rings = judge.rings
      judge.evaluate(at: moment)
      if judge.rings > rings, let ring = judge.lastRing {
        let names = ring.alerts.compactMap { $0.labels["instance"]?.text ?? $0.name.text }
        life.rings.append("\(second) \(ring.reason.label) \(names.joined(separator: " "))")
      }
      life.snapshot = judge.snapshot(at: moment)
    }
    guard !isKilled else { return life }
    keeping.close(flusher)
    #expect(own.flusher.isAllWritten)
    return life
  }

  private static func hot(
    _ instances: ByteString...
  ) -> (Int64) -> [(name: ByteString, instance: ByteString, value: Double)] {
    { _ in instances.map { ("hot", $0, 1) } }
  }

  @Test func `an alert that was told fires on, and the bell does not tell of it again`() throws {
    let first = try live(from: 0, seconds: 20, RestartTests.hot("a"))
    #expect(first.rings == ["0 start a"])
    let second = try live(from: 50, seconds: 30, RestartTests.hot("a"))
    // It is reminded of a minute after it was told, as if nothing had been.
    #expect(second.rings == ["60 reminder a"])
    let alert = try #require(second.state(RestartTests.hot("a")))
    #expect(alert.state == .firing)
    #expect(alert.activeAt == RestartTests.morning)
    #expect(alert.firedAt == RestartTests.morning)
  }

  @Test func `an acknowledged alert stays in its hands, and a newcomer of its group rings`() throws
  {
    let taken = [Int64(5): RulesCommand.acknowledge([RestartTests.hot("a")])]
    let first = try live(from: 0, seconds: 20, says: taken, RestartTests.hot("a"))
    #expect(first.rings == ["0 start a"])
    let second = try live(from: 30, seconds: 90) { second in
      RestartTests.hot("a")(second) + (second >= 50 ? RestartTests.hot("b")(second) : [])
    }
    #expect(second.rings == ["50 newcomer b", "110 reminder b"])
    #expect(
      second.state(RestartTests.hot("a"))?.acknowledgement
        == Acknowledgement(at: RestartTests.morning + .seconds(5), by: "ann"))
    #expect(second.state(RestartTests.hot("b"))?.acknowledgement == nil)
    // And through a third life: what was restored is written down again.
    let third = try live(from: 130, seconds: 5, RestartTests.hot("a"))
    #expect(third.rings == [])
    #expect(third.state(RestartTests.hot("a"))?.isAcknowledged == true)
  }

  @Test func `an alert that has resolved meanwhile is not brought back, and is news later`() throws
  {
    let taken = [Int64(5): RulesCommand.acknowledge([RestartTests.hot("a")])]
    _ = try live(from: 0, seconds: 20, says: taken, RestartTests.hot("a"))
    let second = try live(from: 30, seconds: 400) { second in
      [("hot", "a", second >= 420 ? 1 : 0)]
    }
    #expect(second.rings == ["420 firing a"])
    #expect(second.state(RestartTests.hot("a"))?.acknowledgement == nil)
    #expect(
      second.state(RestartTests.hot("a"))?.activeAt == RestartTests.morning + .seconds(420))
  }

  @Test func `an alert that resolved before the end is a new one after it`() throws {
    let taken = [Int64(5): RulesCommand.acknowledge([RestartTests.hot("a")])]
    _ = try live(from: 0, seconds: 20, says: taken) { second in
      [("hot", "a", second < 10 ? 1 : 0)]
    }
    let second = try live(from: 30, seconds: 5, RestartTests.hot("a"))
    #expect(second.rings == ["30 start a"])
    #expect(second.state(RestartTests.hot("a"))?.acknowledgement == nil)
  }

  @Test func `after more than an hour nothing is known of an alert any more`() throws {
    let taken = [Int64(5): RulesCommand.acknowledge([RestartTests.hot("a")])]
    _ = try live(from: 0, seconds: 20, says: taken, RestartTests.hot("a"))
    let second = try live(from: 3630, seconds: 3, RestartTests.hot("a"))
    #expect(second.rings == ["3630 start a"])
    #expect(second.state(RestartTests.hot("a"))?.acknowledgement == nil)
  }

  @Test func `what a recorder saw fire has been told to nobody`() throws {
    _ = try live(from: 0, seconds: 20, isHeard: false, RestartTests.hot("a"))
    let second = try live(from: 30, seconds: 5, RestartTests.hot("a"))
    #expect(second.rings == ["30 start a"])
    #expect(second.state(RestartTests.hot("a"))?.activeAt == RestartTests.morning)
  }

  @Test(arguments: [(600, true), (25, false), (40, true)] as [(Int64, Bool)])
  func `a silence holds until it runs out, whoever was running`(
    end: Int64, holds: Bool
  ) throws {
    let silence = Silence(
      matchers: try Silence.matchers("Hot instance=a"), from: RestartTests.morning,
      until: RestartTests.morning + .seconds(end), by: "")
    _ = try live(from: 0, seconds: 10, says: [0: .silence(silence)], RestartTests.hot("a"))
    let second = try live(from: 30, seconds: 5, RestartTests.hot("a"))
    #expect(second.rings == (holds ? [] : ["30 start a"]))
    #expect(second.snapshot.silences.map(\.text) == (holds ? [silence.text] : []))
    #expect(second.snapshot.silences.map(\.by) == (holds ? ["ann"] : []))
  }

  @Test func `a silence that was ended before its time stays ended`() throws {
    let silence = Silence(
      matchers: try Silence.matchers("Hot instance=a"), from: RestartTests.morning,
      until: RestartTests.morning + .seconds(600), by: "")
    _ = try live(
      from: 0, seconds: 10, says: [0: .silence(silence), 5: .endSilence(silence)]
    ) { _ in [("hot", "a", 0)] }
    let second = try live(from: 30, seconds: 5, RestartTests.hot("a"))
    #expect(second.rings == ["30 start a"])
    #expect(second.snapshot.silences == [])
  }

  @Test func `of a pending alert the time in which nobody judged does not count`() throws {
    let slow: (Int64) -> [(name: ByteString, instance: ByteString, value: Double)] = { _ in
      [("slow", "", 1)]
    }
    _ = try live(from: 0, seconds: 41, slow)
    // It was seen for 40 s, and then not for 60.
    let second = try live(from: 100, seconds: 30, slow)
    #expect(second.rings == ["120 firing Slow"])
    let alert = try #require(second.state(RestartTests.slow))
    #expect(alert.activeAt == RestartTests.morning + .seconds(60))
    #expect(alert.firedAt == RestartTests.morning + .seconds(120))
  }

  @Test func `an alert whose target answers later is still the one that it was`() throws {
    let taken = [Int64(5): RulesCommand.acknowledge([RestartTests.hot("a")])]
    _ = try live(from: 0, seconds: 20, says: taken, RestartTests.hot("a"))
    let second = try live(from: 30, seconds: 60) { second in
      second < 60 ? [] : RestartTests.hot("a")(second)
    }
    #expect(second.rings == [])
    #expect(second.state(RestartTests.hot("a"))?.isAcknowledged == true)
  }

  private static let kept: Labels = [
    "alertname": "Kept", "severity": "critical", "instance": "a",
  ]

  private static func kept(
    _ holds: @escaping (Int64) -> Bool
  ) -> (Int64) -> [(name: ByteString, instance: ByteString, value: Double)] {
    { second in [("kept", "a", holds(second) ? 1 : 0)] }
  }

  @Test func `an alert that is only kept firing fires on until its time is over`() throws {
    // The condition holds until 9, so that it is kept from 10 to 70, whoever runs then.
    let first = try live(from: 0, seconds: 20, RestartTests.kept { $0 < 10 })
    #expect(first.rings == ["0 start a"])
    let end = RestartTests.morning + .seconds(70)
    #expect(first.state(RestartTests.kept)?.keepFiringUntil == end)
    let second = try live(from: 30, seconds: 5, RestartTests.kept { _ in false })
    let alert = try #require(second.state(RestartTests.kept))
    #expect(alert.state == .firing && alert.keepFiringUntil == end)
    #expect(alert.activeAt == RestartTests.morning && alert.firedAt == RestartTests.morning)
    #expect(alert.annotations == ["summary": "kept on a"], "nobody knows its value any more")
    #expect(second.rings == [], "it was told of")
    // A third life does not keep it longer than the first would have.
    let third = try live(from: 40, seconds: 32, RestartTests.kept { _ in false })
    #expect(third.state(RestartTests.kept)?.state == .resolved)
    #expect(third.state(RestartTests.kept)?.resolvedAt == end)
    let fourth = try live(from: 80, seconds: 3, RestartTests.kept { _ in false })
    #expect(fourth.state(RestartTests.kept) == nil)
  }

  @Test func `one whose condition ceased while nobody looked is kept from then on`() throws {
    // It was last seen to hold at 19: until 79 it would have fired in any case.
    _ = try live(from: 0, seconds: 20, RestartTests.kept { _ in true })
    let second = try live(from: 30, seconds: 48, RestartTests.kept { _ in false })
    #expect(
      second.state(RestartTests.kept)?.keepFiringUntil == RestartTests.morning + .seconds(79))
    let third = try live(from: 78, seconds: 3, RestartTests.kept { _ in false })
    #expect(
      third.state(RestartTests.kept)?.resolvedAt == RestartTests.morning + .seconds(79))
  }

  @Test func `one whose time was over while nobody looked is not brought back`() throws {
    _ = try live(from: 0, seconds: 20, RestartTests.kept { $0 < 10 })
    let second = try live(from: 71, seconds: 3, RestartTests.kept { _ in false })
    #expect(second.state(RestartTests.kept) == nil)
    #expect(second.rings == [])
  }

  @Test func `one whose condition holds again is the same alert`() throws {
    _ = try live(from: 0, seconds: 20, RestartTests.kept { $0 < 10 })
    let second = try live(from: 30, seconds: 5, RestartTests.kept { $0 >= 32 })
    let alert = try #require(second.state(RestartTests.kept))
    #expect(alert.state == .firing && alert.keepFiringUntil == nil)
    #expect(alert.activeAt == RestartTests.morning)
    #expect(second.rings == [])
  }

  @Test func `what this process says of alerts before it knows them is not taken for the past`() {
    let begun = RestartTests.morning + .seconds(100)
    let ring = Ring.unbounded()
    for (state, second) in [("firing", 99), ("pending", 101)] as [(ByteString, Int64)] {
      let labels = RestartTests.hot("a").setting("__name__", to: "ALERTS")
        .setting("alertstate", to: state)
      ring.append(
        labels: labels, metadata: MetricMetadata(type: .gauge), family: "ALERTS", origin: .events,
        samples: [Sample(timestamp: RestartTests.morning + .seconds(second), value: 1)])
    }
    let history = FormerHistory(source: ring, end: begun)
    let memory = AlertMemory(at: begun + .seconds(5)) {
      NewestSamples.read($0, from: history, at: begun + .seconds(5))
    }
    #expect(memory.alerts[RestartTests.hot("a")]?.isFiring == true)
    #expect(
      memory.alerts[RestartTests.hot("a")]?.lastSeen == RestartTests.morning + .seconds(99))
  }

  @Test func `a program that was killed leaves what was said`() throws {
    let taken = [Int64(5): RulesCommand.acknowledge([RestartTests.hot("a")])]
    _ = try live(from: 0, seconds: 20, isKilled: true, says: taken, RestartTests.hot("a"))
    let second = try live(from: 30, seconds: 5, RestartTests.hot("a"))
    #expect(second.rings == [])
    #expect(second.state(RestartTests.hot("a"))?.isAcknowledged == true)
  }
}
