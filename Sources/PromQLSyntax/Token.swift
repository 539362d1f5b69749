/// One word or sign of an expression.
struct Token: Equatable {
  enum Kind: Equatable {
    case number, duration, string
    /// A name that no rule of the grammar gives a meaning by itself, or that the parser decides about.
    case identifier
    case comma, colon, leftParenthesis, rightParenthesis, leftBrace, rightBrace
    case leftBracket, rightBracket
    /// A sign that stands between two expressions; `and`, `or`, `unless` and `atan2` too.
    case binary(BinaryOperator)
    /// `=` of a matcher.
    case equal
    /// `=~` or `!~` of a matcher.
    case matches, doesNotMatch
    case at
    case keyword(Keyword)
    case aggregation(AggregationOperator)
    case end
    /// Where the text is no token; the lexer's error says why. Always the last.
    case invalid
  }

  var kind: Kind
  /// The bytes of the text.
  var range: Range<Int>
}

/// The words that mean something at their place and are names elsewhere.
enum Keyword: String {
  case bool, by, ignoring, offset, on, without, anchored, smoothed
  case groupLeft = "group_left"
  case groupRight = "group_right"
  case fill
  case fillLeft = "fill_left"
  case fillRight = "fill_right"
  case start, end, step, range

  /// Whether a metric may have this name without quotes.
  var isMetricName: Bool {
    switch self {
    case .by, .offset, .without, .anchored, .smoothed, .start, .end, .step, .range, .fill,
      .fillLeft, .fillRight:
      true
    case .bool, .ignoring, .on, .groupLeft, .groupRight: false
    }
  }

  /// Whether the word is also the name of a function.
  var isFunctionName: Bool {
    switch self {
    case .start, .end, .step, .range: true
    case .bool, .by, .ignoring, .offset, .on, .without, .anchored, .smoothed, .groupLeft,
      .groupRight, .fill, .fillLeft, .fillRight:
      false
    }
  }
}
