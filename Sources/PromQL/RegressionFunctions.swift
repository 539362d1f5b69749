/// The functions that put a line through a window, or smooth it.
enum RegressionFunctions {
  /// The slope of each window's line, in units a second.
  static func slopes(_ samples: Samples, _ bounds: WindowBounds) -> [Double] {
    let times = samples.times.span
    return lines(samples, bounds, at: { times[$1.lower] }, value: { $1.slope })
  }

  /// The value of each window's line `seconds[step]` after the step.
  static func predictions(_ seconds: [Double], _ samples: Samples, _ bounds: WindowBounds)
    -> [Double]
  {
    lines(
      samples, bounds, at: { step, _ in bounds.steps.time(step) },
      value: { step, line in line.slope * seconds[step] + line.intercept })
  }

  /// One window to put a line through.
  private struct Fit {
    var step: Int
    var window: Window
    /// The moment from which the line's time is counted.
    var reference: Int64
  }

  /// What `value` says of the least-squares line through each window of two samples or more.
  ///
  /// Every window's sums are taken anew, in the order of its samples, so that they are rounded as Prometheus rounds
  /// them; but those of four windows side by side, since one sum waits for itself more than it computes.
  private static func lines(
    _ samples: Samples, _ bounds: WindowBounds, at reference: (Int, Window) -> Int64,
    value: (Int, FittedLine) -> Double
  ) -> [Double] {
    let times = samples.times.span
    let values = samples.values.span
    var fits: [Fit] = []
    fits.reserveCapacity(bounds.steps.count)
    bounds.slide(over: times) { step, window in
      guard window.count >= 2 else { return }
      fits.append(Fit(step: step, window: window, reference: reference(step, window)))
    }
    var column = [Double](repeating: .absent, count: bounds.steps.count)
    var place = 0
    while place < fits.count {
      let group = fits[place..<min(place + 4, fits.count)]
      let shared = group.count == 4 ? sums(of: group, times, values) : (count: 0, sums: .init())
      for (lane, fit) in group.enumerated() {
        var sums = LineSums(shared.sums, lane)
        var start = fit.window.lower + shared.count
        if !sums.isFinite {
          sums = LineSums()
          start = fit.window.lower
        }
        for index in start..<fit.window.upper {
          sums.add(seconds(times[index], from: fit.reference), values[index])
        }
        let line = sums.line(
          count: fit.window.count, samples.values[fit.window.lower..<fit.window.upper])
        column[fit.step] = value(fit.step, line)
      }
      place += group.count
    }
    return column
  }

  /// The sums of as many samples as each of four windows has at least.
  private static func sums(
    of fits: ArraySlice<Fit>, _ times: Span<Int64>, _ values: Span<Double>
  ) -> (count: Int, sums: LineSumLanes) {
    let (a, b, c, d) = (
      fits[fits.startIndex], fits[fits.startIndex + 1], fits[fits.startIndex + 2],
      fits[fits.startIndex + 3]
    )
    let count = min(a.window.count, b.window.count, c.window.count, d.window.count)
    if let sums = sumsAlike(count, times, values, a, b, c, d) { return (count, sums) }
    var sums = LineSumLanes()
    for index in 0..<count {
      let (i, j, k, l) = (
        a.window.lower + index, b.window.lower + index, c.window.lower + index,
        d.window.lower + index
      )
      sums.add(
        SIMD4(
          Double(times[i] &- a.reference), Double(times[j] &- b.reference),
          Double(times[k] &- c.reference), Double(times[l] &- d.reference)) / 1000,
        SIMD4(values[i], values[j], values[k], values[l]))
    }
    return (count, sums)
  }

  /// The same for windows whose samples lie alike around their moments of reference, as those of a regular series do:
  /// what is of time alone is summed once; `nil` where they do not.
  private static func sumsAlike(
    _ count: Int, _ times: Span<Int64>, _ values: Span<Double>, _ a: Fit, _ b: Fit, _ c: Fit,
    _ d: Fit
  ) -> LineSumLanes? {
    var sums = LineSumLanes()
    var (x, xx) = (KahanSum(), KahanSum())
    for index in 0..<count {
      let (i, j, k, l) = (
        a.window.lower + index, b.window.lower + index, c.window.lower + index,
        d.window.lower + index
      )
      let time = times[i] &- a.reference
      guard times[j] &- b.reference == time, times[k] &- c.reference == time,
        times[l] &- d.reference == time
      else { return nil }
      let seconds = Double(time) / 1000
      x.add(seconds)
      xx.add(seconds * seconds)
      sums.addValues(seconds, SIMD4(values[i], values[j], values[k], values[l]))
    }
    sums.setTimes(x, xx)
    return sums
  }

  @inline(__always)
  private static func seconds(_ time: Int64, from reference: Int64) -> Double {
    Double(time &- reference) / 1000
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
