public import Metrics
public import PromQLSyntax
public import TimeSeries

/// A panel's matrix that is kept from refresh to refresh: only the steps whose samples were not complete yet are
/// evaluated again.
///
/// The answer equals a fresh evaluation for every step up to what was complete. Expressions that look at the query's
/// own range or ahead of the step are evaluated anew each time.
public struct IncrementalRange: Sendable {
  /// The expression of the panel.
  public let expression: Expression
  /// The distance between two steps.
  public let step: Duration

  private let engine: Engine
  private var kept: Kept?

  fileprivate struct Kept: Sendable {
    var start: Int64
    /// The last step whose value can no longer change.
    var closed: Int64
    var series: [Labels: SeriesResult]
    var annotations: Set<Annotation>
    var archives: Set<ArchiveUse>
  }

  /// A panel that has not been evaluated yet.
  public init(_ expression: Expression, step: Duration, engine: Engine) {
    self.expression = expression
    self.step = step
    self.engine = engine
  }

  /// The first step that the next refresh of the window from `start` will evaluate.
  public func nextStep(from start: Timestamp) -> Timestamp {
    guard let kept, isReusable(kept, from: start) else { return start }
    return max(start, Timestamp(milliseconds: kept.closed) + step)
  }

  /// The matrix of the window, of which only the steps after the last complete one are evaluated.
  ///
  /// - Parameters:
  ///   - start: the first step; a multiple of `step` away from the window's first step of the last refresh, else all
  ///     is evaluated.
  ///   - end: the last step.
  ///   - complete: the moment up to which no further sample will arrive.
  ///   - sources: where samples come from.
  ///   - interruption: asked whether to stop.
  /// - Returns: the whole matrix.
  /// - Throws: as the engine; what was kept stays kept.
  public mutating func refresh(
    from start: Timestamp, through end: Timestamp, complete: Timestamp,
    over sources: [any SampleSource],
    interruption: @escaping () -> Interruption? = { nil }
  ) throws(EvaluationError) -> Evaluation {
    let first = nextStep(from: start)
    if first == start || kept == nil { kept = nil }
    var next =
      kept
      ?? Kept(
        start: start.milliseconds, closed: start.milliseconds, series: [:], annotations: [],
        archives: [])
    if first <= end {
      let fresh = try engine.evaluate(
        expression, from: first, through: end, step: step, over: sources,
        interruption: interruption)
      next.replace(from: first.milliseconds, with: fresh)
    }
    next.trim(before: start.milliseconds, after: end.milliseconds)
    next.close(
      through: min(complete, end).milliseconds, from: start.milliseconds, step: step.milliseconds)
    kept = next.closed >= start.milliseconds && expression.isIncremental ? next : nil
    return next.evaluation
  }

  private func isReusable(_ kept: Kept, from start: Timestamp) -> Bool {
    let distance = start.milliseconds &- kept.start
    return distance >= 0 && distance % max(1, step.milliseconds) == 0
      && kept.closed >= start.milliseconds
  }
}

extension IncrementalRange.Kept {
  /// Forgets the points from `first` on and takes those of a fresh evaluation.
  mutating func replace(from first: Int64, with fresh: Evaluation) {
    for labels in series.keys { series[labels]?.removePoints { $0 >= first } }
    annotations.formUnion(fresh.annotations)
    archives.formUnion(fresh.archives)
    guard case .matrix(let results) = fresh.value else { return }
    for result in results {
      series[
        result.labels, default: SeriesResult(labels: result.labels, timestamps: [], values: [])
      ]
      .append(result)
    }
  }

  /// Drops what lies outside the window, and series of which nothing remains.
  mutating func trim(before start: Int64, after end: Int64) {
    for labels in series.keys { series[labels]?.removePoints { $0 < start || $0 > end } }
    series = series.filter { !$0.value.timestamps.isEmpty }
    self.start = start
  }

  /// Notes the last step that is complete.
  mutating func close(through complete: Int64, from start: Int64, step: Int64) {
    closed = complete < start ? start - 1 : complete - (complete - start) % step
  }

  /// The whole answer.
  var evaluation: Evaluation {
    var collected = Annotations()
    collected.formUnion(annotations)
    return Evaluation(
      value: .matrix(series.values.sorted { $0.labels < $1.labels }),
      annotations: collected.ordered, archives: archives.sorted { $0.before < $1.before })
  }
}

extension SeriesResult {
  fileprivate mutating func removePoints(where isGone: (Int64) -> Bool) {
    let lower = timestamps.firstIndex { !isGone($0) } ?? timestamps.count
    let upper = timestamps.lastIndex { !isGone($0) }.map { $0 + 1 } ?? lower
    guard lower > 0 || upper < timestamps.count else { return }
    timestamps = Array(timestamps[lower..<upper])
    values = Array(values[lower..<upper])
  }

  fileprivate mutating func append(_ later: SeriesResult) {
    timestamps += later.timestamps
    values += later.values
  }
}
