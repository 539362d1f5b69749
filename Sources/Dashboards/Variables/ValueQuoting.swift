internal import Metrics

/// Writes values so that they mean themselves where they stand.
enum ValueQuoting {
  /// The pattern that matches exactly `value`.
  static func pattern(_ value: ByteString) -> [UInt8] {
    value.bytes.flatMap { byte in
      metacharacters.contains(byte) ? [UInt8(ascii: "\\"), byte] : [byte]
    }
  }

  /// The bytes between two `quote`s that stand for `bytes`.
  ///
  /// Between backquotes nothing can be escaped: a backquote is written as the escape that a regular expression has for
  /// it, and so a text that holds one matches nothing instead of ending the text.
  static func quoted(_ bytes: [UInt8], quote: UInt8) -> [UInt8] {
    guard quote != UInt8(ascii: "`") else {
      return bytes.flatMap { $0 == quote ? Array("\\x60".utf8) : [$0] }
    }
    let isText = String(validating: bytes, as: UTF8.self) != nil
    return bytes.flatMap { byte -> [UInt8] in
      switch byte {
      case quote, UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
      case 0..<32, 127: hexadecimal(byte)
      case 128...: isText ? [byte] : hexadecimal(byte)
      default: [byte]
      }
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
    let digits = String(byte, radix: 16)
    return Array(("\\x" + (digits.utf8.count == 1 ? "0" : "") + digits).utf8)
  }

  private static let metacharacters = Set("\\.+*?()|[]{}^$".utf8)
}
