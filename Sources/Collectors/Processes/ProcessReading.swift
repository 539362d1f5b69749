/// What a process has used since it began; every number only rises.
struct ProcessCounters: Equatable, Sendable {
  var userTicks: UInt64 = 0
  var systemTicks: UInt64 = 0
  var minorFaults: UInt64 = 0
  var majorFaults: UInt64 = 0
  var readBytes: UInt64 = 0
  var writtenBytes: UInt64 = 0

  var cpuTicks: UInt64 { userTicks &+ systemTicks }

  /// What was used since `earlier`; nothing where a number fell.
  func since(_ earlier: ProcessCounters) -> ProcessCounters {
    let rise = { (now: UInt64, before: UInt64) in now > before ? now - before : 0 }
    return ProcessCounters(
      userTicks: rise(userTicks, earlier.userTicks),
      systemTicks: rise(systemTicks, earlier.systemTicks),
      minorFaults: rise(minorFaults, earlier.minorFaults),
      majorFaults: rise(majorFaults, earlier.majorFaults),
      readBytes: rise(readBytes, earlier.readBytes),
      writtenBytes: rise(writtenBytes, earlier.writtenBytes))
  }

  mutating func add(_ other: ProcessCounters) {
    userTicks &+= other.userTicks
    systemTicks &+= other.systemTicks
    minorFaults &+= other.minorFaults
    majorFaults &+= other.majorFaults
    readBytes &+= other.readBytes
    writtenBytes &+= other.writtenBytes
  }
}

/// One process at one moment.
struct ProcessReading: Equatable, Sendable {
  var pid: Int32
  /// The process that started it, or that took it over when that one ended.
  var parent: Int32 = 0
  /// Clock ticks between boot and start: with the pid, which process this is.
  var startTicks: UInt64
  var counters = ProcessCounters()
  var residentPages: UInt64 = 0
  var virtualBytes: UInt64 = 0
  var threads: UInt64 = 1
  var state: UInt8 = 0x53
  /// Whether the kernel let us see what the process reads and writes.
  var hasIO = false
}

/// A sum over the last ten seconds, kept in ten buckets of one second.
struct TenSecondSum: Sendable {
  private var buckets: [10 of UInt64] = .init(repeating: 0)
  private(set) var sum: UInt64 = 0

  mutating func add(_ amount: UInt64, second: Int64) {
    let index = TenSecondSum.index(second)
    let (whole, overflow) = sum.addingReportingOverflow(amount)
    guard !overflow else { return }
    sum = whole
    buckets[index] &+= amount
  }

  /// Forgets what is older than ten seconds, now that the time has come from `last` to `second`.
  mutating func advance(from last: Int64, to second: Int64) {
    guard sum > 0, second > last else { return }
    for step in 1...min(10, second &- last) {
      let index = TenSecondSum.index(last &+ step)
      sum -= buckets[index]
      buckets[index] = 0
    }
  }

  private static func index(_ second: Int64) -> Int { Int(((second % 10) + 10) % 10) }
}
