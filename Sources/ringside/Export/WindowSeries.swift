internal import Metrics
internal import TimeSeries

/// One series with the samples that a window has of it.
struct WindowSeries {
  /// The identity.
  var labels: Labels
  /// Milliseconds since the epoch, ascending.
  var times: [Int64]
  /// The value at each of `times`; staleness markers are among them.
  var values: [Double]
  /// What each sample stands for alone, as the newest of a bucket, in milliseconds; 0 for a raw one.
  var widths: [Int64]
}

/// The samples of a stretch of time, read metric by metric so that no more than one is held.
struct WindowSamples {
  let sources: [any SampleSource]
  let start: Timestamp
  let end: Timestamp

  /// The metrics that have series, sorted by name; what two sources have stands once.
  var metrics: [Metric] {
    var known: [ByteString: Metric] = [:]
    for source in sources {
      for metric in source.metrics where known[metric.name] == nil { known[metric.name] = metric }
    }
    return known.values.sorted { $0.name < $1.name }
  }

  /// The series of a metric; of a window that raw samples no longer reach, the newest of each bucket.
  ///
  /// - Parameters:
  ///   - name: the metric.
  ///   - ringClass: whose share they are of; `nil` for all.
  /// - Returns: the series that have a sample, sorted by labels.
  func series(of name: ByteString, _ ringClass: RingClass? = nil) -> [WindowSeries] {
    let request = SampleRequest(after: start.milliseconds - 1, through: end.milliseconds)
    let matcher = LabelMatcher(Labels.metricNameLabel, equals: name)
    var found: [SelectedSeries] = []
    for source in sources {
      for one in RingClass.allCases where ringClass == nil || ringClass == one {
        source.read(one, [matcher], request, into: &found)
      }
    }
    var columns: [Labels: [Column]] = [:]
    for series in found { columns[series.labels, default: []] += series.columns }
    return columns.keys.sorted().compactMap { labels in
      let samples = samples(columns[labels] ?? [])
      guard !samples.isEmpty else { return nil }
      return WindowSeries(
        labels: labels, times: samples.map(\.time), values: samples.map(\.value),
        widths: samples.map(\.width))
    }
  }

  private typealias Point = (time: Int64, value: Double, width: Int64)

  private func samples(_ columns: [Column]) -> [Point] {
    var samples: [Point] = []
    func add(_ times: [Int64], _ values: [Double], _ width: Int64) {
      for (time, value) in zip(times, values) { samples.append((time, value, width)) }
    }
    for column in columns {
      switch column {
      case .floats(let times, let values): add(times, values, 0)
      case .gauges(let buckets): add(buckets.lastTimes, buckets.lasts, buckets.width)
      case .counters(let buckets): add(buckets.lastTimes, buckets.lasts, buckets.width)
      }
    }
    samples.removeAll { $0.time < start.milliseconds || $0.time > end.milliseconds }
    guard zip(samples, samples.dropFirst()).contains(where: { $0.time >= $1.time }) else {
      return samples
    }
    // Of two sources one may have raw what the other has in a bucket only.
    var finest: [Int64: Point] = [:]
    for sample in samples where sample.width < finest[sample.time]?.width ?? .max {
      finest[sample.time] = sample
    }
    return finest.values.sorted { $0.time < $1.time }
  }
}
