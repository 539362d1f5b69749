internal import Metrics
internal import TimeSeries

/// Makes the value of a whole query from its plan.
struct Answer {
  let session: Session

  private var evaluator: Evaluator { Evaluator(steps: session.query, session: session) }

  /// The value at one moment.
  func instant(_ node: Node, at moment: Timestamp) throws(EvaluationError) -> Value {
    switch node {
    case .text(let text): return .string(text, at: moment)
    case .range(let source): return .matrix(try samples(source))
    case _ where node.isScalar: return .scalar(try evaluator.scalar(node)[0], at: moment)
    default:
      let series = try evaluator.vector(node).withNamesDropped()
      for one in series { try session.checkAnswer(one.values) }
      return .vector(
        series.compactMap { one in
          guard let value = one.values.first, !value.isAbsent else { return nil }
          return VectorSample(labels: one.labels, value: value, timestamp: moment)
        })
    }
  }

  /// The values at all steps.
  func range(_ node: Node) throws(EvaluationError) -> Value {
    switch node {
    case .text: throw wrongType("string")
    case .range: throw wrongType("range vector")
    case _ where node.isScalar:
      let column = Series(labels: .empty, values: try evaluator.scalar(node))
      return .matrix([result(column)])
    default:
      let series = try evaluator.vector(node).withNamesDropped()
      for one in series { try session.checkAnswer(one.values) }
      return .matrix(
        series.map(result).filter { !$0.timestamps.isEmpty }.sorted { $0.labels < $1.labels })
    }
  }

  private func wrongType(_ name: String) -> EvaluationError {
    .badRange(
      "invalid expression type \"\(name)\" for range query, must be Scalar or instant Vector")
  }

  /// The steps at which a series has a value.
  private func result(_ series: Series) -> SeriesResult {
    let steps = session.query
    let absences = series.values.count(where: \.isAbsent)
    if absences == 0 {
      return SeriesResult(
        labels: series.labels, timestamps: (0..<steps.count).map(steps.time),
        values: series.values)
    }
    var result = SeriesResult(labels: series.labels, timestamps: [], values: [])
    result.timestamps.reserveCapacity(series.values.count - absences)
    result.values.reserveCapacity(series.values.count - absences)
    for (step, value) in series.values.enumerated() where !value.isAbsent {
      result.timestamps.append(steps.time(step))
      result.values.append(value)
    }
    return result
  }

  /// The samples of a bare range selector, sorted by labels.
  private func samples(_ source: RangeSource) throws(EvaluationError) -> [SeriesResult] {
    var result: [SeriesResult] = []
    let keepsMarkers = session.options.keepsStaleMarkers
    try evaluator.samples(source, keepsMarkers: keepsMarkers) {
      (series, bounds) throws(EvaluationError) in
      let samples = series.samples
      try session.checkAnswer(samples.values)
      session.note(series.archive) { $0.through > bounds.end(0) &- bounds.length }
      bounds.slide(over: samples.times.span) { _, window in
        result.append(
          SeriesResult(
            labels: series.dropsName ? series.labels.withoutMetricIdentity : series.labels,
            timestamps: Array(samples.times[window.lower..<window.upper]),
            values: Array(samples.values[window.lower..<window.upper])))
      }
    }
    return result.sorted { $0.labels < $1.labels }
  }
}
