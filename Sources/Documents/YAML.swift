internal import Metrics

/// Reads YAML 1.1 as libyaml does, strictly.
///
/// No key may stand twice in a mapping, every key is a text, aliases repeat a bounded number of values, nesting is
/// bounded. Merge keys (`<<`) are resolved. Only the first document of a stream is read.
public enum YAML {
  /// Reads a text.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, with or without a byte order mark.
  ///   - limits: what the document may cost.
  /// - Returns: the first document; for a text without any, an empty scalar.
  /// - Throws: the first thing that is wrong, with its place.
  public static func read(
    _ bytes: [UInt8], limits: DocumentLimits = DocumentLimits()
  ) throws(DocumentError) -> Document {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let source = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    let result = unsafe source.withUnsafeBufferPointer { buffer in
      unsafe composed(source, buffer, limits)
    }
    let (root, further) = try result.get()
    return Document(root: root, source: source, furtherDocument: further)
  }

  private static func composed(
    _ source: [UInt8], _ buffer: UnsafeBufferPointer<UInt8>, _ limits: DocumentLimits
  ) -> Result<(Node, Position?), DocumentError> {
    let start = Position(line: 1, column: 1)
    guard let parser = unsafe YAMLParser(source, buffer) else {
      return .failure(DocumentError(position: start, message: "out of memory"))
    }
    var composer = YAMLComposer(parser: parser, source: source, limits: limits)
    do throws(DocumentError) {
      return .success(try composer.document())
    } catch {
      return .failure(error)
    }
  }
}
