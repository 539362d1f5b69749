public import Metrics

/// A name that expressions and titles refer to, and what it may stand for.
public struct Variable: Hashable, Sendable {
  /// Where the values come from.
  public enum Kind: Hashable, Sendable {
    /// The values that a label has in the series of an expression, most often a selector, which may refer to earlier
    /// variables; with the label `__name__` the names of metrics. Only those that match the whole `pattern` are offered.
    case labelValues(series: String, label: String, pattern: RegularExpression?)
    /// A list written in the file.
    case list([Option])
    /// One value; a person does not choose it.
    case constant(String)
    /// Durations to choose from, for use between brackets.
    case interval([String])
  }

  /// A value with a name for people.
  public struct Option: Hashable, Sendable {
    /// What stands in the picker.
    public var label: String
    /// What stands in the expression.
    public var value: String

    /// The value `value`, called `label`.
    public init(label: String, value: String) {
      self.label = label
      self.value = value
    }
  }

  /// What expressions call it, without `$`.
  public var name: String
  /// What people call it; empty for its name.
  public var label: String
  /// Where the values come from.
  public var kind: Kind
  /// Whether several values may be chosen at once.
  public var isMultiple: Bool
  /// Whether all values may be chosen as one.
  public var includesAll: Bool
  /// What "all" stands for in an expression; `nil` for an alternation of all values.
  public var allValue: String?
  /// What is chosen at first.
  public var preference: VariablePreference

  /// A variable.
  public init(_ name: String, label: String = "", kind: Kind) {
    self.name = name
    self.label = label
    self.kind = kind
    isMultiple = false
    includesAll = false
    preference = VariablePreference()
  }

  /// Whether a person is asked for it.
  public var isChosen: Bool {
    if case .constant = kind { false } else { true }
  }

  /// The values written in the file; `nil` where the label values of a selector have to be asked for.
  public var writtenOptions: [Option]? {
    switch kind {
    case .labelValues: nil
    case .list(let options): options
    case .constant(let value): [Option(label: value, value: value)]
    case .interval(let values): values.map { Option(label: $0, value: $0) }
    }
  }

  /// The expression whose series carry the values in their one label; `nil` where the values are written in the file.
  ///
  /// It may refer to earlier variables.
  public var optionsExpression: String? {
    guard case .labelValues(let series, let label, _) = kind else { return nil }
    let quote = UInt8(ascii: "\"")
    let quoted = ValueQuoting.quoted(Array(label.utf8), quote: quote)
    return "group by (\"\(String(decoding: quoted, as: UTF8.self))\") (\(series))"
  }

  /// The values to choose from, of those that the label was found to have: the ones that match the pattern as a whole, or
  /// of each what the pattern's first group takes; sorted, each once, none of them empty.
  public func offered(_ values: some Sequence<ByteString>) -> [ByteString] {
    guard case .labelValues(_, _, let pattern) = kind else { return [] }
    let matching = Set(values).compactMap { (value: ByteString) -> ByteString? in
      guard let pattern else { return value }
      guard let captures = pattern.captures(value) else { return nil }
      return captures.count > 1 ? captures[1] : value
    }
    return Set(matching).filter { !$0.isEmpty }.sorted()
  }
}

/// Which values are chosen before a person chooses.
public struct VariablePreference: Hashable, Sendable {
  /// A value, or a pattern for one.
  public enum Wish: Hashable, Sendable {
    /// Exactly this value.
    case value(ByteString)
    /// The first value that matches this as a whole.
    case pattern(RegularExpression)
    /// All values, where that can be chosen.
    case all
  }

  /// What is wished for, the dearest first; without any, all where that can be chosen, else the first value there is.
  public var wishes: [Wish]

  /// Wishes.
  public init(_ wishes: [Wish] = []) { self.wishes = wishes }
}
