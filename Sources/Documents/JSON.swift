internal import Metrics

/// Reads JSON, strictly.
///
/// No key may stand twice in an object, nothing may follow the value, nesting is bounded. Numbers keep their text.
/// Source: RFC 8259.
public enum JSON {
  /// Reads a text.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, with or without a byte order mark.
  ///   - limits: what the document may cost.
  /// - Returns: the document.
  /// - Throws: the first thing that is wrong, with its place.
  public static func read(
    _ bytes: [UInt8], limits: DocumentLimits = DocumentLimits()
  ) throws(DocumentError) -> Document {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let source = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    var scanner = JSONScanner(source: source, limits: limits)
    return Document(root: try scanner.document(), source: source)
  }
}
