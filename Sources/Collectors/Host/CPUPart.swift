internal import Metrics
internal import ProcFS

/// CPU time by mode, `cpu`; also what the `stat` part writes, as both come from one file.
struct CPUPart: HostPart {
  private let source: SystemStatSource
  private let ticksPerSecond: Double
  private let withGuests: Bool
  private var last: [UInt32: SystemStat.CPU] = [:]

  private static let seconds = Family.counter(
    "node_cpu_seconds_total", "Seconds the CPUs spent in each mode.")
  private static let guestSeconds = Family.counter(
    "node_cpu_guest_seconds_total", "Seconds the CPUs spent in guests (VMs) for each mode."
  )
  private static let modes: [(name: ByteString, key: UInt64)] = SystemStat.modes.map {
    (ByteString($0), SeriesKey.of($0.utf8))
  }

  init(_ source: SystemStatSource, ticksPerSecond: Double, withGuests: Bool = true) {
    self.source = source
    self.ticksPerSecond = ticksPerSecond
    self.withGuests = withGuests
  }

  var files: [KernelFile] { [source.file] }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let stat = source.reading(round.number), !stat.cpus.isEmpty else {
      return writer.fail()
    }
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
      guard !isGuest || withGuests else { break }
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
    "node_boot_time_seconds", "Node boot time, in unixtime.")
  private static let switches = Family.counter(
    "node_context_switches_total", "Total number of context switches.")
  private static let forks = Family.counter(
    "node_forks_total", "Total number of forks.")
  private static let interrupts = Family.counter(
    "node_intr_total", "Total number of interrupts serviced.")
  private static let running = Family.gauge(
    "node_procs_running", "Number of processes in runnable state.")
  private static let blocked = Family.gauge(
    "node_procs_blocked", "Number of processes blocked waiting for I/O to complete.")
  private static let softirqs = Family.counter(
    "node_softirqs_total", "Number of softirq calls.")

  init(_ source: SystemStatSource, withSoftirqs: Bool) {
    self.source = source
    self.withSoftirqs = withSoftirqs
  }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let stat = source.reading(round.number) else { return writer.fail() }
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
