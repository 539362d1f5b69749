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

  /// A round of 100 control groups, all of whose files are held open, and of 1,000, most of whose are not.
  static let units = unitRound("units", 100, bar: "2 ms")
  static let manyUnits = unitRound("many-units", 1000, bar: "40 ms")

  private static func unitRound(_ name: String, _ count: Int, bar: String) -> Workload {
    Workload(name: name, unit: "round", bar: bar) {
      let host = try FakeScene.idle.machine(seed: 1)
      host.units = (0..<count).map { number in
        var unit = FakeUnit("/system.slice/unit-\(number).service")
        (unit.quotaMicroseconds, unit.memoryLimit) = (50_000, 1 << 30)
        return unit
      }
      try host.tree.write("sys/fs/cgroup/cgroup.stat", "nr_descendants \(count + 1)\n")
      try host.write()
      var options = options(host)
      options.collectors = ["units"]
      var collector = HostCollector(options, withProcesses: false)
      var second: Int64 = 0
      return Prepared {
        second += 5
        _ = collector.collect(at: Timestamp(milliseconds: second * 1000))
        return withExtendedLifetime(host) { 1 }
      }
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
