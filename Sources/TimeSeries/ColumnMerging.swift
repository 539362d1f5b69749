extension [Column] {
  /// What two sources have of one series: all raw samples, and of archives what is older than what is finer.
  ///
  /// Of two samples at one time ours stays; of two buckets that begin together the one with more in it: where a writer
  /// was started within a bucket, its arena has a part of what the file has.
  func merging(_ others: [Column]) -> [Column] {
    var times: [Int64] = []
    var values: [Double] = []
    var archives: [Column] = []
    for column in self + others {
      guard case .floats(let otherTimes, let otherValues) = column else {
        archives.add(column)
        continue
      }
      (times, values) = zipped(times, values, otherTimes, otherValues)
    }
    var finer = times.first ?? .max
    var result: [Column] = times.isEmpty ? [] : [.floats(times: times, values: values)]
    for archive in archives.sorted(by: { $0.width < $1.width }) {
      let older = archive.before(finer)
      guard let start = older.firstTime else { continue }
      finer = Swift.min(finer, start)
      result.insert(older, at: 0)
    }
    return result
  }

  /// Adds buckets to those of the same kind and width.
  private mutating func add(_ archive: Column) {
    guard let place = firstIndex(where: { $0.isLike(archive) }) else { return append(archive) }
    self[place] = self[place].uniting(archive)
  }

  private func zipped(
    _ times: [Int64], _ values: [Double], _ otherTimes: [Int64], _ otherValues: [Double]
  ) -> (times: [Int64], values: [Double]) {
    guard !times.isEmpty else { return (otherTimes, otherValues) }
    var result: (times: [Int64], values: [Double]) = ([], [])
    result.times.reserveCapacity(times.count + otherTimes.count)
    result.values.reserveCapacity(times.count + otherTimes.count)
    var (one, other) = (0, 0)
    while one < times.count || other < otherTimes.count {
      if other == otherTimes.count || (one < times.count && times[one] <= otherTimes[other]) {
        if other < otherTimes.count, times[one] == otherTimes[other] { other += 1 }
        result.times.append(times[one])
        result.values.append(values[one])
        one += 1
      } else {
        result.times.append(otherTimes[other])
        result.values.append(otherValues[other])
        other += 1
      }
    }
    return result
  }
}

extension Column {
  /// The width of its buckets; 0 of raw samples.
  fileprivate var width: Int64 {
    switch self {
    case .floats: 0
    case .gauges(let buckets): buckets.width
    case .counters(let buckets): buckets.width
    }
  }

  /// When its first sample or bucket begins; `nil` where it is empty.
  fileprivate var firstTime: Int64? {
    switch self {
    case .floats(let times, _): times.first
    case .gauges(let buckets): buckets.starts.first
    case .counters(let buckets): buckets.starts.first
    }
  }

  /// Whether buckets of both can stand in one column.
  fileprivate func isLike(_ other: Column) -> Bool {
    switch (self, other) {
    case (.gauges(let one), .gauges(let other)): one.width == other.width
    case (.counters(let one), .counters(let other)): one.width == other.width
    default: false
    }
  }

  /// The buckets whose newest sample is older than `time`.
  fileprivate func before(_ time: Int64) -> Column {
    switch self {
    case .floats: return self
    case .gauges(let buckets):
      let count = buckets.lastTimes.firstIndex { $0 >= time } ?? buckets.lastTimes.count
      guard count < buckets.starts.count else { return self }
      var result = GaugeBuckets(width: buckets.width)
      for place in 0..<count { result.append(place, of: buckets) }
      return .gauges(result)
    case .counters(let buckets):
      let count = buckets.lastTimes.firstIndex { $0 >= time } ?? buckets.lastTimes.count
      guard count < buckets.starts.count else { return self }
      var result = CounterBuckets(width: buckets.width)
      for place in 0..<count { result.append(place, of: buckets) }
      return .counters(result)
    }
  }

  /// The buckets of both, in time; of two that begin together the one that has more, else ours.
  fileprivate func uniting(_ other: Column) -> Column {
    switch (self, other) {
    case (.gauges(let one), .gauges(let other)):
      var result = GaugeBuckets(width: one.width)
      united(one.starts, other.starts) {
        one.counts[$0] >= other.counts[$1]
      } take: {
        result.append($1, of: $0 ? one : other)
      }
      return .gauges(result)
    case (.counters(let one), .counters(let other)):
      var result = CounterBuckets(width: one.width)
      // Counters are not counted: of what ends alike that is more in which there was more.
      united(one.starts, other.starts) {
        one.lastTimes[$0] != other.lastTimes[$1] || one.increases[$0] >= other.increases[$1]
      } take: {
        result.append($1, of: $0 ? one : other)
      }
      return .counters(result)
    default: return self
    }
  }
}

/// Hands out the places of two ascending lists in time, of equal ones that of the first where it prevails.
private func united(
  _ starts: [Int64], _ others: [Int64], prevails: (_ place: Int, _ other: Int) -> Bool,
  take: (_ isOurs: Bool, _ place: Int) -> Void
) {
  var (one, other) = (0, 0)
  while one < starts.count || other < others.count {
    if one < starts.count, other < others.count, starts[one] == others[other] {
      let isOurs = prevails(one, other)
      take(isOurs, isOurs ? one : other)
      (one, other) = (one + 1, other + 1)
    } else if other == others.count || (one < starts.count && starts[one] < others[other]) {
      take(true, one)
      one += 1
    } else {
      take(false, other)
      other += 1
    }
  }
}

extension GaugeBuckets {
  fileprivate mutating func append(_ place: Int, of other: GaugeBuckets) {
    starts.append(other.starts[place])
    minima.append(other.minima[place])
    maxima.append(other.maxima[place])
    sums.append(other.sums[place])
    counts.append(other.counts[place])
    lasts.append(other.lasts[place])
    lastTimes.append(other.lastTimes[place])
  }
}

extension CounterBuckets {
  fileprivate mutating func append(_ place: Int, of other: CounterBuckets) {
    starts.append(other.starts[place])
    lasts.append(other.lasts[place])
    lastTimes.append(other.lastTimes[place])
    increases.append(other.increases[place])
    slowest.append(other.slowest[place])
    fastest.append(other.fastest[place])
  }
}
