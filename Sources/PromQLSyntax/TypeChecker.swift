internal import Metrics

/// Checks that the parts of a tree fit together.
///
/// Source: Prometheus 3, Querying basics, "Expression language data types", and Operators.
struct TypeChecker {
  let bytes: [UInt8]

  /// Checks a whole tree, the parts before the whole.
  ///
  /// - Throws: the first part that does not fit.
  func check(_ expression: Expression) throws(SyntaxError) {
    switch expression.kind {
    case .number, .string: return
    case .parenthesised(let inner): try check(inner)
    case .vector(let vector), .matrix(let vector, _): try check(vector, expression.range)
    case .unary(_, let inner):
      try check(inner)
      guard inner.type == .scalar || inner.type == .vector else {
        throw SyntaxError(
          message: "unary expression only allowed on expressions of type scalar or "
            + "instant vector, got \"\(inner.type.documentedName)\"", range: expression.range)
      }
    case .subquery(let inner, _, _, _, _):
      try check(inner)
      guard inner.type == .vector else {
        throw SyntaxError(
          message: "subquery is only allowed on instant vector, got \(inner.type.rawValue) instead",
          range: expression.range)
      }
    case .binary(let binary, let left, let right): try check(binary, left, right, expression.range)
    case .aggregation(let op, let parameter, let inner, _, _):
      try expect(inner, .vector, "aggregation expression")
      if let parameter, let type = op.parameter {
        try expect(parameter, type, "aggregation parameter")
      }
    case .call(let name, let arguments): try check(name, arguments, expression.range)
    }
  }

  private func expect(
    _ expression: Expression, _ type: ValueType, _ context: String
  ) throws(SyntaxError) {
    try check(expression)
    guard expression.type == type else {
      throw SyntaxError(
        message: "expected type \(type.documentedName) in \(context), "
          + "got \(expression.type.documentedName)", range: expression.range)
    }
  }

  private func check(_ vector: VectorSelector, _ range: Range<Int>) throws(SyntaxError) {
    if let name = vector.name {
      for matcher in vector.matchers.dropLast() where matcher.name == Labels.metricNameLabel {
        throw SyntaxError(
          message: "metric name must not be set twice: \"\(name.text)\" or "
            + "\"\(matcher.value.text)\"", range: range)
      }
    } else if vector.matchers.allSatisfy(\.matchesAbsence) {
      throw SyntaxError(
        message: "vector selector must contain at least one non-empty matcher", range: range)
    }
  }

  // MARK: - Operators

  private func check(
    _ binary: Binary, _ left: Expression, _ right: Expression, _ range: Range<Int>
  ) throws(SyntaxError) {
    try check(left)
    try check(right)
    if binary.isBool, !binary.op.isComparison {
      throw SyntaxError(
        message: "bool modifier can only be used on comparison operators",
        range: place(between: left, right))
    }
    if binary.op.isComparison, !binary.isBool, left.type == .scalar, right.type == .scalar {
      throw SyntaxError(
        message: "comparisons between scalars must use BOOL modifier",
        range: place(between: left, right))
    }
    if let matching = binary.matching, matching.isOn {
      for label in matching.labels where matching.include.contains(label) {
        throw SyntaxError(
          message: "label \"\(label.text)\" must not occur in ON and GROUP clause at once",
          range: place(between: left, right))
      }
    }
    for side in [left, right] where side.type != .scalar && side.type != .vector {
      throw SyntaxError(
        message: "binary expression must contain only scalar and instant vector types",
        range: side.range)
    }
    try check(matching: binary, left.type == .vector && right.type == .vector, range)
  }

  private func check(
    matching binary: Binary, _ areVectors: Bool, _ range: Range<Int>
  ) throws(SyntaxError) {
    guard areVectors else {
      if binary.matching?.labels.isEmpty == false {
        throw SyntaxError(
          message: "vector matching only allowed between instant vectors", range: range)
      }
      if binary.hasFill {
        throw SyntaxError(
          message: "filling in missing series only allowed between instant vectors",
          range: range)
      }
      guard !binary.op.isSet else {
        throw SyntaxError(
          message: "set operator \"\(binary.op.rawValue)\" not allowed in binary scalar expression",
          range: range)
      }
      return
    }
    guard binary.op.isSet else { return }
    guard binary.matching?.cardinality == .manyToMany else {
      throw SyntaxError(
        message: "no grouping allowed for \"\(binary.op.rawValue)\" operation", range: range)
    }
    guard !binary.hasFill else {
      throw SyntaxError(
        message: "filling in missing series not allowed for set operators", range: range)
    }
  }

  /// Where an operator and its modifiers stand; the end is the last byte, not the one behind it, as in Prometheus.
  private func place(between left: Expression, _ right: Expression) -> Range<Int> {
    var start = left.range.upperBound
    while start < bytes.count, bytes[start].isBlank { start += 1 }
    var end = right.range.lowerBound - 1
    while end > start, bytes[end].isBlank { end -= 1 }
    return start..<max(start, end)
  }

  // MARK: - Calls

  private func check(
    _ name: String, _ arguments: [Expression], _ range: Range<Int>
  ) throws(SyntaxError) {
    guard let signature = FunctionSignature.named(name) else { return }
    try checkCount(signature, arguments.count, range)
    for (index, argument) in arguments.enumerated() {
      if name == "info", index == 1 {
        try checkLabelSelector(argument)
      } else {
        let type = signature.arguments[min(index, signature.arguments.count - 1)]
        try expect(argument, type, "call to function \"\(name)\"")
      }
    }
  }

  private func checkCount(
    _ signature: FunctionSignature, _ count: Int, _ range: Range<Int>
  ) throws(SyntaxError) {
    let minimum = signature.minimumCount
    let maximum = signature.maximumCount ?? .max
    guard count < minimum || count > maximum else { return }
    var expected = "at least \(minimum)"
    if minimum == maximum {
      expected = "\(minimum)"
    } else if count > maximum {
      expected = "at most \(maximum)"
    }
    throw SyntaxError(
      message: "expected \(expected) argument(s) in call to \"\(signature.name)\", got \(count)",
      range: range)
  }

  /// Checks the second argument of `info`, which selects labels and may select nothing.
  private func checkLabelSelector(_ argument: Expression) throws(SyntaxError) {
    guard case .vector(let vector) = argument.kind else {
      throw SyntaxError(message: "expected label selectors only", range: argument.range)
    }
    guard vector.name == nil else {
      throw SyntaxError(
        message: "expected label selectors only, got vector selector instead",
        range: argument.range)
    }
  }
}
