internal import Metrics
internal import TimeSeries

/// What a script has loaded: a ring, and the start times of samples, which a ring does not keep.
struct ScriptSource: SampleStandIn {
  private let ring = Ring.unbounded()
  var source: (any SampleSource)? { ring }
  private var startTimes: [Labels: [Int64: Int64]] = [:]

  init(_ loaded: [Script.LoadedSeries] = []) {
    for series in loaded where !series.samples.isEmpty {
      ring.append(
        labels: series.labels, metadata: MetricMetadata(), family: series.labels.metricName ?? "",
        origin: .target("script"), samples: series.samples.sorted { $0.timestamp < $1.timestamp })
      if !series.startTimes.isEmpty { startTimes[series.labels] = series.startTimes }
    }
  }

  func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries]
  ) {
    let first = found.count
    ring.read(ringClass, matchers, request, into: &found)
    for place in first..<found.count {
      guard let starts = startTimes[found[place].labels] else { continue }
      for case .floats(let times, _) in found[place].columns {
        found[place].startTimes += times.map { starts[$0] ?? 0 }
      }
    }
  }
}
