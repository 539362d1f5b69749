internal import Metrics
internal import TimeSeries

/// One selected series with its samples in one piece.
struct FetchedSeries {
  var labels: Labels
  var dropsName = false
  var samples: Samples
  /// What archives hold from before the first raw sample.
  var archive: ArchivedSeries?
  /// Whether native histograms are among the samples.
  var hasHistograms = false
}

extension Evaluator {
  /// Hands on each series that a selector names, sorted by labels, with the samples of all its windows.
  ///
  /// Where `newest` is not `nil`, no more than so many of the newest samples of a single window are wanted.
  func fetch(
    _ selector: Selector, _ bounds: WindowBounds, newest: Int? = nil,
    _ body: (FetchedSeries) throws(EvaluationError) -> Void
  ) throws(EvaluationError) {
    guard steps.count > 0 else { return }
    try session.check()
    for selected in selection(selector, bounds, newest: newest).series {
      try session.check()
      let series = FetchedSeries(selected)
      if series.hasHistograms { session.hasHistograms = true }
      try session.hold(series.samples.times.count)
      try body(series)
      session.release(series.samples.times.count)
    }
  }

  private func selection(
    _ selector: Selector, _ bounds: WindowBounds, newest: Int?
  ) -> Selection {
    var reach = bounds.reach
    let lookback = session.options.lookbackMilliseconds
    if selector.extension != .none { reach.after = reach.after.saturatingSubtracting(lookback) }
    if selector.extension == .smoothed { reach.through = reach.through.saturatingAdding(lookback) }
    func read(after: Int64, newest: Int?) -> Selection {
      select(
        selector.matchers, after: Timestamp(milliseconds: after),
        through: Timestamp(milliseconds: reach.through), from: session.sources, newest: newest)
    }
    let isSingle = steps.count == 1 || bounds.fixed != nil
    let newest = isSingle && selector.extension == .none ? newest : nil
    let selection = read(after: reach.after, newest: newest)
    if bounds.length < Self.twoBuckets, selection.hasArchives {
      return read(after: reach.after.saturatingSubtracting(Self.twoBuckets), newest: nil)
    }
    guard let newest, newest > 1, selection.hasStaleMarkers else { return selection }
    return read(after: reach.after, newest: nil)
  }

  /// The length of two of the coarsest archive's buckets, to which a shorter range is widened.
  private static let twoBuckets: Int64 = 120_000
}

extension Selection {
  /// Whether a sample is a marker, which takes the place of one that a window wants.
  fileprivate var hasStaleMarkers: Bool {
    series.contains { series in
      series.columns.contains {
        switch $0 {
        case .floats(_, let values): values.contains(where: \.isAbsent)
        case .gauges, .counters: true
        }
      }
    }
  }

  fileprivate var hasArchives: Bool {
    series.contains { series in
      switch series.columns.first {
      case nil, .floats: false
      case .gauges, .counters: true
      }
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
