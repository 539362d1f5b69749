internal import Glibc

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
