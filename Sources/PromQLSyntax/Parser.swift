public import Metrics

/// Reads PromQL: text to a checked tree.
///
/// The whole language of Prometheus 3. What is read is well typed: a function has the arguments it wants, a range
/// selector a positive length. Source: Prometheus 3, Querying basics, Operators and Functions.
public enum Parser {
  /// How deep parentheses, calls and powers may nest.
  public static let maximumNesting = 250

  /// How many nodes the longest way down a tree may have.
  public static let maximumHeight = 1000

  /// The expression that `text` writes.
  ///
  /// - Parameters:
  ///   - text: the expression, comments allowed.
  ///   - options: which experimental pieces are accepted.
  /// - Returns: the tree; ranges are byte offsets of `text`.
  /// - Throws: the first mistake in the text.
  public static func parse(
    _ text: some StringProtocol, options: ParserOptions = ParserOptions()
  ) throws(SyntaxError) -> Expression {
    try parse(ByteString(text), options: options)
  }

  /// The expression that bytes write.
  ///
  /// - Parameters:
  ///   - text: the expression; only inside of strings may it hold what is not ASCII.
  ///   - options: which experimental pieces are accepted.
  /// - Returns: the tree; ranges are byte offsets of `text`.
  /// - Throws: the first mistake in the text.
  public static func parse(
    _ text: ByteString, options: ParserOptions = ParserOptions()
  ) throws(SyntaxError) -> Expression {
    var parser = ExpressionParser(text.bytes, options)
    let expression = try parser.whole()
    try TypeChecker(bytes: text.bytes).check(expression)
    return expression
  }

  /// The conditions of a series selector without range or modifiers, as the HTTP API's `match[]` has them.
  ///
  /// - Parameter text: a metric name, braces, or both.
  /// - Returns: the conditions in the order of the text, the one on a name in front of the braces last.
  /// - Throws: the first mistake in the text.
  public static func parseSelector(
    _ text: some StringProtocol
  ) throws(SyntaxError) -> [LabelMatcher] {
    let expression = try parse(text)
    guard case .vector(let vector) = expression.kind, vector.offset == nil, vector.at == nil else {
      throw SyntaxError(message: "expected a series selector", range: expression.range)
    }
    return vector.matchers
  }
}
