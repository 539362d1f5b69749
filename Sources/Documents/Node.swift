public import Metrics

/// One value of a document with the place where it stands, whichever of YAML and JSON wrote it.
public struct Node: Hashable, Sendable {
  /// What the value is.
  public enum Content: Hashable, Sendable {
    /// A text, number, boolean or nothing.
    case scalar(Scalar)
    /// Values in order.
    case sequence([Node])
    /// Keys with their values in the order of the text; no key twice.
    case mapping([Entry])
  }

  /// A key with its value.
  public struct Entry: Hashable, Sendable {
    /// The key's text.
    public var key: ByteString
    /// Where the key stands.
    public var position: Position
    /// The value.
    public var value: Node

    /// The entry `key: value`, the key standing at `position`.
    public init(key: ByteString, position: Position, value: Node) {
      self.key = key
      self.position = position
      self.value = value
    }
  }

  /// What the value is.
  public var content: Content
  /// Where the value begins; for a scalar its quote or block indicator, if it has one.
  public var position: Position
  /// The bytes of the source from which the value was read.
  public var range: Range<Int>

  /// The value `content` that was read from the bytes `range`, which begin at `position`.
  public init(_ content: Content, position: Position, range: Range<Int>) {
    self.content = content
    self.position = position
    self.range = range
  }
}

extension Node {
  /// The scalar; `nil` for a sequence or mapping.
  public var scalar: Scalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The elements; `nil` for what is no sequence.
  public var elements: [Node]? {
    if case .sequence(let elements) = content { elements } else { nil }
  }

  /// The entries; `nil` for what is no mapping.
  public var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value of a key; `nil` where this is no mapping or has no such key.
  public subscript(key: ByteString) -> Node? { entries?.first { $0.key == key }?.value }

  /// Whether nothing is written: an empty value, `~` or `null`.
  public var isNull: Bool { scalar?.isNull ?? false }

  /// What the value is, in the words of an error message: `a mapping`, `a list`, `'text'`, `nothing`.
  public var kindText: String {
    switch content {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar(let scalar): scalar.isNull ? "nothing" : "'\(scalar.text.text)'"
    }
  }

  /// How many nodes the tree has, this one included; at most `limit` are counted.
  func size(upTo limit: Int) -> Int {
    var size = 1
    switch content {
    case .scalar: return size
    case .sequence(let elements):
      for element in elements where size < limit { size += element.size(upTo: limit - size) }
    case .mapping(let entries):
      for entry in entries where size < limit { size += entry.value.size(upTo: limit - size) + 1 }
    }
    return size
  }
}
