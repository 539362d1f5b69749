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
      return WindowSeries(labels: labels, times: samples.map(\.0), values: samples.map(\.1))
    }
  }

  private func samples(_ columns: [Column]) -> [(Int64, Double)] {
    var samples: [(Int64, Double)] = []
    for column in columns {
      switch column {
      case .floats(let times, let values): samples += zip(times, values)
      case .gauges(let buckets): samples += zip(buckets.lastTimes, buckets.lasts)
      case .counters(let buckets): samples += zip(buckets.lastTimes, buckets.lasts)
      }
    }
    samples.removeAll { $0.0 < start.milliseconds || $0.0 > end.milliseconds }
    guard zip(samples, samples.dropFirst()).contains(where: { $0.0 >= $1.0 }) else {
      return samples
    }
    var seen: Set<Int64> = []
    return samples.filter { seen.insert($0.0).inserted }.sorted { $0.0 < $1.0 }
  }
}
