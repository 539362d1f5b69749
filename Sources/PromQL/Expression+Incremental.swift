internal import Metrics
public import PromQLSyntax

extension Expression {
  /// Whether the value at a step depends only on samples up to it, and not on the range of the query.
  ///
  /// Then a step whose samples are complete need not be evaluated again when the window of a panel moves.
  public var isIncremental: Bool {
    switch kind {
    case .number, .string: true
    case .vector(let vector): vector.isIncremental
    case .matrix(let vector, let length): vector.isIncremental && length.isIncremental
    case .subquery(let inner, let length, let step, let offset, let at):
      at == nil && offset.looksBack && length.isIncremental && step?.isIncremental ?? true
        && inner.isIncremental
    case .call(let name, let arguments):
      !["start", "end", "range"].contains(name) && arguments.allSatisfy(\.isIncremental)
    case .parenthesised, .unary, .binary, .aggregation: children.allSatisfy(\.isIncremental)
    }
  }
}

extension VectorSelector {
  /// A smoothed selector looks ahead for the next sample; `@` looks at one moment, which may not be complete yet.
  fileprivate var isIncremental: Bool {
    at == nil && modifier != .smoothed && offset.looksBack
  }
}

extension DurationExpression? {
  /// Whether an offset is missing, or known not to look ahead.
  fileprivate var looksBack: Bool {
    switch self {
    case nil: true
    case .some(let offset): offset.literalSeconds ?? -1 >= 0
    }
  }
}

extension DurationExpression {
  /// Whether the length of the query's range does not enter.
  fileprivate var isIncremental: Bool {
    switch self {
    case .milliseconds, .number, .step: true
    case .range: false
    case .parenthesised(let inner), .negated(let inner): inner.isIncremental
    case .minimum(let left, let right), .maximum(let left, let right),
      .binary(_, let left, let right):
      left.isIncremental && right.isIncremental
    }
  }
}
