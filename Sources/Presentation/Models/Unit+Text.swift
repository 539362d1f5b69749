internal import Metrics

extension Unit {
  /// The value as a person reads it, with its unit: `2.1 GiB`, `38 MiB/s`, `97 %`, `3.1`; `–` for one that is none.
  public func text(_ value: Double?) -> String {
    guard let value, !value.isNaN else { return "–" }
    guard value.isFinite else { return value < 0 ? "-∞" : "∞" }
    switch self {
    case .count, .cores: return NumberText.scaled(value, NumberText.thousands, spaced: false)
    case .perSecond: return NumberText.scaled(value, NumberText.thousands, spaced: false) + "/s"
    case .ratio: return NumberText.short(value * 100) + " %"
    case .bytes: return NumberText.scaled(value, NumberText.binary, spaced: true)
    case .bytesPerSecond:
      return NumberText.scaled(value, NumberText.binary, spaced: true) + "/s"
    case .seconds: return NumberText.seconds(value)
    case .celsius: return NumberText.short(value) + " °C"
    case .hertz: return NumberText.scaled(value, NumberText.hertz, spaced: true)
    case .plain: return NumberText.whole(value)
    case .percent: return NumberText.short(value) + " %"
    case .decimalBytes: return NumberText.scaled(value, NumberText.decimalBytes, spaced: true)
    case .bitsPerSecond: return NumberText.scaled(value, NumberText.bits, spaced: true) + "/s"
    case .milliseconds: return NumberText.seconds(value / 1000)
    case .moment: return Unit.clock(value)
    case .yesNo: return value == 0 ? "no" : "yes"
    }
  }

  /// The value in as few cells as a table has: `2.1G`, `38M`; `–` for one that is none.
  public func compact(_ value: Double?) -> String {
    guard let value, !value.isNaN else { return "–" }
    switch self {
    case .bytes, .bytesPerSecond:
      return NumberText.scaled(value, NumberText.compactBinary, spaced: false)
    case .ratio: return NumberText.short(value * 100)
    case .percent: return NumberText.short(value)
    default: return text(value)
    }
  }

  /// The word in a chart's title: `cores`, `%`, `bytes/s`; empty for plain numbers.
  public var word: String {
    switch self {
    case .count, .plain, .moment, .yesNo: ""
    case .perSecond: "per second"
    case .cores: "cores"
    case .ratio: "%"
    case .bytes: "bytes"
    case .bytesPerSecond: "bytes/s"
    case .seconds: "seconds"
    case .celsius: "°C"
    case .hertz: "Hz"
    case .percent: "%"
    case .decimalBytes: "bytes"
    case .bitsPerSecond: "bits/s"
    case .milliseconds: "ms"
    }
  }

  /// Labels of an axis, all with as many digits as `step` needs.
  func axisLabels(_ ticks: [Double], step: Double) -> [String] {
    let greatest = ticks.map(abs).max() ?? 0
    switch self {
    case .bytes: return NumberText.axis(ticks, step, greatest, NumberText.compactBinary)
    case .bytesPerSecond: return NumberText.axis(ticks, step, greatest, NumberText.compactBinary)
    case .ratio:
      return NumberText.axis(ticks.map { $0 * 100 }, step * 100, 1, NumberText.plain)
        .map { $0 + "%" }
    case .seconds: return ticks.map { NumberText.seconds($0) }
    case .milliseconds, .moment, .yesNo: return ticks.map { text($0) }
    case .percent: return NumberText.axis(ticks, step, 1, NumberText.plain).map { $0 + "%" }
    case .count, .plain, .perSecond, .cores, .hertz, .decimalBytes, .bitsPerSecond:
      return NumberText.axis(ticks, step, greatest, NumberText.thousands)
    case .celsius: return NumberText.axis(ticks, step, 1, NumberText.plain)
    }
  }

  /// `2026-11-24 03:04Z`, to the minute; the number where it is no time.
  private static func clock(_ seconds: Double) -> String {
    guard abs(seconds) < 1e11 else { return NumberText.short(seconds) }
    let time = LocalTime(Timestamp(milliseconds: Int64(seconds * 1000)), in: .utc)
    return "\(time.date) \(time.time)Z"
  }
}
