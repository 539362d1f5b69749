/// The control group that a made-up machine's monitor is in: its limits, and what it does each second.
package struct FakeControlGroup {
  /// Its path.
  package var path: String
  /// Microseconds of CPU in a period of 100 ms; `nil` for no quota.
  package var quotaMicroseconds: Int?
  /// The share of periods in which the quota is used up.
  package var throttledShare = 0.0
  /// Cores it uses, and seconds that it waits each second.
  package var usedCores = 0.0
  package var waitedSeconds = 0.0
  /// Bytes it may hold; `nil` for no limit.
  package var memoryLimit: Int?
  /// Bytes it holds, and those of them that are files not used lately.
  package var memoryBytes = 100 << 20
  package var inactiveFileBytes = 0
  /// How often each second it comes to its limit of memory.
  package var failureRate = 0.0
  /// Threads, and how many it may have.
  package var threads = 20
  package var threadLimit: Int?

  private var usedSeconds = 5000.0
  private var periods = 40_000.0
  private var throttledPeriods = 12_000.0
  private var throttledSeconds = 700.0
  private var failures = 90.0

  /// A group without limits.
  package init(path: String) { self.path = path }

  mutating func advance(by seconds: Double) {
    usedSeconds += usedCores * seconds
    periods += 10 * seconds
    throttledPeriods += 10 * throttledShare * seconds
    throttledSeconds += waitedSeconds * seconds
    failures += failureRate * seconds
  }

  /// The files of the group and the one that names it, by their path in the tree.
  var files: [(path: String, text: String)] {
    let folder = "sys/fs/cgroup" + (path == "/" ? "" : path)
    return [
      ("proc/self/cgroup", "0::\(path)\n"),
      ("sys/fs/cgroup/cgroup.controllers", "cpu io memory pids\n"),
      ("\(folder)/cpu.max", (quotaMicroseconds.map { "\($0)" } ?? "max") + " 100000\n"),
      (
        "\(folder)/cpu.stat",
        """
        usage_usec \(UInt64(usedSeconds * 1e6))
        user_usec 0
        nr_periods \(UInt64(periods + 0.5))
        nr_throttled \(UInt64(throttledPeriods + 0.5))
        throttled_usec \(UInt64(throttledSeconds * 1e6))

        """
      ),
      ("\(folder)/memory.max", (memoryLimit.map { "\($0)" } ?? "max") + "\n"),
      ("\(folder)/memory.current", "\(memoryBytes)\n"),
      (
        "\(folder)/memory.stat",
        "anon \(memoryBytes - inactiveFileBytes)\ninactive_file \(inactiveFileBytes)\n"
      ),
      ("\(folder)/memory.events", "low 0\nhigh 0\nmax \(UInt64(failures))\noom 0\noom_kill 0\n"),
      ("\(folder)/pids.max", (threadLimit.map { "\($0)" } ?? "max") + "\n"),
      ("\(folder)/pids.current", "\(threads)\n"),
    ]
  }
}
