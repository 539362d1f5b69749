public import Metrics

/// What may stand in a header field.
///
/// Source: RFC 9110, section 5.
public enum HeaderText {
  /// Whether a text is a name: letters, digits and a few signs.
  static func isName(_ text: ByteString) -> Bool {
    let signs = Set("!#$%&'*+-.^_`|~".utf8)
    return !text.isEmpty
      && text.bytes.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || signs.contains(byte)
      }
  }

  /// Whether a text is a value: no line end and no zero in it.
  public static func isValue(_ text: ByteString) -> Bool {
    !text.bytes.contains { $0 == 0 || $0 == 10 || $0 == 13 }
  }
}
