/// The functions that put a line through a window, or smooth it.
enum RegressionFunctions {
  /// A line: its slope a second and its value at the moment of reference.
  struct Line {
    var slope: Double
    var intercept: Double
  }

  /// The slope of each window's line, in units a second.
  static func slopes(_ samples: Samples, _ bounds: WindowBounds) -> [Double] {
    let times = samples.times.span
    let values = samples.values.span
    return bounds.column(over: times) { _, window in
      guard window.count >= 2 else { return .absent }
      return line(times, values, window, at: times[window.lower]).slope
    }
  }

  /// The value of each window's line `seconds[step]` after the step.
  static func predictions(_ seconds: [Double], _ samples: Samples, _ bounds: WindowBounds)
    -> [Double]
  {
    let times = samples.times.span
    let values = samples.values.span
    return bounds.column(over: times) { step, window in
      guard window.count >= 2 else { return .absent }
      let line = line(times, values, window, at: bounds.steps.time(step))
      return line.slope * seconds[step] + line.intercept
    }
  }

  /// The least-squares line through a window; all sums are compensated.
  private static func line(
    _ times: Span<Int64>, _ values: Span<Double>, _ window: Window, at reference: Int64
  ) -> Line {
    var sums = (x: KahanSum(), y: KahanSum(), xy: KahanSum(), xx: KahanSum())
    let first = values[window.lower]
    var isConstant = true
    for index in window.lower..<window.upper {
      let y = values[index]
      if y != first { isConstant = false }
      let x = Double(times[index] &- reference) / 1000
      sums.x.add(x)
      sums.y.add(y)
      sums.xy.add(x * y)
      sums.xx.add(x * x)
    }
    if isConstant {
      return first.isInfinite
        ? Line(slope: .nan, intercept: .nan) : Line(slope: 0, intercept: first)
    }
    let count = Double(window.count)
    let x = sums.x.sum + sums.x.compensation
    let y = sums.y.sum + sums.y.compensation
    let covariance = sums.xy.sum + sums.xy.compensation - x * y / count
    let variance = sums.xx.sum + sums.xx.compensation - x * x / count
    let slope = covariance / variance
    return Line(slope: slope, intercept: y / count - slope * x / count)
  }

  /// Holt's double exponential smoothing of each window: its last smoothed value.
  ///
  /// Source: C. C. Holt, International Journal of Forecasting 20 (2004), doi:10.1016/j.ijforecast.2003.09.015.
  static func smoothed(
    level: [Double], trend: [Double], _ samples: Samples, _ bounds: WindowBounds
  ) -> [Double] {
    let values = samples.values.span
    return bounds.column(over: samples.times.span) { step, window in
      guard window.count >= 2 else { return .absent }
      var previous = 0.0
      var current = values[window.lower]
      var slope = values[window.lower + 1] - values[window.lower]
      for index in (window.lower + 1)..<window.upper {
        if index > window.lower + 1 {
          slope = trend[step] * (current - previous) + (1 - trend[step]) * slope
        }
        let next = level[step] * values[index] + (1 - level[step]) * (current + slope)
        previous = current
        current = next
      }
      return current
    }
  }
}
