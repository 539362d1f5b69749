internal import Metrics
internal import TimeSeries

/// The newest samples of series about alerts, staleness markers among them.
enum NewestSamples {
  /// Reads the newest raw sample of every series of a metric.
  ///
  /// - Parameters:
  ///   - name: the metric.
  ///   - source: where it is; of a file that goes on, what was written before.
  ///   - moment: the newest moment that counts.
  /// - Returns: a sample a series; series without raw samples have none.
  static func read(
    _ name: ByteString, from source: any SampleSource, at moment: Timestamp
  ) -> [(labels: Labels, sample: Sample)] {
    var found: [SelectedSeries] = []
    let request = SampleRequest(after: .min, through: moment.milliseconds, newest: 1)
    source.read(
      .events, [LabelMatcher(Labels.metricNameLabel, equals: name)], request, into: &found)
    return found.compactMap { series in
      guard case .floats(let times, let values)? = series.columns.last, let time = times.last,
        let value = values.last
      else { return nil }
      return (series.labels, Sample(timestamp: Timestamp(milliseconds: time), value: value))
    }
  }
}
