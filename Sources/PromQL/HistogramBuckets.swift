/// One bucket of a classic histogram: how many observations were at most `upperBound`.
struct Bucket {
  var upperBound: Double
  var count: Double
}

/// What can be read off the buckets of a classic histogram at one moment.
enum HistogramBuckets {
  /// The value that a share of the observations does not exceed, linear within a bucket, and whether counts had to be
  /// raised because they fell.
  ///
  /// Source: Prometheus, Query functions, `histogram_quantile`.
  static func quantile(_ share: Double, _ buckets: inout [Bucket]) -> (value: Double, forced: Bool)
  {
    guard !share.isNaN else { return (.nan, false) }
    guard share >= 0 else { return (-.infinity, false) }
    guard share <= 1 else { return (.infinity, false) }
    guard normalise(&buckets) else { return (.nan, false) }
    let forced = makeMonotonic(&buckets)
    guard buckets.count >= 2, buckets[buckets.count - 1].count != 0 else { return (.nan, forced) }
    return (interpolate(share * buckets[buckets.count - 1].count, buckets), forced)
  }

  private static func interpolate(_ rank: Double, _ buckets: [Bucket]) -> Double {
    let last = buckets.count - 1
    var place = 0
    while place < last, !(buckets[place].count >= rank) { place += 1 }
    if place == last { return buckets[last - 1].upperBound }
    let end = buckets[place].upperBound
    guard place > 0 else {
      return end <= 0 ? end : end * (rank / buckets[0].count)
    }
    let start = buckets[place - 1].upperBound
    let below = buckets[place - 1].count
    return start + (end - start) * ((rank - below) / (buckets[place].count - below))
  }

  /// The share of the observations between `lower` and `upper`.
  ///
  /// Source: Prometheus, Query functions, `histogram_fraction`.
  static func fraction(_ lower: Double, _ upper: Double, _ buckets: inout [Bucket]) -> Double {
    guard normalise(&buckets) else { return .nan }
    let count = buckets[buckets.count - 1].count
    guard count != 0, !lower.isNaN, !upper.isNaN else { return .nan }
    guard lower < upper else { return 0 }
    return (min(rank(upper, buckets), count) - min(rank(lower, buckets), count)) / count
  }

  /// How many observations are at most `value`; a bucket without an end adds none or all of its own.
  private static func rank(_ value: Double, _ buckets: [Bucket]) -> Double {
    var below = 0.0
    for (place, bucket) in buckets.enumerated() {
      let start =
        place > 0 ? buckets[place - 1].upperBound : bucket.upperBound > 0 ? 0 : -Double.infinity
      if start >= value { return below }
      if bucket.upperBound > value {
        if start == -.infinity { return bucket.count }
        if bucket.upperBound == .infinity { return below }
        let share = (value - start) / (bucket.upperBound - start)
        return below + (bucket.count - below) * share
      }
      below = bucket.count
    }
    return below
  }

  /// Sorts by bound and merges equal ones; `false` where the bucket without upper bound is missing.
  private static func normalise(_ buckets: inout [Bucket]) -> Bool {
    let sorted = zip(buckets, buckets.dropFirst()).allSatisfy { $0.upperBound < $1.upperBound }
    if !sorted {
      buckets.sort { $0.upperBound < $1.upperBound }
      var merged: [Bucket] = []
      for bucket in buckets {
        if let last = merged.last, last.upperBound == bucket.upperBound {
          merged[merged.count - 1].count += bucket.count
        } else {
          merged.append(bucket)
        }
      }
      buckets = merged
    }
    return buckets.last?.upperBound == .infinity
  }

  /// Raises counts that are below the one before; whether one was lower by more than rounding explains.
  private static func makeMonotonic(_ buckets: inout [Bucket]) -> Bool {
    var forced = false
    var previous = buckets[0].count
    for place in buckets.indices.dropFirst() {
      let count = buckets[place].count
      if count == previous { continue }
      if isAlmostEqual(previous, count) {
        buckets[place].count = previous
      } else if count < previous {
        buckets[place].count = previous
        forced = true
      } else {
        previous = count
      }
    }
    return forced
  }

  private static func isAlmostEqual(_ left: Double, _ right: Double) -> Bool {
    let distance = (left - right).magnitude
    let size = left.magnitude + right.magnitude
    if left == 0 || right == 0 || size < .leastNormalMagnitude {
      return distance < 1e-12 * Double.leastNormalMagnitude
    }
    return distance / min(size, .greatestFiniteMagnitude) < 1e-12
  }
}
