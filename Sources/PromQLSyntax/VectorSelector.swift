public import Metrics

/// Which series an expression reads, and when it looks at them.
public struct VectorSelector: Hashable, Sendable {
  /// How samples outside a range decide what holds at its edges.
  public enum Modifier: String, Hashable, Sendable {
    /// The last sample before the range belongs to it.
    case anchored
    /// Values at the edges are interpolated.
    case smoothed
  }

  /// The name in front of the braces; `nil` where it is inside or missing.
  public var name: ByteString?
  /// All conditions in the order of the text; the one on the name in front of the braces is the last.
  public var matchers: [LabelMatcher]
  /// How far back to look.
  public var offset: DurationExpression?
  /// The moment to look from.
  public var at: AtModifier?
  /// What extends the range.
  public var modifier: Modifier?

  /// The selector of these conditions, without modifiers.
  public init(name: ByteString? = nil, matchers: [LabelMatcher]) {
    self.name = name
    self.matchers = matchers
  }
}

/// The moment that `@` names.
public enum AtModifier: Hashable, Sendable {
  /// A time.
  case time(Timestamp)
  /// The first step of the query.
  case start
  /// The last step of the query.
  case end
}

/// A duration that is written out or computed: `5m`, `2 * step()`.
public indirect enum DurationExpression: Hashable, Sendable {
  /// Written with units.
  case milliseconds(Int64)
  /// A bare number of seconds.
  case number(Double)
  /// The distance of the query's steps.
  case step
  /// The time from the query's first step to its last.
  case range
  /// In parentheses.
  case parenthesised(DurationExpression)
  /// With a minus in front.
  case negated(DurationExpression)
  /// The smaller of two.
  case minimum(DurationExpression, DurationExpression)
  /// The larger of two.
  case maximum(DurationExpression, DurationExpression)
  /// Computed from two.
  case binary(BinaryOperator, DurationExpression, DurationExpression)

  /// The seconds of a duration that is written out; `nil` for one that is computed.
  public var literalSeconds: Double? {
    switch self {
    case .milliseconds(let milliseconds): Double(milliseconds) / 1000
    case .number(let seconds): seconds
    case .step, .range, .parenthesised, .negated, .minimum, .maximum, .binary: nil
    }
  }
}
