public import Metrics

/// Some series of a metric: all of them, or those that have certain values of labels.
public struct MetricSelection: Hashable, Sendable {
  /// A label and the value it must have; an empty one for series that do not have the label.
  public struct Condition: Hashable, Sendable {
    /// The label.
    public var label: ByteString
    /// The value.
    public var value: ByteString

    /// The condition that `label` is `value`.
    public init(_ label: ByteString, _ value: ByteString) {
      self.label = label
      self.value = value
    }
  }

  /// The name of the metric.
  public var name: ByteString
  /// What its series must have, all of it.
  public var conditions: [Condition]

  /// The series of a metric that satisfy some conditions.
  public init(_ name: ByteString, _ conditions: [Condition] = []) {
    self.name = name
    self.conditions = conditions
  }

  /// The same series, but only those whose `label` is `value`.
  func narrowed(_ label: ByteString, _ value: ByteString) -> MetricSelection {
    MetricSelection(
      name, conditions.filter { $0.label != label } + [Condition(label, value)])
  }

  /// Of the cumulative buckets of a histogram the series that count each observation once; else the same.
  var countable: MetricSelection {
    guard name.text.hasSuffix("_bucket") else { return self }
    return MetricSelection(
      ByteString(name.text.dropLast(7) + "_count"), conditions.filter { $0.label != "le" })
  }

  /// The place that shows them.
  var place: Place { conditions.isEmpty ? .metric(name) : .selection(self) }

  /// The conditions as matchers.
  var matchers: [String] { conditions.map { QueryText.matcher($0.label, $0.value) } }

  /// `{code="200", handler="/x"}`; empty without conditions.
  var text: DisplayText {
    guard !conditions.isEmpty else { return .empty }
    let pairs = conditions.map { condition in
      DisplayText(condition.label, limit: 64) + "="
        + DisplayText("\"") + DisplayText(condition.value, limit: 64) + DisplayText("\"")
    }
    return "{" + pairs.joined(separator: ", ") + "}"
  }
}
