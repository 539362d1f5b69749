import Documents
import Metrics
import Presentation
import Rules
import Testing

@testable import ringside

@Suite struct JudgementTests {
  static let now = Timestamp(milliseconds: 1_700_000_600_000)

  static func rule(_ name: String, _ health: RuleStatus.Health = .ok) -> RuleStatus {
    var rule = RuleStatus(
      name: ByteString(name), kind: .alerting, expression: "x", group: "g", interval: .seconds(1))
    rule.health = health
    return rule
  }

  static func alert(_ name: String, _ state: AlertState, rule: Int) -> AlertStatus {
    var alert = AlertStatus(
      name: ByteString(name), labels: ["alertname": ByteString(name), "instance": "a"],
      state: state, activeAt: now - .seconds(90))
    alert.rule = rule
    alert.value = 9
    if state == .firing { alert.firedAt = now - .seconds(60) }
    return alert
  }

  /// A book in which rule 0 is certain, with changes.
  static func book(_ change: (inout RuleBookSnapshot) -> Void) -> RuleBookSnapshot {
    var book = RuleBookSnapshot(at: now, rules: [rule("Quiet")])
    change(&book)
    return book
  }

  @Test func `only when every rule was judged and none fires is the answer fine`() {
    let quiet = Judgement(Self.book { _ in }, span: .seconds(60))
    #expect(quiet.status == .fine)
    #expect(quiet.table == "0 firing, 0 pending, 0 unknown, of 1 rules\n")
    let firing = Judgement(
      Self.book { $0.alerts = [Self.alert("Quiet", .firing, rule: 0)] }, span: .seconds(60))
    #expect(firing.status == .bad)
    let pending = Judgement(
      Self.book { $0.alerts = [Self.alert("Quiet", .pending, rule: 0)] }, span: .seconds(60))
    #expect(pending.status == .fine)
  }

  @Test func `a rule that cannot be judged is unknown, and says why`() {
    let judgement = Judgement(
      Self.book { book in
        book.rules.append(Self.rule("NoData", .noData))
        book.rules.append(Self.rule("Broken", .error("found duplicate series")))
        var young = Self.rule("Young")
        (young.window, young.coverage) = (.seconds(600), 0.25)
        var holding = Self.rule("Holding")
        (holding.hold, holding.state) = (.seconds(300), .pending)
        book.rules += [young, holding]
      }, span: .seconds(60))
    #expect(judgement.status == .unknown)
    #expect(
      judgement.unknown == [
        .init(rule: "NoData", reason: "none of its selectors has matched"),
        .init(rule: "Broken", reason: "found duplicate series"),
        .init(rule: "Young", reason: "10m window, 2m30s held"),
        .init(rule: "Holding", reason: "must hold for 5m, watched for 1m"),
      ])
  }

  @Test func `an alert whose window is less than half covered counts as unknown`() {
    let judgement = Judgement(
      Self.book { book in
        (book.rules[0].window, book.rules[0].coverage) = (.seconds(600), 0.25)
        var alert = Self.alert("Quiet", .firing, rule: 0)
        alert.coverage = 0.25
        book.alerts = [alert]
      }, span: .seconds(60))
    #expect(judgement.firing == 0)
    #expect(judgement.status == .unknown)
  }

  @Test func `alerts are written as a table and as the HTTP API has them`() {
    let judgement = Judgement(
      Self.book { book in
        book.rules = [Self.rule("A"), Self.rule("B"), Self.rule("C", .noData)]
        var firing = Self.alert("B", .firing, rule: 1)
        firing.annotations = ["summary": "so\u{1b}[2Jme"]
        book.alerts = [Self.alert("A", .pending, rule: 0), firing]
      }, span: .seconds(600))
    #expect(
      judgement.table == """
        STATE    RANK  ALERT  SINCE  VALUE
        firing   1     B      1m     9      so\\x1b[2Jme
        pending  1     A      1m30s  9      instance=a
        unknown        C                    none of its selectors has matched
        1 firing, 1 pending, 1 unknown, of 3 rules

        """)
    #expect(
      judgement.json
        == #"{"alerts":[{"labels":{"alertname":"B","instance":"a"},"annotations":{"summary":"so\u001b[2Jme"},"#
        + #""state":"firing","activeAt":"2023-11-14T22:21:50Z","value":"9"},"#
        + #"{"labels":{"alertname":"A","instance":"a"},"annotations":{},"#
        + #""state":"pending","activeAt":"2023-11-14T22:21:50Z","value":"9"}],"#
        + #""unknown":[{"rule":"C","reason":"none of its selectors has matched"}],"rules":3}"#
        + "\n")
  }

  // MARK: - One line

  @Test(arguments: [
    (2, true, false, false, "web-3 ●2 cpu 12% mem 91% io ?"),
    (0, true, false, false, "web-3 cpu 12% mem 91% io ?"),
    (0, false, false, false, "web-3 ? cpu 12% mem 91% io ?"),
    (2, false, true, false, "web-3 F2 cpu 12% mem 91% io ?"),
    (1, true, false, true, "web-3 \u{1b}[31m●1\u{1b}[0m cpu 12% mem \u{1b}[33m91%\u{1b}[0m io ?"),
  ])
  func `a host is one line`(
    firing: Int, isCertain: Bool, isASCII: Bool, isColored: Bool, expected: String
  ) {
    let line = HostLine(
      host: "web-3", firing: firing, isCertain: isCertain,
      vitals: [
        .init(name: "cpu", share: 0.123), .init(name: "mem", share: 0.912),
        .init(name: "io", share: nil),
      ])
    #expect(line.text(.init(isASCII: isASCII, isColored: isColored)) == expected)
  }

  @Test(arguments: [
    (
      ["--wait", "1s"],
      "option '--wait': '1s' is no duration of at least 2s; expected one such as 30s or 1h30m"
    ),
    (["--format", "csv"], "option '--format': unknown choice 'csv'; expected table, json"),
    (["x"], "unknown option 'x'; see 'ringside alerts --help'"),
  ])
  func `a wrong command line says what was expected`(arguments: [String], message: String) {
    #expect(throws: UsageError(message: message)) { try AlertsCommand(arguments) }
  }
}
