public import Metrics
public import PromQLSyntax
public import TimeSeries

/// What an engine takes for granted.
public struct EngineOptions: Sendable, Hashable {
  /// How old a sample may be to count as the present value of its series; the window is open on the left.
  public var lookback: Duration = .seconds(300)
  /// Whether a metric's name that an operation drops is only marked and removed at the end, so that label functions
  /// may still see it; Prometheus's feature flag `promql-delayed-name-removal`, off by default there too.
  public var delaysNameRemoval = false
  /// How many samples an evaluation may hold at once.
  public var maximumSamples = 50_000_000
  /// How many steps a range query may have.
  public var maximumSteps = 11_000
  /// Whether a bare range selector at one moment gives the staleness markers among its samples too, for a reader who
  /// wants to see when a series ended.
  public var keepsStaleMarkers = false
  /// The resolution of a subquery that names none.
  public var subqueryInterval: Duration = .seconds(60)

  /// Prometheus's defaults.
  public init() {}

  var lookbackMilliseconds: Int64 { lookback.milliseconds }
}

/// Why an evaluation is asked to stop.
public enum Interruption: Sendable, Hashable {
  /// Nobody wants the answer any more.
  case cancelled
  /// It has taken too long.
  case timedOut

  /// A question to hand to an engine: answers `timedOut` from `deadline` on.
  public static func deadline(
    _ deadline: ContinuousClock.Instant
  ) -> @Sendable () -> Interruption? {
    { ContinuousClock.now >= deadline ? .timedOut : nil }
  }
}

/// Evaluates PromQL over rings, at a moment or over steps.
///
/// An expression is planned first (names resolved, durations known, parts that do not depend on the step marked), then
/// each node is evaluated once for all steps: a series is a column of values, a window slides with two indices.
/// Source: Prometheus 3, Querying.
public struct Engine: Sendable {
  /// What it takes for granted.
  public var options: EngineOptions

  /// An engine with these options.
  public init(options: EngineOptions = EngineOptions()) { self.options = options }

  /// An engine with Prometheus's defaults but this lookback.
  public init(lookback: Duration) {
    options = EngineOptions()
    options.lookback = lookback
  }

  /// The value of an expression at one moment.
  ///
  /// - Parameters:
  ///   - expression: what to evaluate.
  ///   - moment: when.
  ///   - sources: where samples come from.
  ///   - interruption: asked between nodes and between series whether to stop.
  /// - Returns: a scalar, a string, a vector, or for a bare range selector a matrix of its samples.
  /// - Throws: what the data or the limits make impossible.
  public func evaluate(
    _ expression: Expression, at moment: Timestamp, over sources: [any SampleSource],
    interruption: @escaping () -> Interruption? = { nil }
  ) throws(EvaluationError) -> Evaluation {
    let session = Session(
      sources: sources, options: options, query: Steps(at: moment.milliseconds), isRange: false,
      interruption: interruption)
    let node = try Planner(session: session).plan(expression)
    let value = try Answer(session: session).instant(node, at: moment)
    return session.evaluation(value)
  }

  /// The values of an expression at `start`, and every `step` after it through `end`.
  ///
  /// - Parameters:
  ///   - expression: what to evaluate; a scalar or an instant vector.
  ///   - start: the first step.
  ///   - end: the last step, if it is a whole number of steps away.
  ///   - step: the distance between two steps.
  ///   - sources: where samples come from.
  ///   - interruption: asked between nodes and between series whether to stop.
  /// - Returns: a matrix.
  /// - Throws: what the data or the limits make impossible.
  public func evaluate(
    _ expression: Expression, from start: Timestamp, through end: Timestamp, step: Duration,
    over sources: [any SampleSource], interruption: @escaping () -> Interruption? = { nil }
  ) throws(EvaluationError) -> Evaluation {
    let steps = try steps(from: start, through: end, step: step)
    let session = Session(
      sources: sources, options: options, query: steps, isRange: true, interruption: interruption)
    let node = try Planner(session: session).plan(expression)
    let value = try Answer(session: session).range(node)
    return session.evaluation(value)
  }

  private func steps(
    from start: Timestamp, through end: Timestamp, step: Duration
  ) throws(EvaluationError) -> Steps {
    let interval = step.milliseconds
    guard interval > 0 else {
      throw .badRange("zero or negative query resolution step; expected a positive duration")
    }
    let (length, overflow) = end.milliseconds.subtractingReportingOverflow(start.milliseconds)
    guard !overflow, length >= 0 else {
      throw .badRange("the end of the range lies before its start")
    }
    guard length / interval < Int64(options.maximumSteps) else {
      throw .tooManySteps(limit: options.maximumSteps)
    }
    return Steps(
      start: start.milliseconds, interval: interval, count: Int(length / interval) + 1)
  }
}

extension Session {
  /// An answer with all that was remarked on the way.
  func evaluation(_ value: Value) -> Evaluation {
    Evaluation(
      value: value, annotations: annotations.ordered,
      archives: archives)
  }
}
