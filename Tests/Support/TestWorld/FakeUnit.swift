/// A control group of a made-up machine: what it may use, and what it does each second.
package struct FakeUnit {
  /// Its path.
  package var path: String
  /// Cores that it uses.
  package var cores = 0.0
  /// Microseconds of CPU in a period of 100 ms; `nil` for no quota.
  package var quotaMicroseconds: Int?
  /// The share of periods in which the quota is used up.
  package var throttledShare = 0.0
  /// Bytes it holds, those of them that are files not used lately, and bytes it may hold.
  package var memoryBytes = 20 << 20
  package var inactiveFileBytes = 0
  package var memoryLimit: Int?
  /// How often each second it comes to its limit of memory.
  package var failureRate = 0.0
  /// Processes of it that the kernel has killed because memory ran out.
  package var oomKills = 0
  /// Bytes that it writes each second.
  package var writeRate = 0.0
  /// The shares of the time in which some task waits for a disk.
  package var ioWaiting = 0.0
  /// Tasks in it, and how many there may be.
  package var tasks = 4
  package var tasksLimit: Int?

  private var usedSeconds = 500.0
  private var periods = 40_000.0
  private var throttledPeriods = 30_000.0
  private var throttledSeconds = 40.0
  private var written = 1e9
  private var waitedSeconds = 30.0
  private var failures = 90.0

  /// A group that does nothing.
  package init(_ path: String) { self.path = path }

  mutating func advance(by seconds: Double) {
    usedSeconds += cores * seconds
    periods += 10 * seconds
    throttledPeriods += 10 * throttledShare * seconds
    throttledSeconds += throttledShare * seconds / 2
    written += writeRate * seconds
    waitedSeconds += ioWaiting * seconds
    failures += failureRate * seconds
  }

  /// The files of the group by their path in the tree.
  var files: [(path: String, text: String)] {
    let folder = "sys/fs/cgroup" + path
    let whole = { (value: Double) in UInt64(value + 0.5) }
    return [
      ("sys/fs/cgroup/cgroup.controllers", "cpu io memory pids\n"),
      ("\(folder)/cpu.max", (quotaMicroseconds.map { "\($0)" } ?? "max") + " 100000\n"),
      (
        "\(folder)/cpu.stat",
        """
        usage_usec \(whole(usedSeconds * 1e6))
        user_usec \(whole(usedSeconds * 8e5))
        system_usec \(whole(usedSeconds * 2e5))
        nr_periods \(whole(periods))
        nr_throttled \(whole(throttledPeriods))
        throttled_usec \(whole(throttledSeconds * 1e6))

        """
      ),
      ("\(folder)/memory.current", "\(memoryBytes)\n"),
      ("\(folder)/memory.max", (memoryLimit.map { "\($0)" } ?? "max") + "\n"),
      (
        "\(folder)/memory.stat",
        "anon \(memoryBytes - inactiveFileBytes)\nfile \(inactiveFileBytes)\n"
          + "inactive_file \(inactiveFileBytes)\n"
      ),
      (
        "\(folder)/memory.events.local",
        "low 0\nhigh 0\nmax \(whole(failures))\noom 0\noom_kill \(oomKills)\n"
      ),
      ("\(folder)/io.stat", "8:0 rbytes=0 wbytes=\(whole(written)) rios=0 wios=0\n"),
      ("\(folder)/io.pressure", "some avg10=0.00 total=\(whole(waitedSeconds * 1e6))\n"),
      ("\(folder)/pids.max", (tasksLimit.map { "\($0)" } ?? "max") + "\n"),
      ("\(folder)/pids.current", "\(tasks)\n"),
    ]
  }
}
