internal import Metrics
internal import TimeSeries

/// Leaves a person's marks in the ring: `ringside_mark{text="rolled back"} 1` at the moment that was shown.
struct MarkWriter {
  let ring: Ring
  let labels: [(name: ByteString, value: ByteString)]
  let keeping: Keeping

  /// Leaves a mark.
  ///
  /// - Parameters:
  ///   - text: what it says.
  ///   - moment: where it stands.
  ///   - more: labels of its own.
  ///   - user: who leaves it; empty for the person at the screen.
  func write(
    _ text: ByteString, at moment: Timestamp, labels more: Labels = Labels(),
    user: ByteString = ""
  ) {
    guard keeping.follower == nil else {
      _ = keeping.tellRecorder(.mark(text: text, at: moment, labels: more), at: SystemClock.now())
      return
    }
    var pairs = labels + more.map { (name: $0.name, value: $0.value) }
    if !user.isEmpty { pairs.append(("user", user)) }
    let identity = Labels(pairs + [(Labels.metricNameLabel, "ringside_mark"), ("text", text)])
    ring.append(
      labels: identity,
      metadata: MetricMetadata(type: .gauge, help: "A mark that a person left."),
      family: "ringside_mark", origin: .events, samples: [Sample(timestamp: moment, value: 1)])
  }
}
