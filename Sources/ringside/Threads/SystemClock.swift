internal import Glibc
internal import Metrics

/// The clocks of this machine, for the threads that wait for them.
enum SystemClock {
  /// The wall clock.
  ///
  /// The corresponding C function is `clock_gettime`.
  static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// The CPU time that this process has used, in seconds.
  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
  }

  /// The name of this host; empty where it has none.
  ///
  /// The corresponding C function is `gethostname`.
  static func hostName() -> String {
    var name = [UInt8](repeating: 0, count: 256)
    let status = name.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { name in
        name.baseAddress.map { gethostname($0, name.count - 1) } ?? -1
      }
    }
    guard status == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The zone of this machine at a moment: minutes east of Greenwich, and its abbreviation.
  ///
  /// The corresponding C function is `localtime_r`.
  static func zone(at moment: Timestamp) -> (minutesEast: Int, name: String) {
    var seconds = time_t(moment.milliseconds / 1000)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return (0, "UTC") }
    let name = parts.tm_zone.map { String(cString: $0) } ?? "UTC"
    return (parts.tm_gmtoff / 60, name)
  }
}
