internal import Metrics

extension Evaluator {
  /// Hands each series of an aggregation's result to `consumer`.
  func aggregate(
    _ aggregation: Aggregation, _ inner: Node, _ consumer: Consumer
  ) throws(EvaluationError) {
    switch aggregation.kind {
    case .sum: try total(aggregation, inner, SumCell.self, consumer)
    case .average: try total(aggregation, inner, MeanCell.self, consumer)
    case .minimum: try summarise(aggregation, inner, MinimumCell.self, consumer)
    case .maximum: try summarise(aggregation, inner, MaximumCell.self, consumer)
    case .count: try summarise(aggregation, inner, CountCell.self, consumer)
    case .group: try summarise(aggregation, inner, GroupCell.self, consumer)
    case .variance: try summarise(aggregation, inner, VarianceCell.self, consumer)
    case .standardDeviation:
      try summarise(aggregation, inner, VarianceCell.self) {
        (series: inout Series) throws(EvaluationError) in
        Columns.map(&series.values) { $0.squareRoot() }
        try consumer(&series)
      }
    case .quantile, .top, .bottom, .limit, .limitRatio, .countValues:
      try pass(try select(aggregation, inner), consumer)
    }
  }

  /// Adds series by series to the columns of the groups; the input is never held.
  private func summarise<Cell: AggregationCell>(
    _ aggregation: Aggregation, _ inner: Node, _: Cell.Type, _ consumer: Consumer
  ) throws(EvaluationError) {
    var groups = GroupColumns<Cell>(aggregation)
    try stream(inner) { (series: inout Series) throws(EvaluationError) in
      leaveOutHistograms(&series, aggregation)
      groups.add(series)
    }
    try pass(groups.results(), consumer)
  }

  /// The same for aggregations that exist of numbers and of histograms, but not of both.
  private func total<Cell: AggregationCell>(
    _ aggregation: Aggregation, _ inner: Node, _: Cell.Type, _ consumer: Consumer
  ) throws(EvaluationError) {
    var groups = GroupColumns<Cell>(aggregation)
    var histograms = GroupColumns<CountCell>(aggregation)
    try stream(inner) { (series: inout Series) throws(EvaluationError) in
      if session.hasHistograms {
        var marks = series
        if marks.values.leaveOutNumbers() { histograms.add(marks) }
        _ = series.values.leaveOutHistograms()
      }
      groups.add(series)
    }
    let results = groups.results()
    guard session.hasHistograms else { return try pass(results, consumer) }
    try pass(
      withHistograms(results, histograms.results(), at: aggregation.innerRange), consumer)
  }

  /// All series of what is aggregated, as far as the aggregation takes them.
  private func members(
    _ aggregation: Aggregation, _ inner: Node
  ) throws(EvaluationError) -> [Series] {
    var result = try vector(inner)
    guard session.hasHistograms else { return result }
    for index in result.indices {
      leaveOutHistograms(&result[index], aggregation)
      if case .countValues = aggregation.kind, result[index].values.contains(where: \.isHistogram) {
        throw .histograms("in count_values")
      }
    }
    return result
  }

  private func select(_ aggregation: Aggregation, _ inner: Node) throws(EvaluationError) -> [Series]
  {
    let selecting = SelectingAggregation(
      aggregation: aggregation, steps: steps, isRange: session.isRange || steps.count > 1)
    switch aggregation.kind {
    case .quantile(let share, let range):
      let shares = try scalar(share)
      remarkQuantiles(shares, at: range)
      return selecting.quantile(try members(aggregation, inner), shares: shares)
    case .top(let count):
      return try selecting.best(
        try members(aggregation, inner), counts: try scalar(count), isTop: true)
    case .bottom(let count):
      return try selecting.best(
        try members(aggregation, inner), counts: try scalar(count), isTop: false)
    case .limit(let count):
      return try selecting.limit(try members(aggregation, inner), counts: try scalar(count))
    case .limitRatio(let ratio, let range):
      let ratios = try ratiosInRange(try scalar(ratio), at: range)
      return selecting.limitRatio(try members(aggregation, inner), ratios: ratios)
    case .countValues(let label):
      return selecting.countValues(try members(aggregation, inner), label: label)
    case .sum, .average, .minimum, .maximum, .count, .group, .standardDeviation, .variance:
      return []
    }
  }

  private func ratiosInRange(
    _ ratios: [Double], at range: Range<Int>
  ) throws(EvaluationError) -> [Double] {
    var result = ratios
    for step in ratios.indices {
      guard !ratios[step].isNaN else { throw .execution("Ratio value is NaN") }
      result[step] = min(1, max(-1, ratios[step]))
      if result[step] != ratios[step] {
        session.annotations.warn(
          Remark.invalidRatio(ratios[step], capped: result[step]), at: range)
      }
    }
    return result
  }

  /// Warns of shares that are none.
  func remarkQuantiles(_ shares: [Double], at range: Range<Int>) {
    var previous = 0.5
    for share in shares where share != previous && !(share >= 0 && share <= 1) {
      session.annotations.warn(Remark.invalidQuantile(share), at: range)
      previous = share
    }
  }
}
