/// A process of a made-up machine: who it is, what it does each second, and what it has done.
package struct FakeProcess {
  /// Its number.
  package var pid: Int
  /// Its name as the kernel has it, at most 15 bytes.
  package var comm: [UInt8]
  /// Its arguments with a NUL after each; empty for a kernel thread.
  package var commandLine: [UInt8]
  /// The process that started it; the kernel's 0 for the first.
  package var parent: Int
  /// Its user's number.
  package var user = 0
  /// Its control group.
  package var controlGroup = "/system.slice"
  /// From -20 to 19; above 0 its time is counted as `nice`.
  package var niceness = 0
  /// How many threads it has.
  package var threads = 1
  /// When it started, in seconds since boot.
  package var startSeconds = 10.0
  /// Bytes in memory.
  package var residentBytes = 8 << 20
  /// Bytes of address space.
  package var virtualBytes = 200 << 20

  /// Cores it uses in user mode.
  package var userCores = 0.0
  /// Cores it uses in the kernel.
  package var systemCores = 0.0
  /// Bytes a second from storage.
  package var readRate = 0.0
  /// Bytes a second to storage.
  package var writeRate = 0.0
  /// The one CPU that it runs on; `nil` where it runs on all.
  package var pinnedCPU: Int?
  /// Whether it waits for a disk.
  package var isBlocked = false
  /// Bytes by which it grows each second.
  package var growthRate = 0.0
  /// Page faults each second that wait for a disk.
  package var majorFaultRate = 0.0

  /// CPU seconds in user mode so far.
  package var userSeconds = 0.0
  /// CPU seconds in the kernel so far.
  package var systemSeconds = 0.0
  /// Bytes from storage so far.
  package var readBytes = 0.0
  /// Bytes to storage so far.
  package var writtenBytes = 0.0

  /// Major faults so far.
  package var majorFaults = 3.0

  /// A process that does nothing.
  package init(pid: Int, comm: String, commandLine: String? = nil) {
    self.pid = pid
    parent = pid == 1 ? 0 : 1
    self.comm = Array(comm.utf8.prefix(15))
    let words = (commandLine ?? comm).split(separator: " ")
    self.commandLine = words.flatMap { Array($0.utf8) + [0] }
  }

  /// The name as text.
  package var name: String { String(decoding: comm, as: UTF8.self) }

  /// Cores it uses in all.
  package var cores: Double { userCores + systemCores }

  /// Whether anything of it changes with time.
  var isBusy: Bool {
    cores > 0 || readRate > 0 || writeRate > 0 || growthRate > 0 || majorFaultRate > 0
  }

  mutating func advance(by seconds: Double) {
    userSeconds += userCores * seconds
    systemSeconds += systemCores * seconds
    readBytes += readRate * seconds
    writtenBytes += writeRate * seconds
    residentBytes += Int(growthRate * seconds)
    majorFaults += majorFaultRate * seconds
  }
}
