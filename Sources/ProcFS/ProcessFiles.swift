/// How long a process's first thread ran; threads beside it are not in it.
///
/// Source: Documentation/scheduler/sched-stats.rst, `/proc/<pid>/schedstat`.
public struct ProcessRunTime: Equatable, Sendable {
  /// Nanoseconds on a CPU.
  public var runningNanoseconds: UInt64
  /// Nanoseconds of waiting for a CPU.
  public var waitingNanoseconds: UInt64
  /// How often it was given a CPU.
  public var timeslices: UInt64

  /// The reading; `nil` where the bytes are no such line.
  public init?(_ bytes: Span<UInt8>) {
    var position = 0
    let end = Scan.first(0x0a, bytes, bytes.indices) ?? bytes.count
    guard let running = Scan.number(bytes, &position, end: end),
      let waiting = Scan.number(bytes, &position, end: end),
      let slices = Scan.number(bytes, &position, end: end)
    else { return nil }
    (runningNanoseconds, waitingNanoseconds, timeslices) = (running, waiting, slices)
  }
}

/// What a process read from and wrote to storage.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/<pid>/io`.
public struct ProcessIO: Equatable, Sendable {
  /// Bytes fetched from storage; `nil` when the kernel does not report it.
  public var readBytes: UInt64?
  /// Bytes sent to storage; `nil` when the kernel does not report it.
  public var writtenBytes: UInt64?

  /// The reading; absent lines leave absent values.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      var inLine = line.lowerBound
      guard let name = Scan.field(bytes, &inLine, end: line.upperBound) else { continue }
      if Scan.equals(bytes, name, "read_bytes:") {
        readBytes = Scan.number(bytes, &inLine, end: line.upperBound)
      } else if Scan.equals(bytes, name, "write_bytes:") {
        writtenBytes = Scan.number(bytes, &inLine, end: line.upperBound)
      }
    }
  }
}

/// Small files of a process that name something.
public enum ProcessNames {
  /// The real user id in `/proc/<pid>/status`; `nil` when the kernel does not report it.
  public static func userID(_ status: Span<UInt8>) -> UInt32? {
    var position = 0
    while let line = Scan.line(status, &position) {
      guard Scan.starts(status, line, with: "Uid:") else { continue }
      var inLine = line.lowerBound + 4
      return Scan.number(status, &inLine, end: line.upperBound).flatMap { UInt32(exactly: $0) }
    }
    return nil
  }

  /// The path in `/proc/<pid>/cgroup`: that of cgroups v2, else that of systemd's hierarchy; `nil` where neither is.
  public static func controlGroup(_ bytes: Span<UInt8>) -> [UInt8]? {
    var position = 0
    var fallback: [UInt8]?
    while let line = Scan.line(bytes, &position) {
      guard let first = Scan.first(0x3a, bytes, line),
        let second = Scan.first(0x3a, bytes, first + 1..<line.upperBound)
      else { continue }
      let path = Scan.copy(bytes, second + 1..<line.upperBound)
      let controllers = first + 1..<second
      if controllers.isEmpty { return path }
      if Scan.equals(bytes, controllers, "name=systemd") { fallback = path }
    }
    return fallback
  }

  /// The arguments in `/proc/<pid>/cmdline` with blanks between them; empty for a kernel thread.
  public static func commandLine(_ bytes: Span<UInt8>, limit: Int) -> [UInt8] {
    var end = min(bytes.count, limit)
    while end > 0, bytes[end - 1] == 0 { end -= 1 }
    return Scan.copy(bytes, 0..<end).map { $0 == 0 ? 0x20 : $0 }
  }

  /// The variables in `/proc/<pid>/environ`, `NAME=value` each, in the kernel's order; at most `limit`.
  public static func environment(_ bytes: Span<UInt8>, limit: Int) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var start = 0
    while start < bytes.count, result.count < limit {
      let end = Scan.first(0, bytes, start..<bytes.count) ?? bytes.count
      if end > start { result.append(Scan.copy(bytes, start..<end)) }
      start = end + 1
    }
    return result
  }
}
