internal import Metrics

extension ExpressionParser {
  /// What stands between an operator and its right side.
  mutating func modifiers(_ op: BinaryOperator) throws(SyntaxError) -> Binary {
    var binary = Binary(op: op, matching: VectorMatching())
    binary.isBool = take(if: .keyword(.bool))
    if current.kind == .keyword(.on) || current.kind == .keyword(.ignoring) {
      binary.matching?.isOn = take().kind == .keyword(.on)
      binary.matching?.labels = try groupingLabels()
      try group(&binary)
    }
    try fill(&binary)
    return binary
  }

  private mutating func group(_ binary: inout Binary) throws(SyntaxError) {
    switch current.kind {
    case .keyword(.groupLeft): binary.matching?.cardinality = .manyToOne
    case .keyword(.groupRight): binary.matching?.cardinality = .oneToMany
    default: return
    }
    take()
    if current.kind == .leftParenthesis { binary.matching?.include = try groupingLabels() }
  }

  private mutating func fill(_ binary: inout Binary) throws(SyntaxError) {
    while following.kind == .leftParenthesis {
      let token = current
      switch token.kind {
      case .keyword(.fill), .keyword(.fillLeft), .keyword(.fillRight): break
      default: return
      }
      guard options.fillModifiers else {
        throw notEnabled(token, "promql-binop-fill-modifiers")
      }
      take()
      take()
      let value = try signedNumber("fill modifier")
      _ = try take(.rightParenthesis, "fill modifier", expected: "\")\"")
      if token.kind != .keyword(.fillRight) { binary.matching?.fillLeft = value }
      if token.kind != .keyword(.fillLeft) { binary.matching?.fillRight = value }
    }
  }

  /// The error that `token` needs a feature flag.
  func notEnabled(_ token: Token, _ flag: String) -> SyntaxError {
    SyntaxError(
      message: "'\(text(token))' is experimental and not enabled; "
        + "enable it with --enable-feature=\(flag)",
      range: token.range)
  }

  private mutating func signedNumber(_ context: String) throws(SyntaxError) -> Double {
    var isMinus = false
    if case .binary(let op) = current.kind, op == .add || op == .subtract {
      take()
      isMinus = op == .subtract
    }
    let token = current
    let value: Double
    if take(if: .duration) {
      value = try seconds(of: token)
    } else {
      _ = try take(.number, context, expected: "number")
      value = try NumberText.value(text(token), range: token.range)
    }
    return isMinus ? -value : value
  }

  /// Labels in parentheses, a comma behind the last allowed.
  mutating func groupingLabels() throws(SyntaxError) -> [ByteString] {
    _ = try take(.leftParenthesis, "grouping opts", expected: "\"(\"")
    var labels: [ByteString] = []
    while current.kind != .rightParenthesis {
      labels.append(try groupingLabel())
      if current.kind == .rightParenthesis { break }
      _ = try take(.comma, "grouping opts", expected: "\",\" or \")\"")
    }
    take()
    return labels
  }

  private mutating func groupingLabel() throws(SyntaxError) -> ByteString {
    let token = current
    switch token.kind {
    case .identifier, .keyword, .aggregation:
      guard !bytes[token.range].contains(UInt8(ascii: ":")) else { break }
      return ByteString(bytes[take().range])
    case .binary where bytes[token.range.lowerBound].isNameStart:
      return ByteString(bytes[take().range])
    case .string:
      let label = try string()
      guard !label.isEmpty else {
        throw SyntaxError(message: "invalid label name for grouping: \"\"", range: token.range)
      }
      return label
    default: break
    }
    throw unexpected("grouping opts", expected: "label")
  }

  // MARK: - Offset, @ and ranges

  /// A primary expression with everything that may follow it.
  mutating func suffixed() throws(SyntaxError) -> Expression {
    var result = try primary()
    while true {
      switch current.kind {
      case .leftBracket: result = try ranged(result)
      case .keyword(.offset): result = try withOffset(result)
      case .at: result = try withMoment(result)
      case .keyword(.anchored): result = try extended(result, .anchored)
      case .keyword(.smoothed): result = try extended(result, .smoothed)
      default: return result
      }
    }
  }

  private mutating func ranged(_ inner: Expression) throws(SyntaxError) -> Expression {
    let start = take().range.lowerBound
    let length = try windowLength("subquery or range selector")
    if take(if: .colon) {
      var step: DurationExpression?
      if current.kind != .rightBracket { step = try windowLength("subquery selector") }
      _ = try take(.rightBracket, "subquery selector", expected: "\"]\"")
      return try node(
        .subquery(inner, range: length, step: step, offset: nil, at: nil),
        inner.range.lowerBound..<lastEnd)
    }
    _ = try take(.rightBracket, "subquery or range", expected: "\":\" or \"]\"")
    guard case .vector(let vector) = inner.kind else {
      throw SyntaxError(
        message: "ranges only allowed for vector selectors", range: start..<lastEnd)
    }
    guard vector.offset == nil else {
      throw SyntaxError(
        message: "no offset modifiers allowed before range", range: start..<lastEnd)
    }
    guard vector.at == nil else {
      throw SyntaxError(message: "no @ modifiers allowed before range", range: start..<lastEnd)
    }
    return try node(.matrix(vector, length), inner.range.lowerBound..<lastEnd)
  }

  private mutating func withOffset(_ inner: Expression) throws(SyntaxError) -> Expression {
    take()
    let offset = try offsetDuration()
    let range = inner.range.lowerBound..<lastEnd
    let repeated = SyntaxError(
      message: "offset may not be set multiple times", range: inner.range)
    switch inner.kind {
    case .vector(var vector):
      guard vector.offset == nil else { throw repeated }
      vector.offset = offset
      return try node(.vector(vector), range)
    case .matrix(var vector, let length):
      guard vector.offset == nil else { throw repeated }
      vector.offset = offset
      return try node(.matrix(vector, length), range)
    case .subquery(let expression, let length, let step, let earlier, let at):
      guard earlier == nil else { throw repeated }
      return try node(
        .subquery(expression, range: length, step: step, offset: offset, at: at), range)
    case .number, .string, .parenthesised, .unary, .binary, .aggregation, .call:
      throw misplaced("offset", inner)
    }
  }

  private mutating func withMoment(_ inner: Expression) throws(SyntaxError) -> Expression {
    take()
    let moment = try moment(of: inner)
    let range = inner.range.lowerBound..<lastEnd
    let repeated = SyntaxError(
      message: "@ <timestamp> may not be set multiple times", range: inner.range)
    switch inner.kind {
    case .vector(var vector):
      guard vector.at == nil else { throw repeated }
      vector.at = moment
      return try node(.vector(vector), range)
    case .matrix(var vector, let length):
      guard vector.at == nil else { throw repeated }
      vector.at = moment
      return try node(.matrix(vector, length), range)
    case .subquery(let expression, let length, let step, let offset, let earlier):
      guard earlier == nil else { throw repeated }
      return try node(
        .subquery(expression, range: length, step: step, offset: offset, at: moment), range)
    case .number, .string, .parenthesised, .unary, .binary, .aggregation, .call:
      throw misplaced("@", inner)
    }
  }

  private func misplaced(_ modifier: String, _ inner: Expression) -> SyntaxError {
    SyntaxError(
      message: "\(modifier) modifier must be preceded by an instant vector selector or "
        + "range vector selector or a subquery", range: inner.range)
  }

  private mutating func moment(of inner: Expression) throws(SyntaxError) -> AtModifier {
    switch current.kind {
    case .keyword(.start), .keyword(.end):
      let isStart = take().kind == .keyword(.start)
      _ = try take(.leftParenthesis, "@", expected: "\"(\"")
      _ = try take(.rightParenthesis, "@", expected: "\")\"")
      return isStart ? .start : .end
    case .number, .duration, .binary(.add), .binary(.subtract):
      let start = current.range.lowerBound
      let seconds = try signedNumber("@")
      guard let time = Timestamp(seconds: seconds) else {
        throw SyntaxError(
          message: "timestamp out of bounds for @ modifier: \(bytes.text(start..<lastEnd))",
          range: inner.range)
      }
      return .time(time)
    default: throw unexpected("@", expected: "timestamp")
    }
  }

  private mutating func extended(
    _ inner: Expression, _ modifier: VectorSelector.Modifier
  ) throws(SyntaxError) -> Expression {
    guard options.extendedRangeSelectors else {
      throw notEnabled(current, "promql-extended-range-selectors")
    }
    take()
    let range = inner.range.lowerBound..<lastEnd
    switch inner.kind {
    case .vector(var vector):
      try mark(&vector, modifier, inner)
      return try node(.vector(vector), range)
    case .matrix(var vector, let length):
      try mark(&vector, modifier, inner)
      return try node(.matrix(vector, length), range)
    case .number, .string, .parenthesised, .unary, .subquery, .binary, .aggregation, .call:
      throw SyntaxError(
        message: "\(modifier.rawValue) modifier must be preceded by an instant vector selector "
          + "or range vector selector", range: inner.range)
    }
  }

  private func mark(
    _ vector: inout VectorSelector, _ modifier: VectorSelector.Modifier, _ inner: Expression
  ) throws(SyntaxError) {
    guard vector.modifier == nil else {
      throw SyntaxError(
        message: "\(modifier.rawValue) and \(vector.modifier?.rawValue ?? "") modifiers "
          + "may not be set together", range: inner.range)
    }
    vector.modifier = modifier
  }
}
