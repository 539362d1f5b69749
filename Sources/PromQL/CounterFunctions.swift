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
    let resets = kind.isCounter ? resets(samples.values) : []
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
      let ends = (first: times[window.lower], last: times[window.last])
      return change
        * factor(
          window, ends, change: change, first: uncorrected[window.lower], kind, bounds.length)
    }
  }

  /// The indices of the samples that are smaller than the one before.
  private static func resets(_ values: [Double]) -> [Int] {
    var result: [Int] = []
    let values = values.span
    for index in 1..<max(1, values.count) where values[index] < values[index - 1] {
      result.append(index)
    }
    return result
  }

  /// How much larger the change over the whole window is than between its first and last sample.
  ///
  /// The window's edges count as covered when a sample lies within 1.1 mean intervals of them, else half an interval
  /// is added; a counter is not extended past the moment at which it was zero.
  /// Source: Prometheus, `promql/functions.go`, the behaviour of `extrapolatedRate`.
  @inline(__always)
  private static func factor(
    _ window: Window, _ ends: (first: Int64, last: Int64), change: Double, first: Double,
    _ kind: Kind, _ length: Int64
  ) -> Double {
    let sampled = Double(ends.last &- ends.first) / 1000
    let mean = sampled / Double(window.count - 1)
    var toStart = Double(ends.first &- window.start) / 1000
    var toEnd = Double(window.end &- ends.last) / 1000
    let threshold = mean * 1.1
    if toStart >= threshold { toStart = mean / 2 }
    if kind.isCounter, change > 0, first >= 0 {
      toStart = min(toStart, sampled * (first / change))
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
      return (newest < previous ? newest : newest - previous) / (Double(elapsed) / 1000)
    }
  }

  /// How often a value is smaller than the one before.
  static func resets(_ samples: Samples, _ bounds: WindowBounds) -> [Double] {
    transitions(samples, bounds) { $1 < $0 }
  }

  /// How often a value differs from the one before.
  static func changes(_ samples: Samples, _ bounds: WindowBounds) -> [Double] {
    transitions(samples, bounds) { $0 != $1 && !($0.isNaN && $1.isNaN) }
  }

  /// Counts neighbours for which `isCounted` holds, by differences of a running count.
  private static func transitions(
    _ samples: Samples, _ bounds: WindowBounds, _ isCounted: (Double, Double) -> Bool
  ) -> [Double] {
    var running = [Int32](repeating: 0, count: samples.values.count)
    for index in running.indices.dropFirst() {
      let counted = isCounted(samples.values[index - 1], samples.values[index])
      running[index] = running[index - 1] &+ (counted ? 1 : 0)
    }
    return bounds.column(over: samples.times.span) { _, window in
      Double(running[window.last] &- running[window.lower])
    }
  }
}
