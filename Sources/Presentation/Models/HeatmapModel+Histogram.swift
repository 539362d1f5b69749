internal import Metrics
internal import PromQL

extension HeatmapModel {
  /// The buckets of a classic histogram: of series that count, by their label `le`, all values up to a bound.
  ///
  /// A series without a bound is left out. A count lower than the one below it, as scrapes of two moments may give, is
  /// taken as none.
  mutating func setBuckets(_ series: [SeriesResult]) {
    let cumulative = series.compactMap { series -> (bound: Double, series: SeriesResult)? in
      guard let text = series.labels["le"]?.text, let bound = HeatmapModel.bound(text) else {
        return nil
      }
      return (bound, series)
    }.sorted { $0.bound < $1.bound }
    var lower: Double?
    var below: [Int64: Double] = [:]
    buckets = cumulative.map { bound, series in
      var counts: [Double] = []
      var through: [Int64: Double] = [:]
      for (time, count) in zip(series.timestamps, series.values) {
        counts.append(max(0, count - (below[time] ?? 0)))
        through[time] = count
      }
      defer {
        lower = bound
        below = through
      }
      return HeatmapBucket(above: lower, through: bound, times: series.timestamps, counts: counts)
    }
  }

  private static func bound(_ text: String) -> Double? {
    switch text {
    case "+Inf", "Inf": .infinity
    default: Double(text).flatMap { $0.isNaN ? nil : $0 }
    }
  }
}
