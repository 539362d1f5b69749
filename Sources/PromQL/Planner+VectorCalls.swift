internal import Metrics
internal import PromQLSyntax

extension Planner {
  /// The functions of a whole vector.
  func vector(_ name: String, _ arguments: CallArguments) throws(EvaluationError) -> Node? {
    switch name {
    case "vector": return .vectorFunction(.vector, try arguments.node(0))
    case "timestamp": return .vectorFunction(.timestamp, try arguments.node(0))
    case "start_timestamp": return .vectorFunction(.startTimestamp, try arguments.node(0))
    case "absent":
      let labels = Self.labelsForAbsence(try arguments.expression(0))
      return .vectorFunction(.absent(labels), try arguments.node(0))
    case "absent_over_time":
      let labels = Self.labelsForAbsence(try arguments.expression(0))
      let source = try arguments.source(0)
      let present = Node.window(.overTime(.present), source, keepsName: true)
      return .vectorFunction(.absent(labels), present)
    case "sort", "sort_desc": return try sort(name, [], arguments)
    case "sort_by_label", "sort_by_label_desc":
      return try sort(name, try names(arguments, from: 1), arguments)
    case "label_replace", "label_join": return try labels(name, arguments)
    case "histogram_quantile", "histogram_quantiles", "histogram_fraction":
      return try histogram(name, arguments)
    case "histogram_avg", "histogram_count", "histogram_sum", "histogram_stddev",
      "histogram_stdvar":
      return .vectorFunction(.histogramReading(name), try arguments.node(0))
    case "info": return .vectorFunction(.info(try info(arguments)), try arguments.node(0))
    default: return nil
    }
  }

  private func names(
    _ arguments: CallArguments, from first: Int
  ) throws(EvaluationError) -> [ByteString] {
    var result: [ByteString] = []
    for index in first..<max(first, arguments.expressions.count) {
      result.append(try arguments.text(index))
    }
    return result
  }

  private func sort(
    _ name: String, _ labels: [ByteString], _ arguments: CallArguments
  ) throws(EvaluationError) -> Node {
    if session.isRange { session.annotations.warn(Remark.sortedRange, at: arguments.range) }
    let ascending = !name.hasSuffix("_desc")
    let function: VectorFunction =
      name.hasPrefix("sort_by_label")
      ? .sortByLabel(labels, ascending: ascending) : .sort(ascending: ascending)
    return .vectorFunction(function, try arguments.node(0))
  }

  private func labels(_ name: String, _ arguments: CallArguments) throws(EvaluationError) -> Node {
    let destination = try arguments.text(1)
    let vector = try arguments.node(0)
    if name == "label_replace" {
      let replacement = try LabelReplacement(
        destination: destination, replacement: try arguments.text(2),
        source: try arguments.text(3), pattern: try arguments.text(4))
      return .vectorFunction(.labelReplace(replacement), vector)
    }
    let sources = try names(arguments, from: 3)
    for source in sources where !source.isLabelName {
      throw .execution("invalid source label name in label_join(): \(source.text)")
    }
    guard destination.isLabelName else {
      throw .execution("invalid destination label name in label_join(): \(destination.text)")
    }
    return .vectorFunction(
      .labelJoin(
        destination: destination, separator: try arguments.text(2), sources: sources), vector)
  }

  private func histogram(
    _ name: String, _ arguments: CallArguments
  ) throws(EvaluationError) -> Node {
    switch name {
    case "histogram_quantile":
      return .vectorFunction(
        .histogramQuantile(
          try arguments.node(0), at: arguments.place(0), vectorAt: arguments.place(1)),
        try arguments.node(1))
    case "histogram_fraction":
      return .vectorFunction(
        .histogramFraction(
          try arguments.node(0), try arguments.node(1), at: arguments.place(2)),
        try arguments.node(2))
    default:
      let label = try arguments.text(1)
      guard label.isLabelName else {
        throw .execution("invalid label name \"\(label.text)\"")
      }
      var shares: [Node] = []
      for index in 2..<max(2, arguments.expressions.count) {
        shares.append(try arguments.node(index))
      }
      let places = shares.indices.map { arguments.place($0 + 2) }
      return .vectorFunction(
        .histogramQuantiles(shares, label: label, at: places, vectorAt: arguments.place(0)),
        try arguments.node(0))
    }
  }

  /// Which info series and labels `info` asks for; without a condition on the name `target_info`.
  private func info(_ arguments: CallArguments) throws(EvaluationError) -> InfoJoin {
    var names: [LabelMatcher] = []
    var labels: [LabelMatcher] = []
    if arguments.expressions.count > 1 {
      guard case .vector(let vector) = arguments.expressions[1].withoutParentheses.kind else {
        throw .execution("expected label selectors as the second argument to info function")
      }
      names = vector.matchers.filter { $0.name == Labels.metricNameLabel }
      labels = vector.matchers.filter { $0.name != Labels.metricNameLabel }
    }
    if names.isEmpty {
      names = [LabelMatcher(Labels.metricNameLabel, equals: "target_info")]
    } else if names.allSatisfy({ $0.operation == .notEqual || $0.operation == .doesNotMatch }),
      let anyInfo = try? LabelMatcher(Labels.metricNameLabel, .matches, ".+_info")
    {
      names.append(anyInfo)
    }
    return InfoJoin(names: names, labels: labels)
  }

  /// The labels that a missing series is known to have: those that are asked for by equality, once.
  private static func labelsForAbsence(_ expression: Expression) -> Labels {
    let matchers: [LabelMatcher]
    switch expression.kind {
    case .vector(let vector): matchers = vector.matchers
    case .matrix(let vector, _): matchers = vector.matchers
    default: return .empty
    }
    var pairs: [(name: ByteString, value: ByteString)] = []
    for matcher in matchers where matcher.name != Labels.metricNameLabel {
      let isRepeated = matchers.count { $0.name == matcher.name } > 1
      if matcher.operation == .equal, !isRepeated { pairs.append((matcher.name, matcher.value)) }
    }
    return Labels(pairs)
  }
}
