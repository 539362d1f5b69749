internal import Metrics
internal import PromQLSyntax
internal import TimeSeries

/// What a script has loaded: a ring, and the start times of samples and which of them are histograms, which a ring does
/// not keep.
struct ScriptSource: SampleStandIn {
  private let ring = Ring.unbounded()
  var source: (any SampleSource)? { ring }
  private var startTimes: [Labels: [Int64: Int64]] = [:]
  private var histograms: [Labels: [Int64: UInt32]] = [:]

  init(_ loaded: [Script.LoadedSeries] = []) {
    var numbers: [HistogramLiteral: UInt32] = [:]
    for series in loaded where !series.samples.isEmpty {
      ring.append(
        labels: series.labels, metadata: MetricMetadata(), family: series.labels.metricName ?? "",
        origin: .target("script"), samples: series.samples.sorted { $0.timestamp < $1.timestamp })
      if !series.startTimes.isEmpty { startTimes[series.labels] = series.startTimes }
      for (time, histogram) in series.histograms {
        let number = numbers[histogram] ?? UInt32(numbers.count + 1)
        numbers[histogram] = number
        histograms[series.labels, default: [:]][time] = number
      }
    }
  }

  func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries]
  ) {
    let first = found.count
    ring.read(ringClass, matchers, request, into: &found)
    for place in first..<found.count {
      found[place].histograms = histograms[found[place].labels] ?? [:]
      guard let starts = startTimes[found[place].labels] else { continue }
      for case .floats(let times, _) in found[place].columns {
        found[place].startTimes += times.map { starts[$0] ?? 0 }
      }
    }
  }
}
