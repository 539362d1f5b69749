internal import Metrics

/// What stands behind the noun of a command: `[name] [/filter] [k=v,…]`.
struct NounArguments: Equatable {
  /// The name; empty for none.
  private(set) var name = ""
  /// What is to be found in the rows; empty for everything.
  private(set) var pattern = ""
  /// Columns or labels and their values.
  private(set) var conditions: [MetricSelection.Condition] = []

  init(_ text: String) {
    for word in text.split(separator: " ") {
      if word.hasPrefix("/") {
        pattern += (pattern.isEmpty ? "" : " ") + word.dropFirst()
      } else if !pattern.isEmpty, !word.contains("=") {
        pattern += " " + word
      } else if word.contains("="), word.first != "=" {
        for part in word.split(separator: ",") { take(part) }
      } else {
        name += (name.isEmpty ? "" : " ") + word
      }
    }
  }

  private mutating func take(_ part: Substring) {
    guard let sign = part.firstIndex(of: "=") else { return }
    let value = part[part.index(after: sign)...].drop { $0 == "\"" }
    conditions.append(
      MetricSelection.Condition(
        ByteString(part[..<sign]),
        ByteString(value.hasSuffix("\"") ? value.dropLast() : value)))
  }

  /// The place that the name names in a view; `nil` where it only narrows the view's rows.
  func place(in view: ViewKind, _ situation: Situation) -> Place? {
    guard !name.isEmpty else { return nil }
    switch view {
    case .explore: return MetricSelection(ByteString(name), conditions).place
    case .targets:
      let target = situation.targets.first { $0.instance.text == name || $0.url.text == name }
      return target.map { .target(job: $0.job, instance: $0.instance) }
    default: return nil
    }
  }

  /// The filter of a place that the name already names: conditions are part of a metric's place.
  var filter: String { pattern }

  /// The filter of a view: name, pattern and conditions together.
  var filterWithName: String {
    ([name, pattern].filter { !$0.isEmpty }
      + conditions.map { "\($0.label.text)=\($0.value.text)" }).joined(separator: " ")
  }
}
