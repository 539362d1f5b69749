import Metrics
import Rules
import Testing

@testable import Presentation

@Suite struct TripwireDraftTests {
  static let pane = PaneID("chart")

  /// A chart of one series, a point a second.
  static func chart(_ values: [Double?], unit: Unit = .cores, query: String? = "x") -> ChartModel {
    let start = Machine.start
    var chart = ChartModel(
      title: "CPU busy, cores", unit: unit, start: start, end: start + .seconds(values.count),
      step: .seconds(1), interval: .seconds(1), zone: .utc)
    let known = values.enumerated().filter { $0.element != nil }
    var line = ChartSeries(
      key: RowKey("x"), name: "busy",
      times: known.map { start.milliseconds + Int64($0.offset) * 1000 },
      values: known.compactMap(\.element))
    line.query = query
    chart.series = [line]
    return chart
  }

  @Test(arguments: [
    ("nothing beyond", "________", 0), ("one sample is no crossing", "__#__#__", 0),
    ("two samples are", "__##____", 1), ("one sample within does not end it", "_##_##__", 1),
    ("two do", "_##__##_", 2), ("a gap ends it", "##---##_", 2), ("it may last", "_#######", 1),
    ("a gap of one sample starts the wait again", "#-#_____", 0),
  ])
  func `a line would have fired as often as the rule would`(
    name: String, values: String, count: Int
  ) {
    let chart = Self.chart(values.map { $0 == "-" ? nil : $0 == "#" ? 9 : 1 })
    let above = TripwireCrossings(chart.series[0], 5, isAbove: true, step: .seconds(1))
    #expect(above.count == count, "\(name)")
    let upsideDown = Self.chart(values.map { $0 == "-" ? nil : $0 == "#" ? 1 : 9 })
    let below = TripwireCrossings(upsideDown.series[0], 5, isAbove: false, step: .seconds(1))
    #expect(below.count == count, "\(name)")
  }

  @Test(arguments: [
    (1.0, "> 1 cores", "> 2 cores", "< 0 cores", "> 1.1 cores"),
    (1.03, "< 1 cores", "> 2 cores", "< 0 cores", "> 1.1 cores"),
    (0.5, "> 0.5 cores", "> 1 cores", "< 0 cores", "> 0.6 cores"),
  ])
  func `a line begins at the newest value and moves by round steps to either side of it`(
    newest: Double, start: String, up: String, down: String, finer: String
  ) throws {
    let chart = Self.chart([0, 2, 8, 2, newest])
    let draft = try #require(TripwireDraft(chart, pane: Self.pane, columns: 100))
    func moved(_ rungs: Int, isFine: Bool = false) -> String {
      var draft = draft
      draft.move(by: rungs, isFine: isFine, chart, columns: 100)
      return draft.condition
    }
    #expect(
      [draft.condition, moved(1), moved(-1), moved(1, isFine: true)] == [start, up, down, finer])
  }

  @Test func `a line begins at the crosshair's value`() throws {
    var chart = Self.chart([1, 2, 8, 2, 1])
    chart.crosshair = chart.start + .seconds(2)
    #expect(TripwireDraft(chart, pane: Self.pane, columns: 100)?.value == 8)
    #expect(TripwireDraft(Self.chart([nil]), pane: Self.pane, columns: 100) == nil)
    #expect(TripwireDraft(Self.chart([1], query: nil), pane: Self.pane, columns: 100) == nil)
  }

  @Test func `a tripwire watches exactly the series that is chosen`() throws {
    var chart = Self.chart([1, 2, 3], query: "sum by (cpu) (rate(x[5m]))")
    chart.series[0].labels = ["cpu": "3"]
    var draft = try #require(TripwireDraft(chart, pane: Self.pane, columns: 100))
    draft.value = 2.5
    let wire = try #require(draft.tripwire)
    #expect(wire.condition.text == "sum by (cpu) (rate(x{cpu=\"3\"}[5m])) > 2.5")
    #expect(wire.subject.text == "CPU busy > 2.5 cores")
    #expect((wire.hold, wire.interval) == (.seconds(1), .seconds(1)))
  }

  // MARK: - Keys

  private func host() -> (machine: Machine, session: Session) {
    var machine = Machine()
    machine.run(seconds: 60)
    machine.modes["user"] = 2.2
    machine.run(seconds: 20)
    machine.modes["user"] = 0.2
    machine.run(seconds: 40)
    var session = Session(view: .host, window: .seconds(120))
    session.level.focus = PaneID("panel cpu-busy")
    return (machine, session)
  }

  @Test func `three keys set a line, and the frame says what it would have done`() throws {
    var (machine, session) = host()
    var notices: [String] = []
    var lines: [String] = []
    for action in [Action.tripwire, .move(.up), .move(.up)] {
      let effects = session.apply(
        action, in: machine.situation, seeing: try machine.screen(session))
      #expect(effects == [])
      let screen = try machine.screen(session)
      #expect(screen.contexts == [.tripwire, .everywhere])
      notices.append(screen.notice?.text ?? "")
      guard case .chart(let chart)? = screen.focusedPane?.content else { continue }
      lines.append(chart.thresholds.map(\.label.text).joined(separator: "|"))
    }
    #expect(lines[1] == "> 0.5 cores, would have fired once in 2 min")
    #expect(lines[2] == "> 1 cores, would have fired once in 2 min")
    #expect(notices[2] == "tripwire  CPU busy > 1 cores: would have fired once in 2 min")
    let effects = session.apply(
      .enter, in: machine.situation, seeing: try machine.screen(session))
    guard case .setTripwire(let wire)? = effects.first else {
      Issue.record("no tripwire among \(effects)")
      return
    }
    #expect(wire.condition.text.hasSuffix("[4s])) > 1"))
    #expect(session.tripwire == nil)
    #expect(try machine.screen(session).contexts == [.chart, .everywhere])
    // Set, it stands on the chart of its expression, however the chart is zoomed, and on no other.
    machine.run(seconds: 1)
    var book = RuleBook()
    book.set(wire)
    for window in [120, 3600, 86_400] {
      session.window = .seconds(window)
      let screen = try machine.screen(session) { $0.rules = book.snapshot(at: $0.now) }
      let marked = screen.panes.compactMap { pane -> String? in
        guard case .chart(let chart) = pane.content, !chart.thresholds.isEmpty else { return nil }
        return pane.id.name + " " + chart.thresholds.map(\.label.text).joined(separator: "|")
      }
      #expect(marked == ["panel cpu-busy Tripwire1 > 1"], "\(window)")
    }
  }

  @Test func `Esc leaves the line, a side that was chosen stays, and another key goes on`() throws {
    var (machine, session) = host()
    func press(_ action: Action) throws {
      _ = session.apply(action, in: machine.situation, seeing: try machine.screen(session))
    }
    try press(.tripwire)
    try press(.tripwireSide(isAbove: false))
    try press(.move(.up))
    #expect(session.tripwire?.condition == "< 0.5 cores")
    try press(.back)
    #expect(session.tripwire == nil)
    #expect(session.level.focus == PaneID("panel cpu-busy"))
    try press(.tripwire)
    try press(.move(.left))
    #expect(session.tripwire != nil)
    #expect(session.time != .live)
    try press(.view(.processes))
    #expect(session.tripwire == nil)
    #expect(session.view == .processes)
  }

  // MARK: - By name

  @Test(arguments: [
    ("up == 0", "up == 0", 1), ("up == 0 for 2m", "up == 0", 120),
    ("x{a=\" for 2m\"} > 1", "x{a=\" for 2m\"} > 1", 1),
  ])
  func `tell-me-when takes any condition and how long it must hold`(
    line: String, condition: String, hold: Int
  ) throws {
    var session = Session()
    let effects = session.run("tell-me-when " + line, SessionTests.situation)
    guard case .setTripwire(let wire)? = effects.first else {
      Issue.record("no tripwire among \(effects)")
      return
    }
    #expect(wire.condition.text == condition)
    #expect(wire.hold == .seconds(hold))
  }

  @Test func `a mistake leaves the line with the cursor where it is`() throws {
    var session = Session()
    #expect(session.run("tell-me-when up = 0", SessionTests.situation) == [])
    let prompt = try #require(session.prompt)
    #expect(prompt.before == "tell-me-when up ")
    #expect(prompt.after == "= 0")
    #expect(
      session.remark(on: prompt, SessionTests.situation)?.text.hasPrefix("1:4: unexpected") == true)
  }

  @Test func `X dismisses the tripwire in front, the chosen one, or the only one`() throws {
    var situation = SessionTests.situation
    var session = Session()
    #expect(session.apply(.dismissTripwire, in: situation, seeing: .none) == [])
    var book = RuleBook()
    book.set(try Tripwire("x > 5", interval: .seconds(1)))
    situation.rules = book.snapshot(at: situation.now)
    #expect(
      session.apply(.dismissTripwire, in: situation, seeing: .none) == [
        .dismissTripwire("Tripwire1")
      ])
    book.set(try Tripwire("y > 5", interval: .seconds(1)))
    situation.rules = book.snapshot(at: situation.now)
    #expect(session.apply(.dismissTripwire, in: situation, seeing: .none) == [])
    session.open(.rule(1), under: .alerts)
    #expect(
      session.apply(.dismissTripwire, in: situation, seeing: .none) == [
        .dismissTripwire("Tripwire2")
      ])
    #expect(session.level.place == .view(.alerts))
  }
}

@Suite struct RingTextTests {
  static func alert(_ name: String, _ summary: String = "") -> AlertStatus {
    var alert = AlertStatus(
      name: ByteString(name), labels: ["alertname": ByteString(name)], state: .firing,
      activeAt: Machine.start)
    if !summary.isEmpty { alert.annotations = ["summary": ByteString(summary)] }
    return alert
  }

  @Test(arguments: [
    (RingReason.firing, [alert("Disk", "/var is full")], "Disk fires: /var is full"),
    (.newcomer, [alert("Disk"), alert("Disk"), alert("OOM")], "3 alerts fire: Disk, OOM"),
    (.start, [alert("Disk")], "Disk fires already"),
    (.reminder, [alert("Disk")], "Disk still fires, not acknowledged"),
    (.recovery, [alert("Tripwire1", "CPU busy > 1")], "Tripwire1 is over: CPU busy > 1"),
    (.firing, ["A", "B", "C", "D", "E"].map { alert($0) }, "5 alerts fire: A, B, C, D…"),
    (
      .storm(
        BellStorm(
          alerts: 12, within: .seconds(40), instances: 9,
          heldUntil: Timestamp(milliseconds: 1_795_489_560_000))), [],
      "12 alerts in 40 s on 9 hosts; bell held until 03:06Z"
    ),
  ])
  func `a ring says why`(reason: RingReason, alerts: [AlertStatus], expected: String) {
    #expect(RingText.line(reason, alerts, zone: .utc).text == expected)
  }
}
