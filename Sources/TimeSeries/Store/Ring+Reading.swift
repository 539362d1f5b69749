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
    let matches = matches(ringClass, matchers)
    guard !matches.series.isEmpty else { return }
    lazy var reader = BlockReader(isChecking: isReading)
    for start in stride(from: 0, to: matches.series.count, by: Ring.slice) {
      let end = min(start + Ring.slice, matches.series.count)
      let plans = withStore { store in
        store.classes[ringClass.rawValue].plans(start..<end, of: matches, request)
      }
      for plan in plans {
        let columns =
          plan.newest.isEmpty
          ? columns(plan, request, ringClass, reader)
          : [
            .floats(
              times: plan.newest.map(\.timestamp.milliseconds), values: plan.newest.map(\.value))
          ]
        if !columns.isEmpty {
          found.append(SelectedSeries(labels: plan.labels, columns: columns))
        }
      }
    }
  }

  /// The series that satisfy all matchers.
  private func matches(_ ringClass: RingClass, _ matchers: [LabelMatcher]) -> Matches {
    let known = withStore { $0.classes[ringClass.rawValue].index.remembered(matchers) }
    if let known { return known }
    let changes = withStore { $0.classes[ringClass.rawValue].index.postings.changes }
    var matches = Matches(series: [], matchers: [], changes: changes)
    if let resolved = resolve(ringClass, matchers) {
      matches.matchers = resolved
      matches.series = withStore {
        $0.classes[ringClass.rawValue].index.candidates(resolved)
      }
      guard matches.series.count <= MatchMemo.mostSeries else {
        matches.changes = nil
        return matches
      }
      matches.series = satisfying(matches, ringClass)
    }
    withStore { $0.classes[ringClass.rawValue].index.remember(matches, for: matchers) }
    return matches
  }

  /// The candidates that satisfy the matchers, in the order of their labels.
  private func satisfying(_ candidates: Matches, _ ringClass: RingClass) -> [UInt32] {
    var series: [UInt32] = []
    var labels: [Labels] = []
    for start in stride(from: 0, to: candidates.series.count, by: Ring.slice) {
      let end = min(start + Ring.slice, candidates.series.count)
      withStore { store in
        for number in candidates.series[start..<end]
        where store.classes[ringClass.rawValue].index.isSelected(number, candidates.matchers) {
          series.append(number)
          labels.append(store.classes[ringClass.rawValue].index.labels(of: number))
        }
      }
    }
    return Labels.order(labels)?.map { series[$0] } ?? series
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

  /// The columns of a planned series from its blocks.
  private func columns(
    _ plan: ReadPlan, _ request: SampleRequest, _ ringClass: RingClass, _ reader: BlockReader
  ) -> [Column] {
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
  /// What to read of a slice of what selectors have found.
  mutating func plans(
    _ slice: Range<Int>, of matches: Matches, _ request: SampleRequest
  ) -> [ReadPlan] {
    var result: [ReadPlan] = []
    result.reserveCapacity(slice.count)
    let isAsFound = matches.changes == index.postings.changes
    for series in matches.series[slice]
    where isAsFound || index.isSelected(series, matches.matchers) {
      if let plan = plan(series, request) { result.append(plan) }
    }
    return result
  }
}

extension SeriesIndex {
  /// Whether a series is there and satisfies all matchers.
  func isSelected(_ series: UInt32, _ matchers: [ResolvedMatcher]) -> Bool {
    self[series].generation != 0 && satisfies(series, matchers)
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
