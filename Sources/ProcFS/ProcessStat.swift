/// One process as the kernel's one-line summary shows it.
///
/// Source: proc_pid_stat(5), `/proc/<pid>/stat`.
public struct ProcessStat: Equatable, Sendable {
  /// The process id.
  public var pid: Int32 = 0
  /// Where the command's name stands in the bytes; it may hold blanks, brackets and any other byte.
  public var comm: Range<Int> = 0..<0
  /// The state's letter, such as `R`.
  public var state: UInt8 = 0
  /// The parent's process id.
  public var parent: Int32 = 0
  /// Page faults that needed no disk.
  public var minorFaults: UInt64 = 0
  /// Page faults that waited for a disk.
  public var majorFaults: UInt64 = 0
  /// Clock ticks in user mode, guests included.
  public var userTicks: UInt64 = 0
  /// Clock ticks in the kernel.
  public var systemTicks: UInt64 = 0
  /// Clock ticks of children that were waited for, user and system together.
  public var childrenTicks: UInt64 = 0
  /// Threads.
  public var threads: UInt64 = 0
  /// Clock ticks between boot and the process's start; with the pid it names the process for good.
  public var startTicks: UInt64 = 0
  /// Bytes of address space.
  public var virtualBytes: UInt64 = 0
  /// Pages in memory.
  public var residentPages: UInt64 = 0

  /// The reading; `nil` where the bytes are cut off or no such line.
  public init?(_ bytes: Span<UInt8>) {
    guard let open = Scan.first(0x28, bytes, bytes.indices),
      let close = ProcessStat.lastBracket(bytes),
      close > open,
      let pid = Scan.unsigned(bytes, Scan.trimmed(bytes, 0..<open)).flatMap({ Int32(exactly: $0) })
    else { return nil }
    self.pid = pid
    comm = open + 1..<close
    var position = close + 1
    let end = Scan.first(0x0a, bytes, position..<bytes.count) ?? bytes.count
    guard let state = Scan.field(bytes, &position, end: end) else { return nil }
    self.state = bytes[state.lowerBound]
    guard readNumbers(bytes, &position, end) else { return nil }
  }

  /// Columns 4 to 24 of the line.
  private mutating func readNumbers(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) -> Bool
  {
    for column in 4...24 {
      guard let field = Scan.field(bytes, &position, end: end) else { return false }
      let value =
        Scan.signed(bytes, field).map { UInt64(max(0, $0)) } ?? Scan.unsigned(bytes, field)
      guard let value else { return false }
      set(column, value)
    }
    return true
  }

  private mutating func set(_ column: Int, _ value: UInt64) {
    switch column {
    case 4: parent = Int32(truncatingIfNeeded: value)
    case 10: minorFaults = value
    case 12: majorFaults = value
    case 14: userTicks = value
    case 15: systemTicks = value
    case 16, 17: childrenTicks &+= value
    case 20: threads = value
    case 22: startTicks = value
    case 23: virtualBytes = value
    case 24: residentPages = value
    default: break
    }
  }

  private static func lastBracket(_ bytes: Span<UInt8>) -> Int? {
    for index in bytes.indices.reversed() where bytes[index] == 0x29 { return index }
    return nil
  }
}
