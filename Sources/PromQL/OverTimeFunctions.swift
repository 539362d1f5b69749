/// The functions that condense all samples of a window to one number.
enum OverTimeFunctions {
  /// The name of the function before `_over_time`.
  enum Kind: Hashable {
    case average, sum, minimum, maximum, count, last, first, present
    case standardDeviation, variance, medianAbsoluteDeviation
    case timeOfFirst, timeOfLast, timeOfMinimum, timeOfMaximum
  }

  /// One number for each window that holds a sample.
  static func column(_ kind: Kind, _ samples: Samples, _ bounds: WindowBounds) -> [Double] {
    let times = samples.times.span
    let values = samples.values.span
    switch kind {
    case .average:
      return sums(samples, bounds, of: { $0.sum / $1 + $0.compensation / $1 }, anew: mean)
    case .sum: return sums(samples, bounds, of: { sum, _ in sum.value }, anew: sum)
    case .minimum:
      return extremes(samples, bounds, supersedes: { $0 < $1 }) { values[$0] }
    case .maximum:
      return extremes(samples, bounds, supersedes: { $0 > $1 }) { values[$0] }
    case .count: return bounds.column(over: times) { Double($1.count) }
    case .last: return bounds.column(over: times) { values[$1.last] }
    case .first: return bounds.column(over: times) { values[$1.lower] }
    case .present: return bounds.column(over: times) { _, _ in 1 }
    case .standardDeviation:
      return bounds.column(over: times) { variance(values, $1).squareRoot() }
    case .variance: return bounds.column(over: times) { variance(values, $1) }
    case .medianAbsoluteDeviation:
      return bounds.column(over: times) {
        var list = Array(samples.values[$1.lower..<$1.upper])
        return Quantile.medianAbsoluteDeviation(&list)
      }
    case .timeOfFirst: return bounds.column(over: times) { Double(times[$1.lower]) / 1000 }
    case .timeOfLast: return bounds.column(over: times) { Double(times[$1.last]) / 1000 }
    case .timeOfMinimum:
      return extremes(samples, bounds, supersedes: { $0 <= $1 }) {
        Double(times[$0]) / 1000
      }
    case .timeOfMaximum:
      return extremes(samples, bounds, supersedes: { $0 >= $1 }) {
        Double(times[$0]) / 1000
      }
    }
  }

  /// The `shares[step]`-quantile of each window.
  static func quantiles(_ shares: [Double], _ samples: Samples, _ bounds: WindowBounds) -> [Double]
  {
    let values = samples.values.span
    var sorted = SortedWindow()
    return bounds.column(over: samples.times.span) { step, window in
      sorted.move(to: window, values)
      return Quantile.of(sorted: sorted.values, share: shares[step])
    }
  }

  @inline(__always)
  private static func sum(_ values: Span<Double>, _ window: Window) -> Double {
    var sum = KahanSum()
    for index in window.lower..<window.upper { sum.add(values[index]) }
    return sum.value
  }

  @inline(__always)
  private static func mean(_ values: Span<Double>, _ window: Window) -> Double {
    var sum = KahanSum()
    for index in window.lower..<window.upper { sum.add(values[index]) }
    guard !sum.sum.isFinite else {
      let count = Double(window.count)
      return sum.sum / count + sum.compensation / count
    }
    var mean = KahanMean()
    for index in window.lower..<window.upper { mean.add(values[index]) }
    return mean.value
  }

  /// The mean squared distance from the mean, by Welford's recurrence with compensated sums.
  ///
  /// Source: B. P. Welford, Technometrics 4 (1962), doi:10.1080/00401706.1962.10490022.
  private static func variance(_ values: Span<Double>, _ window: Window) -> Double {
    var count = 0.0
    var mean = KahanSum()
    var squares = KahanSum()
    for index in window.lower..<window.upper {
      count += 1
      let distance = values[index] - (mean.sum + mean.compensation)
      mean.add(distance / count)
      squares.add(distance * (values[index] - (mean.sum + mean.compensation)))
    }
    return (squares.sum + squares.compensation) / count
  }

  /// What `value` makes of the compensated sum and the number of each window's samples.
  ///
  /// Where windows overlap much, a sample is added twice at most; where that would not be exact, `anew` goes over the
  /// window.
  @inline(__always)
  private static func sums(
    _ samples: Samples, _ bounds: WindowBounds, of value: (KahanSum, Double) -> Double,
    anew: (Span<Double>, Window) -> Double
  ) -> [Double] {
    let values = samples.values.span
    guard bounds.overlapMuch else {
      return bounds.column(over: samples.times.span) { anew(values, $1) }
    }
    var sliding = SlidingSum()
    return bounds.column(over: samples.times.span) { _, window in
      guard let sum = sliding.sum(of: window, values) else { return anew(values, window) }
      return value(sum, Double(window.count))
    }
  }

  /// What `value` makes of the place of each window's extreme; NaN is one only among its like.
  @inline(__always)
  private static func extremes(
    _ samples: Samples, _ bounds: WindowBounds, supersedes: (Double, Double) -> Bool,
    _ value: (Int) -> Double
  ) -> [Double] {
    let values = samples.values.span
    var sliding = SlidingExtreme()
    return bounds.column(over: samples.times.span) { _, window in
      value(sliding.place(in: window, values, supersedes: supersedes))
    }
  }
}
