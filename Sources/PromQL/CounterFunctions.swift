/// `rate`, `increase`, `delta` and the functions of a window's last two samples.
enum CounterFunctions {
  /// What becomes of the difference between a window's ends.
  enum Kind: Hashable {
    case rate, increase, delta

    var isCounter: Bool { self != .delta }
    var isRate: Bool { self == .rate }
  }

  /// The extrapolated change over each window.
  ///
  /// Where resets were taken out of the samples, `firsts` has the values from before that, one a sample.
  static func extrapolated(
    _ samples: Samples, _ bounds: WindowBounds, _ kind: Kind, firsts: [Double]? = nil
  ) -> [Double] {
    let times = samples.times.span
    let values = samples.values.span
    let uncorrected = firsts ?? samples.values
    let resets = kind.isCounter ? resetPlaces(samples) : []
    var next = 0
    return bounds.column(over: times) { _, window in
      guard window.count >= 2 else { return .absent }
      while next < resets.count, resets[next] <= window.lower { next += 1 }
      var change = values[window.last] - values[window.lower]
      var reset = next
      while reset < resets.count, resets[reset] < window.upper {
        change += values[resets[reset] - 1]
        reset += 1
      }
      var ends = Ends(
        first: times[window.lower], value: uncorrected[window.lower], last: times[window.last],
        count: window.count)
      if kind.isCounter, let start = samples.start(of: window) {
        // The counter is known to have been zero there.
        change += values[window.lower]
        ends.first = start
        ends.value = 0
        ends.count += 1
      }
      return change * factor(window, ends, change: change, kind, bounds.length)
    }
  }

  /// What of a window is covered by samples.
  private struct Ends {
    var first: Int64
    var value: Double
    var last: Int64
    var count: Int
  }

  /// The indices of the samples before which the counter began again.
  private static func resetPlaces(_ samples: Samples) -> [Int] {
    var result: [Int] = []
    let values = samples.values.span
    for index in 1..<max(1, values.count) where values[index] < values[index - 1] {
      result.append(index)
    }
    guard !samples.startTimes.isEmpty else { return result }
    return samples.times.indices.dropFirst().filter { samples.isReset($0) }
  }

  /// How much larger the change over the whole window is than between its first and last sample.
  ///
  /// The window's edges count as covered when a sample lies within 1.1 mean intervals of them, else half an interval
  /// is added; a counter is not extended past the moment at which it was zero.
  /// Source: Prometheus, `promql/functions.go`, the behaviour of `extrapolatedRate`.
  @inline(__always)
  private static func factor(
    _ window: Window, _ ends: Ends, change: Double, _ kind: Kind, _ length: Int64
  ) -> Double {
    let sampled = Double(ends.last &- ends.first) / 1000
    let mean = sampled / Double(ends.count - 1)
    var toStart = Double(ends.first &- window.start) / 1000
    var toEnd = Double(window.end &- ends.last) / 1000
    let threshold = mean * 1.1
    if toStart >= threshold { toStart = mean / 2 }
    if kind.isCounter, change > 0, ends.value >= 0 {
      toStart = min(toStart, sampled * (ends.value / change))
    }
    if toEnd >= threshold { toEnd = mean / 2 }
    let factor = (sampled + toStart + toEnd) / sampled
    return kind.isRate ? factor / (Double(length) / 1000) : factor
  }

  /// The change between a window's last two samples: `irate` for counters, `idelta` for gauges.
  static func instant(_ samples: Samples, _ bounds: WindowBounds, isRate: Bool) -> [Double] {
    let times = samples.times.span
    let values = samples.values.span
    return bounds.column(over: times) { _, window in
      guard window.count >= 2 else { return .absent }
      let elapsed = times[window.last] &- times[window.last - 1]
      guard elapsed != 0 else { return .absent }
      let newest = values[window.last]
      let previous = values[window.last - 1]
      guard isRate else { return newest - previous }
      return (samples.isReset(window.last) ? newest : newest - previous)
        / (Double(elapsed) / 1000)
    }
  }

  /// How often a value is smaller than the one before.
  static func resets(_ samples: Samples, _ bounds: WindowBounds) -> [Double] {
    transitions(samples, bounds) { samples.isReset($0) }
  }

  /// How often a value differs from the one before.
  static func changes(_ samples: Samples, _ bounds: WindowBounds) -> [Double] {
    let values = samples.values
    return transitions(samples, bounds) { index in
      let (one, other) = (values[index - 1], values[index])
      return one != other && !(one.isNaN && other.isNaN)
    }
  }

  /// Counts the samples for which `isCounted` holds, a window's first left out, by differences of a running count.
  private static func transitions(
    _ samples: Samples, _ bounds: WindowBounds, _ isCounted: (Int) -> Bool
  ) -> [Double] {
    var running = [Int32](repeating: 0, count: samples.values.count)
    for index in running.indices.dropFirst() {
      running[index] = running[index - 1] &+ (isCounted(index) ? 1 : 0)
    }
    return bounds.column(over: samples.times.span) { _, window in
      Double(running[window.last] &- running[window.lower])
    }
  }
}

extension Samples {
  /// Whether the counter began again between the sample before and this one: it is smaller, or its counting began no
  /// earlier than the one before was taken.
  ///
  /// A start that equals the sample's own time says nothing. Source: Prometheus, the behaviour of start timestamps.
  @inline(__always) func isReset(_ index: Int) -> Bool {
    if values[index] < values[index - 1] { return true }
    guard !startTimes.isEmpty, startTimes[index] != 0 else { return false }
    return startTimes[index] >= times[index - 1] && startTimes[index] != times[index]
  }

  /// When the counting of a window's first sample began, where that is in the window and before the sample.
  @inline(__always) func start(of window: Window) -> Int64? {
    guard !startTimes.isEmpty else { return nil }
    let start = startTimes[window.lower]
    return start != 0 && start > window.start && start < times[window.lower] ? start : nil
  }

  /// Whether the counting of any sample of an interval began before the one before it was taken, and not with it.
  func hasOverlappingStart(after: Int64, through: Int64) -> Bool {
    startTimes.indices.dropFirst().contains { index in
      let start = startTimes[index]
      return times[index - 1] > after && times[index] <= through && start != 0
        && start < times[index - 1] && start != startTimes[index - 1]
    }
  }
}
