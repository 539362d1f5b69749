/// What the scheduler did with each CPU.
///
/// Source: Documentation/scheduler/sched-stats.rst, `/proc/schedstat`.
public struct SchedulerStatistics: Equatable, Sendable {
  /// One CPU.
  public struct CPU: Equatable, Sendable {
    /// The CPU's number.
    public var number: String
    /// Seconds that tasks ran.
    public var runningSeconds: Double
    /// Seconds that tasks waited.
    public var waitingSeconds: Double
    /// Times that a task was given the CPU.
    public var timeslices: Double
  }

  /// The CPUs in the kernel's order.
  public let cpus: [CPU]

  /// The reading; other lines are passed over.
  public init(_ bytes: [UInt8]) {
    cpus = Table(bytes).rows.compactMap { row in
      guard row.count >= 10, row[0].hasPrefix("cpu"), let running = UInt64(row[7]),
        let waiting = UInt64(row[8]), let slices = UInt64(row[9])
      else { return nil }
      return CPU(
        number: String(row[0].dropFirst(3)), runningSeconds: Double(running) / 1e9,
        waitingSeconds: Double(waiting) / 1e9, timeslices: Double(slices))
    }
  }
}
