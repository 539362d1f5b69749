public import Metrics

/// Writes down what a bell that a person hears has told of, for the one that comes after it.
public struct BellRecord: Sendable {
  private var output = RuleOutput()
  private var slots = SeriesSlots()
  private var last: Timestamp?

  /// Nothing written yet.
  public init() {}

  /// Writes what holds now; what it wrote before and does not now ends.
  ///
  /// - Parameters:
  ///   - told: the alerts, and since when.
  ///   - now: the time; a second call for the same one writes nothing.
  ///   - append: stores samples; all batches are of one writer that has no others.
  public mutating func write(
    _ told: [Labels: Timestamp], at now: Timestamp, append: (SampleBatch) -> Void
  ) {
    guard last != now else { return }
    last = now
    let samples = told.sorted { $0.key < $1.key }.map { labels, moment in
      (
        labels: labels.setting(Labels.metricNameLabel, to: AlertSeries.told),
        value: moment.seconds
      )
    }
    let batch = output.batch(
      samples, origin: .events, at: now,
      help: "Since when the bell has told of an alert, in Unix seconds.", &slots)
    guard !batch.slots.isEmpty || !batch.ended.isEmpty else { return }
    append(batch)
    slots.release(batch.ended)
  }
}
