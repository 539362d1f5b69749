import Foundation
import Metrics
import Rules
import Testing

@testable import Notifications

/// Hooks are told by seconds of a day that passes at will.
struct NotifierTests {
  private static let day = Timestamp(milliseconds: 1_700_000_000_000)

  private static func alert(
    _ instance: ByteString, name: ByteString = "Hot", severity: ByteString = "critical",
    _ change: (inout AlertStatus) -> Void = { _ in }
  ) -> AlertStatus {
    var alert = AlertStatus(
      name: name,
      labels: ["alertname": name, "severity": severity, "job": "node", "instance": instance],
      state: .firing, activeAt: day)
    alert.firedAt = day
    change(&alert)
    return alert
  }

  private static func resolved(_ instance: ByteString, at second: Int64) -> AlertStatus {
    alert(instance) {
      $0.state = .resolved
      $0.resolvedAt = day + .seconds(second)
    }
  }

  private static func hook(_ change: (inout Hook) -> Void = { _ in }) -> Hook {
    var hook = Hook(name: "page", command: ["/bin/true"])
    change(&hook)
    return hook
  }

  /// What a document says in short: `page firing Hot: a+ b-`.
  private static func summary(_ call: HookCall) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(call.document.bytes))
    let document = try #require(object as? [String: Any])
    let alerts = try #require(document["alerts"] as? [[String: Any]])
    let words = alerts.map { alert in
      let labels = alert["labels"] as? [String: String] ?? [:]
      return (labels["instance"] ?? "?") + (alert["status"] as? String == "firing" ? "+" : "-")
    }
    let group = document["groupLabels"] as? [String: String] ?? [:]
    let (receiver, status) = (document["receiver"] ?? "", document["status"] ?? "")
    return "\(receiver) \(status) \(group["alertname"] ?? "?"): \(words.joined(separator: " "))"
  }

  private static func hear(
    _ notifier: inout Notifier, _ second: Int64, _ alerts: [AlertStatus]
  ) throws -> [String] {
    try notifier.hear(alerts, at: day + .seconds(second)).map(summary)
  }

  @Test func `what fires is told once, by groups`() throws {
    var notifier = Notifier(hooks: [Self.hook()])
    let alerts = [
      Self.alert("b"), Self.alert("a"), Self.alert("a", name: "Full"),
      Self.alert("c") { $0.state = .pending },
    ]
    #expect(
      try Self.hear(&notifier, 0, alerts) == ["page firing Full: a+", "page firing Hot: a+ b+"])
    #expect(try Self.hear(&notifier, 1, alerts) == [])
    #expect(try Self.hear(&notifier, 3600, alerts) == [])
  }

  @Test
  func `one that joins its group is told with those that still fire, ten seconds later at most`()
    throws
  {
    var notifier = Notifier(hooks: [Self.hook()])
    #expect(try Self.hear(&notifier, 0, [Self.alert("a")]) == ["page firing Hot: a+"])
    let both = [Self.alert("a"), Self.alert("b")]
    #expect(try Self.hear(&notifier, 3, both) == [])
    #expect(try Self.hear(&notifier, 10, both) == ["page firing Hot: b+ a+"])
  }

  @Test func `what has been over for a minute is told, and is news when it comes again`() throws {
    var notifier = Notifier(hooks: [Self.hook()])
    _ = try Self.hear(&notifier, 0, [Self.alert("a"), Self.alert("b")])
    let left = [Self.resolved("a", at: 100), Self.alert("b")]
    #expect(try Self.hear(&notifier, 100, left) == [])
    #expect(try Self.hear(&notifier, 159, left) == [])
    #expect(try Self.hear(&notifier, 160, left) == ["page firing Hot: a- b+"])
    #expect(try Self.hear(&notifier, 161, left) == [])
    #expect(
      try Self.hear(&notifier, 200, [Self.alert("a"), Self.alert("b")])
        == ["page firing Hot: a+ b+"])
    // A rule that is gone leaves nothing that is resolved.
    #expect(try Self.hear(&notifier, 300, []) == [])
    #expect(try Self.hear(&notifier, 360, []) == ["page resolved Hot: a- b-"])
    #expect(notifier.told == [:])
  }

  @Test func `a moment in which it does not fire is not told`() throws {
    var notifier = Notifier(hooks: [Self.hook()])
    _ = try Self.hear(&notifier, 0, [Self.alert("a")])
    for second in stride(from: Int64(10), to: 600, by: 50) {
      #expect(try Self.hear(&notifier, second, [Self.resolved("a", at: second)]) == [])
      #expect(try Self.hear(&notifier, second + 25, [Self.alert("a")]) == [])
    }
  }

  @Test func `without send_resolved the end is not told`() throws {
    var notifier = Notifier(hooks: [Self.hook { $0.sendsResolved = false }])
    _ = try Self.hear(&notifier, 0, [Self.alert("a")])
    #expect(try Self.hear(&notifier, 100, [Self.resolved("a", at: 100)]) == [])
    #expect(try Self.hear(&notifier, 200, [Self.resolved("a", at: 100)]) == [])
    #expect(notifier.told == [:])
  }

  @Test func `what still fires is told again after the interval, unless someone has taken it on`()
    throws
  {
    var notifier = Notifier(hooks: [Self.hook { $0.repeatInterval = .seconds(600) }])
    _ = try Self.hear(&notifier, 0, [Self.alert("a")])
    #expect(try Self.hear(&notifier, 599, [Self.alert("a")]) == [])
    #expect(try Self.hear(&notifier, 600, [Self.alert("a")]) == ["page firing Hot: a+"])
    let taken = Self.alert("a") { $0.acknowledgement = Acknowledgement(at: Self.day, by: "ann") }
    #expect(try Self.hear(&notifier, 1300, [taken]) == [])
    let silenced = Self.alert("a") { $0.silencedUntil = Self.day + .seconds(9000) }
    #expect(try Self.hear(&notifier, 1400, [silenced]) == [])
    #expect(try Self.hear(&notifier, 1500, [Self.alert("a")]) == ["page firing Hot: a+"])
  }

  private static let withheld: [(why: String, alert: AlertStatus)] = [
    ("silenced", alert("a") { $0.silencedUntil = day + .seconds(900) }),
    ("taken on", alert("a") { $0.acknowledgement = Acknowledgement(at: day, by: "ann") }),
    ("too little history", alert("a") { $0.coverage = 0.4 }),
    ("rank", alert("a", severity: "warning") { $0.rank = .second }),
    ("pending", alert("a") { $0.state = .pending }),
    ("over before it was told", resolved("a", at: 0)),
  ]

  @Test(arguments: withheld)
  func `what may not ring is not told`(why: String, alert: AlertStatus) throws {
    var notifier = Notifier(hooks: [Self.hook()])
    #expect(try Self.hear(&notifier, 0, [alert]) == [])
    #expect(try Self.hear(&notifier, 100, [Self.resolved("a", at: 10)]) == [])
    #expect(notifier.told == [:])
  }

  @Test func `when a silence ends what fires is told, what was acknowledged is not`() throws {
    var notifier = Notifier(hooks: [Self.hook()])
    let silenced = Self.alert("a") { $0.silencedUntil = Self.day + .seconds(50) }
    let taken = Self.alert("b") { $0.acknowledgement = Acknowledgement(at: Self.day, by: "ann") }
    #expect(try Self.hear(&notifier, 0, [silenced, taken]) == [])
    #expect(
      try Self.hear(&notifier, 50, [Self.alert("a"), Self.alert("b")]) == ["page firing Hot: a+"])
  }

  @Test func `severities stand instead of the bell's rank`() throws {
    let slow = Self.hook {
      $0.name = "mail"
      $0.severities = ["warning"]
    }
    var notifier = Notifier(hooks: [Self.hook(), slow])
    let alerts = [
      Self.alert("a"), Self.alert("b", severity: "Warning") { $0.rank = .second },
      Self.alert("c", severity: "info") { $0.rank = .third },
    ]
    #expect(
      try Self.hear(&notifier, 0, alerts) == ["page firing Hot: a+", "mail firing Hot: b+"])
  }

  @Test func `after a restart what was told is told no more, and its end is`() throws {
    var first = Notifier(hooks: [Self.hook()])
    _ = try Self.hear(&first, 0, [Self.alert("a"), Self.alert("b")])
    var second = Notifier(hooks: [Self.hook()])
    second.remember(first.told, at: Self.day + .seconds(30))
    #expect(
      try Self.hear(&second, 31, [Self.alert("a"), Self.alert("c")])
        == ["page firing Hot: c+ a+"])
    // b was not seen again: it ended while nobody looked.
    let alerts = [Self.alert("a"), Self.alert("c")]
    #expect(try Self.hear(&second, 149, alerts) == [])
    #expect(try Self.hear(&second, 150, alerts) == ["page firing Hot: b- a+ c+"])
  }

  @Test func `what another hook was told is news to this one`() throws {
    var first = Notifier(hooks: [Self.hook()])
    _ = try Self.hear(&first, 0, [Self.alert("a")])
    var second = Notifier(hooks: [Self.hook { $0.name = "mail" }])
    second.remember(first.told, at: Self.day + .seconds(30))
    #expect(try Self.hear(&second, 31, [Self.alert("a")]) == ["mail firing Hot: a+"])
  }

  @Test func `external labels are on every alert that has none of its own`() throws {
    var options = NotifierOptions()
    options.externalLabels = ["monitor": "ringside", "site": "fra", "job": "x"]
    var notifier = Notifier(hooks: [Self.hook()], options: options)
    let calls = notifier.hear([Self.alert("a")], at: Self.day)
    #expect(
      calls.first?.document.text.contains(
        #""labels":{"alertname":"Hot","instance":"a","job":"node","monitor":"ringside","#
          + #""severity":"critical","site":"fra"}"#) == true)
  }
}
