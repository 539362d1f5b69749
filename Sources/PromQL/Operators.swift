internal import Glibc

/// A binary operator between numbers.
enum Arithmetic: String {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case power = "^"
  case arcTangent = "atan2"

  /// The result for two numbers; as C for the corner cases.
  @inline(__always) func callAsFunction(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .remainder: fmod(left, right)
    case .power: pow(left, right)
    case .arcTangent: atan2(left, right)
    }
  }
}

/// A comparison between numbers.
enum Comparison: String {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// Whether it holds.
  @inline(__always) func callAsFunction(_ left: Double, _ right: Double) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}

/// A binary operator between values: what it makes of two numbers, and what it does to the name.
enum Operator: Hashable {
  case arithmetic(Arithmetic)
  /// `isBool` makes 0 or 1 of every pair instead of keeping the left side where the comparison holds.
  case comparison(Comparison, isBool: Bool)
  /// A part of a native histogram; numbers have none.
  case trim(isUpper: Bool)

  /// Whether the result is another quantity than the left side, so that the name goes.
  var changesQuantity: Bool {
    switch self {
    case .arithmetic, .trim: true
    case .comparison(_, let isBool): isBool
    }
  }

  /// Whether the name goes for good, even where removal is delayed.
  var dropsNameAtOnce: Bool {
    switch self {
    case .arithmetic, .trim: true
    case .comparison: false
    }
  }

  /// The result for two present numbers; absent where a filter does not keep the pair.
  @inline(__always) func callAsFunction(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .arithmetic(let arithmetic): arithmetic(left, right)
    case .comparison(let comparison, isBool: true): comparison(left, right) ? 1 : 0
    case .comparison(let comparison, isBool: false): comparison(left, right) ? left : .absent
    case .trim: .absent
    }
  }
}

extension Operator {
  var isTrim: Bool { if case .trim = self { true } else { false } }

  /// How it is written.
  var spelling: String {
    switch self {
    case .arithmetic(let arithmetic): arithmetic.rawValue
    case .comparison(let comparison, _): comparison.rawValue
    case .trim(let isUpper): isUpper ? "</" : ">/"
    }
  }
}

/// Columns combined number by number.
enum Columns {
  /// The result of `operation` where both columns have a value, else absent.
  static func combine(_ left: [Double], _ right: [Double], _ operation: Operator) -> [Double] {
    switch operation {
    case .arithmetic(.add): zip(left, right) { $0 + $1 }
    case .arithmetic(.subtract): zip(left, right) { $0 - $1 }
    case .arithmetic(.multiply): zip(left, right) { $0 * $1 }
    case .arithmetic(.divide): zip(left, right) { $0 / $1 }
    case .arithmetic, .comparison, .trim: zip(left, right) { operation($0, $1) }
    }
  }

  /// Replaces each present value of a vector's column by the result with the scalar of the same step.
  ///
  /// A filtering comparison keeps the vector's value on whichever side it stands.
  static func combine(
    _ column: inout [Double], scalar: [Double], scalarIsLeft: Bool, _ operation: Operator
  ) {
    if case .comparison(let comparison, isBool: false) = operation {
      update(&column, scalar) { value, scalar in
        let holds = scalarIsLeft ? comparison(scalar, value) : comparison(value, scalar)
        return holds ? value : .absent
      }
    } else if scalarIsLeft {
      update(&column, scalar) { operation($1, $0) }
    } else {
      update(&column, scalar) { operation($0, $1) }
    }
  }

  /// Replaces each present value.
  @inline(__always)
  static func map(_ column: inout [Double], _ transform: (Double) -> Double) {
    for step in column.indices where !column[step].isAbsent {
      column[step] = transform(column[step])
    }
  }

  /// Replaces each present value, with the number of another column at the same step.
  @inline(__always)
  static func update(
    _ column: inout [Double], _ other: [Double], _ transform: (Double, Double) -> Double
  ) {
    precondition(column.count == other.count, "columns of one evaluation have the same steps")
    for step in column.indices where !column[step].isAbsent {
      column[step] = transform(column[step], other[step])
    }
  }

  @inline(__always)
  private static func zip(
    _ left: [Double], _ right: [Double], _ transform: (Double, Double) -> Double
  ) -> [Double] {
    precondition(left.count == right.count, "columns of one evaluation have the same steps")
    var result = left
    for step in result.indices where !left[step].isAbsent {
      result[step] = right[step].isAbsent ? .absent : transform(left[step], right[step])
    }
    return result
  }
}
