internal import Metrics
internal import Presentation
internal import TimeSeries

/// A recording that is looked at instead of this host: where its samples are, and whose they are.
struct RecordedRing: Sendable {
  /// The samples.
  let source: any SampleSource
  /// The name of the machine, as its readings carry it.
  let host: ByteString
  /// Whether the machine itself was read; else only endpoints were.
  let hasHost: Bool
  /// The `job` of its readings.
  let job: ByteString
  /// How often it was read.
  let interval: Duration
  /// Its zone; `nil` where nobody knows.
  let zone: Zone?
  /// What a person should know about the file; `nil` for nothing.
  var remark: String?
  /// The process that is still writing it; `nil` where none is, or nobody knows.
  var writer: Int32?
  /// What looks whether it goes on; `nil` where nothing does.
  var follower: RecordingFollower?
  /// Its oldest sample, and the newest tick that is complete.
  private(set) var span: ClosedRange<Timestamp>

  /// A recording as its samples tell it; `nil` where there is no sample.
  ///
  /// - Parameters:
  ///   - source: the samples.
  ///   - host: the name of the machine where none of its readings carries one.
  ///   - interval: how often it was read.
  ///   - zone: its zone; `nil` where nobody knows.
  ///   - newest: its newest sample, where that is known without looking.
  ///   - complete: until when it has every sample; `nil` where that is its end.
  init?(
    _ source: any SampleSource, host: ByteString, interval: Duration, zone: Zone? = nil,
    newest: Timestamp? = nil, complete: Timestamp? = nil
  ) {
    // A recording that was only just begun has no tick that is surely complete.
    let reading =
      complete.flatMap { RecordedRing.newestReading(source, through: $0) }
      ?? RecordedRing.newestReading(source)
    guard let oldest = source.oldest,
      let end = reading?.time ?? newest ?? RecordedRing.newestSample(source)
    else { return nil }
    self.source = source
    self.host = reading?.labels["instance"] ?? host
    hasHost = reading != nil
    job = reading?.labels["job"] ?? "node"
    self.interval = interval
    self.zone = zone
    let start = RecordedRing.firstSample(source, from: oldest) ?? oldest
    span = min(start, end)...end
  }

  /// The facts that a screen shows.
  var facts: RecordingFacts {
    RecordingFacts(host: host, start: span.lowerBound, end: span.upperBound, writer: writer)
  }

  /// Looks for samples behind its end, and for what has been written over at its beginning.
  ///
  /// - Parameter complete: until when the source has every sample; `nil` where that is its end.
  mutating func extend(through complete: Timestamp?) {
    let end = span.upperBound
    let newest =
      hasHost
      ? RecordedRing.newestReading(source, after: end, through: complete)?.time
      : RecordedRing.newestSample(source, after: end, through: complete)
    let last = max(end, newest ?? end)
    let oldest = source.oldest ?? span.lowerBound
    span = min(max(span.lowerBound, oldest), last)...last
  }

  /// A window that the recording fills, at most half an hour.
  var window: Duration {
    let length = span.upperBound - span.lowerBound
    return [60, 120, 300, 600, 900].map { Duration.seconds($0) }.first { $0 >= length }
      ?? DashboardOptions.usualWindow
  }

  /// The newest reading of the machine itself: with it the tick is complete.
  private static func newestReading(
    _ source: any SampleSource, after: Timestamp? = nil, through: Timestamp? = nil
  ) -> (labels: Labels, time: Timestamp)? {
    var found: [SelectedSeries] = []
    let matcher = LabelMatcher(Labels.metricNameLabel, equals: "node_boot_time_seconds")
    source.read(.host, [matcher], newestRequest(after, through), into: &found)
    return found.compactMap { series in
      series.columns.compactMap(\.newest).max().map {
        (series.labels, Timestamp(milliseconds: $0))
      }
    }.max { $0.1 < $1.1 }
  }

  private static func newestRequest(_ after: Timestamp?, _ through: Timestamp?) -> SampleRequest {
    SampleRequest(
      after: after?.milliseconds ?? .min, through: through?.milliseconds ?? .max, newest: 1)
  }

  /// The first sample of the machine in the first bucket of the archive, which begins before it.
  private static func firstSample(_ source: any SampleSource, from oldest: Timestamp) -> Timestamp?
  {
    var found: [SelectedSeries] = []
    let matcher = LabelMatcher(Labels.metricNameLabel, equals: "node_boot_time_seconds")
    let request = SampleRequest(
      after: oldest.milliseconds - 1, through: oldest.milliseconds + 59_999)
    source.read(.host, [matcher], request, into: &found)
    guard case .floats(let times, _)? = found.first?.columns.first else { return nil }
    return times.first.map { Timestamp(milliseconds: $0) }
  }

  /// The newest sample of anything.
  private static func newestSample(
    _ source: any SampleSource, after: Timestamp? = nil, through: Timestamp? = nil
  ) -> Timestamp? {
    var newest: Int64?
    for metric in source.metrics {
      var found: [SelectedSeries] = []
      let matcher = LabelMatcher(Labels.metricNameLabel, equals: metric.name)
      for ringClass in RingClass.allCases {
        source.read(ringClass, [matcher], newestRequest(after, through), into: &found)
      }
      newest = (found.flatMap(\.columns).compactMap(\.newest) + [newest].compactMap { $0 }).max()
    }
    return newest.map { Timestamp(milliseconds: $0) }
  }
}

extension Column {
  /// The time of the newest value; `nil` where there is none.
  var newest: Int64? {
    switch self {
    case .floats(let times, _): times.last
    case .gauges(let buckets): buckets.lastTimes.last
    case .counters(let buckets): buckets.lastTimes.last
    }
  }
}
