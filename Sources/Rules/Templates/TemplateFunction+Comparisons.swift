internal import Metrics

extension TemplateFunction {
  /// The comparisons that every Go template has.
  static let comparisons: [TemplateFunction] = [
    TemplateFunction("eq", 2, orMore: true) { (arguments, _) throws(Failure) in
      var isEqual = false
      for other in arguments.dropFirst() where !isEqual {
        isEqual = try order(arguments[0], other) == .same
      }
      return .boolean(isEqual)
    },
    compare("ne") { $0 != .same },
    compare("lt") { $0 == .before },
    compare("le") { $0 == .before || $0 == .same },
    compare("gt") { $0 == .after },
    compare("ge") { $0 == .after || $0 == .same },
  ]

  private enum Order {
    case before
    case same
    case after
    /// One of them is no number.
    case none
  }

  private static func compare(
    _ name: String, _ holds: @escaping @Sendable (Order) -> Bool
  ) -> TemplateFunction {
    TemplateFunction(name, 2) { (arguments, _) throws(Failure) in
      .boolean(holds(try order(arguments[0], arguments[1])))
    }
  }

  private static func order(
    _ left: TemplateValue, _ right: TemplateValue
  ) throws(Failure) -> Order {
    switch (left, right) {
    case (.integer(let a), .integer(let b)), (.duration(let a), .duration(let b)),
      (.time(let a), .time(let b)), (.duration(let a), .integer(let b)),
      (.integer(let a), .duration(let b)):
      return order(a, b)
    case (.unsigned(let a), .unsigned(let b)): return order(a, b)
    case (.integer(let a), .unsigned(let b)): return a < 0 ? .before : order(UInt64(a), b)
    case (.unsigned(let a), .integer(let b)): return b < 0 ? .after : order(a, UInt64(b))
    case (.real(let a), .real(let b)):
      return a.isNaN || b.isNaN ? .none : order(a, b)
    case (.text(let a), .text(let b)): return order(a, b)
    case (.boolean(let a), .boolean(let b)): return a == b ? .same : .none
    case (.null, .null): return .same
    case (.null, _), (_, .null): return .none
    default: throw .call("incompatible types for comparison")
    }
  }

  private static func order<Element: Comparable>(_ left: Element, _ right: Element) -> Order {
    left == right ? .same : left < right ? .before : .after
  }
}
