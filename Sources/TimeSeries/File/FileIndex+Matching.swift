internal import Metrics

extension FileIndex {
  /// The places of the series of a class that all matchers select, in the order of their numbers.
  ///
  /// Each value of a label is tried once.
  func matching(_ ringClass: RingClass, _ matchers: [LabelMatcher]) -> [Int] {
    var names: [UInt32?] = []
    for matcher in matchers {
      let name = symbol(matcher.name)
      if name == nil, !matcher.matchesAbsence { return [] }
      names.append(name)
    }
    let absences = matchers.map(\.matchesAbsence)
    // A value that is asked for as it is has one symbol, or no series has it.
    var wanted: [UInt32?] = []
    for matcher in matchers {
      let isExact = matcher.operation == .equal && !matcher.value.isEmpty
      wanted.append(isExact ? symbol(matcher.value) : nil)
      if isExact, wanted.last == .some(nil) { return [] }
    }
    var verdicts = matchers.map { _ in [UInt32: Bool]() }
    return series.indices.filter { place in
      guard series[place].ringClass == ringClass else { return false }
      for (number, matcher) in matchers.enumerated() {
        guard let name = names[number] else { continue }
        guard let value = value(of: name, at: place) else {
          if absences[number] { continue }
          return false
        }
        if let wanted = wanted[number] {
          if value == wanted { continue }
          return false
        }
        if let known = verdicts[number][value] {
          if known { continue }
          return false
        }
        let verdict = matcher.matches(string(value))
        verdicts[number][value] = verdict
        if !verdict { return false }
      }
      return true
    }
  }

  /// The metrics that have series, sorted by name.
  var metrics: [Metric] {
    guard let nameLabel = symbol(Labels.metricNameLabel) else { return [] }
    let jobLabel = symbol("job")
    var found: [UInt32: (family: UInt32, series: Int, jobs: Set<UInt32>)] = [:]
    for place in series.indices {
      guard let name = value(of: nameLabel, at: place) else { continue }
      var metric = found[name] ?? (series[place].family, 0, [])
      metric.series += 1
      if let job = jobLabel.flatMap({ value(of: $0, at: place) }) { metric.jobs.insert(job) }
      found[name] = metric
    }
    return found.map { name, metric in
      Metric(
        name: string(name), metadata: family(metric.family).metadata, series: metric.series,
        jobs: metric.jobs.map { string($0) }.sorted())
    }.sorted { $0.name < $1.name }
  }

  /// The names of labels that some series has, sorted.
  var labelNames: [ByteString] {
    var names: Set<UInt32> = []
    for place in series.indices {
      for pair in pairs(at: place) { names.insert(pair.name) }
    }
    return names.map { string($0) }.sorted()
  }

  /// The values that a label has, sorted.
  func labelValues(of name: ByteString) -> [ByteString] {
    guard let name = symbol(name) else { return [] }
    let values = Set(series.indices.compactMap { value(of: name, at: $0) })
    return values.map { string($0) }.sorted()
  }

  /// What is known of a family; `nil` where there is none of this name.
  func metadata(of wanted: ByteString) -> MetricMetadata? {
    for number in allFamilies {
      let (name, metadata) = family(number)
      if name == wanted { return metadata }
    }
    return nil
  }
}
