internal import Metrics

/// Strings as expressions write them, in double, single or back quotes.
///
/// Source: Prometheus, Querying basics, "String literals"; the escapes are Go's.
enum QuotedText {
  /// The bytes of the quoted string at `position`, which moves behind the closing quote.
  ///
  /// - Throws: what is wrong with it; the range is that of the offending escape.
  static func read(_ bytes: [UInt8], at position: inout Int) throws(SyntaxError) -> ByteString {
    guard let quote = bytes.at(position) else {
      throw SyntaxError(message: "unterminated quoted string", range: position..<position)
    }
    let isRaw = quote == .backquote
    let start = position
    position += 1
    var result: [UInt8] = []
    while let byte = bytes.at(position), byte != quote, isRaw || byte != .newline {
      if byte == .backslash, !isRaw {
        try escape(bytes, &position, quote, &result)
      } else if byte < 0x80 {
        result.append(byte)
        position += 1
      } else {
        guard let (_, length) = bytes.scalar(at: position) else {
          throw SyntaxError(message: "invalid UTF-8 rune", range: position..<position + 1)
        }
        result += bytes[position..<position + length]
        position += length
      }
    }
    guard bytes.at(position) == quote else {
      let message = isRaw ? "unterminated raw string" : "unterminated quoted string"
      throw SyntaxError(message: message, range: start..<bytes.count)
    }
    position += 1
    return ByteString(result)
  }

  private static let simple: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
    UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, .backslash: .backslash,
  ]

  private static func escape(
    _ bytes: [UInt8], _ position: inout Int, _ quote: UInt8, _ result: inout [UInt8]
  ) throws(SyntaxError) {
    let start = position
    guard let letter = bytes.at(start + 1) else {
      throw SyntaxError(message: "escape sequence not terminated", range: start..<bytes.count)
    }
    position += 2
    if letter == quote { return result.append(quote) }
    if let byte = simple[letter] { return result.append(byte) }
    switch letter {
    case UInt8(ascii: "x"):
      result.append(UInt8(truncatingIfNeeded: try digits(bytes, &position, 2, radix: 16)))
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      position -= 1
      let value = try digits(bytes, &position, 3, radix: 8)
      guard value < 256 else {
        throw invalid("octal escape sequence out of range", start, position)
      }
      result.append(UInt8(truncatingIfNeeded: value))
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = letter == UInt8(ascii: "u") ? 4 : 8
      let value = try digits(bytes, &position, count, radix: 16)
      guard let scalar = Unicode.Scalar(value) else {
        throw invalid("escape sequence is an invalid Unicode code point", start, position)
      }
      result += Array(String(scalar).utf8)
    default:
      throw invalid(
        "unknown escape sequence \(bytes.codePoint(at: start + 1))", start, position)
    }
  }

  private static func digits(
    _ bytes: [UInt8], _ position: inout Int, _ count: Int, radix: Int
  ) throws(SyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let byte = bytes.at(position) else {
        throw invalid("escape sequence not terminated", position, bytes.count)
      }
      guard let digit = UInt32(String(UnicodeScalar(byte)), radix: radix) else {
        throw invalid(
          "illegal character \(bytes.codePoint(at: position)) in escape sequence",
          position, position + 1)
      }
      value = value &* UInt32(radix) &+ digit
      position += 1
    }
    return value
  }

  private static func invalid(_ message: String, _ start: Int, _ end: Int) -> SyntaxError {
    SyntaxError(message: message, range: min(start, end)..<end)
  }

  // MARK: - Writing

  /// The text in double quotes, with the escapes that make it printable and exact.
  ///
  /// Source: Go, `strconv.Quote`.
  static func quoted(_ text: ByteString) -> String {
    var result = "\""
    var index = 0
    while index < text.bytes.count {
      guard let (scalar, length) = text.bytes.scalar(at: index) else {
        result += "\\x" + hexadecimal(UInt32(text.bytes[index]), 2)
        index += 1
        continue
      }
      result += written(scalar)
      index += length
    }
    return result + "\""
  }

  private static func written(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\u{07}": return "\\a"
    case "\u{08}": return "\\b"
    case "\u{0c}": return "\\f"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\u{0b}": return "\\v"
    default:
      if isPrintable(scalar) { return String(scalar) }
      if scalar.value < 0x80 { return "\\x" + hexadecimal(scalar.value, 2) }
      if scalar.value < 0x10000 { return "\\u" + hexadecimal(scalar.value, 4) }
      return "\\U" + hexadecimal(scalar.value, 8)
    }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7f { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
      .lineSeparator, .paragraphSeparator:
      return false
    default: return true
    }
  }

  private static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension [UInt8] {
  /// A character as `U+002E '.'`, for a message.
  fileprivate func codePoint(at index: Int) -> String {
    guard let (scalar, _) = scalar(at: index) else { return "U+FFFD '\u{fffd}'" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits
    return "U+\(padded) '\(scalar)'"
  }
}
