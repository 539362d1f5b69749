internal import Metrics
internal import TimeSeries

/// Leaves a person's marks in the ring: `ringside_mark{text="rolled back"} 1` at the moment that was shown.
struct MarkWriter {
  let ring: Ring
  let labels: [(name: ByteString, value: ByteString)]

  /// Leaves a mark.
  func write(_ text: ByteString, at moment: Timestamp) {
    let identity = Labels(labels + [(Labels.metricNameLabel, "ringside_mark"), ("text", text)])
    ring.append(
      labels: identity,
      metadata: MetricMetadata(type: .gauge, help: "A mark that a person left."),
      family: "ringside_mark", origin: .events, samples: [Sample(timestamp: moment, value: 1)])
  }
}
