internal import Metrics

/// `info()`: adds the labels of info series, which say what the others are about, to the series of the same instance.
///
/// Source: Prometheus, Query functions, `info`.
struct InfoJoin {
  /// Which info series: conditions on their name.
  let names: [LabelMatcher]
  /// Which of their labels, and with which values; all where there is no condition.
  let labels: [LabelMatcher]

  private static let identity: [ByteString] = ["instance", "job"]

  /// An info series that fits, with the time of its sample at each step.
  private struct Candidate {
    var labels: Labels
    var added: [(name: ByteString, value: ByteString)]
    var times: [Double]
  }

  func callAsFunction(
    _ input: [Series], _ evaluator: Evaluator
  ) throws(EvaluationError) -> [Series] {
    let candidates = try candidates(evaluator)
    var result: [Series] = []
    for series in input {
      if names.allSatisfy({ $0.matches(series.labels) }) {
        result.append(series)
      } else {
        let fitting = candidates[series.labels.keeping(Self.identity)] ?? []
        try enrich(series, fitting, into: &result)
      }
    }
    return try result.merged()
  }

  /// All info series, by what they identify.
  private func candidates(
    _ evaluator: Evaluator
  ) throws(EvaluationError) -> [Labels: [Candidate]] {
    var result: [Labels: [Candidate]] = [:]
    let selector = Selector(matchers: names + labels, fixed: nil, offset: 0)
    let wanted = Set(labels.map(\.name))
    try evaluator.instantTimes(selector) { (series: inout Series) throws(EvaluationError) in
      let added = series.labels.dropping(Self.identity + [Labels.metricNameLabel])
        .filter { wanted.isEmpty || wanted.contains($0.name) }
      result[series.labels.keeping(Self.identity), default: []].append(
        Candidate(labels: series.labels, added: added, times: series.values))
    }
    return result
  }

  private func enrich(
    _ series: Series, _ candidates: [Candidate], into result: inout [Series]
  ) throws(EvaluationError) {
    let own = Set(series.labels.map(\.name))
    var places: [[Int]: Int] = [:]
    for step in series.values.indices where !series.values[step].isAbsent {
      let chosen = try newest(candidates, at: step)
      guard !chosen.isEmpty || labels.allSatisfy(\.matchesAbsence) else { continue }
      if places[chosen] == nil {
        places[chosen] = result.count
        var next = series
        next.labels = try merge(series.labels, own, chosen.map { candidates[$0] })
        next.values = [Double](repeating: .absent, count: series.values.count)
        result.append(next)
      }
      if let place = places[chosen] { result[place].values[step] = series.values[step] }
    }
  }

  /// Of each name the candidate with the newest sample at a step.
  private func newest(_ candidates: [Candidate], at step: Int) throws(EvaluationError) -> [Int] {
    var chosen: [ByteString: Int] = [:]
    for (index, candidate) in candidates.enumerated() where !candidate.times[step].isAbsent {
      let name = candidate.labels.metricName ?? ""
      guard let other = chosen[name] else {
        chosen[name] = index
        continue
      }
      let rival = candidates[other]
      if rival.times[step] == candidate.times[step] {
        throw .execution(
          "found duplicate series for info metric: existing \(rival.labels.inBraces), "
            + "new \(candidate.labels.inBraces)")
      }
      if rival.times[step] < candidate.times[step] { chosen[name] = index }
    }
    return chosen.values.sorted()
  }

  private func merge(
    _ labels: Labels, _ own: Set<ByteString>, _ chosen: [Candidate]
  ) throws(EvaluationError) -> Labels {
    var added: [ByteString: ByteString] = [:]
    for candidate in chosen {
      for pair in candidate.added where !own.contains(pair.name) {
        if let other = added[pair.name], other != pair.value {
          throw .execution("conflicting label: \(pair.name.text)")
        }
        added[pair.name] = pair.value
      }
    }
    return labels.merging(added.map { (name: $0.key, value: $0.value) })
  }
}
