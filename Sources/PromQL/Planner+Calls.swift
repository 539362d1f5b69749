internal import Metrics
internal import PromQLSyntax

/// The arguments of a call, as the functions of each kind want them.
struct CallArguments {
  let planner: Planner
  let name: String
  let expressions: [Expression]
  /// Where the whole call stands.
  let range: Range<Int>

  /// The plan of an argument that is a scalar or a vector, for use at every step.
  func node(_ index: Int) throws(EvaluationError) -> Node {
    try planner.planned(try expression(index)).settled
  }

  func expression(_ index: Int) throws(EvaluationError) -> Expression {
    guard index < expressions.count else { throw .execution("\(name)() lacks an argument") }
    return expressions[index]
  }

  /// The text of a string argument.
  func text(_ index: Int) throws(EvaluationError) -> ByteString {
    guard case .text(let text) = try planner.planned(try expression(index)).node else {
      throw .execution("\(name)() expects a string")
    }
    return text
  }

  /// Where an argument stands.
  func place(_ index: Int) -> Range<Int> {
    index < expressions.count ? expressions[index].withoutParentheses.range : range
  }

  /// The range vector argument.
  func source(_ index: Int) throws(EvaluationError) -> RangeSource {
    try planner.source(try expression(index))
  }
}

extension Planner {
  /// The plan of a call.
  ///
  /// It is the same at every step when all its arguments are and the function does not look at the clock.
  func call(
    _ name: String, _ expressions: [Expression], at range: Range<Int>
  ) throws(EvaluationError) -> Planned {
    let arguments = CallArguments(
      planner: self, name: name, expressions: expressions, range: range)
    return Planned(
      node: try node(name, arguments), isFixed: Self.isFixed(name, expressions))
  }

  private static func isFixed(_ name: String, _ arguments: [Expression]) -> Bool {
    if clockFunctions.contains(name) { return false }
    if dateFunctions.contains(name), arguments.isEmpty { return false }
    return arguments.allSatisfy(isFixed)
  }

  /// Whether an expression is the same at every step; looks without planning, which would plan twice at each level.
  private static func isFixed(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .number, .string: true
    case .vector(let vector), .matrix(let vector, _): vector.at != nil
    case .subquery(_, _, _, _, let at): at != nil
    case .call(let name, let arguments): isFixed(name, arguments)
    case .parenthesised, .unary, .binary, .aggregation:
      expression.children.allSatisfy(isFixed)
    }
  }

  private static let clockFunctions: Set<String> = ["time", "timestamp", "predict_linear", "info"]
  private static let dateFunctions: Set<String> = [
    "minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month",
    "year",
  ]

  private func node(_ name: String, _ arguments: CallArguments) throws(EvaluationError) -> Node {
    if let function = try window(name, arguments) {
      let place = name == "quantile_over_time" ? 1 : 0
      let source = try arguments.source(place)
      try checkExtension(source, name)
      return .window(function, source, keepsName: Self.namesKept.contains(name))
    }
    if let function = NumberFunctions.named(name) {
      return .elementwise(.unary(function), try arguments.node(0))
    }
    if let function = DateFunctions.named(name) {
      let now = Node.vectorFunction(.vector, .scalarFunction(.time))
      let vector = arguments.expressions.isEmpty ? now : try arguments.node(0)
      return .elementwise(.unary(function), vector)
    }
    if let function = try scalar(name, arguments) { return .scalarFunction(function) }
    if let node = try bounded(name, arguments) { return node }
    if let node = try vector(name, arguments) { return node }
    throw .unsupported("function '\(name)'")
  }

  private static let namesKept: Set<String> = ["last_over_time", "first_over_time"]

  private func checkExtension(_ source: RangeSource, _ name: String) throws(EvaluationError) {
    let smoothed = ["delta", "increase", "rate"]
    let anchored = ["changes"] + smoothed + ["resets"]
    switch source.extension {
    case .smoothed where !smoothed.contains(name):
      throw .execution(
        "smoothed modifier can only be used with: \(smoothed.joined(separator: ", ")) "
          + "- not with \(name)")
    case .anchored where !anchored.contains(name):
      throw .execution(
        "anchored modifier can only be used with: \(anchored.joined(separator: ", ")) "
          + "- not with \(name)")
    case .none, .smoothed, .anchored: return
    }
  }

  private func window(
    _ name: String, _ arguments: CallArguments
  ) throws(EvaluationError) -> WindowFunction? {
    switch name {
    case "rate": return .extrapolated(.rate)
    case "increase": return .extrapolated(.increase)
    case "delta": return .extrapolated(.delta)
    case "irate": return .instantRate
    case "idelta": return .instantDelta
    case "resets": return .resets
    case "changes": return .changes
    case "deriv": return .slope
    case "predict_linear": return .prediction(try arguments.node(1))
    case "quantile_over_time":
      return .quantile(try arguments.node(0), at: arguments.place(0))
    case "double_exponential_smoothing":
      return .smoothing(level: try arguments.node(1), trend: try arguments.node(2))
    default: return Self.overTime[name].map(WindowFunction.overTime)
    }
  }

  private static let overTime: [String: OverTimeFunctions.Kind] = [
    "avg_over_time": .average, "sum_over_time": .sum, "min_over_time": .minimum,
    "max_over_time": .maximum, "count_over_time": .count, "last_over_time": .last,
    "first_over_time": .first, "present_over_time": .present,
    "stddev_over_time": .standardDeviation, "stdvar_over_time": .variance,
    "mad_over_time": .medianAbsoluteDeviation, "ts_of_first_over_time": .timeOfFirst,
    "ts_of_last_over_time": .timeOfLast, "ts_of_min_over_time": .timeOfMinimum,
    "ts_of_max_over_time": .timeOfMaximum,
  ]

  private func scalar(
    _ name: String, _ arguments: CallArguments
  ) throws(EvaluationError) -> ScalarFunction? {
    switch name {
    case "time": return .time
    case "pi": return .pi
    case "start": return .start
    case "end": return .end
    case "step": return .step
    case "range": return .range
    case "min_of": return .smaller(try arguments.node(0), try arguments.node(1))
    case "max_of": return .larger(try arguments.node(0), try arguments.node(1))
    case "scalar": return .only(try arguments.node(0))
    default: return nil
    }
  }

  /// The functions that keep numbers within bounds.
  private func bounded(
    _ name: String, _ arguments: CallArguments
  ) throws(EvaluationError) -> Node? {
    switch name {
    case "round":
      let unit: Node = arguments.expressions.count > 1 ? try arguments.node(1) : .number(1)
      return .elementwise(.round(unit), try arguments.node(0))
    case "clamp":
      return .elementwise(
        .clamp(try arguments.node(1), try arguments.node(2)), try arguments.node(0))
    case "clamp_min":
      return .elementwise(.atLeast(try arguments.node(1)), try arguments.node(0))
    case "clamp_max":
      return .elementwise(.atMost(try arguments.node(1)), try arguments.node(0))
    default: return nil
    }
  }
}

extension Expression {
  /// The expression inside any parentheses around it.
  var withoutParentheses: Expression {
    var result = self
    while case .parenthesised(let inner) = result.kind { result = inner }
    return result
  }
}
