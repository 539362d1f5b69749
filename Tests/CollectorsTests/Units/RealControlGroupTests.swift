import Foundation
import Metrics
import Testing

@testable import Collectors

/// The series of control groups beside the kernel's own files, on a tree that the kernel keeps: as systemd and a kubelet
/// make one, with a process in it that has used a CPU.
///
/// Where another hierarchy has the controllers of memory and tasks the kernel shows no files of these; what it shows is
/// compared.
@Suite(.serialized) struct RealControlGroupTests {
  private static let uid = "0f2a1b3c_1111_2222_3333_444455556666"
  private static let id = String(repeating: "0123456789abcdef", count: 4)
  private static let service = "/system.slice/api.service"
  private static let container =
    "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod\(uid).slice"
    + "/cri-containerd-\(id).scope"
  private static let session = "/user.slice/user-1000.slice/session-3.scope"

  /// Every group of such a tree, those above first.
  private static let groups: [String] = [service, container, session].flatMap { path in
    let names = path.split(separator: "/")
    return (1...names.count).map { "/" + names.prefix($0).joined(separator: "/") }
  }

  @Test(.enabled(if: KernelGroups.canBeMade, "control groups of version 2 cannot be made here"))
  func `what is written is what the kernel's files say, for every group of the tree`() throws {
    let kernel = try KernelGroups(Self.groups)
    try kernel.useCPU(in: Self.service)
    try kernel.useCPU(in: Self.container)
    var watch = try Watch(kernel)
    let written = watch.tick(0)
    var compared = 0
    for group in Self.groups {
      let expected = kernel.expected(group)
      let found = written.filter { $0.key.id == kernel.top + group }
      compared += expected.count
      for (name, value) in expected {
        let series = found.first { $0.key.name == name }
        #expect(series?.value == value, "\(name) of \(group)")
      }
    }
    #expect(compared >= 3 * Self.groups.count)
    let usage = "container_cpu_usage_seconds_total"
    #expect(
      Set(written.keys.filter { $0.name == usage }.map(\.id)).isSuperset(
        of: Self.groups.map { kernel.top + $0 }))
    // A slice has used what is below it; a group that nothing ran in has used nothing.
    let used = { (group: String) in
      written.first { $0.key.name == usage && $0.key.id == kernel.top + group }?.value
    }
    #expect(try #require(used("/system.slice")) >= 0.03)
    #expect(used(Self.service) == used("/system.slice"))
    #expect(used(Self.session) == 0)
  }

  @Test(.enabled(if: KernelGroups.canBeMade, "control groups of version 2 cannot be made here"))
  func `a group that is made is found, and one that is removed ends`() throws {
    let kernel = try KernelGroups(["/system.slice", "/system.slice/old.service"])
    var watch = try Watch(kernel)
    let ids = { (values: [Series: Double]) in
      Set(values.keys.map(\.id).filter { $0.hasPrefix(kernel.top + "/") })
    }
    let before: Set = [kernel.top + "/system.slice", kernel.top + "/system.slice/old.service"]
    #expect(ids(watch.tick(0)) == before)
    try kernel.remove("/system.slice/old.service")
    try kernel.make("/system.slice/new.service")
    // The number of groups is the same: the one that has gone says so itself.
    _ = watch.tick(5)
    let after: Set = [kernel.top + "/system.slice", kernel.top + "/system.slice/new.service"]
    #expect(ids(watch.tick(10)) == after)
    #expect(watch.ended.contains { $0.contains("old.service") })
  }

  /// A series of a group.
  private struct Series: Hashable {
    var name: String
    var id: String
  }

  /// Follows the collector of groups over the kernel's tree.
  private struct Watch {
    private let fixture: Fixture
    private var collector: HostCollector
    private var viewer = Viewer()
    private(set) var ended: [String] = []

    init(_ kernel: KernelGroups) throws {
      fixture = try Fixture()
      try fixture.link("sys/fs/cgroup", to: kernel.root)
      var options = fixture.options("units")
      options.mostUnits = 100_000
      collector = HostCollector(options, withProcesses: false)
    }

    mutating func tick(_ second: Int64) -> [Series: Double] {
      let batches = collector.collect(at: Timestamp(milliseconds: second * 1000))
      guard batches.count == 2 else { return [:] }
      viewer.read(batches[1])
      ended += viewer.ended
      var values: [Series: Double] = [:]
      for (slot, value) in zip(batches[1].slots, batches[1].values) {
        guard let labels = viewer.labels[slot], labels["device"] == nil, let id = labels["id"]
        else { continue }
        values[Series(name: labels.metricName?.text ?? "", id: id.text)] = value
      }
      return values
    }
  }
}

/// Control groups that the kernel keeps, below one of their own, removed with the object.
private final class KernelGroups {
  /// Where the hierarchy is mounted; beside those of version 1 on a machine that has both.
  static let mounted = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].first {
    FileManager.default.fileExists(atPath: $0 + "/cgroup.controllers")
  }

  static let canBeMade: Bool = {
    guard let mounted else { return false }
    let probe = mounted + "/ringside-probe-\(getpid())"
    guard mkdir(probe, 0o755) == 0 else { return false }
    defer { rmdir(probe) }
    // A process may be moved into it only where this user may move it.
    return access(probe + "/cgroup.procs", W_OK) == 0
      && access(mounted + "/cgroup.procs", W_OK) == 0
  }()

  let root: String
  let top: String
  private var made: [String] = []

  init(_ groups: [String]) throws {
    root = try #require(KernelGroups.mounted)
    top = "/ringside-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    try make("")
    for group in groups where !made.contains(group) { try make(group) }
  }

  deinit { for group in made.reversed() { rmdir(root + top + group) } }

  func make(_ group: String) throws {
    try #require(mkdir(root + top + group, 0o755) == 0, "\(group): errno \(errno)")
    made.append(group)
    // Where no other hierarchy has them the controllers of the groups below are wanted too.
    for controller in ["+cpu", "+memory", "+pids", "+io"] {
      try? write(controller, to: group + "/cgroup.subtree_control")
    }
  }

  func remove(_ group: String) throws {
    try #require(rmdir(root + top + group) == 0, "\(group): errno \(errno)")
    made.removeAll { $0 == group }
  }

  /// Has a process use some CPU in a group; when it has ended nothing in the group changes any more.
  func useCPU(in group: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "while :; do :; done"]
    try process.run()
    defer {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    try write("\(process.processIdentifier)", to: group + "/cgroup.procs")
    let deadline = ContinuousClock.now + .seconds(60)
    while number(group, "cpu.stat", "usage_usec") ?? 0 < 30_000 {
      try #require(ContinuousClock.now < deadline, "it has used no CPU")
      usleep(2000)
    }
  }

  /// What the files of a group say, by the names of the series.
  func expected(_ group: String) -> [String: Double] {
    let seconds = { (value: Double?) in value.map { $0 / 1e6 } }
    var expected: [String: Double?] = [
      "container_cpu_usage_seconds_total": seconds(number(group, "cpu.stat", "usage_usec")),
      "container_cpu_user_seconds_total": seconds(number(group, "cpu.stat", "user_usec")),
      "container_cpu_system_seconds_total": seconds(number(group, "cpu.stat", "system_usec")),
      "container_threads": lines(group, "pids.current").first.flatMap { Double($0) },
      "container_threads_max": lines(group, "pids.max").first.flatMap { Double($0) },
      "container_spec_memory_limit_bytes": lines(group, "memory.max").first.flatMap { Double($0) },
      "container_oom_events_total": number(group, "memory.events.local", "oom_kill"),
    ]
    for resource in ["cpu", "memory", "io"] {
      for (kind, name) in [("some", "waiting"), ("full", "stalled")] {
        expected["container_pressure_\(resource)_\(name)_seconds_total"] = seconds(
          total(group, "\(resource).pressure", kind))
      }
    }
    return expected.compactMapValues { $0 }
  }

  private func lines(_ group: String, _ file: String) -> [Substring] {
    let text = try? String(contentsOfFile: root + top + group + "/" + file, encoding: .utf8)
    return text?.split(separator: "\n").map { $0 } ?? []
  }

  private func number(_ group: String, _ file: String, _ name: String) -> Double? {
    lines(group, file).first { $0.hasPrefix(name + " ") }?.split(separator: " ").last.flatMap {
      Double($0)
    }
  }

  private func total(_ group: String, _ file: String, _ kind: String) -> Double? {
    lines(group, file).first { $0.hasPrefix(kind + " ") }?.split(separator: "=").last.flatMap {
      Double($0)
    }
  }

  private func write(_ text: String, to file: String) throws {
    let handle = try FileHandle(forWritingTo: URL(filePath: root + top + file))
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }
}
