internal import Metrics

/// Parts of expressions, with every value quoted so that it stays one.
enum QueryText {
  /// A label value in double quotes; control characters and bytes that are no UTF-8 stand in it as `\xHH`.
  static func quoted(_ value: ByteString) -> String {
    guard let text = String(validating: value.bytes, as: UTF8.self) else {
      return "\"" + value.bytes.map(hexadecimal).joined() + "\""
    }
    guard value.bytes.contains(where: needsEscape) else { return "\"" + text + "\"" }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\0"..<" ", "\u{7f}": result += hexadecimal(UInt8(scalar.value))
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
  }

  /// The matcher `name="value"`.
  static func matcher(_ name: ByteString, _ value: ByteString) -> String {
    (isBareName(name) ? name.text : quoted(name)) + "=" + quoted(value)
  }

  /// The selector of exactly the series with these labels, and of those that have more.
  static func selector(_ labels: Labels) -> String {
    let matchers = labels.map { pair in
      pair.name == Labels.metricNameLabel
        ? "__name__=" + quoted(pair.value) : matcher(pair.name, pair.value)
    }
    return "{" + matchers.joined(separator: ",") + "}"
  }

  /// The selector of a metric, with some matchers.
  static func metric(_ name: ByteString, _ matchers: [String] = []) -> String {
    guard isBareName(name, colons: true) else {
      return "{" + (["__name__=" + quoted(name)] + matchers).joined(separator: ",") + "}"
    }
    return name.text + (matchers.isEmpty ? "" : "{" + matchers.joined(separator: ",") + "}")
  }

  static func isBareName(_ name: ByteString, colons: Bool = false) -> Bool {
    guard let first = name.bytes.first, !(0x30...0x39).contains(first) else { return false }
    return name.bytes.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf)
        || byte == UInt8(ascii: "_") || (colons && byte == UInt8(ascii: ":"))
    }
  }
}
