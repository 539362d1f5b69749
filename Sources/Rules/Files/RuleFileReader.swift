internal import Documents
internal import Metrics
internal import PromQLSyntax

/// Turns the tree of a rule file into groups and collects all that is wrong.
struct RuleFileReader {
  let document: Document
  let name: String
  let options: ParserOptions
  var problems: [RuleProblem] = []

  /// The groups of the file.
  mutating func groups() -> [RuleGroup] {
    if let further = document.furtherDocument {
      report(.warning, further, "found a second document, which is not read; expected one")
    }
    guard !document.root.isNull else { return [] }
    guard let fields = fields(document.root, "the file", known: ["groups"]) else { return [] }
    var groups: [RuleGroup] = []
    var places: [ByteString: Position] = [:]
    for node in list(fields["groups"], "'groups'") {
      guard let group = group(node) else { continue }
      if let first = places[group.name] {
        let message =
          "group '\(group.name.text)' is repeated; the first stands at \(first); "
          + "expected another name"
        report(.error, group.position, message)
      }
      places[group.name] = places[group.name] ?? group.position
      groups.append(group)
    }
    warnOfDuplicates(groups)
    return groups
  }

  private static let groupKeys: [ByteString] = [
    "name", "interval", "query_offset", "limit", "labels", "rules",
  ]

  private mutating func group(_ node: Node) -> RuleGroup? {
    guard let fields = fields(node, "a group", known: Self.groupKeys) else { return nil }
    let name = text(fields["name"]) ?? ""
    if name.isEmpty {
      report(
        .error, fields["name"]?.position ?? node.position, "a group has no 'name'; expected one")
    }
    let labels = texts(fields["labels"], "'labels'")
    let interval = duration(fields["interval"], "'interval'")
    var group = RuleGroup(
      name: name, interval: interval == .zero ? nil : interval,
      queryOffset: duration(fields["query_offset"], "'query_offset'"),
      limit: integer(fields["limit"], "'limit'") ?? 0, rules: [], position: node.position)
    checkLabelNames(labels, "label")
    for node in list(fields["rules"], "'rules'") {
      if let rule = rule(node, groupLabels: labels) { group.rules.append(rule) }
    }
    return group
  }

  // MARK: - Problems

  mutating func report(_ severity: RuleProblem.Severity, _ position: Position, _ message: String) {
    problems.append(
      RuleProblem(
        file: name, position: position, severity: severity, message: message,
        line: Self.line(position.line, of: document.source)))
  }

  /// A line of the file, without its end.
  static func line(_ number: Int, of source: [UInt8]) -> String {
    let lines = source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.indices.contains(number - 1) else { return "" }
    let line = lines[number - 1]
    return String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
  }

  /// Two rules with the same name and labels write or fire the same thing; each such set is told once.
  private mutating func warnOfDuplicates(_ groups: [RuleGroup]) {
    struct Identity: Hashable {
      var name: ByteString
      var labels: Labels
    }
    var seen: [Identity: (first: Position, isTold: Bool)] = [:]
    for rule in groups.flatMap(\.rules) {
      let identity = Identity(name: rule.name, labels: rule.writtenLabels)
      guard let former = seen[identity] else {
        seen[identity] = (rule.position, false)
        continue
      }
      guard !former.isTold else { continue }
      seen[identity] = (former.first, true)
      let message =
        "rule '\(rule.name.text)' repeats the name and labels of the one at \(former.first); "
        + "expected another name or label"
      report(.warning, rule.position, message)
    }
  }
}
