import Metrics
import Testing
import TimeSeries

@testable import PromQL

@Suite struct ArchiveTests {
  /// A counter with two buckets of a minute and one of 10 s, then raw samples every 5 s from 200 s on.
  private static let counter = FetchedSeries(
    SelectedSeries(
      labels: ["__name__": "requests_total"],
      columns: [
        .counters(buckets(60_000, starts: [0, 60], lasts: [60, 20], at: [55, 115], [55, 65])),
        .counters(buckets(10_000, starts: [180], lasts: [90], at: [185], [70])),
        .floats(times: [200_000, 205_000, 210_000], values: [105, 110, 115]),
      ]))

  private static func buckets(
    _ width: Int64, starts: [Int64], lasts: [Double], at times: [Int64], _ increases: [Double]
  ) -> CounterBuckets {
    var buckets = CounterBuckets(width: width)
    buckets.starts = starts.map { $0 * 1000 }
    buckets.lasts = lasts
    buckets.lastTimes = times.map { $0 * 1000 }
    buckets.increases = increases
    buckets.slowest = starts.map { _ in 0 }
    buckets.fastest = starts.map { _ in 0 }
    return buckets
  }

  private static let gauge: FetchedSeries = {
    var buckets = GaugeBuckets(width: 60_000)
    buckets.starts = [0, 60_000]
    buckets.minima = [1, 4]
    buckets.maxima = [9, 6]
    buckets.sums = [20, 15]
    buckets.counts = [4, 3]
    buckets.lasts = [5, .staleMarker]
    buckets.lastTimes = [59_000, 119_000]
    return FetchedSeries(
      SelectedSeries(
        labels: ["__name__": "temperature"],
        columns: [.gauges(buckets), .floats(times: [130_000], values: [7])]))
  }()

  private func window(_ end: Int64, _ length: Int64) -> WindowBounds {
    WindowBounds(steps: Steps(at: end * 1000), fixed: nil, offset: 0, length: length * 1000)
  }

  @Test func `a reset inside a bucket counts in the increase`() throws {
    let archive = try #require(Self.counter.archive)
    let corrected = try #require(archive.corrected)
    #expect(corrected.values == [60, 125, 195, 210, 215, 220])
    #expect(archive.runs.map(\.width) == [60_000, 10_000])
    #expect(archive.runs.map(\.before) == [180_000, 200_000])
    let column = WindowFunction.extrapolated(.increase)
      .column(Self.counter, window(210, 200), .none, [])
    // From 55 s to 210 s the counter rose by 160; the gap to the edge at 10 s is longer than 1.1 mean intervals of 31 s,
    // so half a mean interval is added, and 0 s at the end.
    #expect(column == [176])
  }

  @Test func `raw samples answer alone where they reach back far enough`() {
    let column = WindowFunction.overTime(.count).column(Self.counter, window(210, 9), .none, [])
    #expect(column == [2])
  }

  @Test func `a range shorter than two buckets is widened to two`() {
    let column = WindowFunction.overTime(.last).column(Self.counter, window(170, 10), .none, [])
    #expect(column == [20])
  }

  /// A function of the whole window, and what it makes of the buckets and the raw sample.
  static let functions: [(kind: OverTimeFunctions.Kind, value: Double)] = [
    (.minimum, 1), (.maximum, 9), (.sum, 42), (.count, 8), (.average, 5.25), (.last, 7),
    (.first, 5),
  ]

  @Test(arguments: functions)
  func `gauge functions use what the buckets hold`(kind: OverTimeFunctions.Kind, value: Double) {
    var series = Self.gauge
    series.samples = series.samples.withoutStaleMarkers
    let column = WindowFunction.overTime(kind).column(series, window(130, 130), .none, [])
    #expect(column == [value])
  }
}
