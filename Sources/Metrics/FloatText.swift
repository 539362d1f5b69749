/// Numbers as Prometheus reads and writes them.
public enum FloatText {
  /// The shortest decimal that reads back as `value`, as PromQL writes it: `1`, `0.1`, `1e+21`, `+Inf`, `NaN`.
  ///
  /// The exponent form starts at 10²¹ and below 10⁻⁴. Source: Go, `strconv.FormatFloat(v, 'g', -1)`.
  public static func shortest(_ value: Double) -> String { text(value, exponentFrom: 21) }

  /// The shortest decimal in exponent form from 10 to the power `limit`, which the text exposition format has from 10⁶,
  /// and below 10 to the power `lowest`, which the HTTP API has below 10⁻⁶.
  public static func text(
    _ value: Double, exponentFrom limit: Int, exponentBelow lowest: Int = -4
  ) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
    guard value != 0 else { return value.sign == .minus ? "-0" : "0" }
    let (digits, exponent) = decimal(value.magnitude)
    let sign = value < 0 ? "-" : ""
    if exponent < lowest || exponent >= limit { return sign + scientific(digits, exponent) }
    return sign + plain(digits, exponent)
  }

  /// The significant digits and the power of ten of the first of them, read off Swift's shortest description.
  private static func decimal(_ value: Double) -> (digits: [UInt8], exponent: Int) {
    let parts = value.description.split(separator: "e")
    let point = parts[0].firstIndex(of: ".") ?? parts[0].endIndex
    let whole = parts[0][..<point].utf8
    let digits = Array(whole) + Array(parts[0][point...].utf8.dropFirst())
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    let written = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    var significant = Array(digits.dropFirst(leading))
    while significant.last == UInt8(ascii: "0") { significant.removeLast() }
    return (significant, whole.count - leading - 1 + written)
  }

  private static func scientific(_ digits: [UInt8], _ exponent: Int) -> String {
    let head = String(decoding: digits.prefix(1), as: UTF8.self)
    let tail = String(decoding: digits.dropFirst(), as: UTF8.self)
    let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
    return head + (tail.isEmpty ? "" : "." + tail) + "e" + (exponent < 0 ? "-" : "+") + power
  }

  private static func plain(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text }
    if digits.count <= exponent + 1 {
      return text + String(repeating: "0", count: exponent + 1 - digits.count)
    }
    let whole = String(decoding: digits.prefix(exponent + 1), as: UTF8.self)
    return whole + "." + String(decoding: digits.dropFirst(exponent + 1), as: UTF8.self)
  }
}
