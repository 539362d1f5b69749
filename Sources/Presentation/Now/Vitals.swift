internal import Metrics

/// What is known about the machine's resources: the input of the Now line.
struct Vitals {
  /// A block device.
  struct Disk {
    var device: ByteString
    /// The share of time in which it was at work.
    var busy: Course
    /// The requests that were in it or waited for it, on average.
    var queue: Course
    /// Seconds that a request took; `nil` where there was none.
    var wait: Double?
    /// Bytes each second.
    var readBytes: Double?
    var writtenBytes: Double?
    /// Seconds each second that requests took.
    var readTime: Double?
    var writeTime: Double?
  }

  /// A network interface.
  struct Interface {
    var device: ByteString
    var receivedBytes: Course
    var sentBytes: Course
    /// Packets each second that were dropped, that had errors, and that went through.
    var drops: Course
    var errors: Course
    var packets: Course
    /// Bytes each second that the link carries; `nil` where the driver does not say.
    var speed: Double?
  }

  /// A file system, on the coarse grid of an hour.
  struct FileSystem {
    var mountPoint: ByteString
    var fill: FileSystemFill
  }

  /// A control group and its limits.
  struct ControlGroup {
    var id: ByteString
    /// What people call it.
    var name: DisplayText
    /// The share of periods in which it had to wait for its quota.
    var throttled: Course
    /// The shares of its limits that are in use.
    var memoryShare: Course
    var tasksShare: Course
    /// Cores that it may use, and uses; seconds each second that it waited.
    var quotaCores: Double?
    var usedCores: Double?
    var throttledSeconds: Double?
    var memory: Double?
    var memoryLimit: Double?
    /// Times each second that it came to its limit of memory.
    var failures: Double?
    var tasks: Double?
    var tasksLimit: Double?
  }

  /// Milliseconds since the epoch of the first point of every course, and the distance of points.
  var start: Int64
  var step: Int64
  var count: Int
  /// The same for courses on the coarse grid, whose series have a sample only now and then.
  var coarseStart: Int64
  var coarseStep: Int64

  /// The processors of the machine.
  var cores: Double?
  /// Cores by mode.
  var modes: [ByteString: Course] = [:]
  /// The share of the busiest processor.
  var busiestCore: Double?
  /// The share of time in which some task waited; without samples where PSI is off.
  var cpuWaiting: Course
  var memoryWaiting: Course
  var ioWaiting: Course
  /// The share of time in which every task that could have run waited for memory.
  var memoryStalled: Course
  /// Tasks that run or could run, and tasks that wait for a disk.
  var running: Course
  var blocked: Course
  /// How many processes were in state D for ten seconds, on the coarse grid.
  var stuckCounts: Course
  /// Which ones are now.
  var stuck: [ProcessKey] = []
  var memoryAvailable: Double?
  var memoryTotal: Double?
  /// Pages each second from and to swap, and faults each second that waited for a disk.
  var swapping: Course
  var majorFaults: Course
  var disks: [Disk] = []
  var interfaces: [Interface] = []
  /// TCP segments each second that were sent, and sent again, on the coarse grid.
  var segmentsSent: Course
  var segmentsSentAgain: Course
  var fileSystems: [FileSystem] = []
  /// The groups that Ringside is in.
  var controlGroups: [ControlGroup] = []
  /// All other groups that use much of a limit, on a grid of their own.
  var units: [ControlGroup] = []
  var unitStart: Int64
  var unitStep: Int64
  /// The processes with their newest rates.
  var processes: [ProcessRow] = []
  /// By how many bytes each process has grown in the last minute.
  var growth: [RowKey: Double] = [:]
  /// Major faults each second of each process.
  var faults: [RowKey: Double] = [:]

  /// A machine of which nothing is known on a grid of `count` points.
  init(start: Int64, step: Int64, count: Int) {
    self.start = start
    self.step = step
    self.count = count
    coarseStart = start
    coarseStep = step
    unitStart = start
    unitStep = step
    let absent = Course(absent: count)
    cpuWaiting = absent
    memoryWaiting = absent
    ioWaiting = absent
    memoryStalled = absent
    running = absent
    blocked = absent
    stuckCounts = absent
    swapping = absent
    majorFaults = absent
    segmentsSent = absent
    segmentsSentAgain = absent
  }

  /// The points of ten seconds.
  var steadyPoints: Int { max(1, Int(10_000 / max(step, 1))) }

  /// The mean over ten seconds at every point: a shorter queue is not worth a sentence.
  func steady(_ course: Course) -> Course { course.smoothed(steadyPoints) }

  /// Whether the kernel reports pressure.
  var hasPressure: Bool {
    [cpuWaiting, ioWaiting, memoryWaiting].contains { steady($0).last != nil }
  }

  /// The cores that modes other than `modes` keep busy.
  func cores(without modes: Set<ByteString>) -> Course {
    Course.sum(self.modes.filter { !modes.contains($0.key) }.map(\.value), count: count)
  }
}
