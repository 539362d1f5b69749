public import Metrics

/// A text that was read: its tree, and the bytes to find places in it again.
public struct Document: Sendable {
  /// The whole value; an empty text is a plain scalar without bytes.
  public let root: Node
  /// The bytes that were read, without a byte order mark.
  public let source: [UInt8]
  /// Where a further YAML document begins, which was not read; `nil` where there is none.
  public let furtherDocument: Position?

  init(root: Node, source: [UInt8], furtherDocument: Position? = nil) {
    self.root = root
    self.source = source
    self.furtherDocument = furtherDocument
  }

  /// The bytes from which a value was read.
  public func text(of node: Node) -> ByteString { ByteString(source[node.range]) }

  /// Where a byte of a scalar's text stands in the source.
  ///
  /// Quotes, escapes, indentation and joined lines are taken into account, so that a caret in an expression can point
  /// into the file.
  ///
  /// - Parameters:
  ///   - offset: a byte of the scalar's text; its length means just behind it.
  ///   - node: the scalar; of another value the beginning is returned.
  /// - Returns: the place in the source.
  public func position(of offset: Int, in node: Node) -> Position {
    guard let scalar = node.scalar else { return node.position }
    let raw = Array(source[node.range])
    let end = ScalarAlignment(raw: raw, scalar: scalar).sourceOffset(of: offset)
    return raw[..<end].reduce(node.position) { $0.advanced(over: $1) }
  }
}

/// What a document may cost.
public struct DocumentLimits: Hashable, Sendable {
  /// How deep values may be nested.
  public var depth = 100
  /// How many values aliases may repeat in all; a few lines of nested aliases could stand for billions.
  public var repeatedNodes = 100_000

  /// The defaults.
  public init() {}
}
