/// The range modifiers `anchored` and `smoothed`: samples outside the window decide what holds at its edges.
///
/// Source: Prometheus proposal PROM-52.
enum ExtendedRanges {
  /// The samples that one window looks at: from the last one at or before its start.
  private struct Edges {
    var first: Int
    var last: Int
  }

  /// The functions that know the modifiers; others are refused before.
  static func column(
    _ function: WindowFunction, _ samples: Samples, _ bounds: WindowBounds,
    _ extent: Selector.Extension
  ) -> [Double] {
    switch function {
    case .extrapolated(let kind): return change(samples, bounds, extent, kind)
    case .resets: return transitions(samples, bounds) { $1 < $0 }
    case .changes: return transitions(samples, bounds) { $0 != $1 && !($0.isNaN && $1.isNaN) }
    case .instantRate, .instantDelta, .overTime, .quantile, .slope, .prediction, .smoothing:
      return [Double](repeating: .absent, count: bounds.steps.count)
    }
  }

  /// The difference between the edges, corrected for resets between them.
  private static func change(
    _ samples: Samples, _ bounds: WindowBounds, _ extent: Selector.Extension,
    _ kind: CounterFunctions.Kind
  ) -> [Double] {
    (0..<bounds.steps.count).map { step in
      let end = bounds.end(step)
      let start = end &- bounds.length
      guard var edges = edges(samples, start, end, extent) else { return .absent }
      let left = value(samples, edges.first, edge: start, extent, kind, isLeft: true)
      let right = value(samples, edges.last, edge: end, extent, kind, isLeft: false)
      var result = right - left
      if kind.isCounter {
        if samples.times[edges.first] <= start { edges.first += 1 }
        if samples.times[edges.last] >= end { edges.last -= 1 }
        result += correction(samples.values, edges, left, right)
      }
      return kind.isRate ? result / (Double(bounds.length) / 1000) : result
    }
  }

  private static func edges(
    _ samples: Samples, _ start: Int64, _ end: Int64, _ extent: Selector.Extension
  ) -> Edges? {
    let times = samples.times
    var last = times.firstIndex { $0 > end }.map { $0 - 1 } ?? times.count - 1
    let first = max(0, (times.firstIndex { $0 > start } ?? times.count) - 1)
    if extent == .smoothed {
      last = min(times.count - 1, times.firstIndex { $0 >= end } ?? times.count - 1)
      guard times[first] <= end else { return nil }
    }
    guard last >= 0, last >= first, times[last] > start else { return nil }
    return Edges(first: first, last: last)
  }

  /// What holds at an edge: the sample there, or with `smoothed` the line between its neighbours.
  private static func value(
    _ samples: Samples, _ index: Int, edge: Int64, _ extent: Selector.Extension,
    _ kind: CounterFunctions.Kind, isLeft: Bool
  ) -> Double {
    let time = samples.times[index]
    guard extent == .smoothed else { return samples.values[index] }
    if isLeft {
      guard time < edge, index + 1 < samples.times.count else { return samples.values[index] }
      return interpolate(samples, index, at: edge, kind, isLeft: true)
    }
    guard time > edge, index > 0 else { return samples.values[index] }
    return interpolate(samples, index - 1, at: edge, kind, isLeft: false)
  }

  private static func interpolate(
    _ samples: Samples, _ index: Int, at moment: Int64, _ kind: CounterFunctions.Kind,
    isLeft: Bool
  ) -> Double {
    var from = samples.values[index]
    var to = samples.values[index + 1]
    if kind.isCounter, to < from {
      if isLeft { from = 0 } else { to += from }
    }
    let elapsed = Double(moment &- samples.times[index])
    return from + (to - from) * elapsed
      / Double(samples.times[index + 1] &- samples.times[index])
  }

  private static func correction(
    _ values: [Double], _ edges: Edges, _ left: Double, _ right: Double
  ) -> Double {
    var result = 0.0
    var previous = left
    for index in edges.first..<max(edges.first, edges.last + 1) {
      if values[index] < previous { result += previous }
      previous = values[index]
    }
    return right < previous ? result + previous : result
  }

  private static func transitions(
    _ samples: Samples, _ bounds: WindowBounds, _ isCounted: (Double, Double) -> Bool
  ) -> [Double] {
    (0..<bounds.steps.count).map { step in
      let end = bounds.end(step)
      guard let edges = edges(samples, end &- bounds.length, end, .anchored) else { return .absent }
      let pairs = zip(
        samples.values[edges.first..<edges.last],
        samples.values[(edges.first + 1)..<(edges.last + 1)])
      return Double(pairs.count { isCounted($0, $1) })
    }
  }

  /// An instant selector with `smoothed`: the sample at each step, or the line between its neighbours.
  static func interpolated(_ samples: Samples, _ bounds: WindowBounds) -> [Double] {
    (0..<bounds.steps.count).map { step in
      let end = bounds.end(step)
      guard let before = samples.times.lastIndex(where: { $0 <= end }) else { return .absent }
      guard samples.times[before] > end &- bounds.length else { return .absent }
      let after = before + 1
      guard samples.times[before] < end, after < samples.times.count,
        samples.times[after] <= end &+ bounds.length
      else { return samples.values[before] }
      return interpolate(samples, before, at: end, .delta, isLeft: true)
    }
  }
}
