import Metrics
import Presentation
import Rules
import TestDashboard
import TestWorld
import Testing

/// The Now line and the default rules where a limit of a unit is in the way: it is called by its name, and the own
/// group's limit by its own words.
@Suite struct UnitLimitTests {
  private static let uid = "0f2a1b3c-1111-2222-3333-444455556666"
  private static let id = String(repeating: "0123456789abcdef", count: 4)
  private static let pod = "/kubepods/burstable/pod\(uid)/\(id)"
  private static let service = "/system.slice/postgresql@15.service"

  private func lines(_ dashboard: SimulatedDashboard) -> [String] {
    dashboard.screen.sentences.map { "\($0.heading) \($0.text.text)" }
  }

  /// A quiet machine with units that look guilty and are not: one was throttled much, but not now; one holds all it may,
  /// as files that go; one holds all it may and never comes to the limit; one uses much without a limit.
  private func machine(_ seed: UInt64) throws -> FakeHost {
    let host = try FakeScene.idle.machine(seed: seed, withDecoys: true)
    var early = FakeUnit("/system.slice/early.service")
    (early.cores, early.quotaMicroseconds) = (0.2, 50_000)
    var files = FakeUnit("/system.slice/files.service")
    (files.memoryBytes, files.memoryLimit, files.inactiveFileBytes) = (1 << 30, 1 << 30, 1 << 29)
    files.failureRate = 5
    var full = FakeUnit("/system.slice/full.service")
    (full.memoryBytes, full.memoryLimit) = (1 << 30, 1 << 30)
    var busy = FakeUnit("/user.slice")
    (busy.cores, busy.tasks) = (1.1, 900)
    host.units = [early, files, full, busy]
    try host.tree.write("var/log/containers/web_shop_nginx-\(Self.id).log", "")
    return host
  }

  private static let kinds = ["cpu", "memory", "tasks"].flatMap { kind in
    [Self.pod, Self.service].map { (kind, $0) }
  }

  @Test(arguments: kinds)
  func `a unit that is held back is called by its name, and decoys are not`(
    kind: String, path: String
  ) throws {
    let host = try machine(71)
    var unit = FakeUnit(path)
    (unit.cores, unit.quotaMicroseconds) = (0.1, 50_000)
    (unit.memoryBytes, unit.memoryLimit, unit.tasksLimit) = (100 << 20, 512 << 20, 64)
    host.units.append(unit)
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 40)
    #expect(lines(dashboard).first?.hasPrefix("Now nothing is saturated ") == true)
    switch kind {
    case "cpu": (host.units[4].cores, host.units[4].throttledShare) = (0.5, 0.8)
    case "memory": (host.units[4].memoryBytes, host.units[4].failureRate) = (510 << 20, 20)
    default: host.units[4].tasks = 64
    }
    try dashboard.run(seconds: 60)
    let name = path == Self.pod ? "shop/web/nginx" : "postgresql@15.service"
    let expected = [
      "cpu": "throttled in 80 % of its periods, uses 0.5 of 0.5 cores, waits 400 ms each second",
      "memory": "holds 510 MiB of 512 MiB, the limit reached 20 times a second",
      "tasks": "has 64 of 64 threads",
    ]
    let lines = lines(dashboard)
    #expect(
      lines.first?.hasPrefix(
        "Now \(name) held back by its \(kind) limit: \(expected[kind] ?? ""), since ") == true,
      "\(lines)")
    #expect(lines.count == 3, "\(lines)")
    // Both were throttled before the start, as the kernel counts.
    #expect(
      lines.last?.hasPrefix("Before early.service throttled in 75 % of its periods before ")
        == true,
      "\(lines)")
    #expect(lines.last?.contains("\(name) throttled in 75 % of its periods before ") == true)
    #expect(dashboard.screen.sentences.first?.destination == .unit(ByteString(path)))
  }

  @Test func `the own group's limit keeps its own words, beside a unit's`() throws {
    let host = try FakeHindrance.cpuLimit.machine(seed: 42)
    var unit = FakeUnit(Self.pod)
    (unit.cores, unit.quotaMicroseconds, unit.throttledShare) = (0.5, 50_000, 0.9)
    host.units = [unit]
    try host.tree.write("var/log/containers/web_shop_nginx-\(Self.id).log", "")
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 30)
    FakeHindrance.cpuLimit.begin(on: host, seed: 42)
    try dashboard.run(seconds: 60)
    _ = dashboard.frame(columns: 120, rows: 40)
    let lines = lines(dashboard)
    let own = host.ownGroup?.path ?? ""
    #expect(
      lines.first?.hasPrefix("Now cpu held back by a limit: control group \(own) throttled")
        == true,
      "\(lines)")
    #expect(
      lines.contains { $0.contains("shop/web/nginx held back by its cpu limit: ") }, "\(lines)")
  }

  @Test func `a machine whose disk is saturated says so before a unit's limit`() throws {
    let host = try FakeScene.diskWriter.machine(seed: 73)
    var unit = FakeUnit(Self.service)
    (unit.cores, unit.quotaMicroseconds, unit.throttledShare) = (0.5, 50_000, 0.9)
    host.units = [unit]
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 90)
    let lines = lines(dashboard)
    #expect(lines.first?.hasPrefix("Now disk ") == true, "\(lines)")
    #expect(lines.contains { $0.contains("postgresql@15.service held back") }, "\(lines)")
  }

  @Test func `the default rules call the group by its name, and nobody else`() throws {
    let host = try machine(74)
    host.units.removeAll { $0.path.contains("full") }
    var web = FakeUnit(Self.pod)
    (web.cores, web.quotaMicroseconds, web.throttledShare) = (0.5, 50_000, 0.9)
    (web.memoryBytes, web.memoryLimit, web.tasks, web.tasksLimit) = (500 << 20, 512 << 20, 64, 64)
    // The slice above knows of the kill too where the kernel cannot tell them apart, and here it can.
    // The pod is at the same limits with it, and is not told a second time.
    var whole = web
    whole.path = "/kubepods/burstable/pod\(Self.uid)"
    whole.tasksLimit = nil
    host.units += [web, FakeUnit("/kubepods"), FakeUnit(Self.service), whole]
    let dashboard = SimulatedDashboard(host)
    dashboard.watch(String(decoding: ShippedFile.dashboard("rules/cgroups"), as: UTF8.self))
    try dashboard.run(seconds: 60)
    host.units[3].oomKills += 1
    try dashboard.run(seconds: 320)
    let firing = dashboard.situation.rules.alerts.filter { $0.state == .firing }
    let said = Dictionary(
      firing.map { ($0.name.text, $0.annotations["summary"]?.text ?? "") },
      uniquingKeysWith: { "\($0); \($1)" })
    #expect(
      said == [
        "CgroupThrottled": "shop/web/nginx on web-3 has used up its CPU in 90% of the periods",
        "CgroupMemoryAtLimit": "shop/web/nginx on web-3 holds 97.66% of the memory that it may",
        "CgroupThreadsAtLimit": "shop/web/nginx on web-3 has 100% of the threads that it may",
        "CgroupOOMKill":
          "the kernel has killed a process of shop/web/nginx on web-3 because its memory ran out",
      ])
  }
}
