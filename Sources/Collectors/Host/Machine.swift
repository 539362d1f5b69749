internal import Glibc
internal import ProcFS

/// What this machine says about itself.
public enum Machine {
  /// The host's name, as `uname -n` prints it.
  ///
  /// The corresponding C function is `gethostname`.
  public static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether this process may look into those of others whatever these may do, CAP_SYS_PTRACE; `nil` where that is not
  /// known.
  public static var mayTrace: Bool? {
    guard let bytes = Tree.bytes("/proc/self/status", limit: 16384) else { return nil }
    var position = 0
    while let line = Scan.line(bytes.span, &position) {
      guard Scan.starts(bytes.span, line, with: "CapEff:") else { continue }
      let number = Scan.trimmed(bytes.span, line.lowerBound + 7..<line.upperBound)
      return Scan.hexadecimal(bytes.span, number).map { $0 & (1 << 19) != 0 }
    }
    return nil
  }

  /// Clock ticks a second, as process times are written; 100 on Linux.
  static var ticksPerSecond: Double { Double(max(1, sysconf(Int32(_SC_CLK_TCK)))) }

  /// Bytes of a page of memory.
  static var pageBytes: Double { Double(max(1, sysconf(Int32(_SC_PAGESIZE)))) }

  /// The wall clock in seconds since the epoch.
  @Sendable static func wallSeconds() -> Double { seconds(CLOCK_REALTIME) }

  /// A clock that never goes back, in seconds.
  @Sendable static func monotonicSeconds() -> Double { seconds(CLOCK_MONOTONIC) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
