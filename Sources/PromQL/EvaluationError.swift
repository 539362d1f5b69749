/// Why an expression has no value.
public enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The data do not fit the expression: duplicate series, many-to-many matching, a parameter out of range. The text
  /// is Prometheus's.
  case execution(String)
  /// Parsed, but not evaluated by this engine.
  case unsupported(String)
  /// More samples than `limit` would be held at once.
  case tooManySamples(limit: Int)
  /// More steps than a range query may have.
  case tooManySteps(limit: Int)
  /// The range or step makes no sense.
  case badRange(String)
  /// Stopped from outside.
  case cancelled
  /// The deadline passed.
  case timedOut

  /// The reason in one line, without a position.
  public var description: String {
    switch self {
    case .execution(let text), .badRange(let text): text
    case .unsupported(let name): "\(name) is parsed but not evaluated yet"
    case .tooManySamples:
      "query processing would load too many samples into memory in query execution"
    case .tooManySteps(let limit):
      "exceeded maximum resolution of \(limit) points per series; try a larger step"
    case .cancelled: "query was canceled in query execution"
    case .timedOut: "query timed out in query execution"
    }
  }

  /// The kind of error in the words of Prometheus's HTTP API.
  public var apiType: String {
    switch self {
    case .execution, .unsupported, .tooManySamples: "execution"
    case .tooManySteps, .badRange: "bad_data"
    case .cancelled: "canceled"
    case .timedOut: "timeout"
    }
  }

  static let sameLabels = EvaluationError.execution(
    "vector cannot contain metrics with the same labelset")
}
