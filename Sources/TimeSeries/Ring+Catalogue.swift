public import Metrics

// What there is, without samples: read in slices, so that a catalogue of many series does not hold up a writer.
extension Ring {
  /// How many series, symbols or label values a hold of the lock looks at.
  private static let catalogueSlice: UInt32 = 512

  /// The metrics that have series here, sorted by name; series without a name are left out.
  ///
  /// - Complexity: O(series).
  public var metrics: [Metric] {
    var found: [ByteString: Metric] = [:]
    for number in RingClass.allCases.indices {
      let total = withStore { UInt32($0.classes[number].index.series.entries.highWater) }
      for start in stride(from: 0, to: total, by: Int(Ring.catalogueSlice)) {
        let range = start..<min(start + Ring.catalogueSlice, total)
        let part = withStore { $0.classes[number].index.metrics(range) }
        for metric in part { found[metric.name, default: metric.withoutSeries].add(metric) }
      }
    }
    return found.values.map { metric in
      Metric(
        name: metric.name, metadata: metric.metadata, series: metric.series,
        jobs: metric.jobs.sorted())
    }.sorted { $0.name < $1.name }
  }

  /// The names of labels that some series has, sorted.
  public var labelNames: [ByteString] {
    var names: Set<ByteString> = []
    for number in RingClass.allCases.indices {
      let total = withStore { UInt32($0.classes[number].index.symbols.entries.highWater) }
      for start in stride(from: 0, to: total, by: Int(Ring.catalogueSlice) * 8) {
        let range = start..<min(start + Ring.catalogueSlice * 8, total)
        names.formUnion(withStore { $0.classes[number].index.labelNames(range) })
      }
    }
    return names.sorted()
  }

  /// The values that the label `name` has, sorted.
  public func labelValues(of name: ByteString) -> [ByteString] {
    var found: Set<ByteString> = []
    for ringClass in RingClass.allCases {
      let symbol = withStore { $0.classes[ringClass.rawValue].index.symbol(name) }
      guard let symbol else { continue }
      found.formUnion(values(ringClass, of: symbol).map(\.value))
    }
    return found.sorted()
  }

  /// What is known of the family `family`; `nil` where it has no series.
  public func metadata(of family: ByteString) -> MetricMetadata? {
    for number in RingClass.allCases.indices {
      let metadata = withStore { store -> MetricMetadata? in
        guard let symbol = store.classes[number].index.symbol(family) else { return nil }
        let known = store.classes[number].index.symbols[symbol].family
        return known == .none ? nil : store.classes[number].index.metadata(known)
      }
      if let metadata { return metadata }
    }
    return nil
  }
}

extension Metric {
  /// The metric before any of its series is counted.
  fileprivate var withoutSeries: Metric {
    Metric(name: name, metadata: metadata, series: 0, jobs: [])
  }

  /// Counts the series of another part of the ring.
  fileprivate mutating func add(_ part: Metric) {
    series += part.series
    for job in part.jobs where !jobs.contains(job) { jobs.append(job) }
  }
}

extension SeriesIndex {
  /// The names of labels among a range of symbols.
  func labelNames(_ range: Range<UInt32>) -> [ByteString] {
    range.compactMap { symbol in
      symbols[symbol].references > 0 && symbols[symbol].firstPair != .none ? text(symbol) : nil
    }
  }

  /// The metrics of a range of series; names become text here, because symbols may be reused after the hold.
  func metrics(_ range: Range<UInt32>) -> [Metric] {
    guard let nameLabel = symbol(Labels.metricNameLabel) else { return [] }
    let jobLabel = symbol("job")
    var found: [UInt32: (family: UInt32, series: Int, jobs: [UInt32])] = [:]
    for number in range where self[number].generation != 0 {
      guard let name = value(of: nameLabel, in: number) else { continue }
      var metric = found[name] ?? (self[number].family, 0, [])
      metric.series += 1
      if let job = jobLabel.flatMap({ value(of: $0, in: number) }), !metric.jobs.contains(job) {
        metric.jobs.append(job)
      }
      found[name] = metric
    }
    return found.map { name, metric in
      Metric(
        name: text(name), metadata: metadata(metric.family), series: metric.series,
        jobs: metric.jobs.map { text($0) })
    }
  }

  /// The symbol of a label's value in a series; `nil` where it has no such label.
  private func value(of label: UInt32, in number: UInt32) -> UInt32? {
    var node = self[number].firstNode
    while node != .none {
      let pair = postings.pairs[postings.nodes[node].pair]
      if pair.name == label { return pair.value }
      node = postings.nodes[node].sibling
    }
    return nil
  }
}
