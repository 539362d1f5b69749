internal import Glibc

/// The functions of one number, by name.
enum NumberFunctions {
  /// The function `name`; `nil` where that is no function of one number alone.
  static func named(_ name: String) -> ((Double) -> Double)? { table[name] }

  private static let table: [String: @Sendable (Double) -> Double] = [
    "abs": { $0.magnitude },
    "ceil": { $0.rounded(.up) },
    "floor": { $0.rounded(.down) },
    "exp": { exp($0) },
    "sqrt": { $0.squareRoot() },
    "ln": { log($0) },
    "log2": { log2($0) },
    "log10": { log10($0) },
    "sgn": { $0 < 0 ? -1 : $0 > 0 ? 1 : $0 },
    "sin": { sin($0) }, "cos": { cos($0) }, "tan": { tan($0) },
    "asin": { asin($0) }, "acos": { acos($0) }, "atan": { atan($0) },
    "sinh": { sinh($0) }, "cosh": { cosh($0) }, "tanh": { tanh($0) },
    "asinh": { asinh($0) }, "acosh": { acosh($0) }, "atanh": { atanh($0) },
    "deg": { $0 * 180 / Double.pi },
    "rad": { $0 * Double.pi / 180 },
  ]
}

extension ElementwiseFunction {
  /// Replaces each present value of `column`; `arguments` are the columns of the further arguments.
  func apply(to column: inout [Double], _ arguments: [[Double]]) {
    switch self {
    case .unary(let function): Columns.map(&column, function)
    case .round: Columns.update(&column, arguments[0], Self.round)
    case .atLeast: Columns.update(&column, arguments[0], Self.larger)
    case .atMost: Columns.update(&column, arguments[0], Self.smaller)
    case .clamp:
      for step in column.indices where !column[step].isAbsent {
        let (low, high) = (arguments[0][step], arguments[1][step])
        column[step] =
          high < low ? .absent : Self.larger(Self.smaller(column[step], high), low)
      }
    }
  }

  /// The further arguments.
  var arguments: [Node] {
    switch self {
    case .unary: []
    case .round(let node), .atLeast(let node), .atMost(let node): [node]
    case .clamp(let low, let high): [low, high]
    }
  }

  /// To the nearest multiple of `unit`, halves up; the inverse keeps multiples of 0.1 exact.
  private static func round(_ value: Double, _ unit: Double) -> Double {
    let inverse = 1 / unit
    return (value * inverse + 0.5).rounded(.down) / inverse
  }

  private static func larger(_ value: Double, _ bound: Double) -> Double {
    value.isNaN || bound.isNaN ? .nan : max(value, bound)
  }

  private static func smaller(_ value: Double, _ bound: Double) -> Double {
    value.isNaN || bound.isNaN ? .nan : min(value, bound)
  }
}
