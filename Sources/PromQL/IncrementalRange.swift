public import Metrics
public import PromQLSyntax
public import TimeSeries

/// A panel's matrix that is kept from refresh to refresh: only the steps whose samples were not complete yet are
/// evaluated again.
///
/// The answer equals a fresh evaluation for every step up to what was complete. Expressions that look at the query's
/// own range or ahead of the step are evaluated anew each time.
///
/// With a finer step it is an envelope: of every step the least, the greatest and the newest value among the finer ones,
/// at the moments when they were, and what archives have kept of extremes.
public struct IncrementalRange: Sendable {
  /// The expression of the panel.
  public let expression: Expression
  /// The distance between two steps.
  public let step: Duration

  /// The distance of the points of which an envelope is made; `step` where there is none.
  private let fineStep: Duration
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
  ///
  /// - Parameters:
  ///   - expression: the expression.
  ///   - step: the distance between two steps.
  ///   - fineStep: where it is a whole part of `step`, the distance of the points whose envelope is kept.
  ///   - engine: evaluates it.
  public init(
    _ expression: Expression, step: Duration, fineStep: Duration? = nil, engine: Engine
  ) {
    self.expression = expression
    self.step = step
    let fine = fineStep?.milliseconds ?? 0
    let isPart = fine > 0 && step.milliseconds % fine == 0
    self.fineStep = isPart ? .milliseconds(fine) : step
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
      let fresh = try evaluate(from: first, through: end, over: sources, interruption)
      next.replace(after: (first - step).milliseconds, with: fresh)
    }
    next.trim(before: start.milliseconds, after: end.milliseconds)
    next.close(
      through: min(complete, end).milliseconds, from: start.milliseconds, step: step.milliseconds)
    kept = next.closed >= start.milliseconds && expression.isIncremental ? next : nil
    return next.evaluation
  }

  private func evaluate(
    from first: Timestamp, through end: Timestamp, over sources: [any SampleSource],
    _ interruption: @escaping () -> Interruption?
  ) throws(EvaluationError) -> Evaluation {
    guard fineStep < step else {
      return try engine.evaluate(
        expression, from: first, through: end, step: step, over: sources,
        interruption: interruption)
    }
    var builder = EnvelopeBuilder(step: step.milliseconds)
    var annotations = Annotations()
    var archives: Set<ArchiveUse> = []
    var after = first - step
    while after < end {
      let through = min(end, after + fineStep * Self.fineSteps)
      let part = try engine.evaluate(
        expression, from: after + fineStep, through: through, step: fineStep, over: sources,
        interruption: interruption)
      annotations.formUnion(Set(part.annotations))
      archives.formUnion(part.archives)
      builder.add(withExtremes(part, after: after, through: through, sources))
      after = through
    }
    return Evaluation(
      value: .matrix(builder.results()), annotations: annotations.ordered,
      archives: archives.sorted { $0.before < $1.before })
  }

  /// How many fine steps are evaluated at once: what they hold is let go before the next.
  private static var fineSteps: Int { 7200 }

  /// The series of a part, with what archives know of extremes that no step has seen.
  private func withExtremes(
    _ part: Evaluation, after: Timestamp, through: Timestamp, _ sources: [any SampleSource]
  ) -> [SeriesResult] {
    guard case .matrix(let series) = part.value else { return [] }
    guard !part.archives.isEmpty, let extremes = ArchiveExtremes(expression) else { return series }
    var found: [Labels: SeriesResult] = [:]
    for one in extremes.points(after: after, through: through, from: sources) {
      found[one.labels] = one
    }
    return series.map { one in found[one.labels].map(one.interleaved) ?? one }
  }

  private func isReusable(_ kept: Kept, from start: Timestamp) -> Bool {
    let distance = start.milliseconds &- kept.start
    return distance >= 0 && distance % max(1, step.milliseconds) == 0
      && kept.closed >= start.milliseconds
  }
}

extension IncrementalRange.Kept {
  /// Forgets the points after a moment and takes those of a fresh evaluation.
  mutating func replace(after moment: Int64, with fresh: Evaluation) {
    for labels in series.keys { series[labels]?.removePoints { $0 > moment } }
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

  /// The points of both, in time.
  fileprivate func interleaved(_ other: SeriesResult) -> SeriesResult {
    var points = Array(zip(timestamps, values)) + Array(zip(other.timestamps, other.values))
    points.sort { $0.0 < $1.0 }
    return SeriesResult(
      labels: labels, timestamps: points.map(\.0), values: points.map(\.1))
  }

  fileprivate mutating func append(_ later: SeriesResult) {
    timestamps += later.timestamps
    values += later.values
  }
}
