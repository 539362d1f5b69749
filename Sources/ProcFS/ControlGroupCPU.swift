/// What the tasks of a control group have used of the CPUs: `cpu.stat`.
///
/// Source: Documentation/admin-guide/cgroup-v2.rst, "CPU Interface Files". What the kernel does not report is absent;
/// the counts of periods are there where the controller is enabled, with a quota or without.
public struct ControlGroupCPU: Equatable, Sendable {
  /// Microseconds on a CPU.
  public var usageMicroseconds: UInt64?
  /// Microseconds of them in the programs themselves.
  public var userMicroseconds: UInt64?
  /// Microseconds of them in the kernel.
  public var systemMicroseconds: UInt64?
  /// Periods in which the group ran with a quota.
  public var periods: UInt64?
  /// Periods in which the quota was used up.
  public var throttledPeriods: UInt64?
  /// Microseconds that the group's run queues waited for a new quota.
  public var throttledMicroseconds: UInt64?

  /// The reading; lines that are unknown or hold no number are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let (name, value) = ControlGroupFiles.pair(bytes, &position) {
      if Scan.equals(bytes, name, "usage_usec") {
        usageMicroseconds = value
      } else if Scan.equals(bytes, name, "user_usec") {
        userMicroseconds = value
      } else if Scan.equals(bytes, name, "system_usec") {
        systemMicroseconds = value
      } else if Scan.equals(bytes, name, "nr_periods") {
        periods = value
      } else if Scan.equals(bytes, name, "nr_throttled") {
        throttledPeriods = value
      } else if Scan.equals(bytes, name, "throttled_usec") {
        throttledMicroseconds = value
      }
    }
  }
}
