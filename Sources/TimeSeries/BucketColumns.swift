extension GaugeBuckets {
  /// Adds a bucket; one with the number of the newest is its continuation after a pause.
  mutating func append(_ bucket: ClosedBucket) {
    let start = bucket.number &* width
    guard starts.last != start else { return extend(bucket) }
    starts.append(start)
    minima.append(Double(bitPattern: bucket.smallest))
    maxima.append(Double(bitPattern: bucket.largest))
    sums.append(Double(bitPattern: bucket.sum))
    counts.append(Int64(bucket.count))
    lasts.append(Double(bitPattern: bucket.last))
    lastTimes.append(bucket.lastTime)
  }

  private mutating func extend(_ bucket: ClosedBucket) {
    let place = starts.count - 1
    minima[place] = smaller(minima[place], Double(bitPattern: bucket.smallest))
    maxima[place] = larger(maxima[place], Double(bitPattern: bucket.largest))
    sums[place] += Double(bitPattern: bucket.sum)
    counts[place] += Int64(bucket.count)
    lasts[place] = Double(bitPattern: bucket.last)
    lastTimes[place] = bucket.lastTime
  }
}

extension CounterBuckets {
  /// Adds a bucket; one with the number of the newest is its continuation after a pause.
  mutating func append(_ bucket: ClosedBucket) {
    let start = bucket.number &* width
    guard starts.last != start else { return extend(bucket) }
    starts.append(start)
    lasts.append(Double(bitPattern: bucket.last))
    lastTimes.append(bucket.lastTime)
    increases.append(Double(bitPattern: bucket.sum))
    slowest.append(Double(bitPattern: bucket.smallest))
    fastest.append(Double(bitPattern: bucket.largest))
  }

  private mutating func extend(_ bucket: ClosedBucket) {
    let place = starts.count - 1
    lasts[place] = Double(bitPattern: bucket.last)
    lastTimes[place] = bucket.lastTime
    increases[place] += Double(bitPattern: bucket.sum)
    slowest[place] = smaller(slowest[place], Double(bitPattern: bucket.smallest))
    fastest[place] = larger(fastest[place], Double(bitPattern: bucket.largest))
  }
}

/// The smaller of two numbers; NaN stands for none.
private func smaller(_ one: Double, _ other: Double) -> Double {
  one.isNaN ? other : other.isNaN ? one : min(one, other)
}

/// The larger of two numbers; NaN stands for none.
private func larger(_ one: Double, _ other: Double) -> Double {
  one.isNaN ? other : other.isNaN ? one : max(one, other)
}
