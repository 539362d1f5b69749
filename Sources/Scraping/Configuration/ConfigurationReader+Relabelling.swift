internal import Documents
internal import Metrics

extension ConfigurationReader {
  /// The rules of a list, each checked as Prometheus does.
  mutating func relabelling(_ entry: Node.Entry?, _ names: NameScheme) -> [RelabelRule] {
    var rules: [RelabelRule] = []
    for node in fields.list(entry) {
      guard !node.isNull else {
        fields.refuse(
          node.position, "found nothing in '\(entry?.key.text ?? "")'; expected a rule")
        continue
      }
      if let rule = rule(node, names) { rules.append(rule) }
    }
    return rules
  }

  private mutating func rule(_ node: Node, _ names: NameScheme) -> RelabelRule? {
    let entries = section(node, "a rule of relabelling", ConfigurationKeys.relabelling)
    guard var rule = compiled(entries["regex"]) else { return nil }
    if let entry = entries["action"], let text = fields.text(entry) {
      guard let action = RelabelRule.Action(rawValue: text.text.lowercased()) else {
        let known = RelabelRule.Action.allCases.map { "'\($0.rawValue)'" }
        fields.wrong(entry, "one of " + known.joined(separator: ", "))
        return nil
      }
      rule.action = action
    }
    rule.sourceLabels = fields.texts(entries["source_labels"]).map(\.text)
    if let text = fields.text(entries["separator"]) { rule.separator = text }
    if let text = fields.text(entries["target_label"]) { rule.targetLabel = text }
    if let text = fields.text(entries["replacement"]) { rule.replacement = text }
    if let count = fields.count(entries["modulus"]) { rule.modulus = UInt64(count) }
    if let problem = problem(rule, names) { fields.refuse(node.position, problem) }
    return rule
  }

  private mutating func compiled(_ entry: Node.Entry?) -> RelabelRule? {
    do throws(RegularExpressionError) {
      guard let text = fields.text(entry) else { return try RelabelRule() }
      return try RelabelRule(pattern: text)
    } catch {
      fields.refuse(entry?.value.position ?? Position(line: 1, column: 1), error.description)
      return nil
    }
  }

  /// What an action cannot do with the rule.
  private func problem(_ rule: RelabelRule, _ names: NameScheme) -> String? {
    let action = rule.action.rawValue
    let hasUsualText = rule.pattern == "(.*)" && rule.separator == ";" && rule.modulus == 0
    switch rule.action {
    case .keep, .drop: return nil
    case .replace, .hashMod, .lowercase, .uppercase, .keepEqual, .dropEqual:
      if rule.targetLabel.isEmpty {
        return "action '\(action)' has no 'target_label'; expected one"
      }
      if rule.action == .hashMod, rule.modulus == 0 {
        return "action 'hashmod' has no 'modulus'; expected 1 or more"
      }
      let isTemplate = rule.action == .replace && rule.targetLabel.bytes.contains(0x24)
      if !isTemplate, !names.accepts(rule.targetLabel) {
        return "found '\(rule.targetLabel.text)' as 'target_label'; expected a label name"
      }
      if rule.action == .replace || rule.action == .hashMod { return nil }
      if rule.replacement != "$1" {
        return "action '\(action)' has a 'replacement'; expected none"
      }
      let isComparison = rule.action == .keepEqual || rule.action == .dropEqual
      return isComparison && !hasUsualText
        ? "action '\(action)' has other keys; expected 'source_labels' and 'target_label' only"
        : nil
    case .labelMap:
      let isTemplate = rule.replacement.bytes.contains(0x24)
      return isTemplate || names.accepts(rule.replacement)
        ? nil : "found '\(rule.replacement.text)' as 'replacement'; expected a label name"
    case .labelDrop, .labelKeep:
      let isAlone =
        rule.sourceLabels.isEmpty && rule.targetLabel.isEmpty && rule.modulus == 0
        && rule.separator == ";" && rule.replacement == "$1"
      return isAlone ? nil : "action '\(action)' has other keys; expected 'regex' only"
    }
  }
}
