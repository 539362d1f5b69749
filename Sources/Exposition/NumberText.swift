/// Numbers as Go's `strconv.ParseFloat` reads decimal text: no hexadecimal, no underscore, nothing out of range.
public enum NumberText {
  /// The number that all of `bytes` writes; `nil` where it is none.
  public static func parse(_ bytes: [UInt8]) -> Double? {
    let span = bytes.span
    var position = 0
    guard let value = scan(span, at: &position), position == span.count else { return nil }
    return value
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Reads the longest number at `position` and moves behind it; `nil` where there is none or it is out of range.
  ///
  /// Exact without the general algorithm where the digits fit into 2⁵³ and the power of ten into 10²², because then one
  /// multiplication or division rounds once. Source: W. Clinger, "How to Read Floating Point Numbers Accurately", 1990.
  static func scan(_ bytes: Span<UInt8>, at position: inout Int) -> Double? {
    let start = position
    var index = start
    let count = bytes.count
    guard index < count else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    var mantissa: UInt64 = 0
    var significant = 0
    var digits = 0
    var scale = 0
    var hasPoint = false
    while index < count {
      let byte = bytes[index]
      let digit = byte &- 0x30
      if digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 { significant += 1 }
        digits += 1
        if hasPoint { scale -= 1 }
      } else if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        break
      }
      index += 1
    }
    guard digits > 0 else { return special(bytes, from: start, at: &position) }
    if index < count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      guard let power = exponent(bytes, at: &index) else { return nil }
      scale = max(-100_000, min(100_000, scale + power))
    }
    position = index
    if significant <= 19, mantissa <= 1 << 53, scale >= -22, scale <= 22 {
      let exact = Double(mantissa)
      let value = scale < 0 ? exact / powers[-scale] : exact * powers[scale]
      return isNegative ? -value : value
    }
    return general(bytes, start..<index)
  }

  private static func exponent(_ bytes: Span<UInt8>, at index: inout Int) -> Int? {
    index += 1
    guard index < bytes.count else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    let first = index
    var power = 0
    while index < bytes.count, Byte.isDigit(bytes[index]) {
      power = min(100_000, power * 10 + Int(bytes[index] - 0x30))
      index += 1
    }
    guard index > first else { return nil }
    return isNegative ? -power : power
  }

  /// The correctly rounded value of a text that is known to be decimal; `nil` where it is beyond the largest number.
  private static func general(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
    var copy = bytes.slice(range)
    // Swift refuses '1.' and '.5', which Go accepts.
    if let point = copy.firstIndex(of: UInt8(ascii: ".")) {
      if point + 1 == copy.count || !Byte.isDigit(copy[point + 1]) {
        copy.insert(0x30, at: point + 1)
      }
      if point == 0 || !Byte.isDigit(copy[point - 1]) { copy.insert(0x30, at: point) }
    }
    guard let value = Double(String(decoding: copy, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  private static func special(
    _ bytes: Span<UInt8>, from start: Int, at position: inout Int
  ) -> Double? {
    var index = start
    let isSigned = !Byte.isLetter(bytes[index])
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isSigned { index += 1 }
    let wordStart = index
    while index < bytes.count, Byte.isLetter(bytes[index]), index - wordStart < 9 { index += 1 }
    let word = String(decoding: bytes.slice(wordStart..<index), as: UTF8.self).lowercased()
    position = index
    switch word {
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    case "nan": return isSigned ? nil : .nan
    case _: return nil
    }
  }
}
