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
    }
  }

  /// The value in as few cells as a table has: `2.1G`, `38M`; `–` for one that is none.
  public func compact(_ value: Double?) -> String {
    guard let value, !value.isNaN else { return "–" }
    switch self {
    case .bytes, .bytesPerSecond:
      return NumberText.scaled(value, NumberText.compactBinary, spaced: false)
    case .ratio: return NumberText.short(value * 100)
    default: return text(value)
    }
  }

  /// The word in a chart's title: `cores`, `%`, `bytes/s`; empty for plain numbers.
  public var word: String {
    switch self {
    case .count: ""
    case .perSecond: "per second"
    case .cores: "cores"
    case .ratio: "%"
    case .bytes: "bytes"
    case .bytesPerSecond: "bytes/s"
    case .seconds: "seconds"
    case .celsius: "°C"
    case .hertz: "Hz"
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
    case .count, .perSecond, .cores, .hertz:
      return NumberText.axis(ticks, step, greatest, NumberText.thousands)
    case .celsius: return NumberText.axis(ticks, step, 1, NumberText.plain)
    }
  }
}
