internal import Metrics

extension JSONScanner {
  /// A text in double quotes, escapes resolved.
  mutating func string() throws(DocumentError) -> ByteString {
    index += 1
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return ByteString(text)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<32: throw unexpected("it escaped, as in '\\n'")
      case 0..<128:
        text.append(byte)
        index += 1
      default: try sequence(into: &text)
      }
    }
    throw unexpected("'\"' at the end of the text")
  }

  /// One character of several bytes.
  private mutating func sequence(into text: inout [UInt8]) throws(DocumentError) {
    let rest = source[index..<min(index + 4, source.count)]
    var bytes = rest.makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&bytes) else {
      throw error("found bytes that are no UTF-8; expected UTF-8")
    }
    let encoded = Array(String(scalar).utf8)
    text += encoded
    index += encoded.count
  }

  private mutating func escape(into text: inout [UInt8]) throws(DocumentError) {
    index += 1
    guard let letter = peek else { throw unexpected("a letter after '\\'") }
    if letter == UInt8(ascii: "u") { return try unicode(into: &text) }
    let meanings: [UInt8: UInt8] = [
      UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92, UInt8(ascii: "/"): 47,
      UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
      UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    ]
    guard let meaning = meanings[letter] else {
      throw unexpected("one of '\"', '\\', '/', 'b', 'f', 'n', 'r', 't' or 'u' after '\\'")
    }
    text.append(meaning)
    index += 1
  }

  /// `\uXXXX`, or two of them that make one character beyond U+FFFF.
  private mutating func unicode(into text: inout [UInt8]) throws(DocumentError) {
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) {
      text += Array(String(scalar).utf8)
      return
    }
    guard first < 0xdc00, peek == UInt8(ascii: "\\"), index + 1 < source.count,
      source[index + 1] == UInt8(ascii: "u")
    else { throw error("found half of a surrogate pair; expected both halves") }
    index += 1
    let second = try codeUnit()
    guard (0xdc00...0xdfff).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + second - 0xdc00)
    else { throw error("found half of a surrogate pair; expected both halves") }
    text += Array(String(scalar).utf8)
  }

  private mutating func codeUnit() throws(DocumentError) -> UInt32 {
    index += 1
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Self.hexadecimal(byte) else {
        throw unexpected("a hexadecimal digit")
      }
      unit = unit << 4 | digit
      index += 1
    }
    return unit
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
