public import Metrics
internal import Synchronization

/// The series that all matchers select, with their samples of an interval, merged over arenas.
///
/// - Parameters:
///   - matchers: the conditions; a regular expression is tried once a label value.
///   - after: the open end of the interval: a sample at this moment is not selected.
///   - through: the closed end.
///   - rings: the arenas; of two samples of one series at the same time the one of the earlier arena stays.
///   - resolution: where samples may come from.
///   - newest: where it is not `nil`, only so many of the newest samples of the interval are wanted, and more may not be
///     returned; 1 for an instant selector, 2 for `irate`, which are then read without decoding a block.
/// - Returns: the series that have anything in the interval, sorted by labels. Raw samples are cut to the interval;
///   archived buckets are those that overlap it.
public func select(
  _ matchers: [LabelMatcher], after: Timestamp, through: Timestamp, from rings: [Ring],
  resolution: Resolution = .raw, newest: Int? = nil
) -> Selection {
  var found: [Labels: SelectedSeries] = [:]
  for ring in rings {
    let entries = ring.store.withLock { store in
      store.entries.values.filter { entry in matchers.allSatisfy { $0.matches(entry.labels) } }
    }
    for entry in entries where found[entry.labels] == nil {
      var kept = entry.times.indices.filter {
        after.milliseconds < entry.times[$0] && entry.times[$0] <= through.milliseconds
      }
      if let newest { kept = Array(kept.suffix(newest)) }
      guard !kept.isEmpty else { continue }
      let column = Column.floats(
        times: kept.map { entry.times[$0] }, values: kept.map { entry.values[$0] })
      found[entry.labels] = SelectedSeries(labels: entry.labels, columns: [column])
    }
  }
  return Selection(series: found.values.sorted { $0.labels < $1.labels })
}
