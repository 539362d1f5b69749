internal import Glibc
internal import Metrics
internal import PromQLSyntax

extension Planner {
  /// A duration in milliseconds, which may be negative.
  func milliseconds(_ duration: DurationExpression) throws(EvaluationError) -> Int64 {
    let seconds = try self.seconds(duration)
    guard let result = Int64(exactly: (seconds * 1000).rounded()), result.magnitude < 1 << 53
    else { throw .badRange("duration out of range") }
    return result
  }

  /// The length of a window or the distance of its steps: a duration that is positive.
  func windowLength(_ duration: DurationExpression) throws(EvaluationError) -> Int64 {
    let length = try milliseconds(duration)
    guard length > 0 else { throw .badRange("duration must be greater than 0") }
    return length
  }

  /// The moment that `@` names.
  func moment(_ modifier: AtModifier?) throws(EvaluationError) -> Int64? {
    switch modifier {
    case nil: return nil
    case .start: return session.query.start
    case .end: return session.query.end
    case .time(let moment):
      guard moment.milliseconds.magnitude < 1 << 53 else {
        throw .badRange("timestamp out of bounds for @ modifier")
      }
      return moment.milliseconds
    }
  }

  private func seconds(_ duration: DurationExpression) throws(EvaluationError) -> Double {
    switch duration {
    case .milliseconds(let milliseconds): return Double(milliseconds) / 1000
    case .number(let seconds): return seconds
    case .step: return session.isRange ? Double(session.query.interval) / 1000 : 0
    case .range: return Double(session.query.end - session.query.start) / 1000
    case .parenthesised(let inner): return try seconds(inner)
    case .negated(let inner): return -(try seconds(inner))
    case .minimum(let left, let right): return min(try seconds(left), try seconds(right))
    case .maximum(let left, let right): return max(try seconds(left), try seconds(right))
    case .binary(let operation, let left, let right):
      return try Self.result(operation, try seconds(left), try seconds(right))
    }
  }

  private static func result(
    _ op: BinaryOperator, _ left: Double, _ right: Double
  ) throws(EvaluationError) -> Double {
    switch op {
    case .add: return left + right
    case .subtract: return left - right
    case .multiply: return left * right
    case .divide:
      guard right != 0 else { throw .badRange("division by zero") }
      return left / right
    case .modulo:
      guard right != 0 else { throw .badRange("modulo by zero") }
      return fmod(left, right)
    case .power: return pow(left, right)
    case .arcTangent, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
      .trimUpper, .trimLower, .and, .or, .unless:
      throw .unsupported("operator '\(op.rawValue)' between durations")
    }
  }
}
