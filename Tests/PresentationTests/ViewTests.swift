import Metrics
import PromQL
import Rules
import Testing

@testable import Presentation

@Suite struct ViewTests {
  static let places: [Place] = [
    .view(.host), .view(.processes), .view(.units), .view(.targets), .view(.explore),
    .view(.alerts),
    .resource(.cpu), .resource(.memory), .resource(.disk), .resource(.network),
    .process(ProcessKey(pid: "77", comm: "we\"ird\\\n\u{1b}[2J")),
    .unit("/a.slice/we\"ird\\x2d.service"), .target(job: "a\"b", instance: "db-1:9187"),
    .metric("node_load1"), .metric("http_seconds"),
    .metric("with.dots"),
    .selection(MetricSelection("with.dots", [.init("host.name", "a\"b\\"), .init("x", "")])),
    .labelValues(MetricSelection("http_seconds_bucket", [.init("le", "1")]), label: "host.name"),
    .series(["__name__": "node_load1", "host.name": "x"]),
    .expression("1 + 1"), .alert(["alertname": "Disk\"Full"]), .rule(0),
  ]

  static func machine() -> Machine {
    var machine = Machine()
    machine.processes = [
      Machine.Process(pid: 77, comm: "we\"ird\\\n\u{1b}[2J", cores: 1.5, writtenBytes: 1e6),
      Machine.Process(pid: 78, comm: "idle"),
    ]
    machine.run(seconds: 20)
    return machine
  }

  static func change(_ situation: inout Situation) {
    situation.catalogue = [
      MetricEntry(
        name: "node_load1", metadata: MetricMetadata(type: .gauge, help: "Load."), jobs: ["node"],
        series: 1),
      MetricEntry(
        name: "http_seconds", metadata: MetricMetadata(type: .histogram), jobs: ["api"], series: 9),
      MetricEntry(
        name: "requests", metadata: MetricMetadata(type: .counter), jobs: ["api"], series: 1),
      MetricEntry(name: "with.dots", metadata: MetricMetadata(), jobs: ["api"], series: 1),
    ]
    situation.targets = [
      TargetLine(
        url: "http://db-1:9187/metrics", job: "a\"b", instance: "db-1:9187", interval: .seconds(5))
    ]
    var rule = RuleStatus(
      name: "Disk\"Full", kind: .alerting, expression: "node_load1 > 1", group: "g",
      interval: .seconds(1))
    rule.threshold = AlertThreshold(series: "node_load1", comparison: .above, bound: 1)
    situation.rules.rules = [rule]
    var alert = AlertStatus(
      name: "Disk\"Full", labels: ["alertname": "Disk\"Full"], state: .firing,
      activeAt: situation.now - .seconds(10))
    alert.firedAt = situation.now - .seconds(5)
    situation.rules.alerts = [alert]
  }

  @Test(arguments: places)
  func `every query of every place is evaluated, live and in the past`(place: Place) throws {
    let machine = Self.machine()
    for action in [Action.cancel, .sampleBack] {
      var session = Session(window: .seconds(60))
      session.levels = [Level(place)]
      var situation = machine.situation
      Self.change(&situation)
      if action != .cancel { _ = session.apply(action, in: situation, seeing: Screen.none) }
      for request in session.requests(in: situation) {
        guard case .range(let start, let end, let step) = request.timing else { continue }
        #expect((end - start).milliseconds / step.milliseconds < 4096)
        #expect(end.bucketStart(step) == end)
        #expect(start.bucketStart(step) == start)
      }
      let screen = try machine.screen(session, Self.change)
      #expect(!screen.panes.isEmpty)
      #expect(Set(screen.panes.map(\.id)).count == screen.panes.count)
    }
  }

  @Test func `the process table joins its families by process`() throws {
    let screen = try Self.machine().screen(Session(view: .processes, window: .seconds(60)))
    let table = try #require(screen.focusedTable?.table)
    #expect(table.columns[table.sortColumn ?? 0].name == "cpu")
    #expect(
      table.rows.map { $0.cells.map(\.text.text) } == [
        [
          "77", "www", "x", "1.50", "9.5M", "0", "977K", "S", "3", "39d",
          "/usr/bin/we\"ird\\\\n\\x1b[2J -d",
        ],
        ["78", "www", "x", "0.00", "9.5M", "0", "0", "S", "3", "39d", "/usr/bin/idle -d"],
      ])
  }

  @Test func `the card of an alert has its line and who was busy when it fired`() throws {
    var session = Session(window: .seconds(60))
    session.levels = [Level(.view(.alerts)), Level(.alert(["alertname": "Disk\"Full"]))]
    let screen = try Self.machine().screen(session, Self.change)
    guard case .chart(let chart) = try #require(screen.panes.first).content else {
      Issue.record("the first pane is no chart")
      return
    }
    #expect(chart.thresholds == [Threshold(1, label: "fires above 1", tone: .critical)])
    #expect(chart.series.first?.values.last == 1.5)
    let table = try #require(screen.focusedTable?.table)
    #expect(table.rows.first?.cells.last?.text.text == "/usr/bin/we\"ird\\\\n\\x1b[2J -d")
    #expect(screen.title == "●1 web-3")
  }

  @Test func `a kernel without PSI says so instead of drawing nothing`() throws {
    var machine = Machine()
    machine.pressure = nil
    machine.run(seconds: 5)
    let screen = try machine.screen(Session(window: .seconds(60)))
    let pane = try #require(screen.panes.first { $0.id == PaneID("panel pressure-time-waiting") })
    guard case .chart(let chart) = pane.content else { return }
    #expect(chart.message?.text == "PSI is off on this kernel: boot with psi=1")
  }
}
