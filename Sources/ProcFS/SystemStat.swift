/// What the kernel counts for the whole machine.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/stat`.
public struct SystemStat: Equatable, Sendable {
  /// The clock ticks that one CPU spent in each mode since boot.
  public struct CPU: Equatable, Sendable {
    /// The CPU's number.
    public var number: UInt32
    /// Ticks in the order of `modes`; shorter on kernels that know fewer modes.
    public var ticks: [UInt64]
  }

  /// The names of the columns of a CPU's line; the last two are part of the first two.
  public static let modes = [
    "user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice",
  ]

  /// The CPUs that are online, in the kernel's order.
  public var cpus: [CPU] = []
  /// The ticks of all CPUs together, in the order of `modes`; empty when the kernel does not report it.
  public var total: [UInt64] = []
  /// Seconds since the epoch at boot; `nil` when the kernel does not report it.
  public var bootTimeSeconds: UInt64?
  /// Context switches since boot; `nil` when the kernel does not report it.
  public var contextSwitches: UInt64?
  /// Interrupts served since boot; `nil` when the kernel does not report it.
  public var interrupts: UInt64?
  /// Processes and threads created since boot; `nil` when the kernel does not report it.
  public var forks: UInt64?
  /// Tasks that run or could; `nil` when the kernel does not report it.
  public var running: UInt64?
  /// Tasks that wait for a disk; `nil` when the kernel does not report it.
  public var blocked: UInt64?
  /// Soft interrupts since boot by vector, in the order of `softirqVectors`; empty when the kernel does not report it.
  public var softirqs: [UInt64] = []

  /// The names of the soft interrupts' vectors.
  public static let softirqVectors = [
    "hi", "timer", "net_tx", "net_rx", "block", "block_iopoll", "tasklet", "sched", "hrtimer",
    "rcu",
  ]

  /// The reading of the file's bytes; lines that are no reading are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) { read(line, bytes) }
  }

  private mutating func read(_ line: Range<Int>, _ bytes: Span<UInt8>) {
    var position = line.lowerBound
    guard let name = Scan.field(bytes, &position, end: line.upperBound) else { return }
    if Scan.starts(bytes, name, with: "cpu") {
      readCPU(name, &position, line, bytes)
    } else if Scan.equals(bytes, name, "softirq") {
      _ = Scan.number(bytes, &position, end: line.upperBound)
      softirqs = SystemStat.numbers(bytes, &position, line.upperBound, limit: 10)
    } else if let value = Scan.number(bytes, &position, end: line.upperBound) {
      readNumber(name, value, bytes)
    }
  }

  private mutating func readNumber(_ name: Range<Int>, _ value: UInt64, _ bytes: Span<UInt8>) {
    if Scan.equals(bytes, name, "intr") { interrupts = value }
    if Scan.equals(bytes, name, "ctxt") { contextSwitches = value }
    if Scan.equals(bytes, name, "btime") { bootTimeSeconds = value }
    if Scan.equals(bytes, name, "processes") { forks = value }
    if Scan.equals(bytes, name, "procs_running") { running = value }
    if Scan.equals(bytes, name, "procs_blocked") { blocked = value }
  }

  private mutating func readCPU(
    _ name: Range<Int>, _ position: inout Int, _ line: Range<Int>, _ bytes: Span<UInt8>
  ) {
    let ticks = SystemStat.numbers(bytes, &position, line.upperBound, limit: 10)
    if name.count == 3 {
      total = ticks
    } else if let number = Scan.unsigned(bytes, name.dropFirst(3)).flatMap({ UInt32(exactly: $0) })
    {
      cpus.append(CPU(number: number, ticks: ticks))
    }
  }

  private static func numbers(
    _ bytes: Span<UInt8>, _ position: inout Int, _ end: Int, limit: Int
  ) -> [UInt64] {
    var result: [UInt64] = []
    result.reserveCapacity(limit)
    while result.count < limit, let value = Scan.number(bytes, &position, end: end) {
      result.append(value)
    }
    return result
  }
}
