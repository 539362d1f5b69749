import Metrics
import Testing

@testable import TimeSeries

/// An arena is one piece of bytes that another process can read while it is written, and after its writer has ended.
@Suite struct ArenaTests {
  private static let start: Int64 = 1_700_000_000_000

  /// The value of a series at a time, which follows from both.
  private static func value(_ number: Int, _ time: Int64) -> Double {
    Double((time / 1000 &* 31 &+ Int64(number) &* 7919) % 1009) / (number % 3 == 0 ? 7 : 1)
  }

  private static func labels(_ number: Int) -> Labels {
    ["__name__": ByteString("a\(number % 4)"), "number": ByteString("\(number)")]
  }

  private static func origin(_ number: Int) -> SampleOrigin {
    switch number % 4 {
    case 0: .host
    case 1: .processes
    case 2: .target(ByteString("t\(number % 3)"))
    default: .events
    }
  }

  /// A writer of series that come and go.
  private struct Producer {
    let arena: ArenaBytes
    let ring: Ring
    private let writers: [RingWriter]
    private var live: [Int: Int] = [:]
    private var next = 0
    private(set) var round = 0
    private var generator: SeededGenerator

    init(seed: UInt64, byteBound: Int = Ring.leastByteBound) {
      let layout = ArenaLayout(byteBound: byteBound)
      arena = ArenaBytes(count: layout.byteCount)
      ring = Ring(
        arena: arena, layout: layout, beginning: Timestamp(milliseconds: ArenaTests.start))
      let ring = ring
      writers = (0..<4).map { _ in ring.makeWriter() }
      generator = SeededGenerator(seed: seed)
    }

    /// One round of four collectors with `slots` slots each, a second after the last.
    mutating func append(slots: Int) {
      let time = ArenaTests.start + Int64(round) * 1000
      for share in 0..<4 {
        var batch = SampleBatch(
          origin: ArenaTests.origin(share), timestamp: Timestamp(milliseconds: time))
        for slot in 0..<slots { fill(&batch, slot, share, time) }
        writers[share].append(batch)
      }
      round += 1
    }

    private mutating func fill(
      _ batch: inout SampleBatch, _ slot: Int, _ share: Int, _ time: Int64
    ) {
      let place = slot * 4 + share
      guard let number = live[place] else {
        let number = next * 4 + share
        next += 1
        live[place] = number
        batch.declarations.append(
          SeriesDeclaration(
            slot: UInt32(slot), labels: ArenaTests.labels(number), family: "a",
            metadata: MetricMetadata(type: number % 8 < 4 ? .gauge : .counter, help: "Help.")))
        return
      }
      if Int.random(in: 0..<50, using: &generator) == 0 {
        batch.ended.append(UInt32(slot))
        live[place] = nil
      } else {
        batch.append(ArenaTests.value(number, time), slot: UInt32(slot))
      }
    }
  }

  /// What a ring has of everything, at every resolution.
  private static func everything(_ ring: Ring) -> [Selection] {
    [Resolution.raw, .tenSeconds, .oneMinute].map { resolution in
      select(
        [], after: Timestamp(milliseconds: .min), through: Timestamp(milliseconds: .max),
        from: [ring], resolution: resolution)
    }
  }

  /// In which series two readings differ, in a few words; nothing where they are the same.
  private static func difference(_ found: [Selection], _ expected: [Selection]) -> String {
    for (resolution, pair) in zip(found, expected).enumerated() {
      let others = Dictionary(uniqueKeysWithValues: pair.1.series.map { ($0.labels, $0) })
      for one in pair.0.series {
        let other = others[one.labels]
        guard other.map({ $0.bits == one.bits }) != true else { continue }
        return "resolution \(resolution), \(one.labels): \(one.shape), not \(other?.shape ?? [])"
      }
      let missing = Set(pair.1.series.map(\.labels)).subtracting(pair.0.series.map(\.labels))
      guard missing.isEmpty else {
        return "resolution \(resolution): \(missing.sorted()) missing"
      }
    }
    return ""
  }

  private static func isTrue(_ selection: Selection) -> Bool {
    selection.series.allSatisfy { one in
      guard let number = Int(one.labels["number"]?.text ?? "") else { return false }
      return one.labels == labels(number)
        && one.samples.allSatisfy { sample in
          sample.value.isStaleMarker
            || sample.value == value(number, sample.timestamp.milliseconds)
        }
    }
  }

  @Test(arguments: [(1, 3, 90), (2, 12, 400), (3, 40, 200)])
  func `a reader finds in the bytes what the writer has, at every resolution`(
    seed: UInt64, slots: Int, rounds: Int
  ) throws {
    var producer = Producer(seed: seed)
    for round in 0..<rounds {
      producer.append(slots: slots)
      guard round == rounds / 3 || round == rounds - 1 else { continue }
      let reader = try Ring(reading: producer.arena)
      #expect(Self.difference(Self.everything(reader), Self.everything(producer.ring)) == "")
      #expect(reader.newest == producer.ring.newest)
      #expect(reader.metrics.map(\.name) == producer.ring.metrics.map(\.name))
      #expect(reader.status().samples == producer.ring.status().samples)
      for ringClass in RingClass.allCases {
        #expect(reader.completeSince(ringClass) == producer.ring.completeSince(ringClass))
      }
      reader.checkInvariants()
    }
    producer.ring.checkInvariants()
  }

  @Test(arguments: [(1, 3, 90), (2, 12, 400), (3, 24, 200)])
  func `a follower sees new series, new blocks and what was reused`(
    seed: UInt64, slots: Int, rounds: Int
  ) throws {
    var producer = Producer(seed: seed)
    let often = try Ring(reading: producer.arena)
    let seldom = try Ring(reading: producer.arena)
    for round in 0..<rounds {
      producer.append(slots: slots)
      often.refresh()
      if round % 60 == 59 || round == rounds - 1 {
        seldom.refresh()
        for follower in [often, seldom] {
          let difference = Self.difference(
            Self.everything(follower), Self.everything(producer.ring))
          #expect(difference == "", "round \(round)")
          #expect(follower.newest == producer.ring.newest)
          follower.checkInvariants()
        }
      } else if round % 7 == 0 {
        #expect(Self.isTrue(Self.everything(seldom)[0]))
      }
    }
    #expect(often.metrics.map(\.name) == producer.ring.metrics.map(\.name))
  }

  @Test func `what a reader is given to append is refused`() throws {
    var producer = Producer(seed: 5)
    for _ in 0..<3 { producer.append(slots: 2) }
    let before = Self.everything(producer.ring)
    let reader = try Ring(reading: producer.arena)
    let result = reader.append(Self.labels(0), [Sample(Self.start + 90_000, 1)])
    #expect(
      result
        == {
          var result = AppendResult(); result.refused = 1; return result
        }())
    let writer = reader.makeWriter()
    var batch = SampleBatch(origin: .host, timestamp: Timestamp(milliseconds: Self.start + 99_000))
    batch.declarations = [
      SeriesDeclaration(slot: 0, labels: Self.labels(4), family: "a", metadata: MetricMetadata())
    ]
    batch.append(1, slot: 0)
    #expect(writer.append(batch).refused == 1)
    #expect(Self.difference(Self.everything(producer.ring), before) == "")
    #expect(Self.difference(Self.everything(reader), before) == "")
  }
}

extension SelectedSeries {
  /// Everything as numbers that are the same only where the bits are.
  fileprivate var bits: [[UInt64]] {
    func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }
    func bits(_ values: [Int64]) -> [UInt64] { values.map { UInt64(bitPattern: $0) } }
    return columns.flatMap { column -> [[UInt64]] in
      switch column {
      case .floats(let times, let values): [bits(times), bits(values)]
      case .gauges(let all):
        [
          bits([all.width]), bits(all.starts), bits(all.minima), bits(all.maxima),
          bits(all.sums), bits(all.counts), bits(all.lasts), bits(all.lastTimes),
        ]
      case .counters(let all):
        [
          bits([all.width]), bits(all.starts), bits(all.increases), bits(all.slowest),
          bits(all.fastest), bits(all.lasts), bits(all.lastTimes),
        ]
      }
    }
  }

  /// Kind, count and ends of each column.
  fileprivate var shape: [String] {
    columns.map { column in
      switch column {
      case .floats(let times, _): "raw \(times.count) \(times.first ?? 0) \(times.last ?? 0)"
      case .gauges(let buckets):
        "\(buckets.width) \(buckets.starts.count) \(buckets.starts.first ?? 0)"
      case .counters(let buckets):
        "\(buckets.width) \(buckets.starts.count) \(buckets.starts.first ?? 0)"
      }
    }
  }
}
