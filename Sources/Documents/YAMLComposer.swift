internal import Metrics

/// Builds the tree of one document from the parser's events.
struct YAMLComposer: ~Copyable {
  private let parser: YAMLParser
  private let source: [UInt8]
  private let limits: DocumentLimits
  private var anchors: [ByteString: Node] = [:]
  private var repeatedNodes = 0
  /// A character's number and the byte where it begins, moved along as events arrive in order.
  private var cursor = (character: 0, byte: 0)

  init(parser: consuming YAMLParser, source: [UInt8], limits: DocumentLimits) {
    self.parser = parser
    self.source = source
    self.limits = limits
  }

  /// The first document, and where a second one begins.
  mutating func document() throws(DocumentError) -> (Node, Position?) {
    _ = try parser.next()
    let first = try parser.next()
    guard case .documentStart = first.kind else {
      let nothing = Node.Content.scalar(Scalar("", style: .plain))
      return (Node(nothing, position: first.position, range: 0..<0), nil)
    }
    let root = try node(try parser.next(), depth: 0)
    _ = try parser.next()
    let next = try parser.next()
    if case .streamEnd = next.kind { return (root, nil) }
    return (root, next.position)
  }

  private mutating func node(_ event: YAMLEvent, depth: Int) throws(DocumentError) -> Node {
    guard depth < limits.depth else {
      throw error(event, "nested deeper than \(limits.depth) levels")
    }
    let start = byte(event.characters.lowerBound)
    var node: Node
    switch event.kind {
    case .alias(let name): return try repeated(name, event)
    case .scalar(let scalar):
      let end = byte(event.characters.upperBound)
      node = Node(
        .scalar(try tagged(scalar, event)), position: event.position, range: start..<end)
    case .sequenceStart:
      let (elements, end) = try sequence(depth: depth + 1)
      node = Node(.sequence(elements), position: event.position, range: start..<max(start, end))
    case .mappingStart:
      let (entries, end) = try mapping(depth: depth + 1)
      node = Node(.mapping(entries), position: event.position, range: start..<max(start, end))
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
      throw error(event, "found the end of the document; expected a value")
    }
    if let anchor = event.anchor { anchors[anchor] = node }
    return node
  }

  private mutating func sequence(depth: Int) throws(DocumentError) -> ([Node], end: Int) {
    var elements: [Node] = []
    var end = 0
    while true {
      let event = try parser.next()
      if case .sequenceEnd = event.kind {
        return (elements, max(end, self.end(of: event)))
      }
      let element = try node(event, depth: depth)
      end = element.range.upperBound
      elements.append(element)
    }
  }

  private mutating func mapping(depth: Int) throws(DocumentError) -> ([Node.Entry], end: Int) {
    var entries: [Node.Entry] = []
    var places: [ByteString: Position] = [:]
    var merged: [Node] = []
    var end = 0
    while true {
      let event = try parser.next()
      if case .mappingEnd = event.kind {
        end = self.end(of: event)
        break
      }
      let keyNode = try node(event, depth: depth)
      guard let key = keyNode.scalar else {
        throw error(event, "found \(keyNode.kindText) as a key; expected a text")
      }
      let value = try node(try parser.next(), depth: depth)
      if key.style == .plain, key.text == "<<" {
        merged += try mergeSources(value)
        continue
      }
      if let first = places.updateValue(event.position, forKey: key.text) {
        throw error(event, "duplicate key '\(key.text.text)'; the first stands at \(first)")
      }
      entries.append(Node.Entry(key: key.text, position: event.position, value: value))
    }
    for source in merged {
      for entry in source.entries ?? [] where places[entry.key] == nil {
        places[entry.key] = entry.position
        entries.append(entry)
      }
    }
    return (entries, end)
  }

  /// Where a list or mapping ends: behind its bracket, or in a block behind what was read last.
  private mutating func end(of event: YAMLEvent) -> Int {
    event.characters.isEmpty ? cursor.byte : byte(event.characters.upperBound)
  }

  /// The mappings that a merge key names; the earlier ones win.
  private func mergeSources(_ value: Node) throws(DocumentError) -> [Node] {
    let sources = value.elements ?? [value]
    for source in sources where source.entries == nil {
      throw DocumentError(
        position: source.position,
        message: "found \(source.kindText) after '<<'; expected a mapping or a list of mappings")
    }
    return sources
  }

  private mutating func repeated(
    _ name: ByteString, _ event: YAMLEvent
  ) throws(DocumentError) -> Node {
    _ = byte(event.characters.upperBound)
    guard let node = anchors[name] else {
      throw error(
        event, "alias '*\(name.text)' names nothing; expected '&\(name.text)' on an earlier value")
    }
    repeatedNodes += node.size(upTo: limits.repeatedNodes + 1)
    guard repeatedNodes <= limits.repeatedNodes else {
      throw error(
        event, "aliases repeat more than \(limits.repeatedNodes) values; expected fewer aliases")
    }
    return node
  }

  /// The scalar as its tag wants it read: a `!!str` is a text whatever it looks like.
  private func tagged(_ scalar: Scalar, _ event: YAMLEvent) throws(DocumentError) -> Scalar {
    guard let tag = event.tag?.text else { return scalar }
    switch tag {
    case "!", "tag:yaml.org,2002:str":
      return scalar.style == .plain ? Scalar(scalar.text, style: .singleQuoted) : scalar
    case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool",
      "tag:yaml.org,2002:null":
      return scalar
    default: throw error(event, "found the tag '\(tag)'; expected a value without a tag")
    }
  }

  private func error(_ event: YAMLEvent, _ message: String) -> DocumentError {
    DocumentError(position: event.position, message: message)
  }

  /// The byte where a character begins; libyaml counts characters.
  private mutating func byte(_ character: Int) -> Int {
    if character < cursor.character { cursor = (0, 0) }
    while cursor.character < character, cursor.byte < source.count {
      cursor.byte += 1
      while cursor.byte < source.count,
        source[cursor.byte] & 0b1100_0000 == 0b1000_0000
      {
        cursor.byte += 1
      }
      cursor.character += 1
    }
    return cursor.byte
  }
}
