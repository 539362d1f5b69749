internal import Documents
internal import Metrics
internal import PromQLSyntax

/// Turns the tree of a rule file into groups and collects all that is wrong.
struct RuleFileReader {
  var reader: FieldReader
  let options: ParserOptions

  /// The groups of the file.
  mutating func groups() -> [RuleGroup] {
    let fields = reader.fields(reader.document.root, "the file", known: ["groups"])
    var groups: [RuleGroup] = []
    var places: [ByteString: Position] = [:]
    for node in reader.list(fields["groups"]) {
      guard let group = group(node) else { continue }
      if let first = places[group.name] {
        let message =
          "group '\(group.name.text)' is repeated; the first stands at \(first); "
          + "expected another name"
        reader.refuse(group.position, message)
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
    let fields = reader.fields(node, "a group", known: Self.groupKeys)
    guard node.isNull || node.entries != nil else { return nil }
    let name = reader.text(fields["name"]) ?? ""
    if name.isEmpty {
      let place = fields["name"]?.value.position ?? node.position
      reader.refuse(place, "a group has no 'name'; expected one")
    }
    let labels = reader.pairs(fields["labels"])
    let interval = reader.duration(fields["interval"])
    var group = RuleGroup(
      name: name, interval: interval == .zero ? nil : interval,
      queryOffset: reader.duration(fields["query_offset"]),
      limit: reader.integer(fields["limit"]) ?? 0, rules: [], position: node.position)
    checkLabelNames(labels)
    for node in reader.list(fields["rules"]) {
      if let rule = rule(node, groupLabels: labels) { group.rules.append(rule) }
    }
    return group
  }

  /// A label may not be nameless, nor the metric's name.
  mutating func checkLabelNames(_ pairs: [FieldPair]) {
    for pair in pairs where pair.name.isEmpty || pair.name == Labels.metricNameLabel {
      reader.refuse(
        pair.position,
        "found '\(pair.name.text)' as the name of a label; expected "
          + "a name that is not empty and not '__name__'")
    }
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
      reader.warn(rule.position, message)
    }
  }
}
