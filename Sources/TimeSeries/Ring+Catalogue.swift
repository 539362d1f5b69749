public import Metrics

// What there is, without samples: read in slices, so that a catalogue of many series does not hold up a writer.
extension Ring {
  /// The metric families that have series here, sorted by name.
  ///
  /// - Complexity: O(series).
  public var families: [MetricFamily] {
    var found: [ByteString: (metadata: MetricMetadata, series: Int, jobs: Set<ByteString>)] = [:]
    for number in RingClass.allCases.indices {
      for (family, count) in familyCounts(number) {
        let known = found[family.name]
        found[family.name] = (
          known?.metadata ?? family.metadata, (known?.series ?? 0) + count,
          (known?.jobs ?? []).union(family.jobs)
        )
      }
    }
    return found.map {
      MetricFamily(
        name: $0.key, metadata: $0.value.metadata, series: $0.value.series,
        jobs: $0.value.jobs.sorted())
    }.sorted { $0.name < $1.name }
  }

  /// The families of one class, each with the jobs of its series.
  private func familyCounts(_ number: Int) -> [(family: MetricFamily, count: Int)] {
    let job = withStore { $0.classes[number].index.symbol("job") }
    var jobs: [UInt32: Set<UInt32>] = [:]
    let total = withStore { UInt32($0.classes[number].index.series.entries.highWater) }
    for start in stride(from: 0, to: total, by: 2048) {
      withStore { store in
        store.classes[number].index.collectJobs(
          start..<min(start + 2048, total), job: job, into: &jobs)
      }
    }
    return withStore { store in store.classes[number].index.families(jobs) }
  }

  /// The names of labels that some series has, sorted.
  public var labelNames: [ByteString] {
    var names: Set<ByteString> = []
    for number in RingClass.allCases.indices {
      withStore { names.formUnion($0.classes[number].index.labelNames) }
    }
    return names.sorted()
  }

  /// The values that the label `name` has, sorted.
  public func labelValues(of name: ByteString) -> [ByteString] {
    var values: Set<ByteString> = []
    for number in RingClass.allCases.indices {
      withStore { store in
        guard let symbol = store.classes[number].index.symbol(name) else { return }
        values.formUnion(store.classes[number].index.values(of: symbol).map(\.value))
      }
    }
    return values.sorted()
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

extension SeriesIndex {
  /// The names of labels.
  var labelNames: [ByteString] {
    (0..<UInt32(symbols.entries.highWater)).compactMap { symbol in
      symbols[symbol].references > 0 && symbols[symbol].firstPair != .none ? text(symbol) : nil
    }
  }

  /// Notes the pairs that the label `job` has in each family.
  func collectJobs(
    _ range: Range<UInt32>, job: UInt32?, into jobs: inout [UInt32: Set<UInt32>]
  ) {
    for number in range where self[number].generation != 0 {
      var node = self[number].firstNode
      while node != .none {
        let pair = postings.pairs[postings.nodes[node].pair]
        if pair.name == job { jobs[self[number].family, default: []].insert(pair.value) }
        node = postings.nodes[node].sibling
      }
    }
  }

  /// The families with the jobs that were noted.
  func families(_ jobs: [UInt32: Set<UInt32>]) -> [(family: MetricFamily, count: Int)] {
    (0..<UInt32(families.highWater)).compactMap { number in
      let entry = families[number]
      guard entry.series > 0 else { return nil }
      let known = (jobs[number] ?? []).filter { symbols[$0].references > 0 }
      let family = MetricFamily(
        name: text(entry.name), metadata: metadata(number), series: Int(entry.series),
        jobs: known.map { text($0) })
      return (family, Int(entry.series))
    }
  }
}
