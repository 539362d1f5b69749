/// Numbers in the few digits that a person reads.
enum NumberText {
  /// A row of units, each `factor` times the one before.
  struct Scale {
    var factor: Double
    var names: [String]
  }

  static let plain = Scale(factor: 1000, names: [""])
  static let thousands = Scale(factor: 1000, names: ["", "k", "M", "G", "T", "P", "E"])
  static let decimalBytes = Scale(
    factor: 1000, names: ["B", "kB", "MB", "GB", "TB", "PB", "EB"])
  static let bits = Scale(factor: 1000, names: ["b", "kb", "Mb", "Gb", "Tb", "Pb"])
  static let hertz = Scale(factor: 1000, names: ["Hz", "kHz", "MHz", "GHz", "THz"])
  static let binary = Scale(
    factor: 1024, names: ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"])
  static let compactBinary = Scale(factor: 1024, names: ["", "K", "M", "G", "T", "P", "E"])

  /// The number in its unit, at most four digits.
  static func scaled(_ value: Double, _ scale: Scale, spaced: Bool) -> String {
    guard value.isFinite else { return value < 0 ? "-∞" : "∞" }
    let place = unit(abs(value), scale)
    let size = power(scale.factor, place)
    let name = scale.names[place]
    return short(value / size) + (spaced && !name.isEmpty ? " " : "") + name
  }

  /// Two digits behind the point below one, one below ten, none above; no zeros at the end.
  static func short(_ value: Double) -> String {
    let size = abs(value)
    if size >= 1e15 { return value.description }
    if size != 0, size < 0.005 { return value < 0 ? "-<0.01" : "<0.01" }
    let digits = size < 0.995 ? 2 : size < 9.95 ? 1 : 0
    return trimmed(fixed(value, digits))
  }

  /// A whole number as it is, any other in few digits.
  static func whole(_ value: Double) -> String {
    guard value == value.rounded(), abs(value) < 1e15 else { return short(value) }
    return fixed(value, 0)
  }

  /// A duration in seconds with the unit that fits: `48 ms`, `1.2 s`, `3m20s`.
  static func seconds(_ value: Double) -> String {
    let size = abs(value)
    if size == 0 { return "0 s" }
    if size < 0.000_999_5 { return short(value * 1_000_000) + " µs" }
    if size < 0.999_5 { return short(value * 1000) + " ms" }
    if size < 99.5 { return short(value) + " s" }
    return (value < 0 ? "-" : "") + Age.text(seconds: size)
  }

  /// Labels of an axis in one unit, all with the digits that the step needs.
  static func axis(_ ticks: [Double], _ step: Double, _ greatest: Double, _ scale: Scale)
    -> [String]
  {
    let place = unit(greatest, scale)
    let size = power(scale.factor, place)
    var digits = 0
    var rest = step / size
    while digits < 6, abs(rest - rest.rounded()) > 1e-6 * max(1, abs(rest)) {
      rest *= 10
      digits += 1
    }
    return ticks.map { $0 == 0 ? "0" : fixed($0 / size, digits) + scale.names[place] }
  }

  /// The value with exactly `digits` digits behind the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    var factor = 1.0
    for _ in 0..<digits { factor *= 10 }
    let scaled = (abs(value) * factor).rounded()
    guard scaled < 9e18 else { return value.description }
    let number = UInt64(scaled)
    let sign = value < 0 && number > 0 ? "-" : ""
    guard digits > 0 else { return sign + String(number) }
    var text = String(number)
    if text.utf8.count <= digits {
      text = String(repeating: "0", count: digits + 1 - text.utf8.count) + text
    }
    let split = text.index(text.endIndex, offsetBy: -digits)
    return sign + text[..<split] + "." + text[split...]
  }

  private static func trimmed(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
    var bytes = Array(text.utf8)
    while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The place of the unit in which the number has at most three digits before the point, after rounding.
  private static func unit(_ size: Double, _ scale: Scale) -> Int {
    var place = 0
    var rest = size
    let limit = min(scale.factor, 1000) - 0.5
    while rest >= limit, place < scale.names.count - 1 {
      rest /= scale.factor
      place += 1
    }
    return place
  }

  private static func power(_ factor: Double, _ place: Int) -> Double {
    var result = 1.0
    for _ in 0..<place { result *= factor }
    return result
  }

  /// A whole number with groups of three digits: `1,412`.
  static func grouped(_ value: Double) -> String {
    let digits = Array(fixed(value.rounded(), 0).utf8)
    var result: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      let rest = digits.count - index
      if index > 0, rest % 3 == 0, result.last != UInt8(ascii: "-") {
        result.append(UInt8(ascii: ","))
      }
      result.append(digit)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
