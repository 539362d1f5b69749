import Metrics
import Rules
import Testing

/// A timeline of the bell in ten-second steps: what fires, and what the bell does.
struct BellTimeline: CustomTestStringConvertible, Sendable {
  var testDescription: String
  /// One row an alert, its labels in front.
  ///
  /// At each step `F` fires, `a` fires and is acknowledged, `s` fires silenced,
  /// `h` fires with less than half of its window held, `.` does not fire.
  var alerts: [(labels: Labels, states: String)]
  /// At each step `s` start, `F` firing, `N` newcomer, `R` reminder, `T` storm, `.` nothing.
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
      testDescription: "an alert that resolves and fires again is a newcomer",
      alerts: [(disk, ".F.F.")], rings: ".F.F."),
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

  static func status(_ labels: Labels, _ letter: Character) -> AlertStatus? {
    guard letter != "." else { return nil }
    var alert = AlertStatus(
      name: labels["alertname"] ?? "", labels: labels, state: .firing,
      activeAt: Timestamp(milliseconds: 0))
    if letter == "a" {
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
