import Metrics
import Presentation
import Rules
import TestDashboard
import TestWorld
import Testing

/// What the line *Before* says, and where the keys for events go.
@Suite struct BeforeTests {
  private func before(_ dashboard: SimulatedDashboard) -> String? {
    dashboard.screen.sentences.first { $0.heading.text == "Before" }?.text.text
  }

  private func clock(_ moment: Timestamp) -> String {
    let minutes = moment.milliseconds / 60_000 % 1440
    let text = { (number: Int64) in (number < 10 ? "0" : "") + String(number) }
    return text(minutes / 60) + ":" + text(minutes % 60) + "Z"
  }

  /// The files change with the tick after, and the history is looked at every five seconds.
  private func known(_ moment: Timestamp) -> Timestamp {
    Timestamp(milliseconds: (moment.milliseconds + 2000 + 4999) / 5000 * 5000)
  }

  private func append(
    _ name: ByteString, _ value: Double, _ dashboard: SimulatedDashboard
  ) {
    dashboard.append(
      Labels([("__name__", name), ("job", "api"), ("instance", "10.0.0.7:9100")]),
      MetricMetadata(type: .gauge),
      [Sample(timestamp: dashboard.situation.now, value: value)])
  }

  @Test func `there is no such line where nothing happened`() throws {
    let dashboard = SimulatedDashboard(try FakeScene.idle.machine(seed: 3))
    try dashboard.run(seconds: 60)
    #expect(before(dashboard) == nil)
    #expect(dashboard.screen.events.isEmpty)
  }

  @Test func `kills, gaps, resets and restarts are told with their times, and E goes to them`()
    throws
  {
    let host = try FakeScene.idle.machine(seed: 7)
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 60)
    host.oomKills += 1
    let killed = dashboard.situation.now
    try dashboard.run(seconds: 60)
    let gap = dashboard.situation.now
    try dashboard.miss(seconds: 90)
    try dashboard.run(seconds: 60)
    host.networkBeginsAnew()
    let reset = dashboard.situation.now
    try dashboard.run(seconds: 30)
    let text = try #require(before(dashboard))
    #expect(
      text == "oom-kill \(clock(known(killed))) · not sampled for 1m30s \(clock(gap)) · "
        + "\(host.interface) began anew \(clock(known(reset)))")
    for expected in [reset, gap, killed] {
      try dashboard.press("E")
      let shown = dashboard.session.moment(in: dashboard.situation)
      let distance = (shown.milliseconds - expected.milliseconds) / 1000
      #expect(abs(distance) <= 6, "\(distance) s")
    }
    try dashboard.press("e")
    #expect(!dashboard.screen.status.isLive)
    let shown = try #require(before(dashboard))
    #expect(!shown.contains("began anew"), "\(shown)")
  }

  @Test func `a service whose process went and came is told with how often`() throws {
    let host = try FakeScene.idle.machine(seed: 8)
    let place = try #require(
      host.processes.firstIndex {
        String(decoding: $0.controlGroup.utf8, as: UTF8.self).hasSuffix(".service")
      })
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 40)
    for number in 1...3 {
      var process = host.processes[place]
      process.pid = 30_000 + number
      process.startSeconds = host.uptime
      host.processes[place] = process
      try dashboard.run(seconds: 40)
    }
    let name = host.processes[place].name
    let text = try #require(before(dashboard))
    #expect(text.hasPrefix("\(name).service restarted "), "\(text)")
    #expect(text.hasSuffix(" (3rd in 2m39s)"), "\(text)")
  }

  @Test func `a target that went down and began anew is told, and an alert that is over`() throws {
    let dashboard = SimulatedDashboard(try FakeScene.idle.machine(seed: 9))
    for second in 0..<90 {
      try dashboard.run(seconds: 1)
      append("up", (30..<40).contains(second) ? 0 : 1, dashboard)
      let started = dashboard.situation.now.milliseconds / 1000 - Int64(second)
      if !(30..<40).contains(second) {
        append("process_start_time_seconds", Double(started + (second < 40 ? 0 : 39)), dashboard)
      }
    }
    var alert = AlertStatus(
      name: "HighLatency", labels: Labels([("alertname", "HighLatency")]), state: .resolved,
      activeAt: dashboard.situation.now - .seconds(70))
    alert.firedAt = dashboard.situation.now - .seconds(60)
    alert.resolvedAt = dashboard.situation.now - .seconds(5)
    dashboard.situation.rules = RuleBookSnapshot(at: dashboard.situation.now, alerts: [alert])
    let text = try #require(before(dashboard))
    #expect(text.contains("10.0.0.7:9100 up again "), "\(text)")
    #expect(text.contains("10.0.0.7:9100 restarted "), "\(text)")
    let fired = clock(dashboard.situation.now - .seconds(60))
    #expect(text.contains("HighLatency fired \(fired), resolved "), "\(text)")
    #expect(text.hasPrefix("1 more · "), "\(text)")
  }

  @Test func `E goes to what an alert did that nobody remembers any more`() throws {
    let host = try FakeScene.idle.machine(seed: 12)
    let dashboard = SimulatedDashboard(host)
    dashboard.watch(
      """
      groups:
        - name: load
          interval: 1s
          rules: [{alert: HighLoad, expr: node_load1 > 4, for: 20s}]
      """)
    try dashboard.run(seconds: 30)
    let pending = dashboard.situation.now + .seconds(2)
    host.load = [9, 9, 9]
    try dashboard.run(seconds: 60)
    let resolved = dashboard.situation.now + .seconds(2)
    host.load = [1, 1, 1]
    try dashboard.run(seconds: 30)
    // The book forgets what is over after a quarter of an hour.
    dashboard.situation.rules = RuleBookSnapshot(at: dashboard.situation.now)
    let moments = [
      (resolved, "resolved"), (pending + .seconds(20), "firing"), (pending, "pending"),
    ]
    for (expected, word) in moments {
      try dashboard.press("E")
      let shown = dashboard.session.moment(in: dashboard.situation)
      let late = (shown.milliseconds - expected.milliseconds) / 1000
      #expect((0...5).contains(late), "\(word): \(late) s")
      #expect(dashboard.screen.notice?.text == "HighLoad \(word)")
    }
    try dashboard.press("E")
    #expect(dashboard.screen.notice?.text == "no earlier event is known")
  }

  @Test func `an alert that nobody judges any more is not said to be over`() throws {
    let dashboard = SimulatedDashboard(try FakeScene.idle.machine(seed: 13))
    try dashboard.run(seconds: 20)
    let first = dashboard.situation.now
    let samples = (0..<20).map { Sample(timestamp: first + .seconds($0), value: 1) }
    dashboard.append(
      Labels([("__name__", "ALERTS"), ("alertname", "Lost"), ("alertstate", "firing")]),
      MetricMetadata(type: .gauge), samples)
    try dashboard.run(seconds: 30)
    try dashboard.miss(seconds: 600)
    try dashboard.run(seconds: 30)
    let words = dashboard.screen.events.filter { $0.kind == .alert }.map(\.text.text)
    #expect(words == ["Lost firing"])
  }
}
