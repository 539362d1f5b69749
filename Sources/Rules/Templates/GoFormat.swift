internal import Metrics

/// `printf` as Go's package `fmt` has it, for the values that templates know.
enum GoFormat {

  /// The text of `format` with its verbs replaced by `arguments`.
  static func text(_ format: [UInt8], _ arguments: [TemplateValue]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    var rest = arguments[...]
    while index < format.count {
      guard format[index] == UInt8(ascii: "%") else {
        result.append(format[index])
        index += 1
        continue
      }
      index += 1
      var verb = GoVerb()
      index = verb.read(format, from: index, &rest)
      result += verb.text(&rest)
    }
    guard !rest.isEmpty else { return result }
    let extra = rest.map { "\($0.typeName)=\($0.printed.text)" }.joined(separator: ", ")
    return result + Array("%!(EXTRA \(extra))".utf8)
  }

  /// A number with exactly `precision` digits behind the point; Go's `%.*f`.
  static func fixed(_ value: Double, precision: Int) -> String {
    guard value.isFinite else { return FloatText.shortest(value) }
    var decimal = ExactDecimal(value)
    decimal.round(toPlaces: precision)
    var text = value.sign == .minus ? "-" : ""
    text += decimal.point > 0 ? decimal.text(0..<decimal.point) : "0"
    guard precision > 0 else { return text }
    return text + "." + decimal.text(decimal.point..<decimal.point + precision)
  }

  /// A number with one digit in front of the point and `precision` behind it; Go's `%.*e`.
  static func scientific(_ value: Double, precision: Int) -> String {
    guard value.isFinite else { return FloatText.shortest(value) }
    var decimal = ExactDecimal(value)
    decimal.round(toDigits: precision + 1)
    let mantissa =
      decimal.text(0..<1) + (precision > 0 ? "." + decimal.text(1..<precision + 1) : "")
    let sign = value.sign == .minus ? "-" : ""
    return sign + mantissa + exponent(decimal.digits.isEmpty ? 0 : decimal.point - 1)
  }

  /// A number with at most `precision` significant digits; Go's `%.*g`.
  static func general(_ value: Double, precision: Int) -> String {
    guard value.isFinite else { return FloatText.shortest(value) }
    let wanted = max(1, precision)
    var decimal = ExactDecimal(value)
    decimal.round(toDigits: wanted)
    let count = decimal.digits.count
    let power = count == 0 ? 0 : decimal.point - 1
    let limit = wanted > count && count >= decimal.point ? count : wanted
    if count > 0, power < -4 || power >= limit {
      return scientific(value, precision: count - 1)
    }
    return fixed(value, precision: max(0, count - decimal.point))
  }

  private static func exponent(_ power: Int) -> String {
    let digits = String(power.magnitude)
    return "e" + (power < 0 ? "-" : "+") + (digits.utf8.count < 2 ? "0" : "") + digits
  }
}

extension ExactDecimal {
  /// The digits at some places, the first significant digit at 0; zeros where there are none.
  fileprivate func text(_ places: Range<Int>) -> String {
    let characters = places.map { place in
      digits.indices.contains(place) ? digits[place] + UInt8(ascii: "0") : UInt8(ascii: "0")
    }
    return String(decoding: characters, as: UTF8.self)
  }
}
