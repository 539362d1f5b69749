import Metrics
import Rules
import Testing

@testable import Presentation

@Suite struct RehearsalKeysTests {
  /// Twenty seconds of load in the middle of two minutes.
  private static func machine() -> Machine {
    var machine = Machine()
    machine.run(seconds: 60)
    machine.modes["user"] = 2.2
    machine.run(seconds: 20)
    machine.modes["user"] = 0.2
    machine.run(seconds: 40)
    return machine
  }

  private static let busy =
    "sum(rate(node_cpu_seconds_total{mode=\"user\"}[4s])) > 1"

  @Test func `a condition that was typed is shown with when it would have fired`() throws {
    let machine = Self.machine()
    var session = Session(window: .seconds(120))
    let effects = session.run("rehearse \(Self.busy) for 5s", machine.situation)
    #expect(effects == [])
    let screen = try machine.screen(session)
    let sentence = try #require(screen.sentences.first)
    #expect(sentence.text.text.hasPrefix("would have fired once, "), "\(sentence.text.text)")
    guard case .chart(let chart)? = screen.panes.first?.content,
      case .table(let table)? = screen.panes.last?.content
    else {
      Issue.record("there is no chart or no list")
      return
    }
    #expect(chart.bands.map(\.kind) == [.pending, .firing])
    #expect(chart.thresholds.map(\.value) == [1])
    #expect(table.rows.count == 1)
    let band = try #require(chart.bands.last)
    let second = (band.start - Machine.start).inSeconds
    #expect((62...72).contains(second), "\(second)")
    #expect(
      session.steps(in: machine.situation).map(\.text) == [":rehearse \(Self.busy) for 5s"])
  }

  @Test func `a hold that is longer than the load never fires, and that is said`() throws {
    let machine = Self.machine()
    var session = Session(window: .seconds(120))
    _ = session.run("backtest \(Self.busy) for 1m", machine.situation)
    let screen = try machine.screen(session)
    #expect(
      screen.sentences.map(\.text.text) == [
        "would not have fired in 1m59s of 2m; pending once in vain"
      ])
    #expect(screen.focusedTable?.table.message?.text == "at no time did it hold for 1m")
  }

  @Test func `R rehearses the rule of the row, of a name, and says so where none is chosen`() throws
  {
    let machine = Self.machine()
    var situation = machine.situation
    var rule = RuleStatus(
      name: "Busy", kind: .alerting, expression: ByteString(Self.busy), group: "g",
      interval: .seconds(1))
    rule.hold = .seconds(5)
    situation.rules.rules = [rule]
    var session = Session(view: .alerts, window: .seconds(120))
    func press() throws {
      let screen = try machine.screen(session) { $0 = situation }
      _ = session.apply(.rehearse, in: situation, seeing: screen)
    }
    try press()
    #expect(session.level.place == .rehearsal(RehearsedRule(rule)))
    session = Session(window: .seconds(120))
    try press()
    #expect(session.notice?.text.text.hasPrefix("choose a rule among the alerts (9) first") == true)
    _ = session.run("rehearse Busy", situation)
    #expect(session.level.place == .rehearsal(RehearsedRule(rule)))
  }

  // MARK: - The table of a chart's values

  @Test func `T is the chart alone with the values of its series, and back`() throws {
    let machine = Self.machine()
    var session = Session(window: .seconds(60))
    session.level.focus = PaneID("panel disk")
    func press(_ action: Action) throws {
      _ = session.apply(action, in: machine.situation, seeing: try machine.screen(session))
    }
    let before = try machine.screen(session).panes.map(\.id)
    try press(.valueTable)
    var screen = try machine.screen(session)
    #expect(screen.panes.map(\.title.text) == ["Disk", "Values of Disk"])
    guard case .table(let table)? = screen.panes.last?.content else {
      Issue.record("there is no table")
      return
    }
    #expect(table.columns.map(\.title.text) == ["SERIES", "NOW", "MIN", "AVG", "MAX", "LAST"])
    let each = Unit.bytesPerSecond.text(1e5)
    #expect(table.rows.map { $0.cells[0].text.text }.sorted() == ["read", "written"])
    #expect(table.rows.allSatisfy { $0.cells.dropFirst().allSatisfy { $0.text.text == each } })
    // Tab goes to the table, whose rows are the chart's series.
    try press(.nextPane)
    try press(.hideSeries)
    screen = try machine.screen(session)
    guard case .chart(let chart)? = screen.panes.first?.content else { return }
    #expect(chart.series.count == 1)
    try press(.valueTable)
    #expect(try machine.screen(session).panes.map(\.id) == before)
  }

  @Test func `at the crosshair the values are those of that moment`() throws {
    let machine = Self.machine()
    var session = Session(window: .seconds(120))
    session.level.focus = PaneID("panel cpu-busy")
    session.go(to: Machine.start + .seconds(75), machine.situation)
    _ = session.apply(
      .valueTable, in: machine.situation, seeing: try machine.screen(session))
    let screen = try machine.screen(session)
    guard case .table(let table)? = screen.panes.last?.content else { return }
    #expect(table.columns[1].title == "AT")
    #expect(table.rows.map { $0.cells[1].text.text } == [Unit.cores.text(2.3)])
  }
}
