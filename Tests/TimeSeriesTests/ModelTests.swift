import Metrics
import Testing
import TimeSeries

/// A small bounded ring against dictionaries of arrays: what it still has must be the newest part of what it was given.
@Suite struct ModelTests {
  private struct Model {
    var samples: [Labels: [Sample]] = [:]
  }

  private static func labels(_ number: Int) -> Labels {
    ["__name__": ByteString("m\(number % 5)"), "number": ByteString("\(number)")]
  }

  private static func origin(_ number: Int) -> SampleOrigin {
    switch number % 4 {
    case 0: .host
    case 1: .processes
    case 2: .target(ByteString("t\(number % 3)"))
    default: .events
    }
  }

  /// One round of a collector whose series come and go.
  private static func batch(
    _ round: Int, _ shift: Int, _ generator: inout SeededGenerator, _ live: inout [UInt32: Int],
    _ model: inout Model
  ) -> SampleBatch {
    let time = Int64(round) * 1000 + 1_700_000_000_000
    var batch = SampleBatch(
      origin: origin(shift), timestamp: Timestamp(milliseconds: time))
    for slot in UInt32(0)..<60 {
      guard let number = live[slot] else {
        guard Int.random(in: 0..<3, using: &generator) == 0 else { continue }
        let number = (round * 60 + Int(slot)) * 4 + shift
        live[slot] = number
        batch.declarations.append(
          SeriesDeclaration(
            slot: slot, labels: labels(number), family: ByteString("m\(number % 5)"),
            metadata: MetricMetadata(type: number % 2 == 0 ? .gauge : .counter, help: "Help.")))
        continue
      }
      if Int.random(in: 0..<40, using: &generator) == 0 {
        batch.ended.append(slot)
        model.samples[labels(number), default: []].append(Sample(time, .staleMarker))
        live[slot] = nil
        continue
      }
      let value = Double(Int.random(in: 0...1_000_000, using: &generator)) / 7
      batch.append(value, slot: slot)
      model.samples[labels(number), default: []].append(Sample(time, value))
    }
    return batch
  }

  @Test(arguments: 1...2 as ClosedRange<UInt64>)
  func `what is selected is the newest part of what was appended`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let ring = Ring(byteBound: Ring.leastByteBound)
    let writers = (0..<4).map { _ in ring.makeWriter() }
    var live: [[UInt32: Int]] = Array(repeating: [:], count: 4)
    var model = Model()
    for round in 0..<160 {
      for shift in 0..<4 {
        let batch = Self.batch(round, shift, &generator, &live[shift], &model)
        writers[shift].append(batch)
      }
      if round % 40 == 0 { ring.checkInvariants() }
    }
    ring.checkInvariants()
    let status = ring.status()
    #expect(status.bytesUsed <= status.byteBound)
    #expect(status.evictions > 0, "the bound was reached")
    var found = 0
    for name in (0..<5).map({ ByteString("m\($0)") }) {
      for one in ring.all(name).series {
        let samples = one.samples
        found += samples.count
        let expected = model.samples[one.labels]?.suffix(samples.count) ?? []
        #expect(samples == Array(expected), "seed \(seed), \(one.labels)")
        #expect(Self.isAscending(one.columns), "seed \(seed), \(one.labels)")
      }
    }
    #expect(found > 1000, "seed \(seed)")
  }

  private static func isAscending(_ columns: [Column]) -> Bool {
    var last = Int64.min
    for column in columns {
      let times: [Int64]
      switch column {
      case .floats(let rawTimes, _): times = rawTimes
      case .gauges(let buckets): times = buckets.starts
      case .counters(let buckets): times = buckets.starts
      }
      for time in times {
        guard time > last else { return false }
        last = time
      }
      if case .gauges(let buckets) = column {
        last = buckets.starts.last.map { $0 + buckets.width - 1 } ?? last
      }
      if case .counters(let buckets) = column {
        last = buckets.starts.last.map { $0 + buckets.width - 1 } ?? last
      }
    }
    return true
  }

  @Test func `matchers select as they do on the labels themselves`() throws {
    let ring = Ring.unbounded()
    var all: [Labels] = []
    for number in 0..<300 {
      var labels: Labels = [
        "__name__": ByteString("m\(number % 7)"), "number": ByteString("\(number)"),
      ]
      if number % 3 == 0 { labels = labels.setting("extra", to: ByteString("x\(number % 5)")) }
      all.append(labels)
      ring.append(labels, [Sample(1000, Double(number))], origin: Self.origin(number))
    }
    let rows: [[LabelMatcher]] = try [
      [LabelMatcher("__name__", equals: "m3")],
      [LabelMatcher("__name__", .matches, "m[12]"), LabelMatcher("extra", .notEqual, "x1")],
      [LabelMatcher("__name__", equals: "m3"), LabelMatcher("extra", equals: "")],
      [LabelMatcher("extra", .matches, "x.+|")],
      [LabelMatcher("number", .doesNotMatch, "1.*"), LabelMatcher("extra", .matches, ".+")],
      [LabelMatcher("nothing", equals: "")],
      [LabelMatcher("nothing", .notEqual, "")],
      [LabelMatcher("nothing", equals: "x")],
      [LabelMatcher("__name__", .notEqual, "m0")],
      [],
    ]
    for matchers in rows {
      let expected = all.filter { labels in matchers.allSatisfy { $0.matches(labels) } }.sorted()
      let found = select(
        matchers, after: Timestamp(milliseconds: 0), through: Timestamp(milliseconds: 5000),
        from: [ring])
      #expect(found.series.map(\.labels) == expected, "\(matchers)")
    }
  }

  @Test func `arenas are merged, the earlier one first`() {
    let rings = [Ring.unbounded(), Ring.unbounded()]
    rings[0].append(series("a"), [Sample(1000, 1), Sample(3000, 3)])
    rings[1].append(series("a"), [Sample(2000, 20), Sample(3000, 30), Sample(4000, 40)])
    rings[1].append(series("a", 1), [Sample(1000, 5)])
    let found = select(
      [LabelMatcher("__name__", equals: "a")], after: Timestamp(milliseconds: 0),
      through: Timestamp(milliseconds: 9000), from: rings)
    let first = [Sample(1000, 1), Sample(2000, 20), Sample(3000, 3), Sample(4000, 40)]
    #expect(found.series.map(\.labels) == [series("a"), series("a", 1)])
    #expect(found.series.map(\.samples) == [first, [Sample(1000, 5)]])
  }

  @Test func `the catalogue names metrics, labels, values and jobs`() {
    let ring = Ring.unbounded()
    ring.append(
      labels: ["__name__": "x_bucket", "job": "web", "le": "1"],
      metadata: MetricMetadata(type: .histogram, help: "Time.", unit: "seconds"), family: "x",
      origin: .target("web"), samples: [Sample(1, 1)])
    ring.append(
      labels: ["__name__": "x_bucket", "job": "db", "le": "1"],
      metadata: MetricMetadata(type: .histogram, help: "Time.", unit: "seconds"), family: "x",
      origin: .host, samples: [Sample(1, 1)])
    ring.append(
      labels: ["__name__": "x_count"],
      metadata: MetricMetadata(type: .histogram, help: "Time.", unit: "seconds"), family: "x",
      origin: .host, samples: [Sample(1, 1)])
    ring.append(series("", 1), [Sample(1, 1)])
    let metadata = MetricMetadata(type: .histogram, help: "Time.", unit: "seconds")
    #expect(
      ring.metrics == [
        Metric(name: "x_bucket", metadata: metadata, series: 2, jobs: ["db", "web"]),
        Metric(name: "x_count", metadata: metadata, series: 1, jobs: []),
      ])
    #expect(ring.metadata(of: "x") == metadata)
    #expect(ring.metadata(of: "y") == nil)
    #expect(ring.labelNames == ["__name__", "job", "le", "number"])
    #expect(ring.labelValues(of: "job") == ["db", "test", "web"])
    #expect(ring.labelValues(of: "nothing") == [])
  }
}
