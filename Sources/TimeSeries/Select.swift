public import Metrics

/// The series that all matchers select, with their samples of an interval, merged over arenas.
///
/// Each regular expression is tried once a label value. The lock of a ring is held for slices of the work only; blocks
/// are read without it.
///
/// - Parameters:
///   - matchers: the conditions.
///   - after: the open end of the interval: a sample at this moment is not selected.
///   - through: the closed end.
///   - rings: the arenas; where two have one series, the samples of both are merged, and of two at the same time the one
///     of the earlier arena stays.
///   - resolution: where samples may come from.
///   - newest: where it is not `nil`, only so many of the newest samples of the interval are wanted; there may be more.
///     1 serves an instant selector, 2 `irate`; both are read without decoding a block where the newest sample is not
///     after the interval.
/// - Returns: the series that have anything in the interval, sorted by labels. Raw samples are cut to the interval;
///   archived buckets are all that overlap it, coarser ones before finer ones, and raw samples last.
public func select(
  _ matchers: [LabelMatcher], after: Timestamp, through: Timestamp, from rings: [Ring],
  resolution: Resolution = .raw, newest: Int? = nil
) -> Selection {
  let request = ReadRequest(
    after: after.milliseconds, through: through.milliseconds, resolution: resolution,
    newest: newest.map { max(1, $0) })
  guard after < through else { return Selection() }
  var found: [SelectedSeries] = []
  let reader = BlockReader()
  for ring in rings {
    for ringClass in RingClass.allCases {
      ring.read(ringClass, matchers, request, reader, into: &found)
    }
  }
  found.sort { $0.labels < $1.labels }
  return Selection(series: merged(found))
}

/// Sorted series with those of the same labels made one.
private func merged(_ series: [SelectedSeries]) -> [SelectedSeries] {
  var result: [SelectedSeries] = []
  result.reserveCapacity(series.count)
  for one in series {
    if let last = result.last, last.labels == one.labels {
      result[result.count - 1].columns = last.columns.merging(one.columns)
    } else {
      result.append(one)
    }
  }
  return result
}

extension [Column] {
  /// The raw samples of both, in time; archives only of what is older than all of them.
  fileprivate func merging(_ others: [Column]) -> [Column] {
    var times: [Int64] = []
    var values: [Double] = []
    var archives: [Column] = []
    for column in self + others {
      guard case .floats(let otherTimes, let otherValues) = column else {
        if archives.isEmpty { archives.append(column) }
        continue
      }
      (times, values) = zipped(times, values, otherTimes, otherValues)
    }
    guard !times.isEmpty else { return archives }
    return archives.compactMap { $0.before(times[0]) } + [.floats(times: times, values: values)]
  }

  private func zipped(
    _ times: [Int64], _ values: [Double], _ otherTimes: [Int64], _ otherValues: [Double]
  ) -> (times: [Int64], values: [Double]) {
    var result: (times: [Int64], values: [Double]) = ([], [])
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
  /// The column where all of it is older than `time`.
  fileprivate func before(_ time: Int64) -> Column? {
    let newest: Int64? =
      switch self {
      case .floats(let times, _): times.last
      case .gauges(let buckets): buckets.lastTimes.last
      case .counters(let buckets): buckets.lastTimes.last
      }
    return newest.map { $0 < time } == true ? self : nil
  }
}
