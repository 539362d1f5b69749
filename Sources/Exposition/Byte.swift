/// The bytes that the formats know by name, and their classes.
enum Byte {
  static let newline = UInt8(ascii: "\n")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let hash = UInt8(ascii: "#")
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let open = UInt8(ascii: "{")
  static let close = UInt8(ascii: "}")
  static let comma = UInt8(ascii: ",")
  static let equal = UInt8(ascii: "=")
  static let underscore = UInt8(ascii: "_")

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  static func isLabelStart(_ byte: UInt8) -> Bool { isLetter(byte) || byte == underscore }
  static func isLabelPart(_ byte: UInt8) -> Bool { isLabelStart(byte) || isDigit(byte) }
  static func isNameStart(_ byte: UInt8) -> Bool {
    isLabelStart(byte) || byte == UInt8(ascii: ":")
  }
  static func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }
}

extension Span where Element == UInt8 {
  /// Whether the bytes of `text` stand at `position`.
  func holds(_ text: [UInt8], at position: Int) -> Bool {
    guard position >= 0, count - position >= text.count else { return false }
    for index in 0..<text.count where self[position + index] != text[index] { return false }
    return true
  }

  /// The position of the next newline, or the end.
  func lineEnd(from position: Int) -> Int {
    var index = position
    while count - index >= 8 {
      // Eight bytes at once: a zero byte of the difference is a newline.
      let difference = word(at: index) ^ 0x0a0a_0a0a_0a0a_0a0a
      let zeros = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
      if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count, self[index] != Byte.newline { index += 1 }
    return index
  }

  /// Eight bytes from `position` on, the first in the lowest bits on a little-endian machine.
  ///
  /// Unsafe for speed: one load instead of eight checked ones. The precondition keeps it inside the span.
  @inline(__always)
  func word(at position: Int) -> UInt64 {
    precondition(position >= 0 && position <= count - 8, "a word lies inside the page")
    return unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  /// The bytes of `range` as an array.
  func slice(_ range: Range<Int>) -> [UInt8] {
    let part = extracting(range)
    return [UInt8](capacity: part.count) { copy in
      for index in part.indices { copy.append(part[index]) }
    }
  }

  /// The token at `position` as an error message quotes it.
  func shown(at position: Int) -> String {
    guard position < count else { return "the end of the input" }
    guard self[position] != Byte.newline else { return "the end of the line" }
    var end = position + 1
    while end < count, end - position < 40, Byte.isNamePart(self[end]) || self[end] == 0x2e,
      Byte.isNamePart(self[position])
    { end += 1 }
    return "'" + escaped(position..<end) + "'"
  }

  /// The bytes of `range` with whatever is not printable ASCII as `\xHH`; at most 60 of them.
  func escaped(_ range: Range<Int>) -> String {
    var text = ""
    for index in range.prefix(60) {
      let byte = self[index]
      if byte >= 0x20, byte < 0x7f {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16)
        text += "\\x" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return range.count > 60 ? text + "…" : text
  }

  /// Whether the bytes of `range` are well-formed UTF-8.
  func isUTF8(_ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      let lead = self[index]
      index += 1
      if lead < 0x80 { continue }
      guard lead >= 0xc2, lead <= 0xf4 else { return false }
      let following = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
      guard range.upperBound - index >= following else { return false }
      let first = self[index]
      let least: UInt8 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80
      let most: UInt8 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf
      guard first >= least, first <= most else { return false }
      for next in index..<index + following where self[next] & 0xc0 != 0x80 { return false }
      index += following
    }
    return true
  }
}
