/// A moment: milliseconds since the Unix epoch, negative before it, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var milliseconds: Int64

  /// The moment `milliseconds` after the Unix epoch.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The moment `seconds` after the Unix epoch, rounded to a millisecond; `nil` where that is no number or does not fit.
  public init?(seconds: Double) {
    guard let milliseconds = Int64(exactly: (seconds * 1000).rounded()) else { return nil }
    self.init(milliseconds: milliseconds)
  }

  /// Seconds since the Unix epoch.
  public var seconds: Double { Double(milliseconds) / 1000 }

  /// Order in time.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The moment `duration` later; stops at the ends of the range instead of wrapping.
  public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
    let (sum, overflow) = moment.milliseconds.addingReportingOverflow(duration.milliseconds)
    guard overflow else { return Timestamp(milliseconds: sum) }
    return Timestamp(milliseconds: duration < .zero ? .min : .max)
  }

  /// The moment `duration` earlier; stops at the ends of the range instead of wrapping.
  public static func - (moment: Timestamp, duration: Duration) -> Timestamp {
    moment + (.zero - duration)
  }

  /// The time from `earlier` to `later`.
  public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
    .milliseconds(later.milliseconds) - .milliseconds(earlier.milliseconds)
  }

  /// The start of the `width`-wide wall-clock bucket that holds this moment; buckets are aligned to the epoch.
  public func bucketStart(_ width: Duration) -> Timestamp {
    let step = width.milliseconds
    precondition(step > 0, "a bucket has a width")
    let remainder = milliseconds % step
    return Timestamp(milliseconds: milliseconds - (remainder < 0 ? remainder + step : remainder))
  }
}

extension Duration {
  /// Whole milliseconds, rounded towards zero; the nearest value of `Int64` where they do not fit.
  public var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
    guard overflow || carry else { return sum }
    return seconds < 0 ? .min : .max
  }

  /// The duration as a number of seconds.
  public var inSeconds: Double { Double(milliseconds) / 1000 }
}
