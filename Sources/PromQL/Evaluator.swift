internal import Metrics

/// Evaluates nodes over steps: a column of values for each series, series by series.
///
/// `stream` hands the series of a vector one after another to a consumer, so that an aggregation never holds its
/// input; `vector` collects them where an operator needs all.
struct Evaluator {
  typealias Consumer = (inout Series) throws(EvaluationError) -> Void

  let steps: Steps
  let session: Session

  /// The same evaluation over other steps.
  func over(_ steps: Steps) -> Evaluator { Evaluator(steps: steps, session: session) }

  /// One number a step.
  func scalar(_ node: Node) throws(EvaluationError) -> [Double] {
    switch node {
    case .number(let number): return [Double](repeating: number, count: steps.count)
    case .fixed(let inner):
      let values = try over(Steps(at: steps.start)).scalar(inner)
      return [Double](repeating: values[0], count: steps.count)
    case .negated(let inner): return try scalar(inner).map { -$0 }
    case .scalarOperation(let operation, let left, let right):
      return zip(try scalar(left), try scalar(right)).map { operation($0, $1) }
    case .scalarFunction(let function): return try scalar(function)
    case .text, .instant, .range, .vectorOperation, .matched, .set, .aggregation, .window,
      .elementwise, .vectorFunction:
      throw .execution("expected a scalar")
    }
  }

  private func scalar(_ function: ScalarFunction) throws(EvaluationError) -> [Double] {
    let query = session.query
    let constant: Double
    switch function {
    case .time: return (0..<steps.count).map { Double(steps.time($0)) / 1000 }
    case .only(let node): return try onlyElement(node)
    case .smaller(let left, let right):
      return zip(try scalar(left), try scalar(right)).map {
        $0.isNaN || $1.isNaN ? .nan : min($0, $1)
      }
    case .larger(let left, let right):
      return zip(try scalar(left), try scalar(right)).map {
        $0.isNaN || $1.isNaN ? .nan : max($0, $1)
      }
    case .pi: constant = .pi
    case .start: constant = Double(query.start) / 1000
    case .end: constant = Double(query.end) / 1000
    case .range: constant = Double(query.end &- query.start) / 1000
    case .step: constant = session.isRange ? Double(query.interval) / 1000 : 0
    }
    return [Double](repeating: constant, count: steps.count)
  }

  private func onlyElement(_ node: Node) throws(EvaluationError) -> [Double] {
    var result = [Double](repeating: .absent, count: steps.count)
    var repeated = [Bool](repeating: false, count: steps.count)
    try stream(node) { (series: inout Series) throws(EvaluationError) in
      if session.hasHistograms { _ = series.values.leaveOutHistograms() }
      for step in result.indices where !series.values[step].isAbsent {
        repeated[step] = !result[step].isAbsent || repeated[step]
        result[step] = series.values[step]
      }
    }
    for step in result.indices where repeated[step] || result[step].isAbsent { result[step] = .nan }
    return result
  }

  /// All series of a vector.
  func vector(_ node: Node) throws(EvaluationError) -> [Series] {
    var result: [Series] = []
    try stream(node) { (series: inout Series) throws(EvaluationError) in
      try session.hold(series.values.count)
      result.append(series)
    }
    return result
  }

  /// Hands each series of a vector to `consumer`.
  func stream(_ node: Node, _ consumer: Consumer) throws(EvaluationError) {
    try session.check()
    switch node {
    case .number, .text, .range, .scalarOperation, .scalarFunction:
      throw .execution("expected a vector")
    case .instant(let selector): try instants(selector, consumer)
    case .fixed(let inner): try once(inner, consumer)
    case .negated(let inner):
      try streamUnnamed(inner, consumer) { (series: inout Series) in
        Columns.map(&series.values) { $0.isHistogram ? $0 : -$0 }
      }
    case .vectorOperation(let operation, let vector, let scalar, let isLeft, let range):
      try withScalar(operation, vector, scalar, isLeft, at: range, consumer)
    case .matched(let operation, let matching, let left, let right, let range):
      let sides = (try vector(left), try vector(right))
      let match = MatchedOperation(
        operation: operation, matching: matching,
        delaysNameRemoval: session.options.delaysNameRemoval,
        histograms: histogramOperation(operation, at: range))
      try pass(match(sides.0, sides.1), consumer)
    case .set(let operation, let matching, let left, let right):
      let sides = (try vector(left), try vector(right))
      try pass(try SetOperations.apply(operation, matching, sides.0, sides.1), consumer)
    case .aggregation(let aggregation, let inner): try aggregate(aggregation, inner, consumer)
    case .window(let function, let source, let keepsName):
      try windows(function, source, keepsName: keepsName, consumer)
    case .elementwise(let function, let inner): try elementwise(function, inner, consumer)
    case .vectorFunction(let function, let inner): try apply(function, inner, consumer)
    }
  }

  /// Hands collected series on.
  func pass(_ series: [Series], _ consumer: Consumer) throws(EvaluationError) {
    for var one in series { try consumer(&one) }
  }

  /// Evaluates at one step what is the same at every step.
  private func once(_ inner: Node, _ consumer: Consumer) throws(EvaluationError) {
    let count = steps.count
    try over(Steps(at: steps.start)).stream(inner) {
      (series: inout Series) throws(EvaluationError) in
      series.values = [Double](repeating: series.values[0], count: count)
      try consumer(&series)
    }
  }

  private func withScalar(
    _ operation: Operator, _ vector: Node, _ scalar: Node, _ scalarIsLeft: Bool,
    at range: Range<Int>, _ consumer: Consumer
  ) throws(EvaluationError) {
    let column = try self.scalar(scalar)
    let change = { (series: inout Series) in
      if let operation = histogramOperation(operation, at: range) {
        operation.combine(&series.values, scalar: column, scalarIsLeft: scalarIsLeft)
        return
      }
      Columns.combine(
        &series.values, scalar: column, scalarIsLeft: scalarIsLeft, operation)
    }
    if operation.changesQuantity {
      try streamUnnamed(vector, consumer, change)
    } else {
      try stream(vector) { (series: inout Series) throws(EvaluationError) in
        change(&series)
        try consumer(&series)
      }
    }
  }

  private func elementwise(
    _ function: ElementwiseFunction, _ inner: Node, _ consumer: Consumer
  ) throws(EvaluationError) {
    var columns: [[Double]] = []
    for argument in function.arguments { columns.append(try scalar(argument)) }
    try streamUnnamed(inner, consumer) { (series: inout Series) in
      if session.hasHistograms { _ = series.values.leaveOutHistograms() }
      function.apply(to: &series.values, columns)
    }
  }
}

extension Evaluator {
  /// Hands on each series of a vector, changed and with its name dropped.
  ///
  /// Where dropping names may make two series alike they are collected first.
  /// - Throws: where two series with the same labels have a value at the same step.
  func streamUnnamed(
    _ node: Node, _ consumer: Consumer, _ change: (inout Series) -> Void
  ) throws(EvaluationError) {
    if session.options.delaysNameRemoval || node.namesAreAlike {
      try stream(node) { (series: inout Series) throws(EvaluationError) in
        change(&series)
        dropName(of: &series)
        try consumer(&series)
      }
      return
    }
    var collected = try vector(node)
    for index in collected.indices {
      change(&collected[index])
      dropName(of: &collected[index])
    }
    try pass(try collected.merged(), consumer)
  }

  /// Takes the name away, or marks it where removal is delayed to the end.
  func dropName(of series: inout Series) {
    if session.options.delaysNameRemoval {
      series.dropsName = true
    } else {
      series.labels = series.labels.withoutMetricIdentity
    }
  }
}

extension Node {
  /// Whether all series have the same name or none, so that dropping it makes no two alike.
  var namesAreAlike: Bool {
    switch self {
    case .instant(let selector): selector.hasOneName
    case .fixed(let inner): inner.namesAreAlike
    case .negated, .elementwise: true
    case .vectorOperation(let operation, let vector, _, _, _):
      operation.changesQuantity || vector.namesAreAlike
    case .window(_, let source, let keepsName): !keepsName || source.namesAreAlike
    case .aggregation(let aggregation, _):
      aggregation.isSummary && !aggregation.grouping.contains(Labels.metricNameLabel)
    case .matched(let operation, _, _, _, _): operation.changesQuantity
    case .vectorFunction(.vector, _), .vectorFunction(.timestamp, _): true
    case .number, .text, .range, .scalarOperation, .set, .scalarFunction, .vectorFunction: false
    }
  }
}

extension Aggregation {
  /// Whether the result has one series a group instead of some of the input's.
  var isSummary: Bool {
    switch kind {
    case .sum, .average, .minimum, .maximum, .count, .group, .standardDeviation, .variance,
      .quantile, .countValues:
      true
    case .top, .bottom, .limit, .limitRatio: false
    }
  }
}

extension RangeSource {
  /// Whether all series have the same name or none.
  var namesAreAlike: Bool {
    switch content {
    case .selector(let selector): selector.hasOneName
    case .subquery(let node, _, _, _): node.namesAreAlike
    }
  }
}
