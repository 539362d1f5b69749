internal import Metrics
internal import PromQLSyntax

/// A selector of an expression with the time that it looks back over, subqueries around it included.
struct RuleWindow: Hashable, Sendable {
  var selector: VectorSelector
  /// Zero for an instant vector.
  var length: Duration

  /// The samples that the selector sees within the window, as an expression.
  var samples: Expression {
    length > .zero
      ? Expression(.matrix(selector, .milliseconds(length.milliseconds)), range: 0..<0)
      : Expression(.vector(selector), range: 0..<0)
  }
}

extension Expression {
  /// The selectors with their windows, in the order of the text.
  var windows: [RuleWindow] { windows(within: .zero) }

  /// The selector that looks back furthest; `nil` where none looks back.
  var longestWindow: RuleWindow? {
    windows.filter { $0.length > .zero }.max { $0.length < $1.length }
  }

  private func windows(within outer: Duration) -> [RuleWindow] {
    switch kind {
    case .vector(let selector): [RuleWindow(selector: selector, length: outer)]
    case .matrix(let selector, let range):
      [RuleWindow(selector: selector, length: outer + range.length)]
    case .subquery(let inner, let range, _, _, _): inner.windows(within: outer + range.length)
    case .number, .string, .parenthesised, .unary, .binary, .aggregation, .call:
      children.flatMap { $0.windows(within: outer) }
    }
  }
}

extension DurationExpression {
  /// The duration where it is written out; zero for one that is computed.
  fileprivate var length: Duration {
    guard let seconds = literalSeconds, seconds > 0, seconds < 1e10 else { return .zero }
    return .milliseconds(Int64((seconds * 1000).rounded()))
  }
}
