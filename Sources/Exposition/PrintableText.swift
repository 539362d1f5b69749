public import Metrics

/// Text from outside as a message may hold it.
public enum PrintableText {
  /// The bytes with whatever is not printable ASCII as `\xHH`; at most 80 of them, then `…`.
  public static func escaped(_ text: ByteString) -> String { escaped(text.bytes[...]) }

  static func escaped(_ bytes: ArraySlice<UInt8>, limit: Int = 80) -> String {
    var text = ""
    for byte in bytes.prefix(limit) {
      if byte >= 0x20, byte < 0x7f {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16)
        text += "\\x" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return bytes.count > limit ? text + "…" : text
  }
}
