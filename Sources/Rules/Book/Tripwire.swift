internal import Documents
public import Metrics
public import PromQLSyntax

/// A line across a chart, or any condition, that a person wants to be told of in this session.
///
/// It is a rule like any other, but that it rings twice: when the condition has held for two samples, and when it has
/// not held for two.
public struct Tripwire: Hashable, Sendable {
  /// The condition as it was written.
  public let condition: ByteString
  /// What is watched, in a few words.
  public let subject: ByteString
  /// How long the condition must hold.
  public let hold: Duration
  /// How often it is looked at, and so how long it must not hold before it is over.
  public let interval: Duration
  let expression: Expression

  /// Reads a condition.
  ///
  /// - Parameters:
  ///   - condition: an expression of PromQL whose every series is worth a ring.
  ///   - subject: what is watched, in a few words; the condition itself where empty.
  ///   - hold: how long it must hold; `nil` for two samples.
  ///   - interval: the distance of samples.
  /// - Throws: the first mistake in the condition, a text or a range of samples among them.
  public init(
    _ condition: ByteString, subject: ByteString = "", hold: Duration? = nil, interval: Duration
  ) throws(SyntaxError) {
    let expression = try Parser.parse(condition, options: RuleFile.defaultOptions)
    guard expression.type == .vector || expression.type == .scalar else {
      throw SyntaxError(
        message:
          "expected a condition such as 'up == 0', found a \(expression.type.documentedName)",
        range: expression.range)
    }
    self.condition = condition
    self.subject = subject.isEmpty ? condition : subject
    self.hold = hold ?? interval
    self.interval = max(interval, .milliseconds(1))
    self.expression = expression
  }

  /// Reads the line at `bound` across the series of `query`.
  ///
  /// - Parameters:
  ///   - query: the expression whose value is watched.
  ///   - comparison: on which side of the bound it rings.
  ///   - bound: the number.
  ///   - subject: what is watched, in a few words.
  ///   - interval: the distance of samples.
  /// - Throws: the first mistake in the query.
  public init(
    _ query: ByteString, _ comparison: AlertThreshold.Comparison, _ bound: Double,
    subject: ByteString, interval: Duration
  ) throws(SyntaxError) {
    let parsed = try Parser.parse(query, options: RuleFile.defaultOptions)
    let written = query.text
    let isOne =
      switch parsed.kind {
      case .vector, .aggregation, .call, .parenthesised: true
      case .number, .string, .unary, .matrix, .subquery, .binary: false
      }
    let left = isOne ? written : "(\(written))"
    try self.init(
      ByteString("\(left) \(comparison.rawValue) \(FloatText.shortest(bound))"), subject: subject,
      interval: interval)
  }

  /// The line across a chart; `nil` where the condition draws none.
  public var threshold: AlertThreshold? { AlertThreshold(expression, text: condition) }

  /// The group of the rule book that this is.
  func group(named name: ByteString) -> RuleGroup {
    let label = TemplatedLabel(name: "severity", template: Template(constant: Self.severity))
    let summary = TemplatedLabel(name: "summary", template: Template(constant: subject))
    let terms = AlertTerms(hold: hold, keepFiringFor: interval, annotations: [summary])
    let rule = Rule(
      name: name, kind: .alerting(terms), expression: expression, expressionText: condition,
      labels: [label], text: ByteString(TripwireText.rule(name, self)),
      position: Position(line: 1, column: 1))
    return RuleGroup(
      name: name, interval: interval, queryOffset: nil, limit: 0, rules: [rule],
      position: Position(line: 1, column: 1))
  }

  /// Nobody need get up for a line across a chart.
  static let severity: ByteString = "info"
}

extension RuleBook {
  /// Watches a tripwire from the next round on; one with the same condition is replaced.
  ///
  /// - Parameter tripwire: what to watch.
  /// - Returns: the name of its alert, such as `Tripwire1`.
  @discardableResult public mutating func set(_ tripwire: Tripwire) -> ByteString {
    if let index = tripwires.firstIndex(where: { $0.tripwire.condition == tripwire.condition }) {
      tripwires[index].tripwire = tripwire
      rebuild()
      return tripwires[index].name
    }
    tripwireCount += 1
    let name = ByteString("Tripwire\(tripwireCount)")
    tripwires.append((name, tripwire))
    rebuild()
    return name
  }

  /// Watches a tripwire no longer; its alerts are gone without a word.
  ///
  /// - Parameter name: the name of its alert.
  /// - Returns: whether there is such a tripwire.
  @discardableResult public mutating func dismiss(_ name: ByteString) -> Bool {
    guard let index = tripwires.firstIndex(where: { $0.name == name }) else { return false }
    tripwires.remove(at: index)
    rebuild()
    return true
  }
}
