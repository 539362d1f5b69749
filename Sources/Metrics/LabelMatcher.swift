/// One condition on a label of a selector.
public struct LabelMatcher: Hashable, Sendable {
  /// How the value is compared.
  public enum Operation: String, Hashable, Sendable, CaseIterable {
    /// The same bytes.
    case equal = "="
    /// Other bytes.
    case notEqual = "!="
    /// The whole value matches the regular expression.
    case matches = "=~"
    /// The whole value does not match the regular expression.
    case doesNotMatch = "!~"
  }

  /// The label; `__name__` for the metric's name.
  public let name: ByteString
  /// How the value is compared.
  public let operation: Operation
  /// The value, or the pattern.
  public let value: ByteString

  private let expression: RegularExpression?

  /// The condition `name operation "value"`.
  ///
  /// - Throws: where `value` should be a regular expression and is none.
  public init(
    _ name: ByteString, _ operation: Operation, _ value: ByteString
  ) throws(RegularExpressionError) {
    self.name = name
    self.operation = operation
    self.value = value
    switch operation {
    case .equal, .notEqual: expression = nil
    case .matches, .doesNotMatch: expression = try RegularExpression(value)
    }
  }

  /// The condition that the label `name` has exactly this value.
  public init(_ name: ByteString, equals value: ByteString) {
    self.name = name
    operation = .equal
    self.value = value
    expression = nil
  }

  /// Whether a series whose label has this value is selected; an absent label has the empty value.
  public func matches(_ candidate: ByteString) -> Bool {
    switch operation {
    case .equal: candidate == value
    case .notEqual: candidate != value
    case .matches: expression?.matches(candidate) ?? false
    case .doesNotMatch: !(expression?.matches(candidate) ?? true)
    }
  }

  /// Whether the series is selected.
  public func matches(_ labels: Labels) -> Bool { matches(labels[name] ?? ByteString()) }

  /// Whether a series without this label is selected.
  public var matchesAbsence: Bool { matches(ByteString()) }

  /// Equality of what is written.
  public static func == (left: LabelMatcher, right: LabelMatcher) -> Bool {
    left.name == right.name && left.operation == right.operation && left.value == right.value
  }

  /// Feeds what is written.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(operation)
    hasher.combine(value)
  }
}
