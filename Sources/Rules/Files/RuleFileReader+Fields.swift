internal import Documents
internal import Metrics

extension RuleFileReader {
  /// The values of a mapping by key; `nil` and a problem where it is no mapping.
  ///
  /// Unknown keys are problems.
  mutating func fields(
    _ node: Node, _ subject: String, known: [ByteString]
  ) -> [ByteString: Node]? {
    guard let entries = node.entries else {
      report(.error, node.position, "found \(node.kindText) as \(subject); expected a mapping")
      return nil
    }
    var result: [ByteString: Node] = [:]
    for entry in entries {
      if known.contains(entry.key) {
        result[entry.key] = entry.value
      } else {
        report(
          .error, entry.position,
          "unknown key '\(entry.key.text)'; expected \(Self.alternatives(known))")
      }
    }
    return result
  }

  private static func alternatives(_ names: [ByteString]) -> String {
    let quoted = names.map { "'\($0.text)'" }
    guard quoted.count > 1, let last = quoted.last else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }

  /// The elements of a list; none where nothing is written.
  mutating func list(_ node: Node?, _ subject: String) -> [Node] {
    guard let node, !node.isNull else { return [] }
    if let elements = node.elements { return elements }
    report(.error, node.position, "found \(node.kindText) as \(subject); expected a list")
    return []
  }

  /// A text; `nil` where nothing is written.
  mutating func text(_ node: Node?) -> ByteString? {
    guard let node, !node.isNull else { return nil }
    if let scalar = node.scalar { return scalar.text }
    report(.error, node.position, "found \(node.kindText); expected a text")
    return nil
  }

  /// A duration in Prometheus's notation; `nil` where nothing is written.
  mutating func duration(_ node: Node?, _ subject: String) -> Duration? {
    guard let node, let text = text(node) else { return nil }
    if let duration = PrometheusDuration.parse(text.text) { return duration }
    report(
      .error, node.position,
      "found '\(text.text)' as \(subject); expected a duration such as '30s' or '1h30m'")
    return nil
  }

  /// A whole number; `nil` where nothing is written.
  mutating func integer(_ node: Node?, _ subject: String) -> Int? {
    guard let node, !node.isNull else { return nil }
    if let number = node.scalar?.integer { return number }
    report(.error, node.position, "found \(node.kindText) as \(subject); expected a whole number")
    return nil
  }

  /// A name with its value and their places.
  struct Pair {
    var name: ByteString
    var position: Position
    var value: ByteString
    var node: Node
  }

  /// Texts by name, in the order of the file.
  mutating func texts(_ node: Node?, _ subject: String) -> [Pair] {
    guard let node, !node.isNull else { return [] }
    guard let entries = node.entries else {
      report(.error, node.position, "found \(node.kindText) as \(subject); expected a mapping")
      return []
    }
    var result: [Pair] = []
    for entry in entries {
      if entry.value.scalar == nil {
        report(
          .error, entry.value.position,
          "found \(entry.value.kindText) as the value of '\(entry.key.text)'; expected a text")
      }
      let value = entry.value.isNull ? "" : entry.value.scalar?.text ?? ""
      result.append(
        Pair(name: entry.key, position: entry.position, value: value, node: entry.value))
    }
    return result
  }

  mutating func checkLabelNames(_ pairs: [Pair], _ kind: String) {
    for pair in pairs where pair.name.isEmpty || pair.name == Labels.metricNameLabel {
      report(
        .error, pair.position,
        "found '\(pair.name.text)' as the name of a \(kind); expected "
          + "a name that is not empty and not '__name__'")
    }
  }
}
