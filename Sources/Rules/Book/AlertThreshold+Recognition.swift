internal import Metrics
internal import PromQLSyntax

extension AlertThreshold {
  /// The line that an expression draws; `nil` where its shape is another.
  ///
  /// A comparison with a number, alone or with further conditions after `and` or `unless`. Hysteresis is an `or` whose
  /// right side compares the same series and asks by a selector of `ALERTS` whether the alert fires already.
  init?(_ expression: Expression, text: ByteString) {
    if case .binary(let binary, let left, let right) = expression.inner.kind, binary.op == .or {
      self.init(condition: left, text: text)
      guard right.asksForAlerts,
        let lower = AlertThreshold(condition: right, text: text),
        lower.series == series, lower.comparison == comparison
      else { return }
      clearsAt = lower.bound
    } else {
      self.init(condition: expression, text: text)
    }
  }

  private init?(condition: Expression, text: ByteString) {
    guard case .binary(let binary, let left, let right) = condition.inner.kind else { return nil }
    if binary.op == .and || binary.op == .unless {
      self.init(condition: left, text: text)
      return
    }
    guard !binary.isBool, let comparison = Comparison(rawValue: binary.op.rawValue) else {
      return nil
    }
    if left.type == .vector, let bound = right.constant {
      self.init(series: left.inner.written(in: text), comparison: comparison, bound: bound)
    } else if right.type == .vector, let bound = left.constant {
      self.init(
        series: right.inner.written(in: text), comparison: comparison.mirrored, bound: bound)
    } else {
      return nil
    }
  }
}

extension AlertThreshold.Comparison {
  /// The comparison with its sides exchanged.
  fileprivate var mirrored: Self {
    switch self {
    case .above: .below
    case .atLeast: .atMost
    case .below: .above
    case .atMost: .atLeast
    case .equal: .equal
    case .notEqual: .notEqual
    }
  }
}

extension Expression {
  /// The expression inside of any parentheses around it.
  fileprivate var inner: Expression {
    var result = self
    while case .parenthesised(let next) = result.kind { result = next }
    return result
  }

  fileprivate func written(in text: ByteString) -> ByteString {
    ByteString(text.bytes[range.clamped(to: 0..<text.count)])
  }

  /// Whether a selector of `ALERTS` stands in it.
  fileprivate var asksForAlerts: Bool { windows.contains { $0.selector.name == "ALERTS" } }

  /// The number that an expression of numbers alone is worth; `nil` for any other.
  fileprivate var constant: Double? {
    switch kind {
    case .number(let number, _): return number
    case .parenthesised(let inner): return inner.constant
    case .unary(let isMinus, let inner): return inner.constant.map { isMinus ? -$0 : $0 }
    case .binary(let binary, let left, let right):
      guard let a = left.constant, let b = right.constant else { return nil }
      switch binary.op {
      case .add: return a + b
      case .subtract: return a - b
      case .multiply: return a * b
      case .divide: return a / b
      case .power:
        guard b >= 0, b <= 64, let times = Int(exactly: b) else { return nil }
        return (0..<times).reduce(1) { product, _ in product * a }
      case .modulo, .arcTangent, .equal, .notEqual, .less, .lessOrEqual, .greater,
        .greaterOrEqual, .trimUpper, .trimLower, .and, .or, .unless:
        return nil
      }
    case .string, .vector, .matrix, .subquery, .aggregation, .call: return nil
    }
  }
}
