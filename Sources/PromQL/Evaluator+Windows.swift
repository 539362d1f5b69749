internal import Metrics

extension Evaluator {
  /// Hands on the newest sample of each series that a selector names.
  func instants(_ selector: Selector, _ consumer: Consumer) throws(EvaluationError) {
    let bounds = bounds(selector, length: session.options.lookbackMilliseconds)
    try fetch(selector, bounds, newest: 1) { (series) throws(EvaluationError) in
      session.note(series.archive) { $0.before > bounds.end(0) }
      if selector.extension == .smoothed, series.hasHistograms {
        throw .histograms("under smoothed")
      }
      let values =
        selector.extension == .smoothed
        ? ExtendedRanges.interpolated(series.samples.withoutStaleMarkers, bounds)
        : series.samples.instants(bounds)
      guard values.contains(where: { !$0.isAbsent }) else { return }
      var result = Series(labels: series.labels, values: values)
      try consumer(&result)
    }
  }

  /// Hands on the time of the newest sample of each series that a selector names, or what else `read` says of it.
  func instantTimes(
    _ selector: Selector,
    read: (Samples, WindowBounds) -> [Double] = { samples, bounds in samples.instantTimes(bounds) },
    _ consumer: Consumer
  ) throws(EvaluationError) {
    let bounds = bounds(selector, length: session.options.lookbackMilliseconds)
    try fetch(selector, bounds, newest: 1) { (series) throws(EvaluationError) in
      session.note(series.archive) { $0.before > bounds.end(0) }
      let values = read(series.samples, bounds)
      guard values.contains(where: { !$0.isAbsent }) else { return }
      var result = Series(labels: series.labels, values: values)
      try consumer(&result)
    }
  }

  /// Hands on what `function` makes of the windows of each series.
  func windows(
    _ function: WindowFunction, _ source: RangeSource, keepsName: Bool, _ consumer: Consumer
  ) throws(EvaluationError) {
    let arguments = try self.arguments(function)
    let emit = { (series: FetchedSeries, bounds: WindowBounds) throws(EvaluationError) -> Series? in
      try session.check()
      let values =
        series.hasHistograms
        ? try histogramWindows(function, series, bounds, source, arguments)
        : try column(function, series, bounds, source.extension, arguments)
      session.note(series.archive) { $0.through > bounds.end(0) &- bounds.length }
      guard values.contains(where: { !$0.isAbsent }) else { return nil }
      if values.contains(where: { !$0.isAbsent && !$0.isHistogram }) {
        remarkCounter(function, series.labels, at: source.range)
      }
      if function.countsStarts, !series.samples.startTimes.isEmpty {
        remarkOverlap(series, bounds, at: source.range)
      }
      var result = Series(labels: series.labels, dropsName: series.dropsName, values: values)
      if !keepsName { dropName(of: &result) }
      return result
    }
    if keepsName || session.options.delaysNameRemoval || source.namesAreAlike {
      try samples(source, newest: function.newest) { (series, bounds) throws(EvaluationError) in
        if var result = try emit(series, bounds) { try consumer(&result) }
      }
      return
    }
    var collected: [Series] = []
    try samples(source, newest: function.newest) { (series, bounds) throws(EvaluationError) in
      if let result = try emit(series, bounds) { collected.append(result) }
    }
    try pass(try collected.merged(), consumer)
  }

  /// What `function` makes of each window; where it goes over every window anew, in portions between which the
  /// evaluation may be stopped.
  private func column(
    _ function: WindowFunction, _ series: FetchedSeries, _ bounds: WindowBounds,
    _ extent: Selector.Extension, _ arguments: [[Double]]
  ) throws(EvaluationError) -> [Double] {
    let portion = max(1, Self.visitsBetweenChecks / max(1, series.samples.times.count))
    guard function.revisitsSamples(extent), portion < bounds.steps.count else {
      return function.column(series, bounds, extent, arguments)
    }
    var result: [Double] = []
    result.reserveCapacity(bounds.steps.count)
    while result.count < bounds.steps.count {
      try session.check()
      let places = result.count..<min(result.count + portion, bounds.steps.count)
      var part = bounds
      part.steps = Steps(
        start: bounds.steps.time(places.lowerBound), interval: bounds.steps.interval,
        count: places.count)
      result += function.column(series, part, extent, arguments.map { Array($0[places]) })
    }
    return result
  }

  /// How many samples are gone over, each as often as windows hold it, before it is asked whether to stop.
  private static let visitsBetweenChecks = 10_000_000

  private func arguments(_ function: WindowFunction) throws(EvaluationError) -> [[Double]] {
    switch function {
    case .quantile(let share, let range):
      let shares = try scalar(share)
      remarkQuantiles(shares, at: range)
      return [shares]
    case .prediction(let seconds): return [try scalar(seconds)]
    case .smoothing(let level, let trend):
      let levels = try scalar(level)
      let trends = try scalar(trend)
      try checkFactors(levels, "invalid smoothing factor. Expected: 0 < sf < 1, got: ")
      try checkFactors(trends, "invalid trend factor. Expected: 0 < tf < 1, got: ")
      return [levels, trends]
    case .extrapolated, .instantRate, .instantDelta, .resets, .changes, .overTime, .slope:
      return []
    }
  }

  private func checkFactors(_ factors: [Double], _ message: String) throws(EvaluationError) {
    for factor in factors where factor <= 0 || factor >= 1 {
      throw .execution(message + FloatText.shortest(factor))
    }
  }

  /// Remarks that samples say their counting began within the time of the one before.
  private func remarkOverlap(_ series: FetchedSeries, _ bounds: WindowBounds, at range: Range<Int>)
  {
    let reach = bounds.reach
    guard series.samples.hasOverlappingStart(after: reach.after, through: reach.through) else {
      return
    }
    session.annotations.warn(
      Remark.overlappingStart(series.labels.metricName?.text ?? ""), at: range)
  }

  /// Remarks that a rate was taken of what does not look like a counter.
  private func remarkCounter(_ function: WindowFunction, _ labels: Labels, at range: Range<Int>) {
    guard case .extrapolated(let kind) = function, kind.isCounter else { return }
    guard let name = labels.metricName?.text else { return }
    let endings = ["_total", "_sum", "_count", "_bucket"]
    guard !endings.contains(where: name.hasSuffix) else { return }
    session.annotations.inform(Remark.possibleNonCounter(name), at: range)
  }
}

extension Evaluator {
  typealias SampleConsumer =
    (_ series: FetchedSeries, _ bounds: WindowBounds) throws(EvaluationError) -> Void

  /// Hands on the samples behind a range vector, staleness markers left out but where `keepsMarkers` asks for them.
  ///
  /// Where `newest` is not `nil`, no more than so many of the newest samples of a window are wanted.
  func samples(
    _ source: RangeSource, newest: Int? = nil, keepsMarkers: Bool = false,
    _ body: SampleConsumer
  ) throws(EvaluationError) {
    switch source.content {
    case .selector(let selector):
      let bounds = bounds(selector, length: source.length)
      try fetch(selector, bounds, newest: newest) {
        (series: FetchedSeries) throws(EvaluationError) in
        var series = series
        if !keepsMarkers { series.samples = series.samples.withoutStaleMarkers }
        if !series.samples.times.isEmpty { try body(series, bounds) }
      }
    case .subquery(let node, let interval, let fixed, let offset):
      let bounds = WindowBounds(
        steps: steps, fixed: fixed, offset: offset, length: source.length)
      let inner = try subquerySteps(bounds, interval)
      guard inner.count > 0 else { return }
      try over(inner).stream(node) { (series: inout Series) throws(EvaluationError) in
        try session.hold(inner.count)
        defer { session.release(inner.count) }
        let samples = Samples(series.values, at: inner)
        if samples.times.isEmpty { return }
        var fetched = FetchedSeries(
          labels: series.labels, dropsName: series.dropsName, samples: samples)
        fetched.hasHistograms =
          session.hasHistograms && samples.values.contains(where: \.isHistogram)
        try body(fetched, bounds)
      }
    }
  }

  /// Where the inner expression is evaluated: at the multiples of `interval` that lie in any window.
  private func subquerySteps(
    _ bounds: WindowBounds, _ interval: Int64
  ) throws(EvaluationError) -> Steps {
    let (after, through) = bounds.reach
    guard interval > 0 else {
      throw .badRange("zero or negative subquery resolution; expected a positive duration")
    }
    let remainder = after % interval
    let below = after - (remainder < 0 ? remainder + interval : remainder)
    let (start, overflow) = below.addingReportingOverflow(interval)
    guard !overflow, start <= through else { return Steps(start: 0, interval: interval, count: 0) }
    let (distance, tooFar) = through.subtractingReportingOverflow(start)
    let count = Int(distance / interval) + 1
    guard !tooFar, count <= session.options.maximumSamples else {
      throw .tooManySamples(limit: session.options.maximumSamples)
    }
    return Steps(start: start, interval: interval, count: count)
  }

  /// The windows of a selector that end at each step.
  func bounds(_ selector: Selector, length: Int64) -> WindowBounds {
    WindowBounds(steps: steps, fixed: selector.fixed, offset: selector.offset, length: length)
  }
}

extension Samples {
  /// The present values of a column.
  init(_ values: [Double], at steps: Steps) {
    for (step, value) in values.enumerated() where !value.isAbsent {
      times.append(steps.time(step))
      self.values.append(value)
    }
  }
}

extension RangeSource {
  /// How its windows reach beyond their edges.
  var `extension`: Selector.Extension {
    switch content {
    case .selector(let selector): selector.extension
    case .subquery: .none
    }
  }
}

extension WindowFunction {
  /// The result for each step; `arguments` are the columns of the further arguments.
  func column(
    _ series: FetchedSeries, _ bounds: WindowBounds, _ extent: Selector.Extension,
    _ arguments: [[Double]]
  ) -> [Double] {
    guard let archive = series.archive else {
      return rawColumn(series.samples, bounds, extent, arguments)
    }
    return archivedColumn(series, archive, bounds, extent, arguments)
  }

  /// The result for each step, from samples alone.
  func rawColumn(
    _ samples: Samples, _ bounds: WindowBounds, _ extent: Selector.Extension,
    _ arguments: [[Double]]
  ) -> [Double] {
    if extent != .none { return ExtendedRanges.column(self, samples, bounds, extent) }
    switch self {
    case .extrapolated(let kind): return CounterFunctions.extrapolated(samples, bounds, kind)
    case .instantRate: return CounterFunctions.instant(samples, bounds, isRate: true)
    case .instantDelta: return CounterFunctions.instant(samples, bounds, isRate: false)
    case .resets: return CounterFunctions.resets(samples, bounds)
    case .changes: return CounterFunctions.changes(samples, bounds)
    case .overTime(let kind): return OverTimeFunctions.column(kind, samples, bounds)
    case .quantile: return OverTimeFunctions.quantiles(arguments[0], samples, bounds)
    case .slope: return RegressionFunctions.slopes(samples, bounds)
    case .prediction: return RegressionFunctions.predictions(arguments[0], samples, bounds)
    case .smoothing:
      return RegressionFunctions.smoothed(
        level: arguments[0], trend: arguments[1], samples, bounds)
    }
  }

  /// Whether it goes over all samples of every window, however much of them the windows share.
  func revisitsSamples(_ extent: Selector.Extension) -> Bool {
    if extent != .none { return true }
    switch self {
    case .slope, .prediction, .smoothing, .quantile: return true
    case .overTime(let kind):
      switch kind {
      case .standardDeviation, .variance, .medianAbsoluteDeviation, .sum, .average: return true
      case .minimum, .maximum, .count, .last, .first, .present, .timeOfFirst, .timeOfLast,
        .timeOfMinimum, .timeOfMaximum:
        return false
      }
    case .extrapolated, .instantRate, .instantDelta, .resets, .changes: return false
    }
  }

  /// Whether it heeds when the counting of samples began.
  var countsStarts: Bool {
    switch self {
    case .extrapolated(let kind): kind.isCounter
    case .instantRate, .resets: true
    case .instantDelta, .changes, .overTime, .quantile, .slope, .prediction, .smoothing: false
    }
  }

  /// How many of a window's newest samples it looks at; `nil` for all.
  var newest: Int? {
    switch self {
    case .instantRate, .instantDelta: 2
    // One would do, if it were never a staleness marker; of two it is seen that more are wanted.
    case .overTime(.last), .overTime(.timeOfLast), .overTime(.present): 2
    case .extrapolated, .resets, .changes, .overTime, .quantile, .slope, .prediction, .smoothing:
      nil
    }
  }
}
