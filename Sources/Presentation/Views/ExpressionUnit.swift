internal import Metrics
internal import PromQLSyntax

extension Unit {
  /// What an expression's values count, as far as the names of its metrics tell.
  init(of expression: Expression) {
    switch expression.kind {
    case .parenthesised(let inner), .unary(_, let inner): self.init(of: inner)
    case .aggregation(let aggregation, _, let inner, _, _):
      let counts: [AggregationOperator] = [.count, .group, .countValues]
      self = counts.contains(aggregation) ? .count : Unit(of: inner)
    case .binary(let binary, let left, let right):
      self = Unit.combined(binary.op, left, right)
    case .vector(let selector): self = Unit.named(selector, isRate: false)
    case .call(let name, let arguments): self = Unit.called(name, arguments)
    case .number, .string, .matrix, .subquery: self = .count
    }
  }

  private static func combined(
    _ sign: BinaryOperator, _ left: Expression, _ right: Expression
  ) -> Unit {
    let units = (Unit(of: left), Unit(of: right))
    switch sign {
    case .divide: return units.0 == units.1 && units.0 != .count ? .ratio : .count
    case .add, .subtract:
      if left.type == .scalar { return units.1 }
      return right.type == .scalar || units.0 == units.1 ? units.0 : .count
    case .and, .or, .unless, .greater, .greaterOrEqual, .less, .lessOrEqual: return units.0
    default: return .count
    }
  }

  private static func called(_ name: String, _ arguments: [Expression]) -> Unit {
    guard let first = arguments.first else { return .count }
    switch name {
    case "rate", "irate", "deriv":
      guard case .matrix(let selector, _) = first.kind else { return .perSecond }
      return named(selector, isRate: true)
    case "increase", "delta", "avg_over_time", "min_over_time", "max_over_time", "last_over_time":
      guard case .matrix(let selector, _) = first.kind else { return .count }
      return named(selector, isRate: false)
    case "abs", "sort", "sort_desc", "clamp_min", "clamp_max", "clamp", "predict_linear":
      guard case .matrix(let selector, _) = first.kind else { return Unit(of: first) }
      return named(selector, isRate: false)
    default: return .count
    }
  }

  /// A share of time is a ratio; the time of processors is told in cores.
  private static func named(_ selector: VectorSelector, isRate: Bool) -> Unit {
    guard let name = selector.name else { return isRate ? .perSecond : .count }
    let entry = MetricEntry(
      name: name, metadata: MetricMetadata(type: .unknown), jobs: [], series: 0)
    let unit = MetricQuery.unit(entry, isRate: isRate)
    let isTime = name.text.hasSuffix("_seconds_total")
    return isRate && isTime && unit == .perSecond ? .ratio : unit
  }
}
