internal import Collectors
internal import Metrics
internal import TestWorld

extension Workload {
  /// `ringside metrics`' collection on a made-up machine, everything read once.
  static let host = Workload(name: "host", unit: "collection", bar: "2 ms") {
    let host = try FakeScene.busyBuild.machine(seed: 1)
    var collector = HostCollector(options(host), withProcesses: false)
    var second: Int64 = 0
    return Prepared {
      second += 1
      _ = collector.collectOnce(at: Timestamp(milliseconds: second * 1000))
      return withExtendedLifetime(host) { 1 }
    }
  }

  /// A tick of the host and of 1,000 processes that do nothing.
  static let herd = Workload(name: "herd", unit: "tick", bar: "27 ms") {
    let host = try FakeScene.idle.machine(seed: 1)
    for pid in 10_000..<11_000 { host.processes.append(FakeProcess(pid: pid, comm: "idle")) }
    try host.write()
    var collector = HostCollector(options(host))
    var second: Int64 = 0
    return Prepared {
      second += 1
      _ = collector.collect(at: Timestamp(milliseconds: second * 1000))
      return withExtendedLifetime(host) { 1 }
    }
  }

  /// The options that point a collector at a made-up machine.
  static func options(_ host: FakeHost) -> HostOptions {
    let root = host.tree.root
    var options = HostOptions(
      paths: HostPaths(
        procfs: root + "/proc", sysfs: root + "/sys", rootfs: root, udevData: root + "/udev/data"),
      instance: "bench")
    options.wallClock = { 1_700_000_000 }
    options.readClock = { .exact }
    return options
  }
}
