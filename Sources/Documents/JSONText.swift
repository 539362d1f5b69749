public import Metrics

/// The pieces of JSON that documents are written with.
public enum JSONText {
  /// A string literal; bytes that are no UTF-8 become U+FFFD, control characters are escaped.
  ///
  /// Source: RFC 8259, section 7.
  public static func quoted(_ text: ByteString) -> String {
    var result = "\""
    for scalar in text.text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
        if isControl { result += escaped(scalar) } else { result.unicodeScalars.append(scalar) }
      }
    }
    return result + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
