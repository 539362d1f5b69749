internal import Metrics
internal import PromQLSyntax

/// Turns an expression into a plan: what it names is resolved, and what is the same at every step is marked.
struct Planner {
  let session: Session

  /// A plan and whether it has the same value at every step.
  struct Planned {
    var node: Node
    var isFixed: Bool

    /// The plan for use under one that does depend on the step.
    var settled: Node {
      switch node {
      case .number, .text, .range: node
      default: isFixed ? .fixed(node) : node
      }
    }
  }

  /// The plan of a whole query.
  ///
  /// - Throws: where the expression uses what is not evaluated, or a duration makes no sense.
  func plan(_ expression: Expression) throws(EvaluationError) -> Node {
    let planned = try self.planned(expression)
    return session.query.count > 1 ? planned.settled : planned.node
  }

  func planned(_ expression: Expression) throws(EvaluationError) -> Planned {
    switch expression.kind {
    case .number(let number, _): return Planned(node: .number(number), isFixed: true)
    case .string(let text): return Planned(node: .text(text), isFixed: true)
    case .parenthesised(let inner): return try planned(inner)
    case .unary(let isMinus, let inner):
      let inner = try planned(inner)
      return isMinus ? Planned(node: .negated(inner.node), isFixed: inner.isFixed) : inner
    case .vector(let vector):
      let selector = try selector(vector)
      return Planned(node: .instant(selector), isFixed: selector.fixed != nil)
    case .matrix, .subquery:
      let source = try source(expression)
      return Planned(node: .range(source), isFixed: source.isFixed)
    case .binary(let binary, let left, let right):
      return try self.binary(
        binary, try planned(left), try planned(right), at: expression.range)
    case .aggregation: return try aggregation(expression)
    case .call(let name, let arguments):
      return try call(name, arguments, at: expression.range)
    }
  }

  // MARK: - Selectors

  func selector(_ vector: VectorSelector) throws(EvaluationError) -> Selector {
    var selector = Selector(
      matchers: vector.matchers, fixed: try moment(vector.at),
      offset: try vector.offset.map { (offset) throws(EvaluationError) in
        try milliseconds(offset)
      } ?? 0)
    switch vector.modifier {
    case nil: break
    case .anchored: selector.extension = .anchored
    case .smoothed: selector.extension = .smoothed
    }
    return selector
  }

  /// What a range vector expression is made of.
  func source(_ expression: Expression) throws(EvaluationError) -> RangeSource {
    switch expression.kind {
    case .parenthesised(let inner): return try source(inner)
    case .matrix(let vector, let length):
      return RangeSource(
        content: .selector(try selector(vector)), length: try windowLength(length),
        range: expression.range)
    case .subquery(let inner, let length, let step, let offset, let at):
      var interval = session.options.subqueryInterval.milliseconds
      if let step { interval = try windowLength(step) }
      let back = try offset.map { (offset) throws(EvaluationError) in try milliseconds(offset) }
      return RangeSource(
        content: .subquery(
          try planned(inner).settled, interval: interval, fixed: try moment(at),
          offset: back ?? 0),
        length: try windowLength(length), range: expression.range)
    case .number, .string, .unary, .binary, .aggregation, .call, .vector:
      throw .execution("expected a range vector")
    }
  }

  // MARK: - Operators

  private func binary(
    _ binary: Binary, _ left: Planned, _ right: Planned, at range: Range<Int>
  ) throws(EvaluationError) -> Planned {
    let isFixed = left.isFixed && right.isFixed
    let sides = isFixed ? (left.node, right.node) : (left.settled, right.settled)
    if let operation = Self.setOperation(binary.op) {
      return Planned(
        node: .set(operation, matching(binary), sides.0, sides.1), isFixed: isFixed)
    }
    let operation = try Self.operation(binary)
    let node: Node
    switch (sides.0.isScalar, sides.1.isScalar) {
    case (true, true) where operation.isTrim:
      throw .unsupported("operator '\(operation.spelling)' between scalars")
    case (true, true): node = .scalarOperation(operation, sides.0, sides.1)
    case (false, true):
      node = .vectorOperation(
        operation, vector: sides.0, scalar: sides.1, scalarIsLeft: false, at: range)
    case (true, false):
      node = .vectorOperation(
        operation, vector: sides.1, scalar: sides.0, scalarIsLeft: true, at: range)
    case (false, false):
      node = .matched(operation, matching(binary), sides.0, sides.1, at: range)
    }
    return Planned(node: node, isFixed: isFixed)
  }

  private static func setOperation(_ op: BinaryOperator) -> SetOperation? {
    switch op {
    case .and: .and
    case .or: .or
    case .unless: .unless
    case .add, .subtract, .multiply, .divide, .modulo, .power, .arcTangent, .equal, .notEqual,
      .less, .lessOrEqual, .greater, .greaterOrEqual, .trimUpper, .trimLower:
      nil
    }
  }

  private static func operation(_ binary: Binary) throws(EvaluationError) -> Operator {
    switch binary.op {
    case .add: .arithmetic(.add)
    case .subtract: .arithmetic(.subtract)
    case .multiply: .arithmetic(.multiply)
    case .divide: .arithmetic(.divide)
    case .modulo: .arithmetic(.remainder)
    case .power: .arithmetic(.power)
    case .arcTangent: .arithmetic(.arcTangent)
    case .equal: .comparison(.equal, isBool: binary.isBool)
    case .notEqual: .comparison(.notEqual, isBool: binary.isBool)
    case .less: .comparison(.less, isBool: binary.isBool)
    case .lessOrEqual: .comparison(.lessOrEqual, isBool: binary.isBool)
    case .greater: .comparison(.greater, isBool: binary.isBool)
    case .greaterOrEqual: .comparison(.greaterOrEqual, isBool: binary.isBool)
    case .trimUpper: .trim(isUpper: true)
    case .trimLower: .trim(isUpper: false)
    case .and, .or, .unless:
      throw .unsupported("operator '\(binary.op.rawValue)'")
    }
  }

  private func matching(_ binary: Binary) -> Matching {
    let matching = binary.matching ?? VectorMatching()
    let cardinality: Matching.Cardinality =
      switch matching.cardinality {
      case .manyToOne: .manyToOne
      case .oneToMany: .oneToMany
      case .oneToOne, .manyToMany: .oneToOne
      }
    return Matching(
      cardinality: cardinality, isOn: matching.isOn, labels: matching.labels.sorted(),
      included: matching.include, fillLeft: matching.fillLeft, fillRight: matching.fillRight)
  }

  // MARK: - Aggregations

  private func aggregation(_ expression: Expression) throws(EvaluationError) -> Planned {
    guard
      case .aggregation(let op, let parameter, let inner, let labels, let isWithout) =
        expression.kind
    else { throw .execution("expected an aggregation") }
    let vector = try planned(inner)
    var argument: Planned?
    if let parameter { argument = try planned(parameter) }
    let isFixed = vector.isFixed && argument?.isFixed ?? true
    let kind = try kind(
      op, isFixed ? argument?.node : argument?.settled, at: parameter?.range ?? 0..<0)
    let aggregation = Aggregation(
      kind: kind, grouping: labels.sorted(), isWithout: isWithout,
      innerRange: inner.range)
    return Planned(
      node: .aggregation(aggregation, isFixed ? vector.node : vector.settled), isFixed: isFixed)
  }

  private func kind(
    _ op: AggregationOperator, _ parameter: Node?, at range: Range<Int>
  ) throws(EvaluationError) -> Aggregation.Kind {
    switch (op, parameter) {
    case (.sum, _): return .sum
    case (.average, _): return .average
    case (.minimum, _): return .minimum
    case (.maximum, _): return .maximum
    case (.count, _): return .count
    case (.group, _): return .group
    case (.standardDeviation, _): return .standardDeviation
    case (.variance, _): return .variance
    case (.quantile, let node?): return .quantile(node, at: range)
    case (.top, let node?): return .top(node)
    case (.bottom, let node?): return .bottom(node)
    case (.limit, let node?): return .limit(node)
    case (.limitRatio, let node?): return .limitRatio(node, at: range)
    case (.countValues, .text(let label)?):
      guard label.isLabelName else {
        throw .execution("invalid label name \"\(label.text)\"")
      }
      return .countValues(label: label)
    case (.quantile, nil), (.top, nil), (.bottom, nil), (.limit, nil), (.limitRatio, nil),
      (.countValues, _):
      throw .execution("\(op.rawValue) lacks its parameter")
    }
  }
}

extension RangeSource {
  /// Whether the window is the same at every step.
  var isFixed: Bool {
    switch content {
    case .selector(let selector): selector.fixed != nil
    case .subquery(_, _, let fixed, _): fixed != nil
    }
  }
}
