import Metrics
import Rules
import Testing

@testable import Presentation

@Suite struct SilenceKeysTests {
  private static let disk: Labels = [
    "alertname": "DiskFull", "instance": "web-3", "severity": "critical",
  ]

  private static func situation(_ machine: Machine) -> Situation {
    var situation = machine.situation
    for (labels, state) in [
      (disk, AlertState.firing), (["alertname": "DiskFull", "instance": "db-1"], .pending),
      (["alertname": "Oom", "instance": "web-3"], .resolved),
    ] {
      var alert = AlertStatus(
        name: labels["alertname"] ?? "", labels: labels, state: state, activeAt: situation.now)
      alert.firedAt = state == .firing ? situation.now : nil
      situation.rules.alerts.append(alert)
    }
    return situation
  }

  private static func machine() -> Machine {
    var machine = Machine()
    machine.run(seconds: 3)
    return machine
  }

  private static func prompt(_ session: Session) -> String { session.prompt?.line ?? "" }

  @Test func `S begins a line for the alert in front, and says what it matches now`() throws {
    let machine = Self.machine()
    let situation = Self.situation(machine)
    var session = Session(window: .seconds(60))
    func screen() throws -> Screen { try machine.screen(session) { $0 = situation } }
    var effects = session.apply(.silence, in: situation, seeing: try screen())
    #expect(effects == [])
    #expect(
      Self.prompt(session) == #"silence alertname="DiskFull", instance="web-3" for 2h"#)
    let until = ClockText.short(situation.now + .seconds(7200), now: situation.now, .utc)
    #expect(try screen().notice?.text == "until \(until)  1 of 2 alerts: DiskFull 1 firing")
    effects = session.apply(.submit, in: situation, seeing: try screen())
    let silence = Silence(
      matchers: [
        LabelMatcher("alertname", equals: "DiskFull"), LabelMatcher("instance", equals: "web-3"),
      ], from: situation.now, until: situation.now + .seconds(7200), by: "")
    #expect(effects == [.silence(silence)])
    #expect(session.prompt == nil)
  }

  @Test(
    arguments: [
      ("silence DiskFull for 10m", "1 firing, 1 pending"), ("silence Oom", "nothing that fires"),
      ("silence ", "expected matchers"), ("silence DiskFull for 2x", "expected a duration"),
    ])
  func `the preview follows what is typed`(line: String, words: String) throws {
    let situation = Self.situation(Self.machine())
    let preview = try #require(SilenceLine.preview(line, situation))
    #expect(preview.text.contains(words), "\(preview.text)")
  }

  @Test func `a mistake leaves the line with the cursor where it is`() throws {
    let situation = Self.situation(Self.machine())
    var session = Session(window: .seconds(60))
    let effects = session.run("silence instance=~\"(\"", situation)
    #expect(effects == [])
    #expect(session.prompt?.before == "silence instance=~")
    #expect(SilenceLine.preview("metric x", situation) == nil)
  }

  @Test func `silences are listed above the alerts, and X ends the chosen one`() throws {
    let machine = Self.machine()
    var situation = Self.situation(machine)
    let silence = Silence(
      matchers: try Silence.matchers("DiskFull"), from: situation.now,
      until: situation.now + .seconds(600), by: "ann")
    situation.rules.silences = [silence]
    var session = Session(view: .alerts, window: .seconds(60))
    func screen() throws -> Screen { try machine.screen(session) { $0 = situation } }
    guard case .table(let table)? = try screen().panes.first?.content else {
      Issue.record("there is no list")
      return
    }
    let until = ClockText.short(silence.until, now: situation.now, .utc)
    #expect(
      table.rows.map { $0.cells.map(\.text.text) } == [
        [#"alertname="DiskFull""#, "2", until, "10m", "ann"]
      ])
    session.level.focus = SilencesPane.id
    let effects = session.apply(.dismissTripwire, in: situation, seeing: try screen())
    #expect(effects == [.endSilence(silence)])
    #expect(session.run("unsilence", situation) == [.endSilence(silence)])
    #expect(session.run("unsilence DiskFull", situation) == [.endSilence(silence)])
    #expect(session.run("unsilence Oom", situation) == [])
  }

  @Test(
    arguments: [
      ("dash h", ["host"]), ("theme li", ["light"]), ("set be", ["bell "]),
      ("set theme hi", ["high-contrast"]), ("set nothing x", []),
    ])
  func `names of dashboards, settings and themes complete`(line: String, expected: [String]) {
    let situation = Self.machine().situation
    let scene = Scene(Session(window: .seconds(60)), situation)
    let completion = PromptCompletion(PromptState(.command, text: line), scene)
      .completion(Answers())
    #expect(completion.candidates.map(\.insertion) == expected)
  }

  @Test func `at an earlier moment the ring knows what was silenced`() throws {
    var machine = Self.machine()
    machine.write(
      ["__name__": "ringside_silence", "matchers": "alertname=\"DiskFull\"", "by": "ann"],
      Machine.start.seconds + 600)
    machine.write(
      [
        "__name__": "ALERTS", "alertname": "DiskFull", "alertstate": "firing", "instance": "web-3",
      ], 1)
    let then = machine.now
    machine.run(seconds: 5)
    var session = Session(view: .alerts, window: .seconds(60))
    session.go(to: then, machine.situation)
    let screen = try machine.screen(session)
    #expect(screen.panes.map(\.id) == [SilencesPane.id, PaneID("alerts")])
    guard case .table(let list)? = screen.panes.first?.content,
      case .table(let alerts)? = screen.panes.last?.content
    else { return }
    #expect(list.rows.first?.cells[1].text.text == "1")
    #expect(alerts.rows.first?.cells.last?.text.text == "silenced")
  }
}
