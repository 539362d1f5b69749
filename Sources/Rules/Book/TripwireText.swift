public import Metrics

/// Tripwires as a group of a Prometheus rule file.
public enum TripwireText {
  /// What our files begin with, so that they are known again.
  public static let heading = "# Tripwires that were set in Ringside."

  /// A group of rules, without the line `groups:` above it.
  ///
  /// - Parameters:
  ///   - tripwires: the tripwires by their names.
  ///   - name: the group's name, which may stand only once in a file.
  /// - Returns: lines of YAML, each ended.
  public static func group(
    _ tripwires: [(name: ByteString, tripwire: Tripwire)], name: String
  ) -> String {
    let interval = tripwires.map(\.tripwire.interval).min() ?? .seconds(15)
    var lines = ["- name: \(quoted(ByteString(name)))"]
    lines.append("  interval: \(PrometheusDuration.text(interval))")
    lines.append("  rules:")
    for (name, tripwire) in tripwires {
      lines += rule(name, tripwire).split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : "  \($0)" }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// One rule as it stands in a list.
  static func rule(_ name: ByteString, _ tripwire: Tripwire) -> String {
    var lines = ["- alert: \(quoted(name))"]
    let condition = tripwire.condition
    if isPlain(condition) {
      lines.append("  expr: |-")
      lines += condition.text.split(separator: "\n").map { "    \($0)" }
    } else {
      lines.append("  expr: \(quoted(condition))")
    }
    lines.append("  for: \(PrometheusDuration.text(tripwire.hold))")
    lines.append("  keep_firing_for: \(PrometheusDuration.text(tripwire.interval))")
    lines.append("  labels:")
    lines.append("    severity: \(Tripwire.severity.text)")
    lines.append("  annotations:")
    lines.append("    summary: \(quoted(literal(tripwire.subject)))")
    return lines.joined(separator: "\n")
  }

  /// Whether a text can stand as it is in a block: UTF-8 that shows itself, no line indented or empty.
  private static func isPlain(_ text: ByteString) -> Bool {
    guard let written = String(validating: text.bytes, as: UTF8.self) else { return false }
    let lines = written.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.allSatisfy { line in
      guard let first = line.first, first != " ", line.last != " " else { return false }
      return line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7f }
    }
  }

  /// A text in which no template acts.
  private static func literal(_ text: ByteString) -> ByteString {
    ByteString(
      text.text.split(separator: "{{", omittingEmptySubsequences: false)
        .joined(separator: "{{ \"{{\" }}"))
  }

  /// A text in double quotes, as YAML has them.
  private static func quoted(_ text: ByteString) -> String {
    var result = "\""
    for scalar in text.text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case " "..<"\u{7f}": result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return result + "\""
  }
}
