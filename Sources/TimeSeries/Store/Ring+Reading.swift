public import Metrics

extension Ring: SampleSource {
  /// How many series a hold of the lock may plan, and how many label values it may take out.
  private static let slice = 64
  private static let valueSlice = 2048

  /// Adds what one class has of the selected series.
  public func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries]
  ) {
    let reader = BlockReader(isChecking: isReading)
    guard let resolved = resolve(ringClass, matchers) else { return }
    let candidates = withStore { $0.classes[ringClass.rawValue].index.candidates(resolved) }
    var start = 0
    while start < candidates.count {
      let end = min(start + Ring.slice, candidates.count)
      var plans: [ReadPlan] = []
      withStore { store in
        plans = store.classes[ringClass.rawValue].plans(
          candidates[start..<end], resolved, request)
      }
      for plan in plans {
        let columns = columns(plan, request, ringClass, reader)
        if !columns.isEmpty {
          found.append(SelectedSeries(labels: plan.labels, columns: columns))
        }
      }
      start = end
    }
  }

  /// The matchers in the class's terms; `nil` where no series can satisfy them.
  private func resolve(
    _ ringClass: RingClass, _ matchers: [LabelMatcher]
  ) -> [ResolvedMatcher]? {
    var result: [ResolvedMatcher] = []
    for matcher in matchers {
      let name = withStore { store -> UInt32? in
        let name = store.classes[ringClass.rawValue].index.symbol(matcher.name)
        guard let name else { return nil }
        return store.classes[ringClass.rawValue].index.symbols[name].firstPair == .none ? nil : name
      }
      guard let name else {
        if matcher.matchesAbsence { continue }
        return nil
      }
      guard let resolved = resolve(ringClass, matcher, name) else { return nil }
      result.append(resolved)
    }
    return result
  }

  private func resolve(
    _ ringClass: RingClass, _ matcher: LabelMatcher, _ name: UInt32
  ) -> ResolvedMatcher? {
    if matcher.operation == .equal, !matcher.value.isEmpty {
      return withStore { $0.classes[ringClass.rawValue].index.equality(matcher, name) }
    }
    if let alternatives = matcher.alternatives, !matcher.matchesAbsence {
      return withStore {
        $0.classes[ringClass.rawValue].index.oneOf(alternatives, matcher, name)
      }
    }
    let values = values(ringClass, of: name).filter { matcher.matches($0.value) }
    if values.isEmpty, !matcher.matchesAbsence { return nil }
    return withStore { store in
      store.classes[ringClass.rawValue].index.resolved(matcher, name: name, values: values)
    }
  }

  /// The values of a label, taken out in slices.
  func values(_ ringClass: RingClass, of name: UInt32) -> [CandidateValue] {
    let total = withStore { store in
      UInt32(store.classes[ringClass.rawValue].index.postings.pairs.highWater)
    }
    guard total > UInt32(Ring.valueSlice) else {
      return withStore { $0.classes[ringClass.rawValue].index.values(of: name) }
    }
    var result: [CandidateValue] = []
    for start in stride(from: 0, to: total, by: Ring.valueSlice) {
      let range = start..<min(start + UInt32(Ring.valueSlice), total)
      result += withStore {
        $0.classes[ringClass.rawValue].index.values(of: name, in: range)
      }
    }
    return result
  }

  /// The columns of a planned series.
  private func columns(
    _ plan: ReadPlan, _ request: SampleRequest, _ ringClass: RingClass, _ reader: BlockReader
  ) -> [Column] {
    guard plan.newest.isEmpty else {
      return [
        .floats(
          times: plan.newest.map(\.timestamp.milliseconds), values: plan.newest.map(\.value))
      ]
    }
    var cut = Int64.min
    var columns: [Column] = []
    for level in [Level.oneMinute, .tenSeconds] where !plan.blocks[level.rawValue].isEmpty {
      let memory = memories[ringClass.rawValue][level.rawValue]
      let first = max(cut, request.after.saturatingSubtracting(level.width) + 1)
      let end = min(plan.limits[level.rawValue], request.through.saturatingAdding(1))
      guard first < end else { continue }
      let blocks = plan.blocks[level.rawValue]
      let column: Column
      let last: Int64?
      if plan.isCounter {
        let buckets = reader.counters(
          blocks, in: memory, width: level.width, starts: first..<end)
        (column, last) = (.counters(buckets), buckets.starts.last)
      } else {
        let buckets = reader.gauges(
          blocks, in: memory, width: level.width, starts: first..<end)
        (column, last) = (.gauges(buckets), buckets.starts.last)
      }
      guard let last else { continue }
      cut = last + level.width
      columns.append(column)
    }
    let samples = reader.floats(
      plan.blocks[0], in: memories[ringClass.rawValue][0],
      after: max(request.after, cut.saturatingSubtracting(1)), through: request.through)
    if !samples.times.isEmpty {
      columns.append(.floats(times: samples.times, values: samples.values))
    }
    return columns
  }
}

extension ClassStore {
  /// What to read of those of `candidates` that satisfy the matchers.
  mutating func plans(
    _ candidates: ArraySlice<UInt32>, _ matchers: [ResolvedMatcher], _ request: SampleRequest
  ) -> [ReadPlan] {
    var result: [ReadPlan] = []
    result.reserveCapacity(candidates.count)
    for series in candidates {
      guard index[series].generation != 0, index.satisfies(series, matchers) else { continue }
      if let plan = plan(series, request) { result.append(plan) }
    }
    return result
  }
}

extension SeriesIndex {
  /// An equality with a value; `nil` where no series has it.
  func equality(_ matcher: LabelMatcher, _ name: UInt32) -> ResolvedMatcher? {
    guard let value = symbol(matcher.value), let pair = postings.find(name: name, value: value)
    else { return nil }
    return ResolvedMatcher(
      name: name, takesAbsence: false, pair: pair, serial: postings.newestSerial,
      count: Int(postings.pairs[pair].count))
  }
}

extension SeriesIndex {
  /// A choice of values; `nil` where no series has one of them.
  func oneOf(
    _ alternatives: [ByteString], _ matcher: LabelMatcher, _ name: UInt32
  ) -> ResolvedMatcher? {
    let values = alternatives.compactMap { text -> CandidateValue? in
      guard let value = symbol(text), let pair = postings.find(name: name, value: value) else {
        return nil
      }
      return CandidateValue(pair: pair, serial: postings.pairs[pair].serial, value: text)
    }
    return values.isEmpty ? nil : resolved(matcher, name: name, values: values)
  }
}

extension Int64 {
  /// The difference, or the end of the range.
  func saturatingSubtracting(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other > 0 ? .min : .max) : difference
  }

  /// The sum, or the end of the range.
  func saturatingAdding(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }
}
