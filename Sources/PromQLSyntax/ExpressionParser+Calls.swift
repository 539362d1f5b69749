internal import Metrics

extension ExpressionParser {
  // MARK: - Calls and aggregations

  mutating func call() throws(SyntaxError) -> Expression {
    let token = take()
    let start = token.range.lowerBound
    var name = text(token)
    if case .keyword(let keyword) = token.kind { name = keyword.rawValue }
    let arguments = try arguments()
    guard let signature = FunctionSignature.named(name) else {
      throw SyntaxError(
        message: "unknown function with name \"\(name)\"", range: token.range)
    }
    guard options.experimentalFunctions || !signature.isExperimental else {
      throw notEnabled(token, "promql-experimental-functions")
    }
    return try node(.call(name, arguments), start..<lastEnd)
  }

  /// Expressions in parentheses with commas between them.
  private mutating func arguments() throws(SyntaxError) -> [Expression] {
    take()
    var arguments: [Expression] = []
    if take(if: .rightParenthesis) { return arguments }
    while true {
      arguments.append(try expression())
      guard current.kind == .comma else { break }
      let comma = take()
      guard current.kind != .rightParenthesis else {
        throw SyntaxError(
          message: "trailing commas not allowed in function call args", range: comma.range)
      }
    }
    _ = try take(.rightParenthesis)
    return arguments
  }

  mutating func aggregation(_ op: AggregationOperator) throws(SyntaxError) -> Expression {
    let token = take()
    guard options.experimentalFunctions || !op.isExperimental else {
      throw notEnabled(token, "promql-experimental-functions")
    }
    var grouping = try grouping()
    guard current.kind == .leftParenthesis else { throw unexpected() }
    let arguments = try arguments()
    if grouping == nil { grouping = try self.grouping() }
    let range = token.range.lowerBound..<lastEnd
    guard let vector = arguments.last else {
      throw SyntaxError(
        message: "no arguments for aggregate expression provided", range: range)
    }
    let expected = op.parameter == nil ? 1 : 2
    guard arguments.count == expected else {
      throw SyntaxError(
        message: "wrong number of arguments for aggregate expression provided, "
          + "expected \(expected), got \(arguments.count)", range: range)
    }
    return try node(
      .aggregation(
        op, parameter: expected == 2 ? arguments[0] : nil, vector,
        labels: grouping?.labels ?? [], isWithout: grouping?.isWithout ?? false), range)
  }

  private mutating func grouping() throws(SyntaxError) -> (labels: [ByteString], isWithout: Bool)? {
    switch current.kind {
    case .keyword(.by): take()
    case .keyword(.without):
      take()
      return (try groupingLabels(), true)
    default: return nil
    }
    return (try groupingLabels(), false)
  }

  // MARK: - Selectors

  mutating func selector() throws(SyntaxError) -> Expression {
    let start = current.range.lowerBound
    var selector = VectorSelector(matchers: [])
    if current.kind != .leftBrace { selector.name = ByteString(bytes[take().range]) }
    if current.kind == .leftBrace { selector.matchers = try matchers() }
    if let name = selector.name {
      selector.matchers.append(LabelMatcher(Labels.metricNameLabel, equals: name))
    }
    return try node(.vector(selector), start..<lastEnd)
  }

  /// Conditions in braces, a comma behind the last allowed.
  private mutating func matchers() throws(SyntaxError) -> [LabelMatcher] {
    take()
    var matchers: [LabelMatcher] = []
    while current.kind != .rightBrace {
      matchers.append(try matcher())
      if current.kind == .rightBrace { break }
      _ = try take(.comma, "label matching", expected: "\",\" or \"}\"")
    }
    take()
    return matchers
  }

  private mutating func matcher() throws(SyntaxError) -> LabelMatcher {
    let start = current.range.lowerBound
    let name: ByteString
    let isQuoted = current.kind == .string
    switch current.kind {
    case .identifier: name = ByteString(bytes[take().range])
    case .string: name = try string()
    default: throw unexpected("label matching", expected: "identifier or \"}\"")
    }
    let operation: LabelMatcher.Operation
    switch current.kind {
    case .equal: operation = .equal
    case .binary(.notEqual): operation = .notEqual
    case .matches: operation = .matches
    case .doesNotMatch: operation = .doesNotMatch
    case .comma where isQuoted, .rightBrace where isQuoted:
      return LabelMatcher(Labels.metricNameLabel, equals: name)
    default:
      if isQuoted { throw unexpected("label matching", expected: "\",\" or \"}\"") }
      throw unexpected("label matching", expected: "label matching operator")
    }
    take()
    guard current.kind == .string else { throw unexpected("label matching", expected: "string") }
    let value = try string()
    do {
      return try LabelMatcher(name, operation, value)
    } catch {
      throw SyntaxError(message: error.description, range: start..<lastEnd)
    }
  }
}
