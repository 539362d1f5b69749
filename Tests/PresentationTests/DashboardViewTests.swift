import Dashboards
import Metrics
import PromQL
import Testing

@testable import Presentation

@Suite struct DashboardViewTests {
  private static func panel(
    _ id: String, _ kind: Panel.Kind, _ expression: String, unit: PanelUnit = .short,
    legend: String? = nil, y: Int = 0
  ) -> Panel {
    Panel(
      id: id, title: id, kind: kind,
      queries: expression.isEmpty
        ? [] : [PanelQuery(name: "A", expression: expression, legend: legend)],
      unit: unit, gridPosition: GridPosition(x: 0, y: y, width: 24, height: 4))
  }

  private static let modes =
    "sum by (mode) (rate(node_cpu_seconds_total{mode!=\"idle\"}[$__rate_interval]))"

  /// One panel of each kind over the machine's own series.
  static func dashboard(_ panels: [Panel] = everyKind) -> Dashboard {
    var instance = Variable(
      "instance",
      kind: .labelValues(series: "node_load1", label: "instance", pattern: nil))
    instance.includesAll = false
    var device = Variable(
      "device",
      kind: .labelValues(
        series: "node_disk_io_time_seconds_total{instance=\"$instance\"}", label: "device",
        pattern: nil))
    device.isMultiple = true
    device.includesAll = true
    return Dashboard(
      name: "test", title: "Test of $instance", question: "What does $instance do?",
      variables: [instance, device], sections: [DashboardSection(panels: panels)])
  }

  static var everyKind: [Panel] {
    var gauge = panel(
      "memory", .gauge, "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", unit: .ratio)
    gauge.thresholds = Thresholds(
      base: .critical, steps: [.init(value: 0.1, tone: .warning), .init(value: 0.3, tone: .good)])
    var words = panel("words", .text, "")
    words.text = "# About $instance\nall about it"
    return [
      panel("load", .stat, "node_load1{instance=\"$instance\"}"), gauge,
      panel("modes", .timeSeries, modes, unit: .cores, legend: "{{mode}} mode"),
      panel("bars", .barGauge, modes, unit: .cores),
      panel("disks", .table, "node_disk_io_time_seconds_total{device=~\"$device\"}"),
      words, panel("heat", .heatmap, "sum by (le) (increase(http_seconds_bucket[$__interval]))"),
    ]
  }

  private func machine() -> Machine {
    var machine = Machine()
    machine.disks = [Machine.Disk(device: "sda"), Machine.Disk(device: "sdb")]
    machine.run(seconds: 30)
    return machine
  }

  /// A session in the dashboard, every question asked until nothing new is learned.
  private func opened(
    _ machine: Machine, _ dashboard: Dashboard = DashboardViewTests.dashboard(),
    _ change: (inout Session, Situation) throws -> Void = { _, _ in }
  ) throws -> (session: Session, situation: Situation, screen: Screen) {
    var situation = machine.situation
    situation.dashboards = [dashboard]
    var session = Session(window: .seconds(60))
    session.open(dashboard: dashboard.name)
    try settle(&session, machine, situation)
    try change(&session, situation)
    try settle(&session, machine, situation)
    return (
      session, situation,
      session.screen(try machine.answers(session, situation), in: situation)
    )
  }

  private func settle(_ session: inout Session, _ machine: Machine, _ situation: Situation) throws {
    while session.learn(try machine.answers(session, situation), in: situation) {}
  }

  private func content(_ id: String, _ screen: Screen) throws -> Pane.Content {
    try #require(screen.panes.first { $0.id == PaneID("panel " + id) }).content
  }

  @Test func `the question stands above, the choices beside the way, both with values`() throws {
    let screen = try opened(machine()).screen
    #expect(screen.sentences.map(\.text.text) == ["What does web-3 do?"])
    guard case .breadcrumb(let names, let right) = screen.lead else {
      Issue.record("the lead is no way")
      return
    }
    #expect(names.map(\.text) == ["dashboards", "Test of web-3"])
    #expect(right.text == "instance=web-3  device=all  1m window")
  }

  @Test func `a stat is the newest value with its course`() throws {
    let screen = try opened(machine()).screen
    guard case .stat(let stat) = try content("load", screen) else { return }
    let value = try #require(stat.values.first)
    #expect(stat.values.count == 1)
    #expect([value.name, value.number, value.unit].map(\.text) == ["", "1.5", ""])
    #expect(value.course?.values.compactMap { $0 }.allSatisfy { $0 == 1.5 } == true)
  }

  @Test func `a gauge of a share ends at its whole, and has the tone of its threshold`() throws {
    let screen = try opened(machine()).screen
    guard case .gauge(let gauge) = try content("memory", screen) else { return }
    #expect(
      gauge.bars.map { GaugeBar(key: RowKey(""), name: $0.name, value: $0.value, tone: $0.tone) }
        == [GaugeBar(key: RowKey(""), name: "", value: 0.625, tone: .good)])
    #expect((gauge.least, gauge.greatest) == (0, 1))
    #expect(gauge.thresholds == [Threshold(0.1, label: "10 %", tone: .warning)])
  }

  @Test func `lines are called by their legend, bars by what sets them apart, the longest first`()
    throws
  {
    let screen = try opened(machine()).screen
    guard case .chart(let chart) = try content("modes", screen),
      case .gauge(let bars) = try content("bars", screen)
    else { return }
    #expect(chart.series.map(\.name.text) == ["system mode", "user mode"])
    #expect(bars.bars.map(\.name.text) == ["user", "system"])
    #expect(abs((bars.bars[0].value ?? 0) - 0.2) < 1e-9)
  }

  @Test func `a rate spans at least four samples of what it asks`() throws {
    let (session, situation, _) = try opened(machine())
    let query = session.requests(in: situation).first { $0.id.pane == PaneID("panel modes") }?.query
    #expect(query?.contains("[4s]") == true, "\(query ?? "")")
    var slow = situation
    slow.oldest = situation.now - .seconds(3600)
    slow.targets = [
      TargetLine(url: "http://db", job: "db", instance: "db:1", interval: .seconds(15))
    ]
    let slower = session.requests(in: slow).first { $0.id.pane == PaneID("panel modes") }?.query
    #expect(slower?.contains("[1m]") == true, "\(slower ?? "")")
    let own = session.requests(in: slow).filter { $0.id == QueryID(PaneID("panel load"), "A") }
    #expect(own.map(\.query) == ["node_load1{instance=\"web-3\"}"])
  }

  @Test func `a table has the labels that differ and a value a query`() throws {
    let screen = try opened(machine()).screen
    guard case .table(let table) = try content("disks", screen) else { return }
    #expect(table.columns.map(\.title.text) == ["DEVICE", "A"])
    #expect(table.rows.map { $0.cells[0].text.text } == ["sda", "sdb"])
  }

  @Test func `words have headings and values for variables`() throws {
    let screen = try opened(machine()).screen
    guard case .text(let text) = try content("words", screen) else { return }
    #expect(text.lines == [TextLine("About web-3", .heading), TextLine("all about it")])
  }

  @Test func `a panel without data says so`() throws {
    let screen = try opened(machine()).screen
    guard case .heatmap(let heatmap) = try content("heat", screen) else { return }
    #expect(heatmap.message?.text == "no data")
  }

  @Test func `a panel stands alone with its series, and one of them leads on`() throws {
    let machine = machine()
    let (_, _, screen) = try opened(machine) { session, situation in
      let screen = session.screen(try machine.answers(session, situation), in: situation)
      _ = session.apply(.move(.down), in: situation, seeing: screen)
      let next = session.screen(try machine.answers(session, situation), in: situation)
      #expect(next.focus == PaneID("panel memory"))
      _ = session.apply(.nextPane, in: situation, seeing: next)
      let third = session.screen(try machine.answers(session, situation), in: situation)
      #expect(third.destination == .panel(dashboard: "test", panel: "modes"))
      _ = session.apply(.enter, in: situation, seeing: third)
    }
    #expect(screen.panes.map(\.title.text) == ["modes", "Series"])
    guard case .table(let table) = screen.panes[1].content else { return }
    #expect(
      table.rows.map { $0.cells.map(\.text.text) } == [
        ["user mode", "0.2"], ["system mode", "0.1"],
      ])
    #expect(
      screen.destination
        == .expression("irate({__name__=\"node_cpu_seconds_total\",mode=\"user\"}[5s])"))
    guard case .breadcrumb(let names, _) = screen.lead else { return }
    #expect(names.map(\.text) == ["dashboards", "Test of web-3", "modes"])
  }

  // MARK: - Values

  private func chooser(_ screen: Screen) -> ChooserModel? {
    guard case .chooser(let model)? = screen.popup else { return nil }
    return model
  }

  private func screen(_ session: Session, _ machine: Machine, _ situation: Situation) throws
    -> Screen
  {
    session.screen(try machine.answers(session, situation), in: situation)
  }

  @Test func `values are narrowed down by typing and taken with Enter`() throws {
    let machine = machine()
    let (_, _, shown) = try opened(machine) { session, situation in
      let keys: [Action] = [.chooseVariable, .nextPane, .insert("db")]
      for key in keys {
        _ = session.apply(key, in: situation, seeing: try screen(session, machine, situation))
      }
      let model = try #require(chooser(try screen(session, machine, situation)))
      #expect(model.title.text == "device (2 of 2)")
      #expect(model.items == [ChooserItem("sdb", isChosen: false)])
      #expect(try screen(session, machine, situation).contexts == [.chooser])
      _ = session.apply(.submit, in: situation, seeing: Screen.none)
    }
    #expect(shown.popup == nil)
    guard case .table(let table) = try content("disks", shown) else { return }
    #expect(table.rows.count == 1)
    guard case .breadcrumb(_, let right) = shown.lead else { return }
    #expect(right.text.hasPrefix("instance=web-3  device=sdb"))
  }

  @Test func `space adds and removes values where several may be chosen`() throws {
    let machine = machine()
    let (session, _, _) = try opened(machine) { session, situation in
      let keys: [Action] = [
        .chooseVariable, .nextPane, .move(.down), .insert(" "), .move(.down), .insert(" "),
        .submit,
      ]
      for key in keys { _ = session.apply(key, in: situation, seeing: Screen.none) }
    }
    #expect(session.dashboards["test"]?.choices == ["device": .values(["sda", "sdb"])])
    let (emptied, _, _) = try opened(machine) { session, situation in
      let keys: [Action] = [
        .chooseVariable, .nextPane, .move(.down), .insert(" "), .insert(" "), .submit,
      ]
      for key in keys { _ = session.apply(key, in: situation, seeing: Screen.none) }
    }
    #expect(emptied.dashboards["test"]?.choices == ["device": .all])
  }

  private static let commands:
    [(line: String, choices: [String: VariableChoice], problem: String?)] = [
      ("device=sdb", ["device": VariableChoice.value("sdb")], nil),
      ("device=sda,sdb", ["device": .values(["sda", "sdb"])], nil),
      ("device=all", ["device": .all], nil),
      ("disk=x", [:], "'disk' is no variable of this dashboard; expected one of: instance, device"),
      ("device", [:], "expected NAME=VALUE after ':set'"),
    ]

  @Test(arguments: commands)
  func `a typed command chooses a value`(
    line: String, choices: [String: VariableChoice], problem: String?
  ) throws {
    let (session, _, _) = try opened(machine()) { session, situation in
      session.setVariable(line, situation)
    }
    #expect(session.dashboards["test"]?.choices == choices)
    #expect(session.notice?.text.text == problem)
  }

  @Test func `what was taken at first stays when another value appears before it`() throws {
    var machine = machine()
    machine.host = "web-3"
    var (session, situation, _) = try opened(machine)
    machine.host = "alpha"
    machine.run(seconds: 30)
    situation.now = machine.now
    situation.dashboards = [Self.dashboard()]
    try settle(&session, machine, situation)
    let context = try #require(session.chooserContext(situation))
    let instance = try #require(context.dashboard.variable("instance"))
    #expect(context.options(instance) == ["alpha", "web-3"])
    #expect(context.choice(instance) == .value("web-3"))
  }

  @Test func `what was found for another choice does not stay, what a gap hides does`() throws {
    let machine = machine()
    let (session, situation, _) = try opened(machine) { session, situation in
      session.setVariable("instance=nobody", situation)
    }
    let context = try #require(session.chooserContext(situation))
    #expect(context.options(try #require(context.dashboard.variable("device"))) == [])
    var (kept, later, _) = try opened(machine)
    later.now = machine.now + .seconds(3600)
    try settle(&kept, machine, later)
    let known = try #require(kept.chooserContext(later))
    #expect(known.options(try #require(known.dashboard.variable("device"))) == ["sda", "sdb"])
  }

  @Test func `a question that has no value to ask with is an absence and no error`() throws {
    var named = Self.panel("named", .stat, "{__name__=\"$metric\"}")
    named.absence = "V chooses"
    var bare = Self.panel("bare", .timeSeries, "{__name__=\"$metric\"}")
    bare.absence = ""
    var dashboard = Self.dashboard([named, bare])
    dashboard.variables = [
      Variable("metric", kind: .labelValues(series: "nothing", label: "__name__", pattern: nil))
    ]
    var situation = machine().situation
    situation.dashboards = [dashboard]
    var session = Session(window: .seconds(60))
    session.open(dashboard: dashboard.name)
    var answers = Answers()
    for request in session.requests(in: situation) {
      answers[request.id] = Answer(request, .failure("no matcher"), computedAt: situation.now)
    }
    let screen = session.screen(answers, in: situation)
    #expect(screen.panes.allSatisfy { $0.remark == nil })
    guard case .stat(let stat) = try content("named", screen) else { return }
    #expect(stat.message?.text == "V chooses")
    guard case .chart(let chart) = try content("bare", screen) else { return }
    #expect(chart.message?.text == "no value is found for 'metric'")
  }

  @Test func `of the lines of a topk the greatest now come first`() throws {
    let (_, _, screen) = try opened(
      machine(), Self.dashboard([Self.panel("top", .timeSeries, "topk(8, \(Self.modes))")]))
    guard case .chart(let chart) = try content("top", screen) else { return }
    let newest = chart.series.compactMap(\.values.last)
    #expect(newest.count > 1)
    #expect(newest == newest.sorted(by: >))
  }

  @Test func `a dashboard that is not loaded any more says so`() throws {
    var session = Session(window: .seconds(60))
    session.open(dashboard: "gone\u{1b}[2J")
    let machine = machine()
    let screen = session.screen(Answers(), in: machine.situation)
    guard case .text(let text) = try #require(screen.panes.first).content else { return }
    #expect(
      text.lines.map(\.text) == [
        "there is no dashboard 'gone\\x1b[2J' now; 7 lists those there are"
      ]
    )
  }

  private static let units: [(unit: PanelUnit, value: Double, expected: String)] = [
    (.none, 12345.0, "12345"), (.percent, 97, "97 %"),
    (.decimalBytes, 2_100_000, "2.1 MB"),
    (.bitsPerSecond, 3_000_000, "3 Mb/s"), (.milliseconds, 1500, "1.5 s"), (.yesNo, 0, "no"),
    (.yesNo, 1, "yes"), (.timestamp, 1_700_000_000, "2023-11-14 22:13Z"),
    (.requestsPerSecond, 12, "12/s"), (.none, 0.25, "0.25"),
  ]

  @Test(arguments: units)
  func `a unit of a dashboard is read as such`(unit: PanelUnit, value: Double, expected: String) {
    #expect(unit.unit.text(value) == expected)
  }
}
