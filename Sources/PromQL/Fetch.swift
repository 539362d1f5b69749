internal import Metrics
internal import TimeSeries

/// One selected series with its samples in one piece.
struct FetchedSeries {
  var labels: Labels
  var dropsName = false
  var samples: Samples
  /// What archives hold from before the first raw sample.
  var archive: ArchivedSeries?
}

extension Evaluator {
  /// Hands on each series that a selector names, sorted by labels, with the samples of all its windows.
  func fetch(
    _ selector: Selector, _ bounds: WindowBounds,
    _ body: (FetchedSeries) throws(EvaluationError) -> Void
  ) throws(EvaluationError) {
    guard steps.count > 0 else { return }
    try session.check()
    var reach = bounds.reach
    let lookback = session.options.lookbackMilliseconds
    if selector.extension != .none { reach.after = reach.after.saturatingSubtracting(lookback) }
    if selector.extension == .smoothed { reach.through = reach.through.saturatingAdding(lookback) }
    let selection = select(
      selector.matchers, after: Timestamp(milliseconds: reach.after),
      through: Timestamp(milliseconds: reach.through), from: session.rings)
    for selected in selection.series {
      try session.check()
      let series = FetchedSeries(selected, session)
      try session.hold(series.samples.times.count)
      try body(series)
      session.release(series.samples.times.count)
    }
  }
}

extension Int64 {
  /// The difference, or the smallest number where it does not fit.
  func saturatingSubtracting(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other > 0 ? .min : .max) : difference
  }

  /// The sum, or the largest number where it does not fit.
  func saturatingAdding(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }
}
