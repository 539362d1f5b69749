internal import Metrics

extension ExpressionParser {
  private static let expected = "number, duration, step(), or range()"
  private static let longest = 9_223_372_036.854775807

  /// The seconds of a duration token.
  func seconds(of token: Token) throws(SyntaxError) -> Double {
    Double(try milliseconds(of: token)) / 1000
  }

  private func milliseconds(of token: Token) throws(SyntaxError) -> Int64 {
    guard let duration = PrometheusDuration.parse(text(token)) else {
      throw SyntaxError(
        message: "not a valid duration string: \"\(text(token))\"", range: token.range)
    }
    return duration.milliseconds
  }

  /// The length of a range or the step of a subquery: positive where it is written out.
  mutating func windowLength(_ context: String) throws(SyntaxError) -> DurationExpression {
    let start = current.range.lowerBound
    durationOperators = 0
    let length = try duration(context)
    guard length.literalSeconds ?? 1 > 0 else {
      throw SyntaxError(message: "duration must be greater than 0", range: start..<lastEnd)
    }
    try checkEnabled(length, start)
    return length
  }

  /// What follows `offset`: one operand, so that an operator behind it belongs to the expression.
  mutating func offsetDuration() throws(SyntaxError) -> DurationExpression {
    let start = current.range.lowerBound
    durationOperators = 0
    var isNegated = false
    if case .binary(let op) = current.kind, op == .add || op == .subtract {
      take()
      isNegated = op == .subtract
    }
    let operand = try durationOperand("offset")
    let offset = isNegated ? operand.opposite : operand
    try checkEnabled(offset, start)
    return offset
  }

  private func checkEnabled(
    _ duration: DurationExpression, _ start: Int
  ) throws(SyntaxError) {
    guard duration.literalSeconds == nil, !options.durationExpressions else { return }
    throw SyntaxError(
      message: "computed durations are experimental and not enabled; "
        + "enable them with --enable-feature=promql-duration-expr",
      range: start..<lastEnd)
  }

  private mutating func duration(
    _ context: String, _ minimum: Int = 0
  ) throws(SyntaxError) -> DurationExpression {
    var left = try signedDuration(context)
    while case .binary(let op) = current.kind, op.isDurationOperator, op.precedence >= minimum {
      let place = take().range
      durationOperators += 1
      guard durationOperators < Parser.maximumNesting else {
        throw SyntaxError(
          message: "duration has more than \(Parser.maximumNesting) operators", range: place)
      }
      let next = op == .power ? op.precedence : op.precedence + 1
      let right = try nested { (parser) throws(SyntaxError) in
        try parser.duration(context, next)
      }
      if right.literalSeconds == 0, op == .divide || op == .modulo {
        let what = op == .divide ? "division" : "modulo"
        throw SyntaxError(message: "\(what) by zero", range: place)
      }
      left = .binary(op, left, right)
    }
    return left
  }

  private mutating func signedDuration(
    _ context: String
  ) throws(SyntaxError) -> DurationExpression {
    guard case .binary(let op) = current.kind, op == .add || op == .subtract else {
      return try durationOperand(context)
    }
    take()
    let inner = try nested { (parser) throws(SyntaxError) in
      try parser.duration(context, BinaryOperator.power.precedence)
    }
    return op == .subtract ? inner.opposite : inner
  }

  private mutating func durationOperand(
    _ context: String
  ) throws(SyntaxError) -> DurationExpression {
    let token = current
    switch token.kind {
    case .number:
      take()
      let seconds = try NumberText.value(text(token), range: token.range)
      guard seconds.magnitude <= Self.longest else {
        throw SyntaxError(message: "duration out of range", range: token.range)
      }
      return .number(seconds)
    case .duration:
      take()
      let milliseconds = try milliseconds(of: token)
      guard Double(milliseconds) / 1000 <= Self.longest else {
        throw SyntaxError(message: "duration out of range", range: token.range)
      }
      return .milliseconds(milliseconds)
    case .leftParenthesis:
      take()
      let inner = try nested { (parser) throws(SyntaxError) in try parser.duration(context) }
      _ = try take(.rightParenthesis, context, expected: "\")\"")
      return .parenthesised(inner)
    default: return try durationFunction(context)
    }
  }

  private mutating func durationFunction(
    _ context: String
  ) throws(SyntaxError) -> DurationExpression {
    let name = text(current).lowercased()
    guard ["step", "range", "min_of", "max_of"].contains(name) else {
      throw unexpected(context, expected: Self.expected)
    }
    take()
    _ = try take(.leftParenthesis, context, expected: Self.expected)
    guard name.hasSuffix("_of") else {
      _ = try take(.rightParenthesis, context, expected: "\")\"")
      return name == "step" ? .step : .range
    }
    let first = try nested { (parser) throws(SyntaxError) in try parser.duration(context) }
    _ = try take(.comma, context, expected: "\",\"")
    let second = try nested { (parser) throws(SyntaxError) in try parser.duration(context) }
    _ = try take(.rightParenthesis, context, expected: "\")\"")
    return name == "min_of" ? .minimum(first, second) : .maximum(first, second)
  }
}

extension DurationExpression {
  /// The duration with the other sign; what is written out stays written out.
  fileprivate var opposite: DurationExpression {
    switch self {
    case .milliseconds(let milliseconds): .milliseconds(-milliseconds)
    case .number(let seconds): .number(-seconds)
    case .step, .range, .parenthesised, .negated, .minimum, .maximum, .binary: .negated(self)
    }
  }
}

extension BinaryOperator {
  /// Whether durations may be computed with it.
  fileprivate var isDurationOperator: Bool {
    switch self {
    case .add, .subtract, .multiply, .divide, .modulo, .power: true
    case .arcTangent, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
      .trimUpper, .trimLower, .and, .or, .unless:
      false
    }
  }
}
