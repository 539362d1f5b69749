internal import Glibc
public import Metrics
internal import ProcFS

/// One process read once, with what is not recorded: its threads, and how many files it holds open.
///
/// The kernel may keep whoever asks waiting, so that it is to be read on a thread that may be lost.
public struct ProcessGlance: Sendable {
  /// One thread.
  public struct Thread: Sendable {
    /// Its number.
    public var id: Int32
    /// Its name as the kernel has it.
    public var name: ByteString
    /// The kernel's letter for its state.
    public var state: UInt8
    /// CPU seconds since it began.
    public var cpuSeconds: Double
  }

  /// Why there is nothing.
  public enum Absence: Error, Sendable {
    /// Nobody has the number.
    case gone
    /// Another process has the number now.
    case replaced
  }

  /// The threads by number.
  public private(set) var threads: [Thread] = []
  /// How many files are open; `nil` where that may not be read.
  public private(set) var openFiles: Int?
  /// Whether there are more than were counted.
  public private(set) var hasMoreFiles = false

  /// More open files are not counted.
  private static let mostFiles = 10_000

  /// Reads a process.
  ///
  /// - Parameters:
  ///   - pin: which process.
  ///   - paths: where the process file system is.
  /// - Throws: where the process is gone or its number is another's.
  public init(_ pin: ProcessPin, _ paths: HostPaths) throws(Absence) {
    try self.init(pin, paths, ticksPerSecond: Machine.ticksPerSecond)
  }

  init(_ pin: ProcessPin, _ paths: HostPaths, ticksPerSecond: Double) throws(Absence) {
    let folder = paths.proc("\(pin.pid)")
    guard let first = ProcessGlance.stat(folder + "/stat") else { throw .gone }
    if let start = pin.startSeconds, let boot = ProcessGlance.bootTime(paths) {
      let found = boot + Double(first.stat.startTicks) / ticksPerSecond
      // A clock that is slewed moves both by less.
      guard abs(found - start) < 1 else { throw .replaced }
    }
    for name in Tree.names(folder + "/task") {
      guard let id = Int32(name), let task = ProcessGlance.stat(folder + "/task/\(name)/stat")
      else { continue }
      threads.append(
        Thread(
          id: id, name: ByteString(task.comm), state: task.stat.state,
          cpuSeconds: Double(task.stat.userTicks &+ task.stat.systemTicks) / ticksPerSecond))
    }
    threads.sort { $0.id < $1.id }
    countFiles(folder + "/fd")
  }

  /// The corresponding C functions are `opendir` and `readdir`.
  private mutating func countFiles(_ path: String) {
    guard let folder = opendir(path) else { return }
    defer { closedir(folder) }
    var count = -2
    while count <= ProcessGlance.mostFiles, readdir(folder) != nil { count += 1 }
    hasMoreFiles = count > ProcessGlance.mostFiles
    openFiles = max(0, min(count, ProcessGlance.mostFiles))
  }

  private static func stat(_ path: String) -> (stat: ProcessStat, comm: [UInt8])? {
    guard let bytes = Tree.bytes(path, limit: 4096) else { return nil }
    return ProcessStat(bytes.span).map { ($0, Array(bytes[$0.comm])) }
  }

  static func bootTime(_ paths: HostPaths) -> Double? {
    guard let bytes = Tree.bytes(paths.proc("stat"), limit: 1 << 20) else { return nil }
    for line in bytes.split(separator: 0x0a) where line.starts(with: "btime ".utf8) {
      return Double(String(decoding: line.dropFirst(6), as: UTF8.self))
    }
    return nil
  }
}
