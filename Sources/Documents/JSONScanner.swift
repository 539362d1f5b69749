internal import Metrics

/// Walks the bytes of a JSON text once and builds its tree.
struct JSONScanner {
  let source: [UInt8]
  let limits: DocumentLimits
  var index = 0
  /// The last byte whose place was asked for, and the place; moved along, so that a long line costs nothing extra.
  private var cursor = (byte: 0, position: Position(line: 1, column: 1))

  init(source: [UInt8], limits: DocumentLimits) {
    self.source = source
    self.limits = limits
  }

  /// The one value of the text.
  mutating func document() throws(DocumentError) -> Node {
    skipBlanks()
    let root = try value(depth: 0)
    skipBlanks()
    guard index == source.count else { throw unexpected("the end of the text") }
    return root
  }

  private mutating func value(depth: Int) throws(DocumentError) -> Node {
    guard depth < limits.depth else {
      throw error("nested deeper than \(limits.depth) levels")
    }
    let position = place(of: index)
    let start = index
    let content: Node.Content
    switch peek ?? 0 {
    case UInt8(ascii: "{"): content = .mapping(try object(depth: depth + 1))
    case UInt8(ascii: "["): content = .sequence(try array(depth: depth + 1))
    case UInt8(ascii: "\""): content = .scalar(Scalar(try string(), style: .doubleQuoted))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      content = .scalar(Scalar(try number(), style: .plain))
    default: content = .scalar(Scalar(try word(), style: .plain))
    }
    return Node(content, position: position, range: start..<index)
  }

  private mutating func array(depth: Int) throws(DocumentError) -> [Node] {
    index += 1
    skipBlanks()
    var elements: [Node] = []
    if take("]") { return elements }
    while true {
      elements.append(try value(depth: depth))
      skipBlanks()
      if take("]") { return elements }
      guard take(",") else { throw unexpected("',' or ']'") }
      skipBlanks()
    }
  }

  private mutating func object(depth: Int) throws(DocumentError) -> [Node.Entry] {
    index += 1
    skipBlanks()
    var entries: [Node.Entry] = []
    var places: [ByteString: Position] = [:]
    if take("}") { return entries }
    while true {
      let entry = try entry(depth: depth)
      if let first = places.updateValue(entry.position, forKey: entry.key) {
        throw DocumentError(
          position: entry.position,
          message: "duplicate key '\(entry.key.text)'; the first stands at \(first)")
      }
      entries.append(entry)
      skipBlanks()
      if take("}") { return entries }
      guard take(",") else { throw unexpected("',' or '}'") }
      skipBlanks()
    }
  }

  private mutating func entry(depth: Int) throws(DocumentError) -> Node.Entry {
    guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
    let position = place(of: index)
    let key = try string()
    skipBlanks()
    guard take(":") else { throw unexpected("':' after the key") }
    skipBlanks()
    return Node.Entry(key: key, position: position, value: try value(depth: depth))
  }

  private mutating func word() throws(DocumentError) -> ByteString {
    for word in ["true", "false", "null"] where source[index...].starts(with: word.utf8) {
      index += word.utf8.count
      return ByteString(word)
    }
    throw unexpected("a value")
  }

  private mutating func number() throws(DocumentError) -> ByteString {
    let start = index
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      try digits()
    }
    return ByteString(source[start..<index])
  }

  private mutating func digits() throws(DocumentError) {
    let start = index
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    guard index > start else { throw unexpected("a digit") }
  }

  // MARK: - Bytes and places

  var peek: UInt8? { index < source.count ? source[index] : nil }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let byte = peek, byte == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 32 || byte == 9 || byte == 10 || byte == 13 { index += 1 }
  }

  mutating func place(of byte: Int) -> Position {
    if byte < cursor.byte { cursor = (0, Position(line: 1, column: 1)) }
    while cursor.byte < byte {
      cursor.position = cursor.position.advanced(over: source[cursor.byte])
      cursor.byte += 1
    }
    return cursor.position
  }

  mutating func error(_ message: String) -> DocumentError {
    DocumentError(position: place(of: index), message: message)
  }

  mutating func unexpected(_ expected: String) -> DocumentError {
    let found: String
    switch peek {
    case nil: found = "the end of the text"
    case .some(let byte) where byte < 32 || byte == 127: found = "a control character"
    case .some:
      let rest = source[index..<min(index + 4, source.count)]
      let scalar = String(decoding: rest, as: UTF8.self).unicodeScalars.first ?? "?"
      found = "'\(scalar)'"
    }
    return error("found \(found); expected \(expected)")
  }
}
