public import Metrics

/// Writes down what a bell that a person hears, or a hook, has told of, for the one that comes after it.
public struct BellRecord: Sendable {
  private var output = RuleOutput()
  private var slots = SeriesSlots()
  private var last: Timestamp?
  private let series: ByteString
  private let help: ByteString

  /// Nothing written yet.
  ///
  /// - Parameters:
  ///   - series: the name of the series.
  ///   - help: what they say.
  public init(
    _ series: ByteString = AlertSeries.told,
    help: ByteString = "Since when the bell has told of an alert, in Unix seconds."
  ) {
    self.series = series
    self.help = help
  }

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
        labels: labels.setting(Labels.metricNameLabel, to: series),
        value: moment.seconds
      )
    }
    let batch = output.batch(
      samples, origin: .events, at: now,
      help: help, &slots)
    guard !batch.slots.isEmpty || !batch.ended.isEmpty else { return }
    append(batch)
    slots.release(batch.ended)
  }
}
