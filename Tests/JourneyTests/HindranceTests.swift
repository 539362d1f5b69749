import Metrics
import Presentation
import TestDashboard
import TestWorld
import Testing

/// The Now line on made-up machines where something other than a process holds work up.
///
/// Every machine has decoys: the largest process, the one that has read most and the one with most CPU time since boot
/// do nothing now, and each hindrance has one of its own.
@Suite struct HindranceTests {
  private static let made = FakeHindrance.allCases.flatMap { kind in
    ([41, 42, 43] as [UInt64]).map { (kind, $0) }
  }

  private func lines(_ dashboard: SimulatedDashboard) -> [String] {
    dashboard.screen.sentences.map { "\($0.heading) \($0.text.text)" }
  }

  @Test(arguments: made)
  func `what holds work up is named in its own words, and decoys are not`(
    kind: FakeHindrance, seed: UInt64
  ) throws {
    let host = try kind.machine(seed: seed)
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 30)
    kind.begin(on: host, seed: seed)
    let began = dashboard.situation.now
    try dashboard.run(seconds: kind == .filling ? 200 : kind == .retransmits ? 110 : 80)
    let lines = lines(dashboard)
    let first = try #require(lines.first)
    for part in expectedFirst(kind, host, dashboard.situation.now) {
      #expect(first.contains(part), "\(part): \(lines)")
    }
    let second = expectedSecond(kind, host)
    #expect(
      lines.dropFirst().first.map { $0.hasPrefix(" " + second) } == true, "\(second): \(lines)")
    expectTwo(lines, host)
    for decoy in ["backup", "prometheus", "/srv/archive", "ffmpeg"] {
      #expect(!lines.joined().contains(decoy), "\(lines)")
    }
    if kind != .filling, kind != .retransmits {
      let seconds = (dashboard.situation.now.milliseconds - began.milliseconds) / 1000
      let possible = (seconds - 16...seconds).map { "(1m\($0 - 60)s)" }
      #expect(possible.contains { first.hasSuffix($0) }, "\(seconds): \(first)")
    }
    #expect(dashboard.screen.sentences.allSatisfy { $0.destination != nil })
  }

  /// Two lines of now; where there is an own group with a quota its throttling before the start is told too.
  private func expectTwo(_ lines: [String], _ host: FakeHost) {
    let before = lines.filter { $0.hasPrefix("Before ") }
    #expect(lines.count - before.count == 2, "\(lines)")
    let isThrottled = before.allSatisfy { $0.contains(" throttled in 30 % of its periods before ") }
    #expect(isThrottled && before.count == (host.ownGroup == nil ? 0 : 1), "\(lines)")
  }

  /// Parts of the first line, from what was asked of the machine.
  private func expectedFirst(
    _ kind: FakeHindrance, _ host: FakeHost, _ now: Timestamp
  ) -> [String] {
    switch kind {
    case .steal:
      return [
        "Now cpu stolen by the hypervisor: \(percent(host.stealShare)) of \(host.cpuCount) cores, ",
        "tasks wait 30 % of the time",
      ]
    case .blocked:
      let count = host.processes.count(where: \.isBlocked)
      return [
        "Now idle but blocked: \(count) \(count == 1 ? "task" : "tasks") in state D, cpu ",
        "no disk more than 30 % busy",
      ]
    case .memory:
      let memory = host.pressure?.first { $0.resource == "memory" }
      return [
        "Now memory saturated by a process here: ",
        "tasks wait \(percent(memory?.some ?? 0)) of the time, all of them ",
        "\(host.availableBytes >> 20) MiB (", "major faults a second",
      ]
    case .network:
      let lost = host.dropRate + host.errorRate
      let packets = (host.receiveRate + host.transmitRate) / 1000
      return [
        "Now network \(host.interface) loses packets: \(whole(host.dropRate)) dropped a second, ",
        "\(whole(host.errorRate)) with errors a second, \(percent(lost / (packets + lost))) of ",
      ]
    case .retransmits:
      return [
        "Now network loses packets: "
          + "\(percent(host.segmentAgainRate / host.segmentRate)) of TCP segments sent again"
      ]
    case .filling:
      let point = String(decoding: host.mountPoints.last ?? [], as: UTF8.self)
      let usage = host.usages[host.tree.root + point]
      // It is looked at every 15 s.
      let late = Double(now.milliseconds / 1000 % 15 + 1)
      let seconds = (usage?.availableBytes ?? 0) / (usage?.growthRate ?? 1) + late
      return [
        "Now \(point) is filling: ",
        "full, +\(whole((host.culprit?.writeRate ?? 0) / 1_048_576)) MiB/s, full in \(whole(seconds / 60)) min",
      ]
    case .cpuLimit, .memoryLimit, .taskLimit: return expectedLimit(kind, host)
    }
  }

  private func expectedLimit(_ kind: FakeHindrance, _ host: FakeHost) -> [String] {
    guard let group = host.ownGroup else { return ["no group"] }
    switch kind {
    case .cpuLimit:
      let quota = ["50000": "0.5", "150000": "1.5", "200000": "2"][
        "\(group.quotaMicroseconds ?? 0)"]
      return [
        "Now cpu held back by a limit: control group \(group.path) "
          + "throttled in \(percent(group.throttledShare)) of its periods, ",
        " of \(quota ?? "?") cores, waits 400 ms each second",
      ]
    case .memoryLimit:
      return [
        "Now memory held back by a limit: control group \(group.path) ",
        ", the limit reached \(whole(group.failureRate)) times a second",
      ]
    default:
      let limit = group.threadLimit ?? 0
      return [
        "Now tasks held back by a limit: control group \(group.path) "
          + "has \(limit) of \(limit) threads, since "
      ]
    }
  }

  private func expectedSecond(_ kind: FakeHindrance, _ host: FakeHost) -> String {
    let name = host.culprit.map { "\($0.name)[\($0.pid)]" } ?? ""
    switch kind {
    case .steal: return "processes here get "
    case .blocked: return "\(name)"
    case .memory, .memoryLimit: return "\(name) does 100 % of the growth in a minute, +"
    case .network: return "the kernel does not count traffic by process"
    case .retransmits: return "the interfaces here lose nothing: look at the way to the peers"
    case .filling:
      let rates = host.processes.map(\.writeRate)
      let share = (rates.max() ?? 0) / rates.reduce(0, +)
      return "\(name) does \(percent(share)) of the writes, "
    case .cpuLimit: return "\(name) does "
    case .taskLimit: return "new threads and processes are refused at the limit"
    }
  }

  /// Made here and not by what is tested.
  private func whole(_ value: Double) -> String { String(Int(value.rounded())) }

  private func percent(_ share: Double) -> String {
    share * 100 < 9.95
      ? "\(Int((share * 1000).rounded()) / 10).\(Int((share * 1000).rounded()) % 10)"
        .replacing(".0", with: "") + " %" : whole(share * 100) + " %"
  }

  @Test func `all wordings, as they stand on the screen`() throws {
    var text = ""
    for kind in FakeHindrance.allCases {
      let host = try kind.machine(seed: 41)
      let dashboard = SimulatedDashboard(host)
      try dashboard.run(seconds: 30)
      kind.begin(on: host, seed: 41)
      try dashboard.run(seconds: kind == .filling ? 200 : 110)
      text += "\(kind.rawValue)\n" + lines(dashboard).map { "  \($0)\n" }.joined()
    }
    try Golden("wordings").check(text)
  }

  @Test(arguments: [(80, 24), (200, 50)])
  func `a file system that fills while the control group is throttled`(
    columns: Int, rows: Int
  ) throws {
    let host = try FakeHindrance.cpuLimit.machine(seed: 61)
    host.mount("/var", FakeUsage(sizeBytes: 200e9, availableBytes: 50e9))
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 30)
    FakeHindrance.filling.begin(on: host, seed: 61)
    FakeHindrance.cpuLimit.begin(on: host, seed: 62)
    host.oomKills += 1
    try dashboard.run(seconds: 240)
    try Golden("two-hindrances-\(columns)x\(rows)").check(
      dashboard.frame(columns: columns, rows: rows),
      facts: [
        Golden.Fact("the group", "cpu held back by a limit: control group"),
        Golden.Fact("the file system", "/var is filling: "),
        Golden.Fact("what happened", "· oom-kill "),
      ])
  }

  // MARK: - What holds nothing up

  private static let harmless = [
    "full and still", "thirty seconds of growth", "large and constant", "two seconds in D",
    "one per cent stolen", "quota not used up", "a few drops", "few segments", "full of files",
  ].flatMap { kind in ([51, 52, 53] as [UInt64]).map { (kind, $0) } }

  @Test(arguments: harmless)
  func `what looks alike and holds nothing up is not told`(kind: String, seed: UInt64) throws {
    let host = try FakeScene.idle.machine(seed: seed, withDecoys: seed == 53)
    let dashboard = SimulatedDashboard(host)
    prepare(kind, host)
    try dashboard.run(seconds: 150)
    if kind == "two seconds in D" { host.processes[1].isBlocked = true }
    try dashboard.run(seconds: 2)
    if kind == "two seconds in D" { host.processes[1].isBlocked = false }
    if kind == "thirty seconds of growth" {
      host.mount("/var", FakeUsage(sizeBytes: 50e9, availableBytes: 9e9, growthRate: 40e6))
    }
    try dashboard.run(seconds: kind == "two seconds in D" ? 1 : 30)
    let lines = lines(dashboard)
    #expect(lines.first?.hasPrefix("Now nothing is saturated ") == true, "\(lines)")
    expectTwo(lines, host)
  }

  private func prepare(_ kind: String, _ host: FakeHost) {
    switch kind {
    case "full and still":
      host.mount("/var", FakeUsage(sizeBytes: 50e9, availableBytes: 20e6))
    case "thirty seconds of growth":
      host.mount("/var", FakeUsage(sizeBytes: 50e9, availableBytes: 9e9))
    case "large and constant":
      var large = FakeProcess(pid: 9001, comm: "redis-server")
      large.residentBytes = host.memoryBytes / 10 * 9
      host.processes.append(large)
      host.availableBytes = host.memoryBytes / 20
    case "two seconds in D": host.processes[1].userCores = 0.01
    case "one per cent stolen": host.stealShare = 0.01
    case "quota not used up", "full of files":
      var group = FakeControlGroup(path: "/docker/4f1d")
      group.quotaMicroseconds = 200_000
      group.usedCores = 1.4
      group.throttledShare = 0.1
      group.memoryLimit = 512 << 20
      group.memoryBytes = kind == "full of files" ? 512 << 20 : 200 << 20
      group.inactiveFileBytes = kind == "full of files" ? 400 << 20 : 0
      host.ownGroup = group
    case "a few drops":
      host.dropRate = 4
      host.errorRate = 1
    case "few segments":
      host.segmentRate = 8
      host.segmentAgainRate = 2
    default: break
    }
  }
}
