internal import Glibc
public import Metrics

/// The clocks that scrapes are timed by.
public struct EndpointClock: Sendable {
  /// The wall clock.
  public var now: @Sendable () -> Timestamp

  /// A clock of one's own.
  public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

  /// The system's clock.
  ///
  /// The corresponding C function is `clock_gettime` with `CLOCK_REALTIME`.
  public static let system = EndpointClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(
      milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
