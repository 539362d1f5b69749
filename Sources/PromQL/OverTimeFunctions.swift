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
    case .average: return bounds.column(over: times) { mean(values, $1) }
    case .sum: return bounds.column(over: times) { sum(values, $1) }
    case .minimum: return bounds.column(over: times) { values[minimum(values, $1)] }
    case .maximum: return bounds.column(over: times) { values[maximum(values, $1)] }
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
      return bounds.column(over: times) { Double(times[lastMinimum(values, $1)]) / 1000 }
    case .timeOfMaximum:
      return bounds.column(over: times) { Double(times[lastMaximum(values, $1)]) / 1000 }
    }
  }

  /// The `shares[step]`-quantile of each window.
  static func quantiles(_ shares: [Double], _ samples: Samples, _ bounds: WindowBounds) -> [Double]
  {
    var list: [Double] = []
    return bounds.column(over: samples.times.span) { step, window in
      list.removeAll(keepingCapacity: true)
      list.append(contentsOf: samples.values[window.lower..<window.upper])
      return Quantile.of(&list, share: shares[step])
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

  @inline(__always)
  private static func minimum(_ values: Span<Double>, _ window: Window) -> Int {
    var best = window.lower
    for index in window.lower..<window.upper
    where values[index] < values[best] || values[best].isNaN { best = index }
    return best
  }

  @inline(__always)
  private static func maximum(_ values: Span<Double>, _ window: Window) -> Int {
    var best = window.lower
    for index in window.lower..<window.upper
    where values[index] > values[best] || values[best].isNaN { best = index }
    return best
  }

  private static func lastMinimum(_ values: Span<Double>, _ window: Window) -> Int {
    var best = window.lower
    for index in window.lower..<window.upper
    where values[index] <= values[best] || values[best].isNaN { best = index }
    return best
  }

  private static func lastMaximum(_ values: Span<Double>, _ window: Window) -> Int {
    var best = window.lower
    for index in window.lower..<window.upper
    where values[index] >= values[best] || values[best].isNaN { best = index }
    return best
  }
}
