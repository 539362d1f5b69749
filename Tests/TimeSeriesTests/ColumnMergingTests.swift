import Metrics
import Testing

@testable import TimeSeries

/// What two sources have of one bucket: neither part of it is lost, and nothing counts twice.
@Suite struct ColumnMergingTests {
  private static func gauges(_ counts: [Int64], from start: Int64 = 0) -> Column {
    var buckets = GaugeBuckets(width: 10_000)
    for (place, count) in counts.enumerated() {
      buckets.starts.append(start + Int64(place) * 10_000)
      buckets.minima.append(Double(count))
      buckets.maxima.append(Double(count) * 2)
      buckets.sums.append(Double(count) * 3)
      buckets.counts.append(count)
      buckets.lasts.append(Double(count))
      buckets.lastTimes.append(start + Int64(place) * 10_000 + 9000)
    }
    return .gauges(buckets)
  }

  private static func counters(_ increases: [Double], endings: [Int64]) -> Column {
    var buckets = CounterBuckets(width: 10_000)
    for (place, increase) in increases.enumerated() {
      buckets.starts.append(Int64(place) * 10_000)
      buckets.lasts.append(100)
      buckets.lastTimes.append(Int64(place) * 10_000 + endings[place])
      buckets.increases.append(increase)
      buckets.slowest.append(1)
      buckets.fastest.append(increase)
    }
    return .counters(buckets)
  }

  @Test func `of two gauge buckets that begin together the fuller one stays, else ours`() {
    let ours = [Self.gauges([4, 9, 5])]
    let others = [Self.gauges([7, 2, 5, 8])]
    #expect(ours.merging(others) == [Self.gauges([7, 9, 5, 8])])
    #expect(others.merging(ours) == [Self.gauges([7, 9, 5, 8])])
  }

  @Test func `of two counter buckets that end alike the one that rose more stays, else ours`() {
    let ours = [Self.counters([4, 9, 5], endings: [9000, 9000, 4000])]
    let others = [Self.counters([7, 2, 6], endings: [9000, 9000, 8000])]
    #expect(
      ours.merging(others) == [Self.counters([7, 9, 5], endings: [9000, 9000, 4000])])
  }

  /// A writer ends within a bucket and another one begins in the same: what both have is what one would have had.
  @Test(arguments: [Resolution.tenSeconds, .oneMinute])
  func `a bucket in which a writer was started again is whole`(resolution: Resolution) throws {
    let whole = Ring(byteBound: 1 << 20)
    let file = MemoryFile()
    let writer = try RingFileWriter(
      creating: file, layout: RingFileLayout(fileBytes: 4 << 20, arenaBytes: 1 << 20),
      facts: FileWorld.facts)
    func moment(_ second: Int64) -> Timestamp {
      Timestamp(milliseconds: FileWorld.start + second * 1000)
    }
    func append(_ seconds: Range<Int64>, to ring: Ring) {
      for second in seconds {
        // The largest value is just before the second writer, and the smallest long after it.
        let value: Double = second == 131 ? 500 : second == 230 ? -1 : Double(second)
        for ring in [ring, whole] {
          ring.append(
            labels: FileWorld.labels(0), metadata: MetricMetadata(type: .gauge), family: "m0",
            origin: .host, samples: [Sample(moment(second).milliseconds, value)])
        }
      }
    }
    let first = Ring(byteBound: 1 << 20)
    append(0..<133, to: first)
    first.endSeries()
    first.checkInvariants()
    try writer.flush(first, at: moment(132))
    let second = Ring(byteBound: 1 << 20, beginning: moment(133))
    append(133..<400, to: second)
    second.endSeries()
    whole.endSeries()
    try writer.flush(second, at: moment(399))
    let tiers = Tiers(arena: second, history: try RingFile(file))
    let ours = everything(tiers, resolution: resolution)[FileWorld.labels(0)] ?? []
    let wholes = everything(whole, resolution: resolution)[FileWorld.labels(0)] ?? []
    #expect(!wholes.isEmpty)
    #expect(Self.extremes(ours) == Self.extremes(wholes))
  }

  /// The smallest and the largest value of each bucket.
  private static func extremes(_ columns: [Column]) -> [Int64: [Double]] {
    var result: [Int64: [Double]] = [:]
    for case .gauges(let buckets) in columns {
      for place in buckets.starts.indices {
        result[buckets.starts[place]] = [buckets.minima[place], buckets.maxima[place]]
      }
    }
    return result
  }
}
