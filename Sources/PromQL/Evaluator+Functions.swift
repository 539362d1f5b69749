internal import Metrics

extension Evaluator {
  /// Hands on the series that a function makes of a vector.
  func apply(
    _ function: VectorFunction, _ inner: Node, _ consumer: Consumer
  ) throws(EvaluationError) {
    switch function {
    case .vector:
      var series = Series(labels: .empty, values: try scalar(inner))
      try consumer(&series)
    case .timestamp: try timestamps(inner, consumer)
    case .startTimestamp: try startTimestamps(inner, consumer)
    case .absent(let labels):
      var series = Series(labels: labels, values: try absences(inner))
      if series.values.contains(where: { !$0.isAbsent }) { try consumer(&series) }
    case .sort, .sortByLabel: try pass(try sort(function, try vector(inner)), consumer)
    case .labelReplace(let replacement):
      try relabel(inner, renames: replacement.destination, consumer) { replacement($0) ?? $0 }
    case .labelJoin(let destination, let separator, let sources):
      try relabel(inner, renames: destination, consumer) {
        LabelFunctions.join(
          $0, destination: destination, separator: separator, sources: sources)
      }
    case .histogramQuantile, .histogramQuantiles, .histogramFraction:
      try pass(try histogram(function, inner), consumer)
    case .histogramReading(let name): try readHistograms(name, inner)
    case .info(let join): try pass(try join(try vector(inner), self), consumer)
    }
  }

  private func timestamps(_ inner: Node, _ consumer: Consumer) throws(EvaluationError) {
    let unnamed = { (series: inout Series) throws(EvaluationError) in
      self.dropName(of: &series)
      try consumer(&series)
    }
    switch inner {
    case .instant(let selector): try instantTimes(selector, unnamed)
    case .fixed(.instant(let selector)): try instantTimes(selector, unnamed)
    default:
      try streamUnnamed(inner, consumer) { (series: inout Series) in
        for step in series.values.indices where !series.values[step].isAbsent {
          series.values[step] = Double(steps.time(step)) / 1000
        }
      }
    }
  }

  private func startTimestamps(_ inner: Node, _ consumer: Consumer) throws(EvaluationError) {
    let selector: Selector
    switch inner {
    case .instant(let own), .fixed(.instant(let own)): selector = own
    default: return
    }
    try instantTimes(selector, read: { samples, bounds in samples.instantStarts(bounds) }) {
      (series: inout Series) throws(EvaluationError) in
      dropName(of: &series)
      try consumer(&series)
    }
  }

  /// 1 at each step at which no series has a value.
  private func absences(_ inner: Node) throws(EvaluationError) -> [Double] {
    var result = [Double](repeating: 1, count: steps.count)
    try stream(inner) { (series: inout Series) throws(EvaluationError) in
      for step in result.indices where !series.values[step].isAbsent { result[step] = .absent }
    }
    return result
  }

  private func sort(
    _ function: VectorFunction, _ input: [Series]
  ) throws(EvaluationError) -> [Series] {
    guard steps.count == 1, !session.isRange else { return input }
    switch function {
    case .sort(let ascending):
      var input = input
      if session.hasHistograms {
        for index in input.indices { _ = input[index].values.leaveOutHistograms() }
        input.removeAll { $0.values[0].isAbsent }
      }
      return input.stablySorted {
        let (a, b) = ($0.values[0], $1.values[0])
        guard !a.isNaN, !b.isNaN else { return !a.isNaN && b.isNaN }
        return ascending ? a < b : a > b
      }
    case .sortByLabel(let names, let ascending):
      return input.stablySorted {
        ascending
          ? LabelFunctions.precedes($0.labels, $1.labels, by: names)
          : LabelFunctions.precedes($1.labels, $0.labels, by: names)
      }
    case .vector, .timestamp, .startTimestamp, .absent, .labelReplace, .labelJoin,
      .histogramQuantile,
      .histogramQuantiles, .histogramFraction, .histogramReading, .info:
      return input
    }
  }

  private func relabel(
    _ inner: Node, renames destination: ByteString, _ consumer: Consumer,
    _ change: (Labels) -> Labels
  ) throws(EvaluationError) {
    var collected = try vector(inner)
    for index in collected.indices {
      collected[index].labels = change(collected[index].labels)
      if destination == Labels.metricNameLabel { collected[index].dropsName = false }
    }
    try pass(try collected.merged(), consumer)
  }

  private func histogram(
    _ function: VectorFunction, _ inner: Node
  ) throws(EvaluationError) -> [Series] {
    let input = try vector(inner)
    if session.hasHistograms, input.contains(where: { $0.values.contains(where: \.isHistogram) }) {
      throw .histograms("where buckets are read")
    }
    let histograms = HistogramFunctions(input, stepCount: steps.count)
    var result: [Series] = []
    switch function {
    case .histogramQuantile(let share, let range, let vectorRange):
      let shares = try scalar(share)
      remarkQuantiles(shares, at: range)
      remark(histograms, at: vectorRange)
      result = quantiles(histograms, shares, at: vectorRange)
    case .histogramQuantiles(let all, let label, let ranges, let vectorRange):
      remark(histograms, at: vectorRange)
      for (share, range) in zip(all, ranges) {
        let shares = try scalar(share)
        remarkQuantiles(shares, at: range)
        let text = ByteString(FloatText.shortest(shares.first ?? .nan))
        for var series in quantiles(histograms, shares, at: vectorRange) {
          series.labels = series.labels.setting(label, to: text)
          result.append(series)
        }
      }
    case .histogramFraction(let lower, let upper, let range):
      remark(histograms, at: range)
      result = histograms.fractions(try scalar(lower), try scalar(upper))
    case .vector, .timestamp, .startTimestamp, .absent, .sort, .sortByLabel, .labelReplace,
      .labelJoin,
      .histogramReading, .info:
      break
    }
    for index in result.indices { dropName(of: &result[index]) }
    return try result.merged()
  }

  private func quantiles(
    _ histograms: HistogramFunctions, _ shares: [Double], at range: Range<Int>
  ) -> [Series] {
    histograms.quantiles(shares) {
      session.annotations.inform(Remark.forcedMonotonic($0), at: range)
    }
  }

  private func remark(_ histograms: HistogramFunctions, at range: Range<Int>) {
    for bad in histograms.malformed {
      session.annotations.warn(
        Remark.badBucketLabel(bad.value, metric: bad.metric), at: range)
    }
  }
}

extension Array {
  /// The elements in order, equal ones as they stood.
  func stablySorted(_ precedes: (Element, Element) -> Bool) -> [Element] {
    enumerated().sorted {
      if precedes($0.element, $1.element) { return true }
      return !precedes($1.element, $0.element) && $0.offset < $1.offset
    }.map(\.element)
  }
}
