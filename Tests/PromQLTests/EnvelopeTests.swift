import Metrics
import PromQL
import PromQLSyntax
import TestWorld
import Testing
import TimeSeries

/// Charts of a long window: what is between their points.
@Suite struct EnvelopeTests {
  private static let first: Int64 = 1_700_000_000

  /// Two hours of seconds of a gauge at 1 and a counter at 10 a second; at 4321 s the gauge is 50 once and the counter
  /// makes 700 in a second.
  private static func fill(_ ring: Ring, seconds: Int64 = 7200) {
    var total = 0.0
    var gauge: [Sample] = []
    var counter: [Sample] = []
    for second in 0..<seconds {
      let isSpike = second == 4321
      total += isSpike ? 700 : 10
      let moment = Timestamp(milliseconds: (first + second) * 1000)
      gauge.append(Sample(timestamp: moment, value: isSpike ? 50 : 1))
      counter.append(Sample(timestamp: moment, value: total))
    }
    ring.append(
      labels: ["__name__": "level"], metadata: MetricMetadata(type: .gauge), family: "level",
      origin: .host, samples: gauge)
    ring.append(
      labels: ["__name__": "work_total"], metadata: MetricMetadata(type: .counter),
      family: "work_total", origin: .host, samples: counter)
  }

  private static func points(
    _ query: String, step: Int64, fine: Int64?, seconds: Int64 = 7200, over ring: Ring
  ) throws -> [Int64: Double] {
    var panel = IncrementalRange(
      try Parser.parse(query), step: .seconds(step), fineStep: fine.map { .seconds($0) },
      engine: Engine())
    let end = (first + seconds) / step * step
    let start = end - seconds / step * step
    let value = try panel.refresh(
      from: Timestamp(milliseconds: start * 1000), through: Timestamp(milliseconds: end * 1000),
      complete: Timestamp(milliseconds: end * 1000), over: [ring]
    ).value
    guard case .matrix(let series) = value, let one = series.first else { return [:] }
    #expect(series.count == 1)
    #expect(zip(one.timestamps, one.timestamps.dropFirst()).allSatisfy { $0 < $1 })
    #expect(one.timestamps.count <= 3 * Int(seconds / step + 2), "at most three points a step")
    return Dictionary(uniqueKeysWithValues: zip(one.timestamps.map { $0 / 1000 }, one.values))
  }

  @Test(arguments: [2, 5, 30, 60, 300, 3600] as [Int64])
  func `a spike of one sample is drawn at every zoom, when it was`(step: Int64) throws {
    let ring = Ring.unbounded()
    Self.fill(ring)
    let spike = Self.first + 4321
    let level = try Self.points("level", step: step, fine: 1, over: ring)
    #expect(level[spike] == 50)
    #expect(level.values.filter { $0 != 1 && $0 != 50 }.isEmpty)
    let rate = try Self.points("irate(work_total[5s])", step: step, fine: 1, over: ring)
    #expect(rate[spike] == 700)
    let sum = try Self.points("2 * sum(level) - 1", step: step, fine: 1, over: ring)
    #expect(sum[spike] == 99)
  }

  @Test func `without an envelope a spike between two points is not there`() throws {
    let ring = Ring.unbounded()
    Self.fill(ring)
    let level = try Self.points("level", step: 30, fine: nil, over: ring)
    #expect(level.values.max() == 1)
  }

  @Test(arguments: [30, 60, 300, 3600] as [Int64])
  func `a spike that only archives remember is drawn at every zoom`(step: Int64) throws {
    let ring = Ring(byteBound: 4 << 20)
    // Noise takes the room of the first hours' raw samples.
    Self.fill(ring, seconds: 7200)
    var generator = SeededGenerator(seed: 5)
    for second in 0..<Int64(4000) {
      for number in 0..<20 {
        ring.append(
          labels: ["__name__": "noise", "n": ByteString("\(number)")],
          metadata: MetricMetadata(type: .gauge), family: "noise", origin: .host,
          samples: [
            Sample(
              timestamp: Timestamp(milliseconds: (Self.first + 7200 + second) * 1000),
              value: Double(generator.next() >> 11))
          ])
      }
    }
    let spike = Self.first + 4321
    let raw = try #require(ring.status().shares[.host]?.oldestRaw)
    try #require(raw.milliseconds > spike * 1000, "the sample itself is gone")
    let level = try Self.points("level", step: step, fine: 1, over: ring)
    let found = level.filter { $0.value == 50 }.keys.first
    #expect(found.map { abs($0 - spike) < 60 } == true, "\(level.count) points")
    let rate = try Self.points("irate(work_total[5s])", step: step, fine: 1, over: ring)
    let fastest = rate.max { $0.value < $1.value }
    #expect(fastest.map { abs($0.key - spike) < 60 && abs($0.value / 700 - 1) < 0.001 } == true)
  }

  @Test(arguments: ["level", "irate(work_total[5s])", "max_over_time(level[10s])"])
  func `a refreshed envelope equals a fresh one`(query: String) throws {
    let ring = Ring.unbounded()
    Self.fill(ring, seconds: 4400)
    let expression = try Parser.parse(query)
    func panel() -> IncrementalRange {
      IncrementalRange(
        expression, step: .seconds(30), fineStep: .seconds(1), engine: Engine())
    }
    var kept = panel()
    for end in stride(from: Self.first + 4200, through: Self.first + 4400, by: 7) {
      let now = Timestamp(milliseconds: end / 30 * 30_000)
      let start = now - .seconds(600)
      let refreshed = try kept.refresh(
        from: start, through: now, complete: Timestamp(milliseconds: end * 1000), over: [ring])
      var fresh = panel()
      let again = try fresh.refresh(
        from: start, through: now, complete: Timestamp(milliseconds: end * 1000), over: [ring])
      guard case .matrix(let one) = refreshed.value, case .matrix(let other) = again.value else {
        Issue.record("no matrix")
        return
      }
      // A window that moved on has lost the step before its first, of which a fresh one still has the inner points.
      let from = start.milliseconds
      #expect(one.map { $0.from(from) } == other.map { $0.from(from) }, "end \(end)")
    }
  }
}

extension SeriesResult {
  /// The points from a moment on.
  fileprivate func from(_ moment: Int64) -> SeriesResult {
    let first = timestamps.firstIndex { $0 >= moment } ?? timestamps.count
    return SeriesResult(
      labels: labels, timestamps: Array(timestamps[first...]), values: Array(values[first...]))
  }
}
