/// What stands between two expressions, by its spelling.
public enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
  /// Sum.
  case add = "+"
  /// Difference.
  case subtract = "-"
  /// Product.
  case multiply = "*"
  /// Quotient.
  case divide = "/"
  /// Remainder with the sign of the left side.
  case modulo = "%"
  /// Power, the only one that groups from the right.
  case power = "^"
  /// The angle of the point (right, left).
  case arcTangent = "atan2"
  /// Equal.
  case equal = "=="
  /// Not equal.
  case notEqual = "!="
  /// Less.
  case less = "<"
  /// Less or equal.
  case lessOrEqual = "<="
  /// Greater.
  case greater = ">"
  /// Greater or equal.
  case greaterOrEqual = ">="
  /// A native histogram without the observations above the right side.
  case trimUpper = "</"
  /// A native histogram without the observations below the right side.
  case trimLower = ">/"
  /// The left series that have a partner on the right.
  case and = "and"
  /// The left series and the right ones without a partner on the left.
  case or = "or"
  /// The left series without a partner on the right.
  case unless = "unless"

  /// How strongly the operator binds; more is stronger.
  ///
  /// Source: Prometheus, Operators, "Binary operator precedence".
  public var precedence: Int {
    switch self {
    case .or: 1
    case .and, .unless: 2
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 3
    case .add, .subtract: 4
    case .multiply, .divide, .modulo, .arcTangent, .trimUpper, .trimLower: 5
    case .power: 6
    }
  }

  /// Whether it compares, so that `bool` may follow.
  public var isComparison: Bool { precedence == 3 }

  /// Whether it combines sets of series by their labels alone.
  public var isSet: Bool { precedence <= 2 }
}

/// What condenses many series to few, by its name.
public enum AggregationOperator: String, Hashable, Sendable, CaseIterable {
  /// Sum.
  case sum
  /// Arithmetic mean.
  case average = "avg"
  /// Smallest.
  case minimum = "min"
  /// Largest.
  case maximum = "max"
  /// Number of series.
  case count
  /// 1 where there is a series.
  case group
  /// Population standard deviation.
  case standardDeviation = "stddev"
  /// Population variance.
  case variance = "stdvar"
  /// The series with the largest values.
  case top = "topk"
  /// The series with the smallest values.
  case bottom = "bottomk"
  /// A quantile over the series.
  case quantile
  /// Number of series with each value.
  case countValues = "count_values"
  /// Any series, at most so many.
  case limit = "limitk"
  /// A share of the series, chosen by their labels.
  case limitRatio = "limit_ratio"

  /// The type of the parameter in front of the vector; `nil` where there is none.
  public var parameter: ValueType? {
    switch self {
    case .top, .bottom, .quantile, .limit, .limitRatio: .scalar
    case .countValues: .string
    case .sum, .average, .minimum, .maximum, .count, .group, .standardDeviation, .variance: nil
    }
  }

  /// Whether Prometheus keeps it behind `promql-experimental-functions`.
  public var isExperimental: Bool { self == .limit || self == .limitRatio }
}
