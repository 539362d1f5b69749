public import Metrics

/// Takes values out of a document's tree and collects all that is wrong with them, so that a person sees it at once.
public struct FieldReader: Sendable {
  /// The document that is read.
  public let document: Document
  /// What messages call the file.
  public let file: String
  /// What was found wrong so far, in the order in which it was found.
  public private(set) var problems: [DocumentProblem] = []

  /// A reader of `document`, which messages call `file`.
  public init(_ document: Document, file: String) {
    self.document = document
    self.file = file
  }

  /// The reader of a text in YAML; where it is none the document is empty and there is one problem.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - file: what messages call it.
  /// - Returns: the reader.
  public static func yaml(_ bytes: [UInt8], file: String) -> FieldReader {
    do throws(DocumentError) {
      var reader = FieldReader(try YAML.read(bytes), file: file)
      if let further = reader.document.furtherDocument {
        reader.warn(further, "found a second document, which is not read; expected one")
      }
      return reader
    } catch {
      let nothing = Node(
        .scalar(Scalar("", style: .plain)), position: error.position, range: 0..<0)
      var reader = FieldReader(Document(root: nothing, source: bytes), file: file)
      reader.refuse(error.position, error.message)
      return reader
    }
  }

  /// Whether an error is among the problems.
  public var hasErrors: Bool { problems.contains { $0.severity == .error } }

  /// Notes an error: the file cannot be used.
  public mutating func refuse(_ position: Position, _ message: String) {
    report(.error, position, message)
  }

  /// Notes a warning: the file can be used and does not do all that it says.
  public mutating func warn(_ position: Position, _ message: String) {
    report(.warning, position, message)
  }

  private mutating func report(
    _ severity: DocumentProblem.Severity, _ position: Position, _ message: String
  ) {
    problems.append(
      DocumentProblem(
        file: file, position: position, severity: severity, message: message,
        line: line(position.line)))
  }

  /// A line of the file, without its end.
  private func line(_ number: Int) -> String {
    let lines = document.source.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.indices.contains(number - 1) else { return "" }
    let line = lines[number - 1]
    return String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
  }
}

// MARK: - Values

extension FieldReader {
  /// The entries of a mapping by key; none where nothing is written or it is no mapping, which is an error.
  ///
  /// Unknown keys are errors.
  ///
  /// - Parameters:
  ///   - node: the mapping.
  ///   - subject: what it is, in the words of a message: `a job`.
  ///   - known: the keys that may stand there.
  /// - Returns: the entries.
  public mutating func fields(
    _ node: Node, _ subject: String, known: [ByteString]
  ) -> [ByteString: Node.Entry] {
    guard !node.isNull else { return [:] }
    guard let entries = node.entries else {
      refuse(node.position, "found \(node.kindText) as \(subject); expected a mapping")
      return [:]
    }
    var result: [ByteString: Node.Entry] = [:]
    for entry in entries {
      if known.contains(entry.key) {
        result[entry.key] = entry
      } else {
        let expected = KeyAdvice.expected(entry.key, known)
        refuse(entry.position, "unknown key '\(entry.key.text)'; expected \(expected)")
      }
    }
    return result
  }

  /// The elements of a list; none where nothing is written or it is no list, which is an error.
  public mutating func list(_ entry: Node.Entry?) -> [Node] {
    guard let entry, !entry.value.isNull else { return [] }
    if let elements = entry.value.elements { return elements }
    wrong(entry, "a list")
    return []
  }

  /// A text; `nil` where nothing is written or it is no text, which is an error.
  public mutating func text(_ entry: Node.Entry?) -> ByteString? {
    guard let entry, !entry.value.isNull else { return nil }
    if let scalar = entry.value.scalar { return scalar.text }
    wrong(entry, "a text")
    return nil
  }

  /// The texts of a list; elements that are none are errors.
  public mutating func texts(_ entry: Node.Entry?) -> [(text: ByteString, position: Position)] {
    var result: [(text: ByteString, position: Position)] = []
    for node in list(entry) {
      if let scalar = node.scalar {
        result.append((scalar.text, node.position))
      } else {
        refuse(
          node.position,
          "found \(node.kindText) in '\(entry?.key.text ?? "")'; expected a text")
      }
    }
    return result
  }

  /// A duration in Prometheus's notation; `nil` where nothing is written or it is none, which is an error.
  public mutating func duration(_ entry: Node.Entry?) -> Duration? {
    guard let entry, let text = text(entry) else { return nil }
    if let duration = PrometheusDuration.parse(text.text) { return duration }
    wrong(entry, "a duration such as '30s' or '1h30m'")
    return nil
  }

  /// A whole number that is not negative; `nil` where nothing is written or it is none, which is an error.
  public mutating func count(_ entry: Node.Entry?) -> Int? {
    guard let entry, !entry.value.isNull else { return nil }
    if let number = entry.value.scalar?.integer, number >= 0 { return number }
    wrong(entry, "a whole number, 0 or more")
    return nil
  }

  /// A whole number; `nil` where nothing is written or it is none, which is an error.
  public mutating func integer(_ entry: Node.Entry?) -> Int? {
    guard let entry, !entry.value.isNull else { return nil }
    if let number = entry.value.scalar?.integer { return number }
    wrong(entry, "a whole number")
    return nil
  }

  /// A truth value; `nil` where nothing is written or it is none, which is an error.
  public mutating func boolean(_ entry: Node.Entry?) -> Bool? {
    guard let entry, !entry.value.isNull else { return nil }
    if let value = entry.value.scalar?.boolean { return value }
    wrong(entry, "true or false")
    return nil
  }

  /// The names and texts of a mapping in the order of the file; what is none is an error.
  public mutating func pairs(_ entry: Node.Entry?) -> [FieldPair] {
    guard let entry, !entry.value.isNull else { return [] }
    guard let entries = entry.value.entries else {
      wrong(entry, "a mapping")
      return []
    }
    var result: [FieldPair] = []
    for pair in entries {
      let text = text(pair)
      result.append(
        FieldPair(name: pair.key, position: pair.position, value: text ?? "", node: pair.value))
    }
    return result
  }

  /// Notes that the value of a key is of the wrong kind.
  public mutating func wrong(_ entry: Node.Entry, _ expected: String) {
    refuse(
      entry.value.position,
      "found \(entry.value.kindText) as '\(entry.key.text)'; expected \(expected)")
  }
}

/// A name with its text.
public struct FieldPair: Hashable, Sendable {
  /// The name.
  public var name: ByteString
  /// Where the name stands.
  public var position: Position
  /// The text; empty where nothing is written.
  public var value: ByteString
  /// What stands in the file as the text.
  public var node: Node
}
