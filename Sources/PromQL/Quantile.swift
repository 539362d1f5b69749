/// The value below which a share of the values lies.
enum Quantile {
  /// The `share`-quantile of `values`, linear between neighbours; sorts in place.
  ///
  /// Below 0 it is negative infinity, above 1 positive infinity, without values NaN. NaN counts as the smallest value.
  static func of(_ values: inout [Double], share: Double) -> Double {
    values.sort { $0 < $1 || ($0.isNaN && !$1.isNaN) }
    return of(sorted: values, share: share)
  }

  /// The `share`-quantile of sorted values, NaN first.
  static func of(sorted values: [Double], share: Double) -> Double {
    guard !values.isEmpty, !share.isNaN else { return .nan }
    guard share >= 0 else { return -.infinity }
    guard share <= 1 else { return .infinity }
    let rank = share * Double(values.count - 1)
    let lower = max(0, min(values.count - 1, Int(rank.rounded(.down))))
    let upper = min(values.count - 1, lower + 1)
    let weight = rank - rank.rounded(.down)
    return values[lower] * (1 - weight) + values[upper] * weight
  }

  /// The median of the distances from the median.
  static func medianAbsoluteDeviation(_ values: inout [Double]) -> Double {
    guard !values.contains(where: \.isNaN) else { return .nan }
    let median = of(&values, share: 0.5)
    var distances = values.map { ($0 - median).magnitude }
    return of(&distances, share: 0.5)
  }
}
