import Documents
import Foundation
import Metrics
import Notifications
import Rules
import Scraping
import Testing
import TimeSeries

@testable import ringside

/// Hooks from the configuration to the calls that are handed over, and what of them is in the ring.
struct HookDeskTests {
  private static let morning = Timestamp(milliseconds: 1_700_000_000_000)

  private static func setup(_ text: String) -> Setup {
    let (configuration, problems) = Configuration.read(Array(text.utf8), file: "c.yml")
    #expect(problems == [])
    var setup = Setup()
    setup.configuration = configuration
    return setup
  }

  private static let page = "hooks: [{command: [/bin/page]}]\n"

  private static func alert(_ instance: ByteString) -> AlertStatus {
    var alert = AlertStatus(
      name: "Hot",
      labels: ["alertname": "Hot", "severity": "critical", "instance": instance], state: .firing,
      activeAt: morning)
    alert.firedAt = morning
    return alert
  }

  /// What a desk hands over.
  private final class Calls {
    var calls: [HookCall] = []

    /// The names of the hooks, each with the instances that its document names.
    func take() -> [String] {
      defer { calls = [] }
      return calls.map { call in
        let found = call.document.text.matches(of: /"labels":{"alertname":"Hot","instance":"(\w+)"/)
          .map(\.1)
        return "\(call.hook.name.text): \(found.joined(separator: " "))"
      }
    }
  }

  @Test func `after a restart an alert that a hook was told of is not told again`() {
    let ring = Ring(byteBound: 8 << 20)
    let calls = Calls()
    var first = HookDesk(Self.setup(Self.page), ring: ring) { calls.calls += $0 }
    first.hear([Self.alert("a")], at: Self.morning)
    first.hear([Self.alert("a")], at: Self.morning + .seconds(1))
    #expect(calls.take() == ["page: a"])
    var second = HookDesk(Self.setup(Self.page), ring: Ring(byteBound: 8 << 20)) {
      calls.calls += $0
    }
    second.remember(ring, at: Self.morning + .seconds(60))
    second.hear([Self.alert("a")], at: Self.morning + .seconds(61))
    #expect(calls.take() == [])
    second.hear([Self.alert("a"), Self.alert("b")], at: Self.morning + .seconds(62))
    #expect(calls.take() == ["page: b a"])
  }

  @Test func `what was told more than an hour before is news`() {
    let ring = Ring(byteBound: 8 << 20)
    let calls = Calls()
    var first = HookDesk(Self.setup(Self.page), ring: ring) { _ in }
    first.hear([Self.alert("a")], at: Self.morning)
    var second = HookDesk(Self.setup(Self.page), ring: Ring(byteBound: 8 << 20)) {
      calls.calls += $0
    }
    second.remember(ring, at: Self.morning + .seconds(3601))
    second.hear([Self.alert("a")], at: Self.morning + .seconds(3602))
    #expect(calls.take() == ["page: a"])
  }

  @Test func `a reload takes further hooks, and what a hook was told stays told`() {
    let calls = Calls()
    var desk = HookDesk(Self.setup(Self.page), ring: Ring(byteBound: 8 << 20)) {
      calls.calls += $0
    }
    desk.hear([Self.alert("a")], at: Self.morning)
    desk.replace(Self.setup("hooks: [{command: [/bin/page, x]}, {command: [/bin/mail]}]\n"))
    desk.hear([Self.alert("a")], at: Self.morning + .seconds(60))
    #expect(calls.take() == ["page: a", "mail: a"])
    desk.replace(Self.setup(""))
    desk.hear([Self.alert("b")], at: Self.morning + .seconds(120))
    #expect(calls.take() == [])
  }

  @Test func `a hook is as the configuration has it`() {
    let setup = Self.setup(
      """
      global: {external_labels: {site: fra, monitor: mine}}
      bell: {rank: 2, group_by: [alertname]}
      hooks:
      - name: mail
        command: [/bin/mail, ops]
        severities: [warning]
        send_resolved: false
        timeout: 20s
        repeat_interval: 1h
      """)
    var mail = Hook(name: "mail", command: ["/bin/mail", "ops"])
    mail.severities = ["warning"]
    mail.sendsResolved = false
    mail.timeLimit = .seconds(20)
    mail.repeatInterval = .seconds(3600)
    #expect(setup.hooks == [mail])
    #expect(setup.notifierOptions.rank == .second)
    #expect(setup.notifierOptions.groupBy == ["alertname"])
    #expect(setup.notifierOptions.externalLabels == ["monitor": "mine", "site": "fra"])
  }

  @Test func `without leave the hooks are named with their place`() {
    let setup = Self.setup("hooks: [{command: [/bin/page]}, {command: [/bin/mail]}]\n")
    #expect(
      setup.restingHooks?.description
        == "c.yml:1:9: hooks are not run here (start with --notify): 'page', 'mail'")
    #expect(Self.setup("").restingHooks == nil)
  }

  @Test func `calls of a hook and those that failed are counted from zero`() {
    let ledger = HookLedger()
    ledger.begin(["page", "mail"])
    ledger.add(HookOutcome(name: "page", failure: nil))
    ledger.add(HookOutcome(name: "page", failure: .status(3, said: "")))
    ledger.begin(["page"])
    let lines = ledger.readings.map { reading in
      "\(reading.name.text){\(reading.labels.map { "\($0.name)=\($0.value)" }.joined())} "
        + "\(reading.value)"
    }
    #expect(
      lines == [
        "ringside_notifications_total{hook=mail} 0.0",
        "ringside_notifications_total{hook=page} 2.0",
        "ringside_notifications_failed_total{hook=mail} 0.0",
        "ringside_notifications_failed_total{hook=page} 1.0",
      ])
  }

  @Test func `leave is given to the dashboard and the recorder only`() throws {
    #expect(try DashboardCommand(["--notify"]).options.notifies)
    #expect(try RecordCommand(["a.ring", "--notify"]).options.notifies)
    #expect(try !DashboardCommand([]).options.notifies)
    #expect(
      throws: UsageError(
        message: "option '--notify': only the dashboard and 'record' run hooks; "
          + "expected it to be left out")
    ) { try SnapshotCommand(["--notify"]) }
  }
}
