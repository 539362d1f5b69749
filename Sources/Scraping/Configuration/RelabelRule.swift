public import Metrics

/// One step of relabelling: what becomes of a label set.
///
/// Source: Prometheus, Configuration, `relabel_config`.
public struct RelabelRule: Sendable, Hashable {
  /// What is done.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// Writes the replacement where the pattern matches.
    case replace
    /// Keeps what matches and drops the rest.
    case keep
    /// Drops what matches.
    case drop
    /// Keeps what has the value of the target label in its source labels.
    case keepEqual = "keepequal"
    /// Drops what has the value of the target label in its source labels.
    case dropEqual = "dropequal"
    /// Writes a share of 0 ..< modulus.
    case hashMod = "hashmod"
    /// Copies labels to new names.
    case labelMap = "labelmap"
    /// Removes labels.
    case labelDrop = "labeldrop"
    /// Removes all labels but some.
    case labelKeep = "labelkeep"
    /// Writes in lower case.
    case lowercase
    /// Writes in upper case.
    case uppercase
  }

  /// What is done.
  public var action = Action.replace
  /// The labels whose values are joined.
  public var sourceLabels: [ByteString] = []
  /// What stands between them.
  public var separator: ByteString = ";"
  /// What the joined values, or names of labels, must match as a whole.
  public let pattern: ByteString
  /// The label that is written; it may refer to groups of the pattern.
  public var targetLabel: ByteString = ""
  /// What is written; it may refer to groups of the pattern.
  public var replacement: ByteString = "$1"
  /// The number of shares.
  public var modulus: UInt64 = 0
  private let compiled: CompiledPattern

  /// A rule of a pattern that is compiled at once.
  ///
  /// - Throws: where the pattern is no regular expression.
  public init(pattern: ByteString = "(.*)") throws(RegularExpressionError) {
    self.pattern = pattern
    compiled = CompiledPattern(expression: try RegularExpression(pattern))
  }

  private struct CompiledPattern: Sendable, Hashable {
    var expression: RegularExpression

    func hash(into hasher: inout Hasher) { hasher.combine(expression.pattern) }
  }

  /// The label set after all `rules`; `nil` where one of them drops it.
  public static func apply(_ rules: [RelabelRule], to labels: Labels) -> Labels? {
    var labels = labels
    for rule in rules {
      guard let next = rule.applied(to: labels) else { return nil }
      labels = next
    }
    return labels
  }

  private func applied(to labels: Labels) -> Labels? {
    let value = ByteString(
      sourceLabels.map { (labels[$0] ?? "").bytes }.joined(separator: separator.bytes))
    switch action {
    case .drop: return compiled.expression.matches(value) ? nil : labels
    case .keep: return compiled.expression.matches(value) ? labels : nil
    case .dropEqual: return value == labels[targetLabel] ?? "" ? nil : labels
    case .keepEqual: return value == labels[targetLabel] ?? "" ? labels : nil
    case .replace: return replaced(labels, value)
    case .lowercase: return labels.setting(targetLabel, to: ByteString(value.text.lowercased()))
    case .uppercase: return labels.setting(targetLabel, to: ByteString(value.text.uppercased()))
    case .hashMod:
      let share = MD5.lastWord(of: value.bytes) % max(1, modulus)
      return labels.setting(targetLabel, to: ByteString(String(share)))
    case .labelMap: return mapped(labels)
    case .labelDrop:
      return labels.dropping(labels.map(\.name).filter { compiled.expression.matches($0) })
    case .labelKeep:
      return labels.keeping(labels.map(\.name).filter { compiled.expression.matches($0) })
    }
  }

  private func replaced(_ labels: Labels, _ value: ByteString) -> Labels {
    guard let groups = compiled.expression.captures(value) else { return labels }
    let target = expanded(targetLabel, groups)
    guard NameScheme.utf8.accepts(target) else { return labels }
    return labels.setting(target, to: expanded(replacement, groups))
  }

  private func mapped(_ labels: Labels) -> Labels {
    var result = Array(labels)
    for pair in labels {
      guard let groups = compiled.expression.captures(pair.name) else { continue }
      result.append((expanded(replacement, groups), pair.value))
    }
    return Labels(result)
  }

  /// A text with `$1`, `${1}`, `$name` and `$$` resolved as Go's regexp does.
  ///
  /// Source: pkg.go.dev/regexp, `Regexp.Expand`.
  private func expanded(_ template: ByteString, _ groups: [ByteString?]) -> ByteString {
    var result: [UInt8] = []
    var rest = template.bytes[...]
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
      result += rest[..<dollar]
      rest = rest[(dollar + 1)...]
      if rest.first == UInt8(ascii: "$") {
        result.append(UInt8(ascii: "$"))
        rest = rest.dropFirst()
      } else if let (name, length) = RelabelRule.reference(rest) {
        result += group(name, groups)?.bytes ?? []
        rest = rest.dropFirst(length)
      } else {
        result.append(UInt8(ascii: "$"))
      }
    }
    return ByteString(result + rest)
  }

  private func group(_ name: ByteString, _ groups: [ByteString?]) -> ByteString? {
    let number = Int(name.text) ?? compiled.expression.groupNumber(name) ?? -1
    return groups.indices.contains(number) ? groups[number] : nil
  }

  /// The name of the group that a text behind `$` begins with, and how many bytes the reference has.
  private static func reference(_ text: ArraySlice<UInt8>) -> (name: ByteString, length: Int)? {
    let isBraced = text.first == UInt8(ascii: "{")
    let name = text.dropFirst(isBraced ? 1 : 0).prefix { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == 95
    }
    guard !name.isEmpty else { return nil }
    if isBraced {
      guard name.endIndex < text.endIndex, text[name.endIndex] == UInt8(ascii: "}") else {
        return nil
      }
    }
    return (ByteString(name), name.count + (isBraced ? 2 : 0))
  }
}
