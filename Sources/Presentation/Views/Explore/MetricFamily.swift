internal import Metrics

/// What a metric belongs to: a histogram or summary with its parts, or nothing but itself.
struct MetricFamily {
  /// Which parts there are beside the metric.
  enum Kind {
    case histogram, summary, single
  }

  let kind: Kind
  /// The family's name: the metric's without `_bucket`, `_sum` or `_count` where it has such parts.
  let base: String

  private static let parts = ["_bucket", "_sum", "_count"]

  /// The family of a metric: by the declared type; without one, by the names of its neighbours.
  init(_ entry: MetricEntry, in catalogue: [MetricEntry]) {
    let name = entry.name.text
    let suffix = MetricFamily.parts.first { name.hasSuffix($0) }
    let stem = suffix.map { String(name.dropLast($0.utf8.count)) } ?? name
    switch entry.metadata.type {
    case .histogram: (kind, base) = (.histogram, stem)
    case .summary: (kind, base) = (.summary, stem)
    case .unknown where suffix != nil && MetricFamily.hasBuckets(stem, catalogue):
      (kind, base) = (.histogram, stem)
    default: (kind, base) = (.single, name)
    }
  }

  private static func hasBuckets(_ stem: String, _ catalogue: [MetricEntry]) -> Bool {
    let buckets = ByteString(stem + "_bucket")
    return catalogue.contains { $0.name == buckets }
  }

  /// What the observations count, by the family's name.
  var unit: Unit {
    MetricQuery.unit(
      MetricEntry(name: ByteString(base), metadata: MetricMetadata(), jobs: [], series: 0),
      isRate: false)
  }

  /// The selector of one of the parts.
  func part(_ suffix: String, _ matchers: [String]) -> String {
    QueryText.metric(ByteString(base + suffix), matchers)
  }
}
