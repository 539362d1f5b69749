/// Which whole numbers stand for the values of a block: each is so many times a power of ten or of two.
///
/// What is measured is mostly whole (bytes, events) or has few digits (hundredths of a second), but a fraction such as
/// 0.1 fills all bits of a binary number. As whole numbers, neighbours differ by little.
struct DecimalScale: BitwiseCopyable, Equatable {
  /// What a value is multiplied with to become whole.
  let factor: Double
  /// How it is written: 0…9, digits behind the point; 16 + 1…40, powers of two that divide every value; or `none`.
  let code: UInt8

  /// The most digits behind the point, and the most powers of two.
  static let digitLimit: UInt8 = 9
  static let shiftLimit = 40
  /// Whole numbers are smaller, so that the change of a difference of two fits into 53 bits.
  private static let limit = 0x1p50
  /// Added to a number below 2⁵¹, it leaves the nearest whole one in the last bits.
  private static let rounder = 0x1.8p52

  /// No value has a whole number.
  static let none = DecimalScale(code: 63, factor: .nan)

  static func == (left: DecimalScale, right: DecimalScale) -> Bool { left.code == right.code }

  private init(code: UInt8, factor: Double) {
    self.code = code
    self.factor = factor
  }

  /// Values with so many digits behind the point.
  init(digits: UInt8) {
    var factor = 1.0
    for _ in 0..<digits { factor *= 10 }
    self.init(code: digits, factor: factor)
  }

  /// Values that two divides so often.
  init(shift: Int) {
    self.init(
      code: 16 + UInt8(shift), factor: 1 / Double(sign: .plus, exponent: shift, significand: 1))
  }

  /// The scale that is written so.
  init(code: UInt8) {
    switch code {
    case 0...DecimalScale.digitLimit: self.init(digits: code)
    case 17...16 + UInt8(DecimalScale.shiftLimit): self.init(shift: Int(code) - 16)
    default: self = .none
    }
  }

  /// The whole number of a value; `nil` where it has none from which the same bits come back.
  @inline(__always) func whole(_ bits: UInt64) -> Int64? {
    let scaled = Double(bitPattern: bits) * factor
    guard scaled.magnitude < DecimalScale.limit else { return nil }
    let sum = scaled + DecimalScale.rounder
    guard ((sum - DecimalScale.rounder) / factor).bitPattern == bits else { return nil }
    return DecimalScale.whole(inSum: sum)
  }

  /// The whole number nearest to a value, whether or not it is the value's; `nil` where it is too large.
  @inline(__always) func nearest(_ bits: UInt64) -> Int64? {
    let scaled = Double(bitPattern: bits) * factor
    guard scaled.magnitude < DecimalScale.limit else { return nil }
    return DecimalScale.whole(inSum: scaled + DecimalScale.rounder)
  }

  @inline(__always) private static func whole(inSum sum: Double) -> Int64 {
    Int64(bitPattern: sum.bitPattern &- rounder.bitPattern)
  }

  /// The bits of the value that a whole number stands for.
  @inline(__always) func value(_ whole: Int64) -> UInt64 { (Double(whole) / factor).bitPattern }
}

/// What the values of a series have in common, so far as it was looked at.
struct DecimalStudy: BitwiseCopyable {
  /// The bits of all whole numbers together, while none has digits behind the point.
  private var union: UInt64 = 0
  /// The digits behind the point that all of them need; more than the limit where some have no whole number.
  private var digits: UInt8 = 0
  /// Whether no number was looked at.
  private(set) var isEmpty = true

  /// Looks at a value; what is no number says nothing, and a negative zero has to be written whole anyway.
  mutating func note(_ bits: UInt64) {
    let value = Double(bitPattern: bits)
    guard value.isFinite, bits != 1 << 63 else { return }
    isEmpty = false
    if digits == 0, let whole = Int64(exactly: value) {
      union |= whole.magnitude
      // Powers of two may divide a large number; what is left must fit.
      if union >> UInt64(union.trailingZeroBitCount & 63) >= 1 << 50 { digits = .max }
      return
    }
    digits = max(digits, 1)
    while digits <= DecimalScale.digitLimit, DecimalScale(digits: digits).whole(bits) == nil {
      digits += 1
    }
  }

  /// The scale that gives all values whole numbers, as small as may be.
  var scale: DecimalScale {
    guard digits <= DecimalScale.digitLimit else { return .none }
    let shift = min(union.trailingZeroBitCount, DecimalScale.shiftLimit)
    return digits == 0 && union != 0 && shift > 0
      ? DecimalScale(shift: shift) : DecimalScale(digits: digits)
  }
}

/// How a difference of whole numbers is written: the smaller, the shorter.
enum DifferenceCode {
  /// The bits before a number that is written whole.
  static let escape: (head: UInt64, length: Int) = (0b111_1111, 7)

  /// The code of a difference and its length; length 0 where it is too large.
  @inline(__always) static func code(_ difference: Int64) -> (bits: UInt64, length: Int) {
    let bits = UInt64(bitPattern: difference)
    switch difference {
    case 0: return (0, 1)
    case -16...15: return (0b10 << 5 | bits & 0x1f, 7)
    case -128...127: return (0b110 << 8 | bits & 0xff, 11)
    case -2048...2047: return (0b1110 << 12 | bits & 0xfff, 16)
    case -131_072...131_071: return (0b1_1110 << 18 | bits & 0x3_ffff, 23)
    case -134_217_728...134_217_727: return (0b11_1110 << 28 | bits & 0xfff_ffff, 34)
    case -0x10_0000_0000_0000...0xf_ffff_ffff_ffff:
      return (0b111_1110 << 53 | bits & 0x1f_ffff_ffff_ffff, 60)
    default: return (0, 0)
    }
  }

  /// The width of the difference behind so many ones, and the length of what stands before it; `nil` for the escape.
  @inline(__always) static func width(_ ones: Int) -> (head: Int, width: Int)? {
    switch ones {
    case 0: (1, 0)
    case 1: (2, 5)
    case 2: (3, 8)
    case 3: (4, 12)
    case 4: (5, 18)
    case 5: (6, 28)
    case 6: (7, 53)
    default: nil
    }
  }
}

extension BitReader {
  /// Reads a difference; `nil` where a number follows that is written whole.
  @inline(__always) mutating func readDifference() -> Int64? {
    let ones = (~peek()).leadingZeroBitCount
    guard let (head, width) = DifferenceCode.width(min(ones, 7)) else {
      skip(DifferenceCode.escape.length)
      return nil
    }
    skip(head)
    return width == 0 ? 0 : readSigned(width)
  }
}
