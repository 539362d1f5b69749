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
  /// The values that the pattern of `=~` names one by one, such as `a|b` or `(a|b\.c)`.
  ///
  /// A series is selected where its label is one of them. `nil` for any other condition.
  public let alternatives: [ByteString]?

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
    alternatives = operation == .matches ? LabelMatcher.alternatives(of: value.bytes) : nil
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
    alternatives = nil
    expression = nil
  }

  /// The texts between the `|` of a pattern that consists of nothing else; `nil` for any other pattern.
  private static func alternatives(of pattern: [UInt8]) -> [ByteString]? {
    var rest = pattern[...]
    if rest.first == UInt8(ascii: "("), rest.last == UInt8(ascii: ")") {
      rest = rest.dropFirst().dropLast()
    }
    var found: [ByteString] = []
    var text: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "|"):
        found.append(ByteString(text))
        text = []
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst(), isSign(escaped) else { return nil }
        text.append(escaped)
      default:
        guard byte >= 0x20, byte < 0x7f, !isSign(byte) else { return nil }
        text.append(byte)
      }
    }
    return found + [ByteString(text)]
  }

  /// Whether a byte of a pattern means something else than itself.
  private static func isSign(_ byte: UInt8) -> Bool { "\\.+*?()|[]{}^$".utf8.contains(byte) }

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

  /// Feeds the value, in which conditions of one selector and of different ones differ most.
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
