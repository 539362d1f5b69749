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
  /// Bytes it holds, and may hold.
  package var memoryBytes = 20 << 20
  package var memoryLimit: Int?
  /// Bytes that it writes each second.
  package var writeRate = 0.0
  /// The shares of the time in which some task waits for a disk.
  package var ioWaiting = 0.0
  /// Tasks in it.
  package var tasks = 4

  private var seconds = 1000.0

  /// A group that does nothing.
  package init(_ path: String) { self.path = path }

  mutating func advance(by seconds: Double) { self.seconds += seconds }

  /// The files of the group by their path in the tree.
  var files: [(path: String, text: String)] {
    let folder = "sys/fs/cgroup" + path
    let number = { (rate: Double) in UInt64(rate * seconds + 0.5) }
    return [
      ("sys/fs/cgroup/cgroup.controllers", "cpu io memory pids\n"),
      ("\(folder)/cpu.max", (quotaMicroseconds.map { "\($0)" } ?? "max") + " 100000\n"),
      (
        "\(folder)/cpu.stat",
        """
        usage_usec \(number(cores * 1e6))
        user_usec \(number(cores * 8e5))
        system_usec \(number(cores * 2e5))
        nr_periods \(number(10))
        nr_throttled \(number(10 * throttledShare))
        throttled_usec \(number(throttledShare * 5e5))

        """
      ),
      ("\(folder)/memory.current", "\(memoryBytes)\n"),
      ("\(folder)/memory.max", (memoryLimit.map { "\($0)" } ?? "max") + "\n"),
      ("\(folder)/memory.stat", "anon \(memoryBytes)\nfile 0\ninactive_file 0\n"),
      ("\(folder)/io.stat", "8:0 rbytes=0 wbytes=\(number(writeRate)) rios=0 wios=0\n"),
      ("\(folder)/io.pressure", "some avg10=0.00 total=\(number(ioWaiting * 1e6))\n"),
      ("\(folder)/pids.current", "\(tasks)\n"),
    ]
  }
}
