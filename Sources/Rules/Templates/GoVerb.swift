internal import Metrics

/// One `%` of a format: its flags, width, precision and letter.
struct GoVerb {
  private var minus = false
  private var plus = false
  private var sharp = false
  private var space = false
  private var zero = false
  private var width: Int?
  private var precision: Int?
  private var letter: Unicode.Scalar?
  /// What is wrong with the verb itself.
  private var complaint = ""

  private static let maximum = 1_000

  /// Reads the verb behind a `%` and returns where the format goes on; `*` takes its number from the arguments.
  mutating func read(
    _ format: [UInt8], from start: Int, _ rest: inout ArraySlice<TemplateValue>
  ) -> Int {
    var index = start
    while index < format.count, takeFlag(format[index]) { index += 1 }
    width = number(format, &index, &rest, "%!(BADWIDTH)")
    if let given = width, given < 0 {
      minus = true
      width = -given
    }
    if index < format.count, format[index] == UInt8(ascii: ".") {
      index += 1
      precision = number(format, &index, &rest, "%!(BADPREC)") ?? 0
    }
    guard index < format.count else { return index }
    let tail = format[index..<min(index + 4, format.count)]
    let scalar = String(decoding: tail, as: UTF8.self).unicodeScalars.first
    letter = scalar
    return index + (scalar.map { String($0).utf8.count } ?? 1)
  }

  private mutating func takeFlag(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "-"): minus = true
    case UInt8(ascii: "+"): plus = true
    case UInt8(ascii: "#"): sharp = true
    case UInt8(ascii: " "): space = true
    case UInt8(ascii: "0"): zero = true
    default: return false
    }
    return true
  }

  private mutating func number(
    _ format: [UInt8], _ index: inout Int, _ rest: inout ArraySlice<TemplateValue>,
    _ complaint: String
  ) -> Int? {
    if index < format.count, format[index] == UInt8(ascii: "*") {
      index += 1
      if case .integer(let value)? = rest.popFirst(), abs(value) <= Int64(Self.maximum) {
        return Int(value)
      }
      self.complaint += complaint
      return nil
    }
    let digits = format[index...].prefix { $0.isTemplateDigit }
    index += digits.count
    guard !digits.isEmpty else { return nil }
    guard let value = Int(String(decoding: digits, as: UTF8.self)), value <= Self.maximum else {
      self.complaint += complaint
      return nil
    }
    return value
  }

  /// What the verb prints of the next argument.
  func text(_ rest: inout ArraySlice<TemplateValue>) -> [UInt8] {
    let complaint = Array(self.complaint.utf8)
    guard let letter else { return complaint + Array("%!(NOVERB)".utf8) }
    if letter == "%" { return complaint + [UInt8(ascii: "%")] }
    guard let argument = rest.popFirst() else {
      return complaint + Array("%!\(letter)(MISSING)".utf8)
    }
    return complaint + text(letter, argument)
  }

  private func text(_ letter: Unicode.Scalar, _ argument: TemplateValue) -> [UInt8] {
    switch (letter, argument) {
    case ("v", .real), ("v", .integer), ("v", .unsigned), ("v", .boolean), ("v", .text):
      return plainText(argument)
    case ("v", _): return padded(argument == .null ? Array("<nil>".utf8) : argument.printed.bytes)
    case ("T", _): return padded(Array(argument.typeName.utf8))
    case ("t", .boolean(let value)): return padded(Array("\(value)".utf8))
    case ("s", .text), ("q", .text), ("x", .text), ("X", .text): return text(letter, of: argument)
    case ("s", .time), ("s", .duration), ("s", .labels), ("s", .list), ("s", .map):
      return padded(argument.printed.bytes)
    case (_, .real(let value)): return real(letter, value) ?? bad(letter, argument)
    case (_, .integer(let value)): return integer(letter, value, argument)
    case (_, .duration(let value)): return integer(letter, value, argument)
    case (_, .unsigned(let value)):
      return integer(letter, magnitude: value, isNegative: false) ?? bad(letter, argument)
    default: return bad(letter, argument)
    }
  }

  private func plainText(_ argument: TemplateValue) -> [UInt8] {
    switch argument {
    case .real(let value): real("v", value) ?? []
    case .integer(let value): integer("d", value, argument)
    case .unsigned(let value): integer("d", magnitude: value, isNegative: false) ?? []
    default: text("s", of: argument)
    }
  }

  /// Go's mark for a verb that does not fit its argument.
  private func bad(_ letter: Unicode.Scalar, _ argument: TemplateValue) -> [UInt8] {
    guard argument != .null else { return Array("%!\(letter)(<nil>)".utf8) }
    return Array("%!\(letter)(\(argument.typeName)=".utf8) + argument.printed.bytes + [
      UInt8(ascii: ")")
    ]
  }

  private func text(_ letter: Unicode.Scalar, of argument: TemplateValue) -> [UInt8] {
    var bytes = argument.printed.bytes
    if let precision {
      bytes = Array(String(argument.printed.text.unicodeScalars.prefix(precision)).utf8)
    }
    switch letter {
    case "q": bytes = Array(String(decoding: bytes, as: UTF8.self).quotedAsInGo.utf8)
    case "x", "X":
      bytes = bytes.flatMap { byte in
        let digits = String(byte, radix: 16, uppercase: letter == "X")
        return Array((digits.utf8.count < 2 ? "0" + digits : digits).utf8)
      }
    default: break
    }
    return padded(bytes)
  }

  private func real(_ letter: Unicode.Scalar, _ value: Double) -> [UInt8]? {
    let text: String
    switch letter {
    case "v", "g", "G":
      text =
        precision.map { GoFormat.general(value, precision: $0) }
        ?? FloatText.text(value, exponentFrom: 6)
    case "f", "F": text = GoFormat.fixed(value, precision: precision ?? 6)
    case "e", "E": text = GoFormat.scientific(value, precision: precision ?? 6)
    default: return nil
    }
    let cased = letter == "E" || letter == "G" ? text.replacing("e", with: "E") : text
    return signed(cased, padsZeros: value.isFinite)
  }

  private func integer(
    _ letter: Unicode.Scalar, _ value: Int64, _ argument: TemplateValue
  ) -> [UInt8] {
    integer(letter, magnitude: value.magnitude, isNegative: value < 0) ?? bad(letter, argument)
  }

  private func integer(
    _ letter: Unicode.Scalar, magnitude: UInt64, isNegative: Bool
  ) -> [UInt8]? {
    let sign = isNegative ? "-" : ""
    switch letter {
    case "d": return signed(sign + String(magnitude), padsZeros: true)
    case "b": return signed(sign + String(magnitude, radix: 2), padsZeros: true)
    case "o":
      return signed(sign + (sharp ? "0" : "") + String(magnitude, radix: 8), padsZeros: true)
    case "x", "X":
      let digits = String(magnitude, radix: 16, uppercase: letter == "X")
      return signed(sign + (sharp ? "0\(letter)" : "") + digits, padsZeros: true)
    case "c":
      let scalar = Unicode.Scalar(UInt32(clamping: magnitude)) ?? "\u{FFFD}"
      return padded(Array(String(isNegative ? "\u{FFFD}" : scalar).utf8))
    default: return nil
    }
  }

  /// A number with the sign and the zeros that the flags ask for.
  private func signed(_ text: String, padsZeros: Bool) -> [UInt8] {
    var digits = text
    var sign = ""
    if let first = digits.first, first == "-" || first == "+" {
      sign = String(first)
      digits.removeFirst()
    } else if plus {
      sign = "+"
    } else if space {
      sign = " "
    }
    let length = (sign + digits).utf8.count
    if zero, !minus, padsZeros, let width, length < width {
      digits = String(repeating: "0", count: width - length) + digits
    }
    return padded(Array((sign + digits).utf8))
  }

  private func padded(_ bytes: [UInt8]) -> [UInt8] {
    let length = String(decoding: bytes, as: UTF8.self).unicodeScalars.count
    guard let width, length < width else { return bytes }
    let padding = [UInt8](repeating: UInt8(ascii: " "), count: width - length)
    return minus ? bytes + padding : padding + bytes
  }
}
