import Metrics
import Rules
import Testing

/// A timeline of the bell in ten-second steps: what fires, and what the bell does.
struct BellTimeline: CustomTestStringConvertible, Sendable {
  var testDescription: String
  /// One row an alert, its labels in front.
  ///
  /// At each step `F` fires, `a` fires and is acknowledged, `s` fires silenced,
  /// `h` fires with less than half of its window held, `t` a tripwire fires, `r` it has fired and is over,
  /// `.` does not fire.
  var alerts: [(labels: Labels, states: String)]
  /// At each step `s` start, `F` firing, `N` newcomer, `R` reminder, `O` a tripwire is over, `T` storm, `.` nothing.
  var rings: String
  var step: Int64 = 10
  var withheld: [WithholdReason: Int] = [:]
  /// For how many minutes the bell is muted at a step; 0 ends a mute.
  var mutes: [Int: Int] = [:]
}

@Suite struct BellTests {
  static let disk: Labels = ["alertname": "DiskFull", "job": "node", "instance": "a"]
  static let disk2: Labels = ["alertname": "DiskFull", "job": "node", "instance": "b"]
  static let oom: Labels = ["alertname": "OOM", "job": "node", "instance": "a"]
  static let wire: Labels = ["alertname": "Tripwire1", "severity": "info"]
  static let warning: Labels = ["alertname": "Busy", "job": "node", "severity": "warning"]

  static let timelines: [BellTimeline] = [
    BellTimeline(
      testDescription: "rings once when a group's first alert fires, and not again",
      alerts: [(disk, ".FFFF")], rings: ".F..."),
    BellTimeline(
      testDescription: "rings again for an alert that joins the group",
      alerts: [(disk, ".FFFF"), (disk2, "...FF")], rings: ".F.N."),
    BellTimeline(
      testDescription: "another group rings by itself",
      alerts: [(disk, ".FFFF"), (oom, "...FF")], rings: ".F.F."),
    BellTimeline(
      testDescription: "what already fires at the start rings once in all",
      alerts: [(disk, "FFF"), (disk2, "FFF"), (oom, "FFF")], rings: "s.."),
    BellTimeline(
      testDescription: "an alert that has not fired for five minutes is news when it fires again",
      alerts: [(disk, ".F.....F.")], rings: ".F.....F.", step: 60),
    BellTimeline(
      testDescription: "a flapping series rings once",
      alerts: [(disk, ".F.F.F.F.F.F.F.F.F.F.F.F.F.F.F.F")], rings: ".F" + quiet(30),
      withheld: [.flapping: 15]),
    BellTimeline(
      testDescription: "a flapping series that goes on to fire is reminded of",
      alerts: [(disk, ".F.F.FFFFFFF")], rings: ".F.......R..", step: 30,
      withheld: [.flapping: 2]),
    BellTimeline(
      testDescription: "a tripwire rings when it fires and once more when it is over",
      alerts: [(wire, ".ttttrrrr.")], rings: ".F...O...."),
    BellTimeline(
      testDescription: "a tripwire is not reminded of, and every crossing rings",
      alerts: [(wire, ".ttttttrrtttrrr")], rings: ".F.....O.F..O..", step: 60),
    BellTimeline(
      testDescription: "an acknowledged tripwire rings when it is over",
      alerts: [(wire, ".tt" + "xxrr")], rings: ".F...O."),
    BellTimeline(
      testDescription: "a tripwire that is dismissed says nothing more",
      alerts: [(wire, ".ttt...")], rings: ".F....."),
    BellTimeline(
      testDescription: "what is true again before the bell is free rings in neither direction",
      alerts: [(wire, ".trrtttt")], rings: ".F......", step: 2, withheld: [.flapping: 1]),
    BellTimeline(
      testDescription: "a muted bell keeps quiet about a tripwire in both directions",
      alerts: [(wire, "..ttrr")], rings: "......", withheld: [.muted: 2], mutes: [1: 15]),
    BellTimeline(
      testDescription: "an acknowledgement covers only what it was given for",
      alerts: [(disk, ".Faaaaaaaa"), (disk2, ".....FFFFF")], rings: ".F...N...."),
    BellTimeline(
      testDescription: "a warning does not ring",
      alerts: [(warning, ".FFF")], rings: "....", withheld: [.rank: 1]),
    BellTimeline(
      testDescription: "a silenced alert rings when the silence runs out",
      alerts: [(disk, ".ssFF")], rings: "...F.", withheld: [.silenced: 1]),
    BellTimeline(
      testDescription: "an alert whose window is half empty rings when it no longer is",
      alerts: [(disk, ".hhF")], rings: "...F", withheld: [.coverage: 1]),
    BellTimeline(
      testDescription: "two rings are ten seconds apart, and what waits rings together",
      alerts: [(disk, ".FFFFFFF"), (disk2, "..FFFFFF"), (oom, "...FFFFF")],
      rings: ".F....F.", step: 2),
    BellTimeline(
      testDescription: "what resolves before the bell is free does not ring",
      alerts: [(disk, ".FFFFFFF"), (oom, "..FF....")],
      rings: ".F......", step: 2, withheld: [.resolved: 1]),
    BellTimeline(
      testDescription:
        "an alert of the first rank is reminded of after 1, 5, 15, 30 and 60 minutes",
      alerts: [(disk, "." + String(repeating: "F", count: 62))],
      rings: ".FR...R.........R..............R.............................R.", step: 60),
    BellTimeline(
      testDescription: "no reminder once it is acknowledged",
      alerts: [(disk, ".FFaaaaaaaa")], rings: ".FR........", step: 60),
    BellTimeline(
      testDescription:
        "a muted bell is quiet, and a reminder it missed comes when the mute runs out",
      alerts: [(disk, "..FFFFFFFFFFFFFFFFFFFF")],
      rings: "................RR....", step: 60, withheld: [.muted: 3], mutes: [1: 15]),
    BellTimeline(
      testDescription: "a mute that is taken back makes up for nothing",
      alerts: [(disk, "..FFFFFFFF")],
      rings: ".......R..", step: 60, withheld: [.muted: 2], mutes: [1: 15, 5: 0]),
  ]

  static func quiet(_ steps: Int) -> String { String(repeating: ".", count: steps) }

  static func status(_ labels: Labels, _ letter: Character) -> AlertStatus? {
    guard letter != "." else { return nil }
    var alert = AlertStatus(
      name: labels["alertname"] ?? "", labels: labels, state: .firing,
      activeAt: Timestamp(milliseconds: 0))
    alert.isSession = "trx".contains(letter)
    if letter == "r" { alert.state = .resolved }
    if letter == "a" || letter == "x" {
      alert.acknowledgement = Acknowledgement(at: Timestamp(milliseconds: 0), by: "me")
    }
    if letter == "s" { alert.silencedUntil = Timestamp(milliseconds: .max) }
    if letter == "h" { alert.coverage = 0.4 }
    return alert
  }

  static func letter(_ actions: [BellAction]) -> String {
    let rings = actions.compactMap { action -> String? in
      guard case .ring(let reason, _) = action else { return nil }
      return switch reason {
      case .start: "s"
      case .firing: "F"
      case .newcomer: "N"
      case .reminder: "R"
      case .recovery: "O"
      case .storm: "T"
      }
    }
    return rings.isEmpty ? "." : rings.joined()
  }

  @Test(arguments: timelines)
  func `the bell rings for what it has not told`(timeline: BellTimeline) {
    var bell = Bell()
    var rings = ""
    for step in 0..<timeline.rings.count {
      let now = Timestamp(milliseconds: Int64(step) * timeline.step * 1000)
      if let minutes = timeline.mutes[step] {
        bell.mute(until: minutes == 0 ? nil : now + .seconds(minutes * 60), at: now)
      }
      let alerts = timeline.alerts.compactMap { Self.status($0.labels, Array($0.states)[step]) }
      rings += Self.letter(bell.hear(alerts, at: now))
    }
    #expect(rings == timeline.rings)
    #expect(bell.counts.withheld == timeline.withheld)
    let expected = timeline.rings.filter { $0 != "." }
    #expect(bell.counts.rung == expected.count)
  }

  @Test func `more than five wishes in a minute become one ring and a line`() {
    var bell = Bell()
    _ = bell.hear([], at: Timestamp(milliseconds: 0))
    var alerts: [AlertStatus] = []
    var rings: [BellAction] = []
    for second in 1...60 {
      if second <= 12 {
        let labels: Labels = [
          "alertname": ByteString("A\(second)"), "instance": ByteString("host-\(second % 4)"),
        ]
        if let alert = Self.status(labels, "F") { alerts.append(alert) }
      }
      for action in bell.hear(alerts, at: Timestamp(milliseconds: Int64(second) * 1000)) {
        if case .ring = action { rings.append(action) }
      }
    }
    let storm = BellStorm(
      alerts: 11, within: .seconds(10), instances: 4,
      heldUntil: Timestamp(milliseconds: 71_000))
    #expect(rings.count == 2)
    guard case .ring(.storm(let told), _)? = rings.last else {
      Issue.record("no storm among \(rings)")
      return
    }
    #expect(told == storm)
    #expect(bell.counts.withheld == [.held: 1])
    #expect(bell.heldUntil == storm.heldUntil)
    #expect(bell.deadline == storm.heldUntil)
  }

  /// Alerts that begin at a second each, none of them ever resolved or acknowledged.
  static func burst(_ count: Int, within seconds: Int, groups: Int) -> [(
    second: Int, alert: AlertStatus
  )] {
    (0..<count).compactMap { index in
      let labels: Labels = [
        "alertname": ByteString("A\(index % groups)"), "job": "node",
        "instance": ByteString("host-\(index)"),
      ]
      return status(labels, "F").map { (1 + index * seconds / count, $0) }
    }
  }

  @Test(arguments: [
    (100, 60, 100), (100, 60, 1), (100, 60, 7), (100, 1, 100), (100, 20, 50), (6, 6, 6),
  ])
  func `a hundred alerts in a minute ring at most twice`(count: Int, seconds: Int, groups: Int) {
    let alerts = Self.burst(count, within: seconds, groups: groups)
    var bell = Bell()
    _ = bell.hear([], at: Timestamp(milliseconds: 0))
    var rings: [(second: Int, letter: String)] = []
    for second in 1...70 {
      let firing = alerts.filter { $0.second <= second }.map(\.alert)
      let letter = Self.letter(bell.hear(firing, at: Timestamp(milliseconds: Int64(second) * 1000)))
      if letter != "." { rings.append((second, letter)) }
    }
    #expect(rings.count <= 2, "\(rings)")
    if let storm = bell.storm { #expect(storm.alerts >= count - 1) }
    // Then the reminders of all of them are given together: one at a minute, one at five.
    for second in 71...320 {
      let letter = Self.letter(
        bell.hear(alerts.map(\.alert), at: Timestamp(milliseconds: Int64(second) * 1000)))
      if letter != "." { rings.append((second, letter)) }
    }
    #expect(rings.filter { $0.letter == "R" }.count <= 4, "\(rings)")
    #expect(rings.filter { $0.letter != "R" }.count <= 2, "\(rings)")
  }

  @Test func `a tripwire rings in a storm, when the bell is free`() {
    var bell = Bell()
    _ = bell.hear([], at: Timestamp(milliseconds: 0))
    let alerts = Self.burst(20, within: 1, groups: 20).map(\.alert)
    #expect(Self.letter(bell.hear(alerts, at: Timestamp(milliseconds: 1000))) == "T")
    let wire = Self.status(Self.wire, "t").map { [$0] } ?? []
    #expect(Self.letter(bell.hear(alerts + wire, at: Timestamp(milliseconds: 5000))) == ".")
    #expect(Self.letter(bell.hear(wire, at: Timestamp(milliseconds: 61_000))) == "F")
  }

  @Test func `the bell says when it wants to be asked again`() {
    var bell = Bell()
    #expect(bell.deadline == nil)
    let alert = Self.status(Self.disk, "F").map { [$0] } ?? []
    _ = bell.hear([], at: Timestamp(milliseconds: 0))
    _ = bell.hear(alert, at: Timestamp(milliseconds: 1000))
    #expect(bell.deadline == Timestamp(milliseconds: 61_000))
    bell.mute(until: Timestamp(milliseconds: 30_000), at: Timestamp(milliseconds: 2000))
    #expect(bell.mutedUntil == Timestamp(milliseconds: 30_000))
    #expect(bell.deadline == Timestamp(milliseconds: 30_000))
    bell.mute(until: nil, at: Timestamp(milliseconds: 4000))
    #expect(bell.mutedUntil == nil)
  }

  @Test func `reminders are exact whatever the times at which the bell is asked`() {
    var bell = Bell()
    _ = bell.hear([], at: Timestamp(milliseconds: 0))
    let alert = Self.status(Self.disk, "F").map { [$0] } ?? []
    var moments: [Int64] = []
    var now = Timestamp(milliseconds: 1000)
    for _ in 0..<6 {
      for case .ring in bell.hear(alert, at: now) { moments.append(now.milliseconds / 1000) }
      now = bell.deadline ?? now
    }
    #expect(moments == [1, 61, 301, 901, 1801, 3601])
  }
}
