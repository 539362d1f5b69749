internal import Metrics

/// The series that every scrape writes about itself, `up` first.
///
/// Source: Prometheus, Jobs and instances, "Automatically generated labels and time series".
struct ReportSeries: Sendable {
  /// What one scrape reports.
  struct Values {
    var isUp: Bool
    var durationSeconds: Double
    var scraped: Int
    var kept: Int
    var added: Int
  }

  private static let families: [(name: ByteString, help: ByteString)] = [
    ("up", "Whether the last scrape of the target brought samples."),
    ("scrape_duration_seconds", "How long the last scrape took."),
    ("scrape_samples_scraped", "The samples on the last page."),
    (
      "scrape_samples_post_metric_relabeling",
      "The samples of the last page that were kept."
    ),
    ("scrape_series_added", "The series of the last page that were not known before."),
  ]

  private var slots: [UInt32] = []
  private let labels: Labels

  init(_ labels: Labels) { self.labels = labels }

  /// Adds the samples of one scrape; the first time declares their series.
  mutating func append(_ values: Values, to batch: inout SampleBatch, _ slots: inout SlotAllocator)
  {
    if self.slots.isEmpty { declare(in: &batch, &slots) }
    let numbers: [Double] = [
      values.isUp ? 1 : 0, values.durationSeconds, Double(values.scraped), Double(values.kept),
      Double(values.added),
    ]
    for (slot, number) in zip(self.slots, numbers) { batch.append(number, slot: slot) }
    // A page with timestamps of its own leaves a column of them that must go on.
    guard !batch.timestamps.isEmpty else { return }
    for _ in numbers { batch.timestamps.append(batch.timestamp.milliseconds) }
  }

  /// Ends the series.
  mutating func end(in batch: inout SampleBatch, _ slots: inout SlotAllocator) {
    batch.ended.append(contentsOf: self.slots)
    slots.giveBack(self.slots)
    self.slots = []
  }

  private mutating func declare(in batch: inout SampleBatch, _ slots: inout SlotAllocator) {
    for family in ReportSeries.families {
      let slot = slots.take()
      self.slots.append(slot)
      batch.declarations.append(
        SeriesDeclaration(
          slot: slot, labels: labels.setting(Labels.metricNameLabel, to: family.name),
          family: family.name, metadata: MetricMetadata(type: .gauge, help: family.help)))
    }
  }
}
