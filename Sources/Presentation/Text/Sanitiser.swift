/// Makes bytes from anywhere visible and harmless.
///
/// Source: Unicode Standard Annex #9 (bidirectional controls), #44 (general categories, default ignorable code points).
struct Sanitiser {
  private(set) var output: [UInt8] = []
  private(set) var escapes: [Range<Int>] = []
  private var remaining: Int
  private var marks = Sanitiser.noBase

  /// More marks on one letter than any script writes are an attack on the rows around it.
  private static let markLimit = 2
  private static let noBase = markLimit

  init(limit: Int) { remaining = max(limit, 1) }

  mutating func add(_ bytes: [UInt8]) {
    output.reserveCapacity(min(bytes.count, remaining))
    var position = 0
    while position < bytes.count {
      guard remaining > 1 || position == bytes.count - 1 else { return cut() }
      remaining -= 1
      let byte = bytes[position]
      if byte >= 0x20, byte < 0x7f {
        output.append(byte)
        marks = 0
        position += 1
      } else {
        addSpecial(bytes, at: &position)
      }
    }
  }

  private mutating func cut() {
    output.append(contentsOf: "…".utf8)
    remaining = 0
  }

  private mutating func addSpecial(_ bytes: [UInt8], at position: inout Int) {
    guard let scalar = Sanitiser.scalar(bytes, at: &position) else {
      escape(Sanitiser.byteEscape(bytes[position]))
      position += 1
      return
    }
    if let text = escapeText(scalar) {
      escape(text)
    } else {
      output.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
    }
  }

  private mutating func escape(_ text: String) {
    let start = output.count
    output.append(contentsOf: text.utf8)
    if let last = escapes.last, last.upperBound == start {
      escapes[escapes.count - 1] = last.lowerBound..<output.count
    } else {
      escapes.append(start..<output.count)
    }
    marks = Sanitiser.noBase
  }

  /// How a scalar must be written; `nil` where it may stand as it is.
  private mutating func escapeText(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x09: return "\\t"
    case 0x0a: return "\\n"
    case 0x0d: return "\\r"
    case 0..<0x20, 0x7f..<0xa0: return Sanitiser.byteEscape(UInt8(scalar.value))
    default: break
    }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      return Sanitiser.codeEscape(scalar)
    case .nonspacingMark, .enclosingMark:
      marks += 1
      let isHidden = properties.isDefaultIgnorableCodePoint
      return marks > Sanitiser.markLimit || isHidden ? Sanitiser.codeEscape(scalar) : nil
    default:
      marks = 0
      return properties.isDefaultIgnorableCodePoint ? Sanitiser.codeEscape(scalar) : nil
    }
  }

  private static func byteEscape(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "\\x0" + digits : "\\x" + digits
  }

  private static func codeEscape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "<U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
  }

  /// The scalar whose shortest UTF-8 form begins at `position`, which moves past it; `nil` where there is none.
  private static func scalar(_ bytes: [UInt8], at position: inout Int) -> Unicode.Scalar? {
    let first = bytes[position]
    let length: Int
    switch first {
    case 0..<0x80: length = 1
    case 0xc2..<0xe0: length = 2
    case 0xe0..<0xf0: length = 3
    case 0xf0..<0xf5: length = 4
    default: return nil
    }
    guard position + length <= bytes.count else { return nil }
    var value = length == 1 ? UInt32(first) : UInt32(first) & (0x7f >> UInt32(length))
    for offset in 1..<max(length, 1) where length > 1 {
      let byte = bytes[position + offset]
      guard byte & 0xc0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3f)
    }
    let shortest: [UInt32] = [0, 0x80, 0x800, 0x10000]
    guard value >= shortest[length - 1], let scalar = Unicode.Scalar(value) else { return nil }
    position += length
    return scalar
  }
}
