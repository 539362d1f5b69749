/// A number as a template writes it.
enum TemplateNumber: Equatable, Sendable {
  /// Without a point or an exponent.
  case integer(Int64)
  /// Too large for a signed integer.
  case unsigned(UInt64)
  /// With a point or an exponent.
  case real(Double)

  /// The number that `text` writes, in decimal, `0x`, `0o`, `0b` or with a leading `0` in octal; `nil` where it is none.
  init?(_ text: String) {
    let plain = text.filter { $0 != "_" }
    let isNegative = plain.hasPrefix("-")
    let digits = plain.hasPrefix("+") || isNegative ? String(plain.dropFirst()) : plain
    if let magnitude = Self.magnitude(digits) {
      if magnitude <= UInt64(Int64.max) {
        self = .integer(isNegative ? -Int64(magnitude) : Int64(magnitude))
      } else if !isNegative {
        self = .unsigned(magnitude)
      } else {
        return nil
      }
      return
    }
    guard let first = digits.utf8.first, first.isTemplateDigit || first == UInt8(ascii: "."),
      !digits.hasPrefix("0x"), !digits.hasPrefix("0X"), let real = Double(digits), real.isFinite
    else { return nil }
    self = .real(isNegative ? -real : real)
  }

  private static func magnitude(_ digits: String) -> UInt64? {
    let radices: [(prefix: String, radix: Int)] = [
      ("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2),
    ]
    for (prefix, radix) in radices where digits.hasPrefix(prefix) {
      return UInt64(digits.dropFirst(2), radix: radix)
    }
    guard let first = digits.utf8.first, first.isTemplateDigit else { return nil }
    if first == UInt8(ascii: "0"), digits.utf8.count > 1 { return UInt64(digits, radix: 8) }
    return UInt64(digits)
  }
}
