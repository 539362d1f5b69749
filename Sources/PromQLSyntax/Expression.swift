public import Metrics

/// A PromQL expression: a tree whose nodes know which bytes of the text they come from.
public struct Expression: Hashable, Sendable {
  /// What a node is.
  public indirect enum Kind: Hashable, Sendable {
    /// A number; `isDuration` where it was written as one (`5m` is 300).
    case number(Double, isDuration: Bool)
    /// A text, escapes resolved.
    case string(ByteString)
    /// An expression in parentheses.
    case parenthesised(Expression)
    /// An expression with a sign in front.
    case unary(isMinus: Bool, Expression)
    /// An instant vector selector.
    case vector(VectorSelector)
    /// A range vector selector, with the length of the range.
    case matrix(VectorSelector, DurationExpression)
    /// An expression evaluated at each step of a range.
    case subquery(
      Expression, range: DurationExpression, step: DurationExpression?,
      offset: DurationExpression?, at: AtModifier?)
    /// Two expressions with an operator between them, left and right.
    case binary(Binary, Expression, Expression)
    /// An aggregation: its operator, parameter and vector, and the labels that stay, or go where `isWithout`.
    case aggregation(
      AggregationOperator, parameter: Expression?, Expression, labels: [ByteString],
      isWithout: Bool)
    /// A call of the function with this name.
    case call(String, [Expression])
  }

  /// What the node is.
  public let kind: Kind
  /// The bytes of the text that the node comes from.
  public let range: Range<Int>
  /// The number of nodes on the longest way down, this one included.
  public let height: Int

  /// The node `kind` that comes from the bytes `range`.
  public init(_ kind: Kind, range: Range<Int>) {
    self.kind = kind
    self.range = range
    height = (kind.children.map(\.height).max() ?? 0) + 1
  }

  /// Equality of what the text says and where.
  public static func == (left: Expression, right: Expression) -> Bool {
    left.range == right.range && left.kind == right.kind
  }

  /// Feeds the kind and the place.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(range)
  }

  /// The expressions directly below this one, in the order of the text.
  public var children: [Expression] { kind.children }

  /// The type of the expression's value.
  public var type: ValueType {
    switch kind {
    case .number: .scalar
    case .string: .string
    case .parenthesised(let inner), .unary(_, let inner): inner.type
    case .vector, .aggregation: .vector
    case .matrix, .subquery: .matrix
    case .binary(_, let left, let right):
      left.type == .scalar && right.type == .scalar ? .scalar : .vector
    case .call(let name, _): FunctionSignature.named(name)?.result ?? .vector
    }
  }
}

extension Expression.Kind {
  /// The expressions directly below.
  fileprivate var children: [Expression] {
    switch self {
    case .number, .string, .vector, .matrix: []
    case .parenthesised(let inner), .unary(_, let inner), .subquery(let inner, _, _, _, _):
      [inner]
    case .binary(_, let left, let right): [left, right]
    case .aggregation(_, let parameter, let inner, _, _): [parameter].compactMap { $0 } + [inner]
    case .call(_, let arguments): arguments
    }
  }
}

/// What kind of value an expression has.
public enum ValueType: String, Hashable, Sendable {
  /// One number.
  case scalar
  /// A text.
  case string
  /// One number a series.
  case vector
  /// Samples over a range for each series.
  case matrix

  /// The type in the words of Prometheus's documentation.
  public var documentedName: String {
    switch self {
    case .scalar: "scalar"
    case .string: "string"
    case .vector: "instant vector"
    case .matrix: "range vector"
    }
  }
}
