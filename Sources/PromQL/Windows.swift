/// Where the window of each step lies: left-open intervals of one length.
struct WindowBounds {
  /// The steps of the evaluation.
  var steps: Steps
  /// The moment that `@` fixes for all steps.
  var fixed: Int64?
  /// How far back `offset` moves the window.
  var offset: Int64
  /// The length of the window in milliseconds.
  var length: Int64

  /// The last moment that belongs to the window of a step.
  @inline(__always) func end(_ step: Int) -> Int64 { (fixed ?? steps.time(step)) &- offset }

  /// The interval that holds every window: after the first, through the second.
  var reach: (after: Int64, through: Int64) {
    let first = end(0).subtractingReportingOverflow(length)
    return (first.overflow ? .min : first.partialValue, end(max(0, steps.count - 1)))
  }
}

extension WindowBounds {
  /// Whether a sample lies in so many windows that what they share is worth keeping.
  var overlapMuch: Bool {
    steps.count >= 4 && (fixed != nil || length / max(1, steps.interval) >= 4)
  }
}

/// The samples of one window, as indices into the series.
struct Window {
  /// The first sample.
  var lower: Int
  /// One past the last sample.
  var upper: Int
  /// The moment just before the window.
  var start: Int64
  /// The last moment of the window.
  var end: Int64

  /// The number of samples.
  @inline(__always) var count: Int { upper - lower }
  /// The last sample.
  @inline(__always) var last: Int { upper - 1 }
}

extension WindowBounds {
  /// Calls `body` for every step whose window holds a sample; two indices slide over `times`, which ascend.
  @inline(__always)
  func slide(over times: Span<Int64>, _ body: (_ step: Int, _ window: Window) -> Void) {
    var lower = 0
    var upper = 0
    for step in 0..<steps.count {
      let end = end(step)
      let start = end &- length
      while upper < times.count, times[upper] <= end { upper += 1 }
      while lower < upper, times[lower] <= start { lower += 1 }
      if lower < upper { body(step, Window(lower: lower, upper: upper, start: start, end: end)) }
    }
  }

  /// A column of what `body` says for every window that holds a sample.
  @inline(__always)
  func column(over times: Span<Int64>, _ body: (_ step: Int, _ window: Window) -> Double)
    -> [Double]
  {
    var result = [Double](repeating: .absent, count: steps.count)
    slide(over: times) { step, window in result[step] = body(step, window) }
    return result
  }
}

/// The samples of one series, stale markers left out where windows are wanted.
struct Samples {
  /// Milliseconds since the epoch, ascending.
  var times: [Int64] = []
  /// One value for each of `times`.
  var values: [Double] = []
  /// When each sample's counting began, 0 where that is not known; empty where it is known of none.
  var startTimes: [Int64] = []

  /// The samples without staleness markers.
  var withoutStaleMarkers: Samples {
    guard values.contains(where: \.isAbsent) else { return self }
    let kept = values.indices.filter { !values[$0].isAbsent }
    return Samples(
      times: kept.map { times[$0] }, values: kept.map { values[$0] },
      startTimes: startTimes.isEmpty ? [] : kept.map { startTimes[$0] })
  }

  /// For each step the newest value at most `bounds.length` old; absent where there is none or it is stale.
  func instants(_ bounds: WindowBounds) -> [Double] {
    let values = values.span
    return bounds.column(over: times.span) { _, window in values[window.last] }
  }

  /// For each step the time in seconds of the newest value; absent as in `instants`.
  func instantTimes(_ bounds: WindowBounds) -> [Double] {
    let values = values.span
    let times = times.span
    return bounds.column(over: times) { _, window in
      values[window.last].isAbsent ? .absent : Double(times[window.last]) / 1000
    }
  }

  /// For each step the time in seconds when the newest value's counting began, 0 where that is not known; absent as in
  /// `instants`.
  func instantStarts(_ bounds: WindowBounds) -> [Double] {
    let values = values.span
    return bounds.column(over: times.span) { _, window in
      if values[window.last].isAbsent { return .absent }
      return startTimes.isEmpty ? 0 : Double(startTimes[window.last]) / 1000
    }
  }
}
