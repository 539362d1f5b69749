/// A run of one series' samples in one encoding, oldest first.
public enum Column: Sendable, Equatable {
  /// Raw samples: milliseconds since the epoch, ascending, and as many values; staleness markers are among them.
  case floats(times: [Int64], values: [Double])
  /// Archived buckets of a gauge or an untyped series, from before the first raw sample.
  case gauges(GaugeBuckets)
  /// Archived buckets of a counter, from before the first raw sample.
  case counters(CounterBuckets)
}

/// Wall-clock buckets of a gauge: parallel arrays, one element a bucket that held samples, ascending in time.
///
/// A bucket holds the samples of `start ..< start + width`; buckets are aligned to the epoch. Staleness markers are
/// counted nowhere; where one is the newest of its bucket, `last` is the marker and the series has no value from
/// `lastTimes` on. Source: RRDtool's round-robin archives.
public struct GaugeBuckets: Sendable, Equatable {
  /// The width of a bucket in milliseconds: 10,000 or 60,000.
  public var width: Int64
  /// When each bucket begins, in milliseconds since the epoch.
  public var starts: [Int64] = []
  /// The smallest value; NaN only where every sample is NaN, or where there is only a staleness marker.
  public var minima: [Double] = []
  /// The largest value; NaN as `minima`.
  public var maxima: [Double] = []
  /// The sum of the values.
  public var sums: [Double] = []
  /// How many samples there are, markers not counted; zero for a bucket with nothing but a marker.
  public var counts: [Int64] = []
  /// The newest value, or the staleness marker.
  public var lasts: [Double] = []
  /// When the newest value was true, in milliseconds since the epoch; inside its bucket.
  public var lastTimes: [Int64] = []

  /// No bucket yet, each to be `width` milliseconds wide.
  public init(width: Int64) { self.width = width }
}

/// Wall-clock buckets of a counter: parallel arrays, one element a bucket that held samples, ascending in time.
///
/// A bucket owns the steps that *arrive* in it, the one from the last sample of an earlier bucket included, so that
/// increases of neighbouring buckets add up to the increase over both. A step down is a reset and counts as a rise from
/// zero. NaN and staleness markers are no ends of a step. `last` may be the marker, as in `GaugeBuckets`.
public struct CounterBuckets: Sendable, Equatable {
  /// The width of a bucket in milliseconds: 10,000 or 60,000.
  public var width: Int64
  /// When each bucket begins, in milliseconds since the epoch.
  public var starts: [Int64] = []
  /// The newest value, or the staleness marker.
  public var lasts: [Double] = []
  /// When the newest value was true, in milliseconds since the epoch; inside its bucket.
  public var lastTimes: [Int64] = []
  /// The sum of the steps that arrive in the bucket, corrected for resets; 0 where none does.
  public var increases: [Double] = []
  /// The smallest step per second; NaN where no step arrives.
  public var slowest: [Double] = []
  /// The largest step per second; NaN where no step arrives.
  public var fastest: [Double] = []

  /// No bucket yet, each to be `width` milliseconds wide.
  public init(width: Int64) { self.width = width }
}

extension GaugeBuckets {
  /// Equality by bits, so that two equal NaNs are equal.
  public static func == (left: GaugeBuckets, right: GaugeBuckets) -> Bool {
    left.width == right.width && left.starts == right.starts && left.counts == right.counts
      && left.lastTimes == right.lastTimes && equalBits(left.minima, right.minima)
      && equalBits(left.maxima, right.maxima) && equalBits(left.sums, right.sums)
      && equalBits(left.lasts, right.lasts)
  }
}

extension CounterBuckets {
  /// Equality by bits, so that two equal NaNs are equal.
  public static func == (left: CounterBuckets, right: CounterBuckets) -> Bool {
    left.width == right.width && left.starts == right.starts && left.lastTimes == right.lastTimes
      && equalBits(left.lasts, right.lasts) && equalBits(left.increases, right.increases)
      && equalBits(left.slowest, right.slowest) && equalBits(left.fastest, right.fastest)
  }
}

private func equalBits(_ left: [Double], _ right: [Double]) -> Bool {
  left.elementsEqual(right) { $0.bitPattern == $1.bitPattern }
}
