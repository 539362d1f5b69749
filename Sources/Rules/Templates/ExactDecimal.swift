/// The decimal digits of a double, all of them: every double is a finite decimal.
///
/// Rounded to a number of places it gives what C and Go print, ties to even.
struct ExactDecimal {
  /// The digits, the first not zero; empty for zero.
  private(set) var digits: [UInt8]
  /// How many of the digits stand in front of the point; may be negative or more than there are.
  private(set) var point: Int

  /// The digits of a finite number's magnitude.
  init(_ value: Double) {
    var mantissa = value.significandBitPattern
    var exponent = Int(value.exponentBitPattern)
    if exponent == 0 { exponent = 1 } else { mantissa |= 1 << 52 }
    exponent -= 1075
    guard mantissa != 0 else {
      (digits, point) = ([], 0)
      return
    }
    let shift = min(mantissa.trailingZeroBitCount, max(0, -exponent))
    mantissa >>= UInt64(shift)
    exponent += shift
    var number = BigDecimal(mantissa)
    // m·2⁻ᵏ is m·5ᵏ shifted by k decimal places.
    if exponent >= 0 {
      number.multiply(by: 2, times: exponent)
    } else {
      number.multiply(by: 5, times: -exponent)
    }
    digits = number.digits
    point = digits.count - max(0, -exponent)
    trim()
  }

  /// Keeps at most `count` digits, rounding to nearest and a tie to even.
  mutating func round(toDigits count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      (digits, point) = ([], 0)
      return
    }
    let half = digits[count]
    let isExactHalf = half == 5 && digits.count == count + 1
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    let up = isExactHalf ? isOdd : half >= 5
    digits.removeLast(digits.count - count)
    if up { increment() }
    trim()
  }

  /// Keeps at most `count` digits behind the point.
  mutating func round(toPlaces count: Int) { round(toDigits: point + count) }

  private mutating func increment() {
    var index = digits.count - 1
    while index >= 0, digits[index] == 9 {
      digits[index] = 0
      index -= 1
    }
    if index >= 0 {
      digits[index] += 1
    } else {
      digits.insert(1, at: 0)
      point += 1
    }
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }
}

/// A natural number in base 10⁹, least significant limb first.
private struct BigDecimal {
  private var limbs: [UInt32]

  init(_ value: UInt64) {
    limbs = []
    var rest = value
    while rest > 0 {
      limbs.append(UInt32(rest % 1_000_000_000))
      rest /= 1_000_000_000
    }
  }

  /// Multiplies by a small factor many times, several at once.
  mutating func multiply(by factor: UInt64, times: Int) {
    let chunk = factor == 2 ? 28 : 12
    let power = (0..<chunk).reduce(UInt64(1)) { product, _ in product * factor }
    for _ in 0..<(times / chunk) { multiply(by: power) }
    for _ in 0..<(times % chunk) { multiply(by: factor) }
  }

  private mutating func multiply(by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = UInt64(limbs[index]) * factor + carry
      limbs[index] = UInt32(product % 1_000_000_000)
      carry = product / 1_000_000_000
    }
    while carry > 0 {
      limbs.append(UInt32(carry % 1_000_000_000))
      carry /= 1_000_000_000
    }
  }

  var digits: [UInt8] {
    var result: [UInt8] = []
    for limb in limbs.reversed() {
      let text = Array(String(limb).utf8)
      if !result.isEmpty { result += [UInt8](repeating: 0, count: 9 - text.count) }
      result += text.map { $0 - UInt8(ascii: "0") }
    }
    return result
  }
}
