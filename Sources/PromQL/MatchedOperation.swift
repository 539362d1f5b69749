internal import Metrics

/// A binary operation between two vectors: finds the pairs, combines their columns, and refuses what is ambiguous.
///
/// Rather than step by step, whole columns are matched: a signature with several series on one side is fine while no
/// two of them have a value at the same step.
struct MatchedOperation {
  let operation: Operator
  let matching: Matching
  let delaysNameRemoval: Bool
  /// How values are combined where native histograms may be among them.
  var histograms: HistogramOperation?

  /// The two sides by role; for one-to-one the left is the many.
  private struct Sides {
    var many: [Series]
    var one: [Series]
    var fillMany: Double?
    var fillOne: Double?
  }

  private var isSwapped: Bool { matching.cardinality == .oneToMany }

  func callAsFunction(_ left: [Series], _ right: [Series]) throws(EvaluationError) -> [Series] {
    var sides = Sides(
      many: left, one: right, fillMany: matching.fillLeft, fillOne: matching.fillRight)
    if isSwapped {
      // As in Prometheus, "left" means the many side here, not the side on which a series is written.
      (sides.many, sides.one) = (right, left)
    }
    guard let stepCount = (left.first ?? right.first)?.values.count else { return [] }
    let ones = Dictionary(grouping: sides.one) { matching.signature($0.labels) }
    try checkUnique(ones, sides)
    let manys = sides.many.map { (signature: matching.signature($0.labels), series: $0) }
    var matcher = PairMatcher(rules: self)
    matcher.claimsSteps = hasRepeats(manys.map(\.signature))
    for many in manys {
      var partners = ones[many.signature] ?? []
      if let fill = sides.fillOne {
        partners.append(filler(fill, many.signature, where: partners, stepCount))
      }
      for one in partners { try matcher.add(many.series, one, many.signature) }
    }
    if let fill = sides.fillMany {
      let present = Dictionary(grouping: manys, by: \.signature).mapValues { $0.map(\.series) }
      for one in sides.one {
        let signature = matching.signature(one.labels)
        let many = filler(fill, signature, where: present[signature] ?? [], stepCount)
        try matcher.add(many, one, signature)
      }
    }
    return matcher.results
  }

  private func hasRepeats(_ signatures: [Labels]) -> Bool {
    matching.cardinality == .oneToOne && Set(signatures).count < signatures.count
  }

  /// A series that has the value `fill` wherever none of `others` has one.
  private func filler(
    _ fill: Double, _ signature: Labels, where others: [Series], _ stepCount: Int
  ) -> Series {
    var values = [Double](repeating: fill, count: stepCount)
    for other in others {
      for step in values.indices where !other.values[step].isAbsent { values[step] = .absent }
    }
    return Series(labels: signature, values: values)
  }

  /// Refuses two series of the one side with one signature and a value at the same step, where the many side has any.
  private func checkUnique(_ ones: [Labels: [Series]], _ sides: Sides) throws(EvaluationError) {
    for (signature, group) in ones where group.count > 1 {
      var owner = [Int](repeating: -1, count: group[0].values.count)
      for (index, series) in group.enumerated() {
        for step in owner.indices where !series.values[step].isAbsent {
          if owner[step] >= 0, isNeeded(step, sides) {
            throw duplicate(signature, series.labels, group[owner[step]].labels)
          }
          owner[step] = index
        }
      }
    }
  }

  private func isNeeded(_ step: Int, _ sides: Sides) -> Bool {
    sides.fillMany != nil || sides.fillOne != nil
      || sides.many.contains { !$0.values[step].isAbsent }
  }

  private func duplicate(_ signature: Labels, _ newer: Labels, _ older: Labels) -> EvaluationError {
    .execution(
      "found duplicate series for the match group \(signature.inBraces) on the "
        + "\(isSwapped ? "left" : "right") hand-side of the operation: "
        + "[\(newer.inBraces), \(older.inBraces)];many-to-many matching not allowed: "
        + "matching labels must be unique on one side")
  }

  /// The labels of the result for a pair.
  func resultLabels(many: Labels, one: Labels) -> Labels {
    var labels = many
    if operation.dropsNameAtOnce || (operation.changesQuantity && !delaysNameRemoval) {
      labels = labels.withoutMetricIdentity
    }
    if matching.cardinality == .oneToOne {
      labels = matching.isOn ? labels.keeping(matching.labels) : labels.dropping(matching.labels)
    }
    guard !matching.included.isEmpty else { return labels }
    return labels.merging(matching.included.map { (name: $0, value: one[$0] ?? "") })
  }

  /// The result's column for a pair, operands in the order of the expression.
  func resultValues(many: [Double], one: [Double]) throws(EvaluationError) -> [Double] {
    let (left, right) = isSwapped ? (one, many) : (many, one)
    if let histograms { return try histograms.combine(left, right) }
    return Columns.combine(left, right, operation)
  }
}

/// Collects the results of pairs and refuses two for the same place.
private struct PairMatcher {
  let rules: MatchedOperation
  var results: [Series] = []
  /// Whether a signature may stand for several series of the left side, so that who uses a step must be kept.
  var claimsSteps = false
  private var places: [Labels: (index: Int, signature: Labels)] = [:]
  private var claims: [Labels: [Bool]] = [:]

  init(rules: MatchedOperation) { self.rules = rules }

  mutating func add(_ many: Series, _ one: Series, _ signature: Labels) throws(EvaluationError) {
    let values = try rules.resultValues(many: many.values, one: one.values)
    guard values.contains(where: { !$0.isAbsent }) else { return }
    if claimsSteps { try claim(values, signature) }
    let labels = rules.resultLabels(many: many.labels, one: one.labels)
    guard let place = places[labels] else {
      places[labels] = (results.count, signature)
      let isMarked = rules.delaysNameRemoval && rules.operation.changesQuantity
      results.append(
        Series(labels: labels, dropsName: isMarked || many.dropsName, values: values))
      return
    }
    for step in values.indices where !values[step].isAbsent {
      guard results[place.index].values[step].isAbsent else {
        throw place.signature == signature ? Self.ambiguous : .sameLabels
      }
      results[place.index].values[step] = values[step]
    }
  }

  private mutating func claim(_ values: [Double], _ signature: Labels) throws(EvaluationError) {
    var claimed = claims[signature] ?? [Bool](repeating: false, count: values.count)
    for step in values.indices where !values[step].isAbsent {
      guard !claimed[step] else { throw Self.notExplicit }
      claimed[step] = true
    }
    claims[signature] = claimed
  }

  private static let ambiguous = EvaluationError.execution(
    "multiple matches for labels: grouping labels must ensure unique matches")

  private static let notExplicit = EvaluationError.execution(
    "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)")
}

extension Labels {
  /// The set as Prometheus's messages write it: everything in braces, the name among it.
  var inBraces: String {
    let pairs = map { pair in "\(pair.name.text)=\"\(Labels.quoted(pair.value.text))\"" }
    return "{" + pairs.joined(separator: ", ") + "}"
  }

  private static func quoted(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
