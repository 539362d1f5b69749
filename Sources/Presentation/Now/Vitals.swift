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
    /// Packets each second that were dropped.
    var drops: Course
    /// Bytes each second that the link carries; `nil` where the driver does not say.
    var speed: Double?
  }

  /// Milliseconds since the epoch of the first point of every course, and the distance of points.
  var start: Int64
  var step: Int64
  var count: Int

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
  /// Tasks that run or could run, and tasks that wait for a disk.
  var running: Course
  var blocked: Course
  var memoryAvailable: Double?
  var memoryTotal: Double?
  /// Pages each second from and to swap.
  var swapping: Course
  var disks: [Disk] = []
  var interfaces: [Interface] = []
  /// The processes with their newest rates.
  var processes: [ProcessRow] = []
  /// By how many bytes each process has grown in the last minute.
  var growth: [RowKey: Double] = [:]

  /// A machine of which nothing is known on a grid of `count` points.
  init(start: Int64, step: Int64, count: Int) {
    self.start = start
    self.step = step
    self.count = count
    let absent = Course(absent: count)
    cpuWaiting = absent
    memoryWaiting = absent
    ioWaiting = absent
    running = absent
    blocked = absent
    swapping = absent
  }

  /// The mean over ten seconds at every point: a shorter queue is not worth a sentence.
  func steady(_ course: Course) -> Course {
    course.smoothed(max(1, Int(10_000 / max(step, 1))))
  }

  /// Whether the kernel reports pressure.
  var hasPressure: Bool {
    [cpuWaiting, ioWaiting, memoryWaiting].contains { steady($0).last != nil }
  }

  /// The cores that modes other than `modes` keep busy.
  func cores(without modes: Set<ByteString>) -> Course {
    Course.sum(self.modes.filter { !modes.contains($0.key) }.map(\.value), count: count)
  }
}
