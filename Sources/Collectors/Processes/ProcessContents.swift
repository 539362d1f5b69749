internal import Glibc
public import Metrics
internal import ProcFS

/// What came of a question about a process.
public enum ProcessAnswer<Value: Sendable>: Sendable {
  /// What was read.
  case known(Value)
  /// This user may not read it.
  case denied
  /// The kernel has none, as of its own threads and of what has ended.
  case absent
}

/// What a process holds: its open files, what it is allowed, its memory by kind, and its environment where that was asked
/// for.
///
/// No file is asked for anything that its file system would have to answer; still the kernel may keep whoever asks waiting.
public struct ProcessContents: Sendable {
  /// The open files by number, at most `mostFiles`.
  public internal(set) var files: ProcessAnswer<[OpenFile]> = .absent
  /// Whether there are more open files.
  public internal(set) var hasMoreFiles = false
  /// What the kernel allows the process.
  public internal(set) var limits: ProcessAnswer<[Limit]> = .absent
  /// Its address space by kind.
  public internal(set) var spaces: ProcessAnswer<[Space]> = .absent
  /// What its memory comes to.
  public internal(set) var memory: ProcessAnswer<Memory> = .absent
  /// Its environment, `NAME=value` each, as it was when it began; `nil` where nobody asked for it.
  public internal(set) var environment: ProcessAnswer<[ByteString]>?

  /// One limit.
  public struct Limit: Hashable, Sendable {
    /// What is limited, as the kernel names it.
    public var name: ByteString
    /// What holds now; `nil` where there is no limit.
    public var soft: UInt64?
    /// How far the process may raise it; `nil` where there is no limit.
    public var hard: UInt64?
    /// What is counted, such as `files`.
    public var unit: ByteString
  }

  /// The mappings of one kind.
  public struct Space: Hashable, Sendable {
    /// The kind: `heap`, `stack`, `anonymous`, `file`, `shared` or `kernel`.
    public var kind: String
    /// Bytes of address space.
    public var bytes: UInt64
    /// How many mappings.
    public var mappings: Int
  }

  /// What memory comes to, in bytes; `nil` where the kernel does not report it.
  public struct Memory: Hashable, Sendable {
    /// In memory.
    public var resident: UInt64?
    /// In memory, what several processes share divided among them.
    public var proportional: UInt64?
    /// The part of `proportional` without a file.
    public var anonymous: UInt64?
    /// The part of `proportional` that is of files.
    public var file: UInt64?
    /// The part of `proportional` that is shared memory.
    public var shared: UInt64?
    /// In memory, no other process's and not as on disk.
    public var privateDirty: UInt64?
    /// In swap.
    public var swap: UInt64?
  }

  /// More open files are not listed.
  static let mostFiles = 1000

  /// Reads what a process holds.
  ///
  /// - Parameters:
  ///   - pin: which process.
  ///   - paths: where the process file system is.
  ///   - withEnvironment: whether its environment is read.
  /// - Throws: where the process is gone or its number is another's, before or after the reading.
  public init(
    _ pin: ProcessPin, _ paths: HostPaths, withEnvironment: Bool
  ) throws(ProcessGlance.Absence) {
    try self.init(
      pin, paths, withEnvironment: withEnvironment, ticksPerSecond: Machine.ticksPerSecond)
  }

  init(
    _ pin: ProcessPin, _ paths: HostPaths, withEnvironment: Bool, ticksPerSecond: Double,
    look: DescriptorLook = .kernel, sockets: SocketNames = SocketNames()
  ) throws(ProcessGlance.Absence) {
    let identity = ProcessIdentity(pin, paths, ticksPerSecond: ticksPerSecond)
    let before = try identity.startTicks()
    let folder = paths.proc("\(pin.pid)")
    readFiles(folder, look, sockets)
    readLimits(folder)
    readMemory(folder)
    if withEnvironment {
      environment = ProcessContents.answer(folder + "/environ", limit: 1 << 20) { bytes in
        let variables = ProcessNames.environment(bytes.span, limit: 1000)
        return variables.isEmpty ? nil : variables.map { ByteString($0) }
      }
    }
    // What was read in between is another's where the number went on to another process.
    guard try identity.startTicks() == before else { throw .replaced }
  }

  private mutating func readLimits(_ folder: String) {
    limits = ProcessContents.answer(folder + "/limits", limit: 64 << 10) { bytes in
      let limits = ProcessLimits(bytes.span).limits
      return limits.isEmpty
        ? nil
        : limits.map {
          Limit(
            name: ByteString($0.name), soft: $0.soft, hard: $0.hard, unit: ByteString($0.unit))
        }
    }
  }

  private mutating func readMemory(_ folder: String) {
    spaces = ProcessContents.answer(folder + "/maps", limit: 16 << 20) { bytes in
      guard !bytes.isEmpty else { return nil }
      let maps = MemoryMaps(bytes.span)
      return MemoryMaps.Kind.allCases.map { kind in
        Space(kind: "\(kind)", bytes: maps[kind].bytes, mappings: maps[kind].mappings)
      }
    }
    memory = ProcessContents.answer(folder + "/smaps_rollup", limit: 64 << 10) { bytes in
      let sums = MemoryRollup(bytes.span)
      guard sums.residentBytes != nil else { return nil }
      return Memory(
        resident: sums.residentBytes, proportional: sums.proportionalBytes,
        anonymous: sums.anonymousBytes, file: sums.fileBytes, shared: sums.sharedMemoryBytes,
        privateDirty: sums.privateDirtyBytes, swap: sums.swapBytes)
    }
  }

  /// What a file of a process says, or why it says nothing.
  ///
  /// The corresponding C functions are `open` and `read`.
  private static func answer<Value>(
    _ path: String, limit: Int, _ parse: ([UInt8]) -> Value?
  ) -> ProcessAnswer<Value> {
    errno = 0
    guard let bytes = Tree.bytes(path, limit: limit) else {
      return errno == EACCES || errno == EPERM ? .denied : .absent
    }
    return parse(bytes).map { .known($0) } ?? .absent
  }
}

/// Whether a number is still the same process's.
struct ProcessIdentity {
  private let stat: String
  private let startSeconds: Double?
  private let bootSeconds: Double?
  private let ticksPerSecond: Double

  init(_ pin: ProcessPin, _ paths: HostPaths, ticksPerSecond: Double) {
    stat = paths.proc("\(pin.pid)/stat")
    startSeconds = pin.startSeconds
    bootSeconds = pin.startSeconds == nil ? nil : ProcessGlance.bootTime(paths)
    self.ticksPerSecond = ticksPerSecond
  }

  /// When the process with the number began, in ticks since boot.
  func startTicks() throws(ProcessGlance.Absence) -> UInt64 {
    guard let found = Tree.bytes(stat, limit: 4096).flatMap({ ProcessStat($0.span) }) else {
      throw .gone
    }
    if let startSeconds, let bootSeconds {
      // A clock that is slewed moves both by less.
      let seconds = bootSeconds + Double(found.startTicks) / ticksPerSecond
      guard abs(seconds - startSeconds) < 1 else { throw .replaced }
    }
    return found.startTicks
  }
}
