extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }

  /// A letter or underscore, with which names begin.
  var isNameStart: Bool {
    self >= 0x61 && self <= 0x7a || self >= 0x41 && self <= 0x5a || self == 0x5f
  }

  var isNameByte: Bool { isNameStart || isDigit }

  var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0a || self == 0x0d }

  var isHexadecimal: Bool {
    isDigit || self >= 0x61 && self <= 0x66 || self >= 0x41 && self <= 0x46
  }

  var lowercased: UInt8 { self >= 0x41 && self <= 0x5a ? self | 0x20 : self }

  static let newline = UInt8(ascii: "\n")
  static let backslash = UInt8(ascii: "\\")
  static let backquote = UInt8(ascii: "`")
  static let underscore = UInt8(ascii: "_")
  static let dot = UInt8(ascii: ".")
}

extension [UInt8] {
  /// The byte at an index; `nil` behind the end.
  func at(_ index: Int) -> UInt8? { index < count ? self[index] : nil }

  func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }

  /// The character that begins at an index and the number of its bytes; `nil` where there is no valid one.
  func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    var iterator = self[index..<Swift.min(count, index + 4)].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return (scalar, UTF8.width(scalar))
  }

  /// The character at an index in single quotes, for a message.
  func quotedCharacter(at index: Int) -> String {
    guard let (scalar, _) = scalar(at: index) else { return "'\u{fffd}'" }
    return "'\(scalar)'"
  }
}
