internal import Metrics

extension ValueAxis {
  /// A linear axis; `pad` widens it to whole steps.
  static func linear(
    _ low: Double, _ high: Double, labels: Int, unit: Unit, pad: Bool
  ) -> ValueAxis {
    var low = low
    var high = high
    if low == high {
      if low == 0 { high = 1 } else if low > 0 { low = 0 } else { high = 0 }
    }
    let step = niceStep((high - low) / Double(max(labels - 1, 1)), unit: unit)
    // A hair beyond a step is that step: no empty one is added for it.
    let hair = 1e-6
    let first = pad ? (low / step + hair).rounded(.down) : (low / step - hair).rounded(.up)
    let last = pad ? (high / step - hair).rounded(.up) : (high / step + hair).rounded(.down)
    guard last - first < 100, first <= last else {
      return ValueAxis(least: low, greatest: high, ticks: [], labels: [], isLogarithmic: false)
    }
    let ticks = (0...Int(last - first)).map { (first + Double($0)) * step }
    return ValueAxis(
      least: pad ? ticks[0] : low, greatest: pad ? ticks[ticks.count - 1] : high, ticks: ticks,
      labels: unit.axisLabels(ticks, step: step).map { DisplayText($0) }, isLogarithmic: false)
  }

  /// An axis of powers of ten.
  static func logarithmic(_ least: Double, _ greatest: Double, unit: Unit) -> ValueAxis {
    let high = logarithm(greatest).rounded(.up)
    let low = min(least > 0 ? logarithm(least).rounded(.down) : high - 4, high - 1)
    let ticks = stride(from: max(low, high - 12), through: high, by: 1).map { powerOfTen(Int($0)) }
    return ValueAxis(
      least: ticks[0], greatest: ticks[ticks.count - 1], ticks: ticks,
      labels: ticks.map { DisplayText(unit.text($0)) }, isLogarithmic: true)
  }

  /// The least of 1, 2, 2.5 and 5 × 10ⁿ, for bytes of 2ⁿ, that is not below `raw`.
  static func niceStep(_ raw: Double, unit: Unit) -> Double {
    guard raw > 0, raw.isFinite else { return 1 }
    switch unit {
    case .bytes, .bytesPerSecond:
      var step = 1.0
      while step < raw { step *= 2 }
      while step / 2 >= raw { step /= 2 }
      return step
    default:
      let power = powerOfTen(Int(logarithm(raw).rounded(.down)))
      return ([1.0, 2, 2.5, 5, 10].first { $0 * power >= raw * (1 - 1e-9) } ?? 10) * power
    }
  }

  static func powerOfTen(_ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<abs(exponent) { result *= 10 }
    return exponent < 0 ? 1 / result : result
  }

  /// The logarithm to base ten, exact for powers of ten.
  static func logarithm(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    var exponent = 0.0
    var rest = value
    while rest >= 10 {
      rest /= 10
      exponent += 1
    }
    while rest < 1 {
      rest *= 10
      exponent -= 1
    }
    return exponent + ValueAxis.fraction(rest)
  }

  /// The logarithm of a number from 1 to 10, by squaring: twenty binary digits are more than a screen has rows.
  private static func fraction(_ number: Double) -> Double {
    var rest = number
    var result = 0.0
    var weight = 0.5
    for _ in 0..<20 {
      rest *= rest
      if rest >= 10 {
        rest /= 10
        result += weight
      }
      weight /= 2
    }
    return result
  }
}

/// Round times.
enum TimeTicks {
  private static let steps: [Int64] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
    172_800, 604_800,
  ].map { $0 * 1000 }

  /// The least round step that is not below `milliseconds`.
  static func step(atLeast milliseconds: Int64) -> Int64 {
    steps.first { $0 >= milliseconds } ?? steps[steps.count - 1]
  }

  /// The first moment from `time` on that is a whole number of steps in local time.
  static func firstRound(at time: Int64, step: Int64, zone: Zone) -> Int64 {
    let offset = Int64(zone.transition(at: Timestamp(milliseconds: time)).offset) * 1000
    let local = time + offset
    let remainder = local % step
    let round = remainder == 0 ? local : local - remainder + (remainder > 0 ? step : 0)
    return round - offset
  }

  /// The time without what the step makes plain; the date at midnight.
  static func label(_ time: Int64, step: Int64, zone: Zone) -> String {
    let clock = LocalTime(Timestamp(milliseconds: time), in: zone)
    if clock.hour == 0, clock.minute == 0, clock.second == 0 { return clock.shortDate }
    return step < 60_000 ? clock.timeWithSeconds : clock.time
  }
}
