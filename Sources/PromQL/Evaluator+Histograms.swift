internal import Metrics

extension Evaluator {
  /// The operation for columns in which histograms may be; `nil` where there is none and floats alone need no remark.
  func histogramOperation(_ operation: Operator, at range: Range<Int>) -> HistogramOperation? {
    guard session.hasHistograms || operation.isTrim else { return nil }
    return HistogramOperation(operation: operation) {
      session.annotations.inform($0, at: range)
    }
  }

  /// Takes the histograms out of an aggregation that knows numbers alone.
  func leaveOutHistograms(_ series: inout Series, _ aggregation: Aggregation) {
    guard session.hasHistograms, let name = aggregation.nameIgnoringHistograms else { return }
    guard series.values.leaveOutHistograms() else { return }
    session.annotations.inform(Remark.ignoredHistogram(name), at: aggregation.innerRange)
  }

  /// The sum or mean of groups that hold histograms: a histogram, or nothing where there are numbers as well.
  func withHistograms(_ results: [Series], _ histograms: [Series], at range: Range<Int>)
    -> [Series]
  {
    var marks: [Labels: [Double]] = [:]
    for series in histograms { marks[series.labels] = series.values }
    var results = results
    for place in results.indices {
      guard let counts = marks[results[place].labels] else { continue }
      for step in counts.indices where !counts[step].isAbsent {
        let isMixed = !results[place].values[step].isAbsent
        if isMixed { session.annotations.warn(Remark.mixedAggregation, at: range) }
        results[place].values[step] = isMixed ? .absent : .unknownHistogram
      }
    }
    return results
  }

  /// What `function` makes of the windows of a series that holds histograms.
  func histogramWindows(
    _ function: WindowFunction, _ series: FetchedSeries, _ bounds: WindowBounds,
    _ source: RangeSource, _ arguments: [[Double]]
  ) throws(EvaluationError) -> [Double] {
    let name = series.labels.metricName?.text ?? ""
    return try function.histogramColumn(
      series.samples, bounds, source.extension, arguments
    ) { isIgnored in
      if isIgnored {
        session.annotations.inform(Remark.ignoredHistograms(name), at: source.range)
      } else {
        session.annotations.warn(Remark.mixedRange(name), at: source.range)
      }
    }
  }

  /// A function that reads a histogram: numbers have no answer.
  func readHistograms(_ name: String, _ inner: Node) throws(EvaluationError) {
    try stream(inner) { (series: inout Series) throws(EvaluationError) in
      if series.values.contains(where: \.isHistogram) { throw .histograms("in \(name)()") }
    }
  }
}

extension Session {
  /// Refuses an answer that would have to show a histogram.
  func checkAnswer(_ values: [Double]) throws(EvaluationError) {
    guard hasHistograms, values.contains(where: \.isHistogram) else { return }
    throw .histograms("in the answer")
  }
}

extension Aggregation {
  /// The name of an aggregation that leaves histograms out with a remark; `nil` for one that does not.
  fileprivate var nameIgnoringHistograms: String? {
    switch kind {
    case .minimum: "min"
    case .maximum: "max"
    case .standardDeviation: "stddev"
    case .variance: "stdvar"
    case .quantile: "quantile"
    case .top: "topk"
    case .bottom: "bottomk"
    case .sum, .average, .count, .group, .limit, .limitRatio, .countValues: nil
    }
  }
}
