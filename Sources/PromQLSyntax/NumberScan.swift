/// How far a number or duration reaches that begins with a digit or a dot.
///
/// Source: Prometheus, Querying basics, "Float literals and time durations".
struct NumberScan {
  enum Kind {
    case number, duration, invalid
  }

  private(set) var kind = Kind.invalid
  /// The first byte after it; for an invalid one, after the first byte that made it so.
  private(set) var end: Int

  private let bytes: [UInt8]

  init(_ bytes: [UInt8], at start: Int) {
    self.bytes = bytes
    end = start
    if number() {
      kind = .number
    } else if duration() {
      kind = .duration
    }
  }

  private mutating func accept(_ set: String) -> Bool {
    guard let byte = bytes.at(end), set.utf8.contains(byte) else { return false }
    end += 1
    return true
  }

  private mutating func acceptDigits() {
    while bytes.at(end)?.isDigit == true { end += 1 }
  }

  /// Reads a number; answers whether what follows may follow one.
  private mutating func number() -> Bool {
    if bytes.at(end) == UInt8(ascii: "0"), bytes.at(end + 1)?.lowercased == UInt8(ascii: "x") {
      end += 2
      guard hexadecimal() else { return false }
    } else {
      guard decimal() else { return false }
    }
    return bytes.at(end)?.isNameByte != true
  }

  private mutating func hexadecimal() -> Bool {
    while let byte = bytes.at(end), byte.isHexadecimal || byte == .underscore {
      end += 1
      if byte == .underscore, bytes.at(end)?.isHexadecimal != true { return false }
    }
    if accept(".") { return false }
    return true
  }

  private mutating func decimal() -> Bool {
    var hasDot = false
    var hasExponent = false
    while let byte = bytes.at(end) {
      if byte.isDigit {
        end += 1
      } else if byte == .dot {
        end += 1
        if hasDot { return false }
        hasDot = true
        if accept("_.") { return false }
      } else if byte.lowercased == UInt8(ascii: "e") {
        end += 1
        if hasExponent { return false }
        hasExponent = true
        _ = accept("+-")
        if accept("._eE") || end >= bytes.count { return false }
      } else if byte == .underscore {
        end += 1
        if accept("._eE") || end >= bytes.count { return false }
      } else {
        return true
      }
    }
    return true
  }

  /// Reads the unit after a number, and further numbers with units.
  private mutating func duration() -> Bool {
    guard accept("smhdwy") else { return false }
    _ = accept("s")
    while bytes.at(end)?.isDigit == true {
      acceptDigits()
      guard accept("smhdw") else { return false }
      _ = accept("s")
    }
    guard let byte = bytes.at(end) else { return true }
    guard byte.isNameByte else { return true }
    end += 1
    return false
  }
}

/// The value of a number's text.
enum NumberText {
  /// The value of a number as expressions write it: decimal, hexadecimal, octal with a leading zero, `Inf`, `NaN`.
  ///
  /// - Throws: what is wrong with it, in the words of the reference's number parser.
  static func value(_ text: String, range: Range<Int>) throws(SyntaxError) -> Double {
    switch text.lowercased() {
    case "inf", "+inf": return .infinity
    case "-inf": return -.infinity
    case "nan", "+nan", "-nan": return .nan
    default: break
    }
    if let integer = integer(text) { return Double(integer) }
    let digits = text.filter { $0 != "_" }
    let isHexadecimal = digits.lowercased().hasPrefix("0x")
    guard !isHexadecimal, let value = Double(digits) else {
      throw SyntaxError(
        message: "error parsing number: '\(text)': invalid syntax", range: range)
    }
    guard value.isFinite else {
      throw SyntaxError(
        message: "error parsing number: '\(text)': value out of range", range: range)
    }
    return value
  }

  /// The value of a whole number; `nil` where the text is none or needs more than 63 bits.
  private static func integer(_ text: String) -> Int64? {
    let digits = text.filter { $0 != "_" }
    if digits.lowercased().hasPrefix("0x") { return Int64(digits.dropFirst(2), radix: 16) }
    if digits.hasPrefix("0"), digits.count > 1 { return Int64(digits, radix: 8) }
    return Int64(digits)
  }
}
