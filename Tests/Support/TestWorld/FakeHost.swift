/// A made-up machine written as the kernel writes a real one: a tree to point a collector at.
///
/// What the machine does is a set of rates; `advance` lets time pass over them and writes the files again. What is true
/// of it (`busyCores` and its like) is computed from the rates, never from the files.
package final class FakeHost {
  /// The files: `proc`, `sys`, `udev/data` and, as root, the tree itself.
  package let tree: FileTree
  /// The number of CPUs.
  package let cpuCount: Int
  /// All memory in bytes.
  package let memoryBytes: Int
  /// Memory that can be had without swapping, in bytes.
  package var availableBytes: Int
  /// The processes, whose rates may be changed at any time.
  package var processes: [FakeProcess] = []
  /// The block devices.
  package var disks: [FakeDisk] = []
  /// The network interface beside `lo`, and its bytes a second.
  package let interface: String
  package var receiveRate = 0.0
  package var transmitRate = 0.0
  /// Mount points as bytes; each is on the first disk.
  package var mountPoints: [[UInt8]] = [Array("/".utf8)]
  /// The shares of time that some task waited for a resource; `nil` where the kernel does not tell.
  package var pressure: [FakePressure]? = FakePressure.none
  /// The three load averages.
  package var load = [0.0, 0.0, 0.0]
  /// The share of an idle CPU's time that it waits for a disk.
  package var iowaitShare = 0.0
  /// CPU that no process shows: short-lived ones, in cores.
  package var unseenCores = 0.0
  /// The share of all CPU time that the hypervisor gives to others.
  package var stealShare = 0.0
  /// Packets a second that are dropped, and received with errors.
  package var dropRate = 0.0
  package var errorRate = 0.0
  /// TCP segments a second that are sent, and sent again.
  package var segmentRate = 100.0
  package var segmentAgainRate = 0.0
  /// Pages a second that go to swap.
  package var swapRate = 0.0
  /// Processes that the kernel has killed because memory ran out.
  package var oomKills = 0
  /// The control group that the monitor is in; `nil` where there are none of version 2.
  package var ownGroup: FakeControlGroup?
  /// Further control groups.
  package var units: [FakeUnit] = []
  /// Its systemd.
  package let systemd = FakeSystemd()
  /// How full file systems are, by the path at which the collector asks; what is not here answers for itself.
  package let usages = FakeUsages()
  /// Processes started a second.
  package var forkRate = 2.0
  /// Seconds since boot.
  package private(set) var uptime: Double
  /// When the machine booted, in seconds since the epoch.
  package let bootTime: Int
  /// The kernel's log.
  package let kernelLog: FakeKernelLog

  var ticks: [[Double]]
  /// Bytes and packets received, then sent, then errors and drops of those received.
  var networkCounters: [Double] = [0, 0, 0, 0, 7000, 900_000]
  var segments = (sent: 5e6, again: 4e5)
  var swappedPages = 0.0
  var forks = 100_000.0
  var contextSwitches = 1e7
  private var known: Set<Int> = []

  /// A machine that idles, with its files written once.
  package init(
    cpuCount: Int, memoryBytes: Int, interface: String, uptime: Double = 400_000,
    bootTime: Int = 1_700_000_000
  ) throws(FileTree.Refused) {
    tree = try FileTree(name: "ringside-host")
    (self.cpuCount, self.memoryBytes, self.interface) = (cpuCount, memoryBytes, interface)
    (self.uptime, self.bootTime) = (uptime, bootTime)
    kernelLog = FakeKernelLog(uptime: uptime)
    availableBytes = memoryBytes / 4 * 3
    let idle = uptime * 100
    ticks = (0..<cpuCount).map { _ in [idle / 50, 0, idle / 100, idle, 0, 0, 0, 0, 0, 0] }
  }

  /// The options that point `ringside` here.
  package var arguments: [String] {
    [
      "--path.procfs", tree.root + "/proc", "--path.sysfs", tree.root + "/sys", "--path.rootfs",
      tree.root, "--path.udev.data", tree.root + "/udev/data",
    ]
  }

  /// Cores that are not idle, waiting for a disk not counted.
  package var busyCores: Double { processes.map(\.cores).reduce(unseenCores, +) }

  /// The processes by CPU, the busiest first.
  package var busiest: [FakeProcess] { processes.sorted { $0.cores > $1.cores } }

  /// Lets the interface's counters begin anew, as where its driver is loaded again.
  package func networkBeginsAnew() {
    networkCounters = networkCounters.map { _ in 0 }
  }

  /// Mounts a file system beside the others.
  package func mount(_ point: String, _ usage: FakeUsage) {
    if !mountPoints.contains(Array(point.utf8)) { mountPoints.append(Array(point.utf8)) }
    usages[tree.root + point] = usage
  }

  /// Lets `seconds` pass and writes what changed.
  package func advance(by seconds: Double) throws(FileTree.Refused) {
    uptime += seconds
    kernelLog.uptime = uptime
    for (cpu, shares) in shares.enumerated() {
      for mode in shares.indices { ticks[cpu][mode] += shares[mode] * seconds * 100 }
    }
    for index in processes.indices { processes[index].advance(by: seconds) }
    for index in disks.indices { disks[index].advance(by: seconds) }
    let packets = [
      receiveRate, receiveRate / 1000, transmitRate, transmitRate / 1000, errorRate, dropRate,
    ]
    for index in packets.indices { networkCounters[index] += packets[index] * seconds }
    pressure = pressure?.map { $0.advanced(by: seconds) }
    segments.sent += segmentRate * seconds
    segments.again += segmentAgainRate * seconds
    swappedPages += swapRate * seconds
    ownGroup?.advance(by: seconds)
    for index in units.indices { units[index].advance(by: seconds) }
    usages.advance(by: seconds)
    forks += forkRate * seconds
    contextSwitches += (2000 + busyCores * 3000) * seconds
    try write()
  }

  /// Writes every file that time changes, and all of a process that is new.
  package func write() throws(FileTree.Refused) {
    for (path, text) in changingFiles { try tree.write(path, text) }
    if known.isEmpty { for (path, text) in fixedFiles { try tree.write(path, text) } }
    for process in processes {
      let isNew = known.insert(process.pid).inserted
      for (path, bytes) in process.files(isNew: isNew) { try tree.write(path, bytes) }
    }
    let present = Set(processes.map(\.pid))
    for pid in known.subtracting(present) { tree.remove("proc/\(pid)") }
    known = present
  }

  /// Each CPU's shares of a second by mode: user, nice, system, idle, iowait and five that stay 0.
  var shares: [[Double]] {
    var free = [Double](repeating: 1, count: cpuCount)
    var result = [[Double]](repeating: [Double](repeating: 0, count: 10), count: cpuCount)
    let spread = { (amount: Double, mode: Int, cpus: Range<Int>) in
      let room = cpus.map { free[$0] }.reduce(0, +)
      for cpu in cpus where room > 0 {
        let part = amount * free[cpu] / room
        result[cpu][mode] += part
      }
    }
    let ordered =
      processes.filter { $0.pinnedCPU != nil } + processes.filter { $0.pinnedCPU == nil }
    for process in ordered where process.cores > 0 {
      let cpus = process.pinnedCPU.map { $0..<$0 + 1 } ?? 0..<cpuCount
      spread(process.userCores, process.niceness > 0 ? 1 : 0, cpus)
      spread(process.systemCores, 2, cpus)
      for cpu in cpus { free[cpu] = max(0, 1 - result[cpu].reduce(0, +)) }
    }
    spread(unseenCores, 0, 0..<cpuCount)
    for cpu in 0..<cpuCount {
      result[cpu][7] = min(stealShare, max(0, 1 - result[cpu].reduce(0, +)))
      let idle = max(0, 1 - result[cpu].reduce(0, +))
      result[cpu][4] = idle * iowaitShare
      result[cpu][3] = idle - result[cpu][4]
    }
    return result
  }
}

/// How long tasks waited for a resource, as /proc/pressure has it.
package struct FakePressure {
  /// The file's name.
  package var resource: String
  /// The share of time in which some task waited.
  package var some = 0.0
  /// The share of time in which all waited.
  package var full = 0.0
  private var someSeconds = 0.0
  private var fullSeconds = 0.0

  /// A resource that nothing waits for.
  package init(_ resource: String) { self.resource = resource }

  /// The kernel's three, without any waiting.
  package static var none: [FakePressure] { ["cpu", "io", "memory"].map { FakePressure($0) } }

  func advanced(by seconds: Double) -> FakePressure {
    var result = self
    result.someSeconds += some * seconds
    result.fullSeconds += full * seconds
    return result
  }

  var text: String { line("some", some, someSeconds) + line("full", full, fullSeconds) }

  private func line(_ name: String, _ share: Double, _ seconds: Double) -> String {
    let percent = FakeHost.fixed(share * 100, places: 2)
    let total = UInt64(seconds * 1e6)
    return "\(name) avg10=\(percent) avg60=\(percent) avg300=\(percent) total=\(total)\n"
  }
}
