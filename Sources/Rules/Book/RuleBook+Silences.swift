internal import Metrics

extension RuleBook {
  /// Silences what the matchers match until a time; a silence with the same matchers is replaced.
  public mutating func silence(_ silence: Silence) {
    endSilence(silence)
    silences.append(silence)
  }

  /// Ends the silence with the same matchers before its time.
  public mutating func endSilence(_ silence: Silence) {
    silences.removeAll { $0.matchers == silence.matchers }
  }

  /// Writes down which silences hold, so that they are known of any moment: the value is the second at which one ends.
  mutating func recordSilences(at now: Timestamp, _ append: (SampleBatch) -> Void) {
    silences.removeAll { $0.until <= now }
    let samples = silences.filter { $0.from <= now }.map { silence in
      (
        labels: Labels([
          (Labels.metricNameLabel, AlertSeries.silences), ("matchers", silence.text),
          ("by", silence.by),
        ]), value: silence.until.seconds
      )
    }
    let batch = silenceOutput.batch(
      samples, origin: .events, at: now, help: "When a silence of alerts ends, in Unix seconds.",
      &slots)
    guard !batch.slots.isEmpty || !batch.ended.isEmpty else { return }
    append(batch)
    slots.release(batch.ended)
  }
}
