/// What a control group's memory consists of: `memory.stat`.
///
/// Source: Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files". What the kernel does not report is absent.
public struct ControlGroupMemory: Equatable, Sendable {
  /// Bytes that are no file's: heaps, stacks.
  public var anonymousBytes: UInt64?
  /// Bytes of cached files, those of tmpfs included.
  public var fileBytes: UInt64?
  /// Bytes of cached files that were not used lately, and go first.
  public var inactiveFileBytes: UInt64?
  /// Page faults that waited for a disk.
  public var majorFaults: UInt64?

  /// The reading; lines that are unknown or hold no number are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let (name, value) = ControlGroupFiles.pair(bytes, &position) {
      if Scan.equals(bytes, name, "anon") {
        anonymousBytes = value
      } else if Scan.equals(bytes, name, "file") {
        fileBytes = value
      } else if Scan.equals(bytes, name, "inactive_file") {
        inactiveFileBytes = value
      } else if Scan.equals(bytes, name, "pgmajfault") {
        majorFaults = value
      }
    }
  }
}

/// How often a control group came to a limit of its memory: `memory.events`.
///
/// Source: Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files". What the kernel does not report is absent.
public struct ControlGroupMemoryEvents: Equatable, Sendable {
  /// Times that the group was reclaimed from although it held less than it is promised.
  public var low: UInt64?
  /// Times that tasks were slowed because the group held more than `memory.high`.
  public var high: UInt64?
  /// Times that the group came to `memory.max`.
  public var max: UInt64?
  /// Times that memory ran out, whether or not anything was killed.
  public var outOfMemory: UInt64?
  /// Processes that were killed because memory ran out.
  public var kills: UInt64?

  /// The reading; lines that are unknown or hold no number are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let (name, value) = ControlGroupFiles.pair(bytes, &position) {
      if Scan.equals(bytes, name, "low") {
        low = value
      } else if Scan.equals(bytes, name, "high") {
        high = value
      } else if Scan.equals(bytes, name, "max") {
        max = value
      } else if Scan.equals(bytes, name, "oom") {
        outOfMemory = value
      } else if Scan.equals(bytes, name, "oom_kill") {
        kills = value
      }
    }
  }
}
