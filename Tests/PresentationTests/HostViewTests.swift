import Dashboards
import Metrics
import Testing

@testable import Presentation

@Suite struct HostViewTests {
  private func machine() -> Machine {
    var machine = Machine()
    machine.processes = [Machine.Process(pid: 7, comm: "db", cores: 0.1)]
    machine.run(seconds: 30)
    return machine
  }

  private func charts(_ screen: Screen) -> [String] {
    screen.panes.compactMap { pane in
      guard case .chart(let chart) = pane.content else { return nil }
      let names = chart.series.map(\.name.text).joined(separator: "+")
      return "\(pane.title.text): \(names)"
    }
  }

  @Test func `the charts and the table are those above the first section of the dashboard`() throws
  {
    let screen = try machine().screen(Session(window: .seconds(60)))
    #expect(
      charts(screen) == [
        "CPU busy: busy", "Memory used: used", "Pressure, time waiting: cpu+memory+io",
        "Disk: read+written", "Network: received+sent",
      ])
    #expect(screen.panes.map(\.place.slot) == [.tile, .tile, .tile, .tile, .tile, .main])
    #expect(screen.panes.map(\.place.collapseOrder) == [1, 2, 3, 4, 5, 0])
    #expect(
      screen.panes.dropLast().map(\.destination) == [
        .resource(.cpu), .resource(.memory),
        .panel(dashboard: "host", panel: "pressure-time-waiting"), .resource(.disk),
        .resource(.network),
      ])
    guard case .table(let table)? = screen.panes.last?.content else {
      Issue.record("the last pane is no table")
      return
    }
    #expect(
      table.rows.map(\.destination) == table.rows.map { ProcessKey(row: $0.key).map(Place.process) }
    )
  }

  @Test func `another document makes another view`() throws {
    let text = """
      title: Mine
      question: Is it mine?
      variables:
        job: {values: "label_values(node_load1, job)"}
        instance: {values: "label_values(node_load1, instance)"}
      panels:
        - {title: Load, query: 'node_load1{job="$job", instance="$instance"}', legend: now}
      sections:
        - title: More
          panels: [{title: Hidden, query: 'node_boot_time_seconds{instance="$instance"}'}]
      """
    let read = Dashboard.read(Array(text.utf8), file: "host.yaml")
    #expect(read.problems.isEmpty)
    let screen = try machine().screen(Session(window: .seconds(60))) {
      $0.dashboards = [read.dashboard]
    }
    #expect(charts(screen) == ["Load: now"])
    #expect(screen.panes.count == 1)
  }

  @Test func `without the document there are its words, and the sentences stay`() throws {
    let screen = try machine().screen(Session(window: .seconds(60))) { $0.dashboards = [] }
    #expect(screen.panes.map(\.id.name) == ["missing"])
    #expect(!screen.sentences.isEmpty)
  }

  @Test func `it asks of this machine only, nothing for variables, and one query a line`() throws {
    let machine = machine()
    let requests = Session(window: .seconds(60)).requests(in: machine.situation)
    let panels = requests.filter { $0.id.pane.name.hasPrefix("panel ") }
    #expect(panels.count == 9)
    #expect(panels.allSatisfy { $0.query.contains("job=\"node\", instance=\"web-3\"") })
    #expect(!requests.contains { $0.id.pane.name == "variable" })
  }

  @Test func `its variables are not to be chosen, those of the dashboard are`() throws {
    let machine = machine()
    var session = Session(window: .seconds(60))
    session.descend(to: .panel(dashboard: "host", panel: "pressure-time-waiting"))
    let screen = try machine.screen(session)
    _ = session.apply(.chooseVariable, in: machine.situation, seeing: screen)
    #expect(session.popup == nil)
    #expect(session.notice?.text.text == "this dashboard has no variables")
    session.open(dashboard: "host")
    _ = session.apply(.chooseVariable, in: machine.situation, seeing: screen)
    #expect(session.popup != nil)
  }

  @Test func `as a dashboard of another machine it leads to no resource and has no processes`()
    throws
  {
    let machine = machine()
    var session = Session(window: .seconds(60))
    session.open(
      dashboard: "host", choices: ["job": .value("node"), "instance": .value("db-1")])
    let screen = try machine.screen(session)
    let first = try #require(screen.panes.first)
    #expect(first.destination == .panel(dashboard: "host", panel: "cpu-busy"))
    let table = try #require(screen.panes.first { $0.id == PaneID("panel processes") })
    guard case .text(let text) = table.content else {
      Issue.record("there are processes of another machine")
      return
    }
    #expect(text.lines.map(\.text) == ["only the processes of web-3 are known here"])
  }

  @Test func `a chart of it is compared with an earlier hour, as any other`() throws {
    let machine = machine()
    var session = Session(window: .seconds(60))
    session.level.focus = PaneID("panel memory-used")
    _ = session.apply(.compare, in: machine.situation, seeing: try machine.screen(session))
    let screen = try machine.screen(session)
    #expect(screen.focusedPane?.remark?.text == "1h earlier: no data then")
    let earlier = session.requests(in: machine.situation).filter {
      $0.id.part.hasSuffix("-earlier")
    }
    #expect(earlier.map(\.id.pane) == [PaneID("panel memory-used")])
  }
}
