internal import Metrics
internal import PromQLSyntax

extension Expression {
  /// The functions whose value depends on the moment of evaluation.
  private static let clockFunctions: Set<String> = [
    "time", "timestamp", "start", "end", "step", "range", "predict_linear", "hour", "minute",
    "month", "year", "day_of_month", "day_of_week", "day_of_year", "days_in_month",
  ]

  /// The expression with `@ moment` on every selector and subquery that has none, all ranges as they were.
  ///
  /// - Returns: `nil` where a function depends on the moment of evaluation.
  func pinned(at moment: Timestamp) -> Expression? {
    callsClock ? nil : pinning(moment)
  }

  private var callsClock: Bool {
    if case .call(let name, _) = kind, Self.clockFunctions.contains(name) { return true }
    return children.contains(where: \.callsClock)
  }

  /// Whether the range of the query enters.
  var readsRange: Bool {
    let text = description
    return ["start()", "end()", "range()", "step()"].contains(where: text.contains)
  }

  private func pinning(_ moment: Timestamp) -> Expression {
    let at = AtModifier.time(moment)
    let pinned: Kind
    switch kind {
    case .number, .string: return self
    case .parenthesised(let inner): pinned = .parenthesised(inner.pinning(moment))
    case .unary(let isMinus, let inner): pinned = .unary(isMinus: isMinus, inner.pinning(moment))
    case .vector(var vector):
      vector.at = vector.at ?? at
      pinned = .vector(vector)
    case .matrix(var vector, let length):
      vector.at = vector.at ?? at
      pinned = .matrix(vector, length)
    case .subquery(let inner, let length, let step, let offset, let own):
      pinned = .subquery(inner, range: length, step: step, offset: offset, at: own ?? at)
    case .binary(let binary, let left, let right):
      pinned = .binary(binary, left.pinning(moment), right.pinning(moment))
    case .aggregation(let op, let parameter, let inner, let labels, let isWithout):
      pinned = .aggregation(
        op, parameter: parameter?.pinning(moment), inner.pinning(moment), labels: labels,
        isWithout: isWithout)
    case .call("info", let arguments) where arguments.count == 2:
      pinned = .call("info", [arguments[0].pinning(moment), arguments[1]])
    case .call(let name, let arguments):
      pinned = .call(name, arguments.map { $0.pinning(moment) })
    }
    return Expression(pinned, range: range)
  }
}
