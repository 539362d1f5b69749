internal import Metrics

/// Texts in quotes as Go writes and reads them.
enum GoQuoting {
  /// The bytes that the inside of a quoted text stands for; `nil` where an escape is unknown.
  static func unquoted(_ bytes: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\") else {
        result.append(bytes[index])
        index += 1
        continue
      }
      guard index + 1 < bytes.count,
        let length = append(escape: bytes[(index + 1)...], to: &result)
      else { return nil }
      index += length + 1
    }
    return result
  }

  private static let letters: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
    UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
    UInt8(ascii: "\\"): 92, UInt8(ascii: "'"): 39, UInt8(ascii: "\""): 34,
  ]

  /// Appends what an escape stands for and returns how long it is without the backslash.
  private static func append(escape: ArraySlice<UInt8>, to result: inout [UInt8]) -> Int? {
    guard let letter = escape.first else { return nil }
    if let byte = letters[letter] {
      result.append(byte)
      return 1
    }
    let digits: Int
    switch letter {
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    case UInt8(ascii: "0")...UInt8(ascii: "7"): return appendOctal(escape, to: &result)
    default: return nil
    }
    let text = String(decoding: escape.dropFirst().prefix(digits), as: UTF8.self)
    guard text.utf8.count == digits, let code = UInt32(text, radix: 16) else { return nil }
    if letter == UInt8(ascii: "x") {
      result.append(UInt8(truncatingIfNeeded: code))
    } else {
      guard let scalar = Unicode.Scalar(code) else { return nil }
      result += Array(String(scalar).utf8)
    }
    return digits + 1
  }

  private static func appendOctal(_ escape: ArraySlice<UInt8>, to result: inout [UInt8]) -> Int? {
    let text = String(decoding: escape.prefix(3), as: UTF8.self)
    guard text.utf8.count == 3, let byte = UInt8(text, radix: 8) else { return nil }
    result.append(byte)
    return 3
  }
}

extension String {
  /// The text in double quotes, as Go's `%q` writes it.
  var quotedAsInGo: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 32 || scalar.value == 127:
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.count < 2 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
