public import Metrics

extension Expression {
  /// The expression that has, of the series of this one, those with certain labels.
  ///
  /// The labels are asked of every selector from whose series they come: through aggregations only those that are kept,
  /// over an operator only those by which its sides find each other. What cannot be asked is left out, so that the
  /// result may have more series, never fewer.
  ///
  /// - Parameter labels: what the series must have.
  /// - Returns: the expression, without ranges of a text.
  public func restricted(to labels: Labels) -> Expression {
    let wanted = labels.map { LabelMatcher($0.name, equals: $0.value) }
    return restricted(wanted)
  }

  private func restricted(_ wanted: [LabelMatcher]) -> Expression {
    guard !wanted.isEmpty else { return self }
    return Expression(restrictedKind(wanted), range: 0..<0)
  }

  private func restrictedKind(_ wanted: [LabelMatcher]) -> Kind {
    switch kind {
    case .number, .string: return kind
    case .parenthesised(let inner): return .parenthesised(inner.restricted(wanted))
    case .unary(let isMinus, let inner):
      return .unary(isMinus: isMinus, inner.restricted(wanted))
    case .vector(let selector): return .vector(selector.adding(wanted))
    case .matrix(let selector, let length): return .matrix(selector.adding(wanted), length)
    case .subquery(let inner, let range, let step, let offset, let at):
      return .subquery(
        inner.restricted(wanted), range: range, step: step, offset: offset, at: at)
    case .binary(let binary, let left, let right):
      return .binary(
        binary, left.restricted(binary.asked(wanted, ofLeft: true)),
        right.restricted(binary.asked(wanted, ofLeft: false)))
    case .aggregation(let op, let parameter, let inner, let labels, let isWithout):
      let kept =
        op.keepsLabels && labels.isEmpty
        ? wanted : wanted.filter { labels.contains($0.name) != isWithout }
      return .aggregation(
        op, parameter: parameter, inner.restricted(kept), labels: labels, isWithout: isWithout)
    case .call(let name, let arguments):
      return .call(name, restricted(arguments, of: name, wanted))
    }
  }

  private func restricted(
    _ arguments: [Expression], of name: String, _ wanted: [LabelMatcher]
  ) -> [Expression] {
    switch name {
    case "absent", "absent_over_time", "scalar", "vector", "info": return arguments
    case "label_replace", "label_join":
      guard arguments.count > 1, case .string(let target) = arguments[1].kind else {
        return arguments
      }
      let others = wanted.filter { $0.name != target }
      return [arguments[0].restricted(others)] + arguments.dropFirst()
    default:
      return arguments.map { $0.type == .scalar ? $0 : $0.restricted(wanted) }
    }
  }
}

extension AggregationOperator {
  /// Whether it chooses among the series instead of making new ones.
  fileprivate var keepsLabels: Bool {
    ["topk", "bottomk", "limitk", "limit_ratio"].contains(rawValue)
  }
}

extension Binary {
  /// The labels of a result that the series of one side must have.
  fileprivate func asked(_ wanted: [LabelMatcher], ofLeft isLeft: Bool) -> [LabelMatcher] {
    guard let matching, op != .or else { return wanted }
    let isMany: Bool
    switch matching.cardinality {
    case .oneToOne: isMany = false
    case .manyToOne: isMany = isLeft
    case .oneToMany: isMany = !isLeft
    case .manyToMany: isMany = isLeft
    }
    return wanted.filter { matcher in
      if matching.include.contains(matcher.name) { return !isMany }
      return isMany || matching.labels.contains(matcher.name) == matching.isOn
    }
  }
}

extension VectorSelector {
  fileprivate func adding(_ wanted: [LabelMatcher]) -> VectorSelector {
    var selector = self
    let fresh = wanted.filter { matcher in
      !(matcher.name == Labels.metricNameLabel && name != nil) && !matchers.contains(matcher)
    }
    // The condition on a name in front of the braces stays the last.
    selector.matchers.insert(contentsOf: fresh, at: matchers.count - (name == nil ? 0 : 1))
    return selector
  }
}
