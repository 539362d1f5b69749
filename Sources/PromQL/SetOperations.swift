internal import Metrics

/// `and`, `or` and `unless` between two vectors.
enum SetOperations {
  /// The series of the left side, and for `or` of the right, with the values that the operation keeps.
  static func apply(
    _ operation: SetOperation, _ matching: Matching, _ left: [Series], _ right: [Series]
  ) throws(EvaluationError) -> [Series] {
    switch operation {
    case .and: return keep(left, where: presence(right, matching), matching, wanted: true)
    case .unless: return keep(left, where: presence(right, matching), matching, wanted: false)
    case .or:
      let added = keep(right, where: presence(left, matching), matching, wanted: false)
      return try (left + added).merged()
    }
  }

  /// For each signature the steps at which any of its series has a value.
  private static func presence(_ series: [Series], _ matching: Matching) -> [Labels: [Bool]] {
    var result: [Labels: [Bool]] = [:]
    for one in series {
      let signature = matching.signature(one.labels)
      var present = result.removeValue(forKey: signature) ?? one.values.map { _ in false }
      for step in present.indices where !one.values[step].isAbsent { present[step] = true }
      result[signature] = present
    }
    return result
  }

  private static func keep(
    _ series: [Series], where presence: [Labels: [Bool]], _ matching: Matching, wanted: Bool
  ) -> [Series] {
    series.compactMap { one in
      guard let present = presence[matching.signature(one.labels)] else {
        return wanted ? nil : one
      }
      var kept = one
      for step in present.indices where present[step] != wanted { kept.values[step] = .absent }
      return kept.values.contains { !$0.isAbsent } ? kept : nil
    }
  }
}
