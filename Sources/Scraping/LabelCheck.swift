internal import Metrics

/// Looks whether the labels of a page's series keep to their bounds.
struct LabelCheck {
  private let limits: ScrapeLimits
  private let looks: Bool
  /// The first series that does not; `nil` where all do.
  private(set) var failure: ScrapeFailure?

  init(_ limits: ScrapeLimits) {
    self.limits = limits
    looks = [limits.labels, limits.labelNameBytes, limits.labelValueBytes].contains { $0 != nil }
  }

  /// The labels, looked at.
  mutating func passed(_ labels: Labels?) -> Labels? {
    guard looks, failure == nil, let labels else { return labels }
    if let limit = limits.labels, labels.count > limit {
      failure = .limit("labels on \(name(labels))", count: labels.count, limit: limit)
    }
    for pair in labels where failure == nil { check(pair, of: labels) }
    return labels
  }

  private mutating func check(
    _ pair: (name: ByteString, value: ByteString), of labels: Labels
  ) {
    if let limit = limits.labelNameBytes, pair.name.count > limit {
      failure = .limit(
        "bytes in the name of a label of \(name(labels))", count: pair.name.count, limit: limit)
    } else if let limit = limits.labelValueBytes, pair.value.count > limit {
      failure = .limit(
        "bytes in the value of a label of \(name(labels))", count: pair.value.count, limit: limit)
    }
  }

  private func name(_ labels: Labels) -> String { labels.metricName?.text ?? "a series" }
}
