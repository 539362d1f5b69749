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
///   - sources: the arenas and files; where two have one series, the samples of both are merged, and of two at the same
///     time the one of the earlier source stays.
///   - resolution: where samples may come from.
///   - newest: where it is not `nil`, only so many of the newest samples of the interval are wanted; there may be more.
///     1 serves an instant selector, 2 `irate`; both are read without decoding a block where the newest sample is not
///     after the interval.
/// - Returns: the series that have anything in the interval, sorted by labels. Raw samples are cut to the interval;
///   archived buckets are all that overlap it, coarser ones before finer ones, and raw samples last.
public func select(
  _ matchers: [LabelMatcher], after: Timestamp, through: Timestamp,
  from sources: [any SampleSource],
  resolution: Resolution = .raw, newest: Int? = nil
) -> Selection {
  let request = SampleRequest(
    after: after.milliseconds, through: through.milliseconds, resolution: resolution,
    newest: newest.map { max(1, $0) })
  guard after < through else { return Selection() }
  var found: [SelectedSeries] = []
  for source in sources {
    for ringClass in RingClass.allCases {
      source.read(ringClass, matchers, request, into: &found)
    }
  }
  if let order = Labels.order(found.map(\.labels)) { found = order.map { found[$0] } }
  return Selection(series: merged(found))
}

/// Sorted series with those of the same labels made one.
private func merged(_ series: [SelectedSeries]) -> [SelectedSeries] {
  // By index, as a walk over pairs copies each series twice.
  let hasTwins = series.indices.dropFirst().contains {
    series[$0].labels == series[$0 - 1].labels
  }
  guard hasTwins else { return series }
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
