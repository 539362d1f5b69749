internal import Metrics

/// Reads one expression by precedence climbing over its tokens.
struct ExpressionParser {
  let bytes: [UInt8]
  let options: ParserOptions

  private let tokens: [Token]
  private let failure: SyntaxError?
  private var index = 0
  private var nesting = 0
  /// The operators of the duration that is being read.
  var durationOperators = 0

  init(_ bytes: [UInt8], _ options: ParserOptions) {
    let lexer = Lexer(bytes)
    self.bytes = bytes
    self.options = options
    tokens = lexer.tokens
    failure = lexer.failure
  }

  /// The expression that the whole text is.
  mutating func whole() throws(SyntaxError) -> Expression {
    guard current.kind != .end else {
      throw SyntaxError(message: "no expression found in input", range: 0..<0)
    }
    let expression = try expression()
    guard current.kind == .end else { throw unexpected() }
    return expression
  }

  // MARK: - Tokens

  var current: Token { tokens[index] }

  var following: Token { tokens[min(index + 1, tokens.count - 1)] }

  @discardableResult
  mutating func take() -> Token {
    let token = tokens[index]
    if index + 1 < tokens.count { index += 1 }
    return token
  }

  mutating func take(if kind: Token.Kind) -> Bool {
    guard current.kind == kind else { return false }
    take()
    return true
  }

  mutating func take(
    _ kind: Token.Kind, _ context: String = "", expected: String = ""
  ) throws(SyntaxError) -> Token {
    guard current.kind == kind else { throw unexpected(context, expected: expected) }
    return take()
  }

  func text(_ token: Token) -> String { bytes.text(token.range) }

  /// The first byte after the last token that was taken.
  var lastEnd: Int { index > 0 ? tokens[index - 1].range.upperBound : 0 }

  /// The error that the current token does not belong here.
  func unexpected(_ context: String = "", expected: String = "") -> SyntaxError {
    if let failure, current.kind == .invalid { return failure }
    var message = "unexpected \(description(current))"
    if !context.isEmpty { message += " in \(context)" }
    if !expected.isEmpty { message += ", expected \(expected)" }
    return SyntaxError(message: message, range: current.range)
  }

  private func description(_ token: Token) -> String {
    let text = text(token)
    switch token.kind {
    case .end, .invalid: return "end of input"
    case .identifier: return "identifier \"\(text)\""
    case .number: return "number \"\(text)\""
    case .duration: return "duration \"\(text)\""
    case .string: return "string \(text)"
    case .binary, .at, .matches, .doesNotMatch: return "<op:\(text)>"
    case .aggregation: return "<aggr:\(text)>"
    case .keyword(let keyword): return keyword.isFunctionName ? "\"\(text)\"" : "<\(text)>"
    case .comma, .colon, .leftParenthesis, .rightParenthesis, .leftBrace, .rightBrace,
      .leftBracket, .rightBracket, .equal:
      return "\"\(text)\""
    }
  }

  /// Reads something that may contain itself, within the limit.
  mutating func nested<Result>(
    _ body: (inout ExpressionParser) throws(SyntaxError) -> Result
  ) throws(SyntaxError) -> Result {
    guard nesting < Parser.maximumNesting else {
      throw SyntaxError(
        message: "expression is nested deeper than \(Parser.maximumNesting) levels",
        range: current.range)
    }
    nesting += 1
    defer { nesting -= 1 }
    return try body(&self)
  }

  /// A node, within the limit of a tree's height.
  func node(_ kind: Expression.Kind, _ range: Range<Int>) throws(SyntaxError) -> Expression {
    let expression = Expression(kind, range: range)
    guard expression.height <= Parser.maximumHeight else {
      throw SyntaxError(
        message: "expression has more than \(Parser.maximumHeight) operators in a chain",
        range: range)
    }
    return expression
  }

  // MARK: - Operators

  /// An expression whose operators bind at least as strongly as `minimum`.
  mutating func expression(_ minimum: Int = 0) throws(SyntaxError) -> Expression {
    try nested { (parser) throws(SyntaxError) in try parser.chain(minimum) }
  }

  private mutating func chain(_ minimum: Int) throws(SyntaxError) -> Expression {
    var left = try unary()
    while case .binary(let op) = current.kind, op.precedence >= minimum {
      take()
      let binary = try modifiers(op)
      let right = try expression(op == .power ? op.precedence : op.precedence + 1)
      left = try joined(binary, left, right)
    }
    return left
  }

  private func joined(
    _ binary: Binary, _ left: Expression, _ right: Expression
  ) throws(SyntaxError) -> Expression {
    var binary = binary
    let isScalar = left.type == .scalar || right.type == .scalar
    if isScalar, binary.matching?.labels.isEmpty == true, !binary.hasFill {
      binary.matching = nil
    } else if binary.op.isSet, binary.matching?.cardinality == .oneToOne {
      binary.matching?.cardinality = .manyToMany
    }
    return try node(
      .binary(binary, left, right), left.range.lowerBound..<right.range.upperBound)
  }

  private mutating func unary() throws(SyntaxError) -> Expression {
    guard case .binary(let op) = current.kind, op == .add || op == .subtract else {
      return try suffixed()
    }
    let start = take().range.lowerBound
    let inner = try expression(BinaryOperator.power.precedence)
    let range = start..<inner.range.upperBound
    if case .number(let value, let isDuration) = inner.kind {
      return try node(.number(op == .subtract ? -value : value, isDuration: isDuration), range)
    }
    return try node(.unary(isMinus: op == .subtract, inner), range)
  }

  // MARK: - Primary expressions

  mutating func primary() throws(SyntaxError) -> Expression {
    let token = current
    switch token.kind {
    case .number:
      take()
      return try node(
        .number(try NumberText.value(text(token), range: token.range), isDuration: false),
        token.range)
    case .duration:
      take()
      return try node(.number(try seconds(of: token), isDuration: true), token.range)
    case .string: return try node(.string(try string()), token.range)
    case .leftParenthesis: return try parenthesised()
    case .leftBrace: return try selector()
    case .aggregation(let op):
      switch following.kind {
      case .leftParenthesis, .keyword(.by), .keyword(.without): return try aggregation(op)
      default: return try selector()
      }
    case .identifier: return try callOrSelector()
    case .keyword(let keyword) where keyword.isFunctionName: return try callOrSelector()
    case .keyword(let keyword) where keyword.isMetricName: return try selector()
    case .binary(.and), .binary(.or), .binary(.unless): return try selector()
    case .keyword, .binary, .comma, .colon, .rightParenthesis, .rightBrace, .leftBracket,
      .rightBracket, .equal, .matches, .doesNotMatch, .at, .end, .invalid:
      throw unexpected()
    }
  }

  private mutating func callOrSelector() throws(SyntaxError) -> Expression {
    following.kind == .leftParenthesis ? try call() : try selector()
  }

  private mutating func parenthesised() throws(SyntaxError) -> Expression {
    let start = take().range.lowerBound
    let inner = try expression()
    let end = try take(.rightParenthesis).range.upperBound
    return try node(.parenthesised(inner), start..<end)
  }

  /// A quoted string with its escapes resolved.
  mutating func string() throws(SyntaxError) -> ByteString {
    var position = current.range.lowerBound
    take()
    return try QuotedText.read(bytes, at: &position)
  }
}

extension Binary {
  /// Whether missing series are filled in.
  var hasFill: Bool { matching?.fillLeft != nil || matching?.fillRight != nil }
}
