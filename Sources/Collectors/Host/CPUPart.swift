internal import Metrics
internal import ProcFS

/// CPU time by mode, `cpu`; also what the `stat` part writes, as both come from one file.
struct CPUPart: HostPart {
  private let source: SystemStatSource
  private let ticksPerSecond: Double
  private var last: [UInt32: SystemStat.CPU] = [:]

  private static let seconds = Family.counter(
    "node_cpu_seconds_total", "Seconds a CPU spent in each mode.")
  private static let guestSeconds = Family.counter(
    "node_cpu_guest_seconds_total", "Seconds a CPU spent in guests, part of its user and nice time."
  )
  private static let modes: [(name: ByteString, key: UInt64)] = SystemStat.modes.map {
    (ByteString($0), SeriesKey.of($0.utf8))
  }

  init(_ source: SystemStatSource, ticksPerSecond: Double) {
    self.source = source
    self.ticksPerSecond = ticksPerSecond
  }

  var files: [KernelFile] { [source.file] }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let stat = source.reading(round.number) else { return }
    for cpu in stat.cpus { write(steadied(cpu), to: &writer) }
    if last.count > stat.cpus.count {
      let present = Set(stat.cpus.map(\.number))
      last = last.filter { present.contains($0.key) }
    }
  }

  /// The reading with no counter lower than before: the kernel's idle and iowait go back a little now and then.
  ///
  /// Where idle falls by three seconds or more the CPU was away and begins anew, as node_exporter has it.
  private mutating func steadied(_ cpu: SystemStat.CPU) -> SystemStat.CPU {
    var result = cpu
    if let before = last[cpu.number], before.ticks.count == cpu.ticks.count, cpu.ticks.count > 3 {
      let idle = 3
      let isSmall = Double(before.ticks[idle]) - Double(cpu.ticks[idle]) < 3 * ticksPerSecond
      if isSmall {
        for mode in cpu.ticks.indices {
          result.ticks[mode] = max(before.ticks[mode], cpu.ticks[mode])
        }
      }
    }
    last[cpu.number] = result
    return result
  }

  private func write(_ cpu: SystemStat.CPU, to writer: inout SampleWriter) {
    let key = UInt64(cpu.number) + 1
    for (mode, ticks) in cpu.ticks.enumerated() {
      let isGuest = mode >= 8
      let family = isGuest ? CPUPart.guestSeconds : CPUPart.seconds
      let name = CPUPart.modes[isGuest ? mode - 8 : mode]
      writer.put(
        family, SeriesKey.join(key, name.key), Double(ticks) / ticksPerSecond,
        ["cpu": ByteString(String(cpu.number)), "mode": name.name])
    }
  }
}

/// Boot time, context switches, interrupts, forks and tasks, `stat`.
struct StatPart: HostPart {
  private let source: SystemStatSource
  private let withSoftirqs: Bool

  private static let bootTime = Family.gauge(
    "node_boot_time_seconds", "When the machine booted, in seconds since the epoch.")
  private static let switches = Family.counter(
    "node_context_switches_total", "Context switches since boot.")
  private static let forks = Family.counter(
    "node_forks_total", "Processes and threads created since boot.")
  private static let interrupts = Family.counter(
    "node_intr_total", "Interrupts served since boot.")
  private static let running = Family.gauge("node_procs_running", "Tasks that run or could run.")
  private static let blocked = Family.gauge("node_procs_blocked", "Tasks that wait for a disk.")
  private static let softirqs = Family.counter(
    "node_softirqs_total", "Soft interrupts since boot by vector.")

  init(_ source: SystemStatSource, withSoftirqs: Bool) {
    self.source = source
    self.withSoftirqs = withSoftirqs
  }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let stat = source.reading(round.number) else { return }
    put(stat.bootTimeSeconds, StatPart.bootTime, &writer)
    put(stat.contextSwitches, StatPart.switches, &writer)
    put(stat.forks, StatPart.forks, &writer)
    put(stat.interrupts, StatPart.interrupts, &writer)
    put(stat.running, StatPart.running, &writer)
    put(stat.blocked, StatPart.blocked, &writer)
    guard withSoftirqs else { return }
    for (vector, count) in zip(SystemStat.softirqVectors, stat.softirqs) {
      writer.put(StatPart.softirqs, [("vector", vector)], Double(count))
    }
  }

  private func put(_ value: UInt64?, _ family: Family, _ writer: inout SampleWriter) {
    if let value { writer.put(family, Double(value)) }
  }
}
