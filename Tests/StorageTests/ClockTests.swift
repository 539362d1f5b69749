import Metrics
import Testing

@testable import Storage
@testable import TimeSeries

/// A program that starts with a clock that is behind what is in its file: none of either is lost or made up.
struct ClockTests {
  private static let start = RingFixture.start

  private static func moment(_ second: Int) -> Timestamp {
    Timestamp(milliseconds: start + Int64(second) * 1000)
  }

  private static func value(_ life: Int, _ second: Int) -> Double {
    Double(life * 1000) + Double(second)
  }

  /// Lets a program live: samples of these seconds, one a second, in the file at its end.
  ///
  /// - Returns: its ring and what was older than it, as its queries see them.
  private static func live(
    _ life: Int, _ disk: FaultyDisk, from first: Int, through last: Int
  ) throws -> Tiers {
    let beginning = moment(first)
    let ring = Ring(byteBound: 2 << 20, beginning: beginning)
    let flusher = Flusher(
      ring: ring,
      file: RingFilePlace(write: { () throws(StorageError) in disk }) {
        () throws(StorageError) in disk
      }, size: .bytes(8 << 20), arenaBytes: 2 << 20, facts: RingFixture.facts,
      clock: { moment(last) })
    for second in first...last {
      ring.append(
        labels: ["__name__": "m"], metadata: MetricMetadata(type: .gauge), family: "m",
        origin: .host,
        samples: [Sample(timestamp: moment(second), value: value(life, second))])
    }
    // It is told to end before it begins: it writes what there is, twice.
    flusher.stop()
    flusher.run()
    #expect(flusher.isAllWritten)
    return Tiers(arena: ring, history: flusher.history)
  }

  private static func found(_ source: any SampleSource) -> [Int: Double] {
    let selection = select(
      [LabelMatcher("__name__", equals: "m")], after: Timestamp(milliseconds: .min),
      through: Timestamp(milliseconds: .max), from: [source])
    var result: [Int: Double] = [:]
    for case .floats(let times, let values) in selection.series.flatMap(\.columns) {
      for (time, value) in zip(times, values) where !value.isStaleMarker {
        result[Int((time - start) / 1000)] = value
      }
    }
    return result
  }

  private static func values(
    _ lives: [(life: Int, seconds: ClosedRange<Int>)]
  ) -> [Int: Double] {
    var result: [Int: Double] = [:]
    for (life, seconds) in lives { for second in seconds { result[second] = value(life, second) } }
    return result
  }

  @Test func `what was written by a clock that was ahead is still read, and the past is written`()
    throws
  {
    let disk = FaultyDisk()
    _ = try Self.live(1, disk, from: 1000, through: 1060)
    // The clock was set back by a quarter of an hour.
    let second = try Self.live(2, disk, from: 100, through: 160)
    let both = Self.values([(1, 1000...1060), (2, 100...160)])
    #expect(Self.found(second) == both)
    #expect(try Self.found(RingFile(disk)) == both, "all of it is in the file")
    // And it is right again.
    let third = try Self.live(3, disk, from: 1100, through: 1120)
    let all = both.merging(Self.values([(3, 1100...1120)])) { $1 }
    #expect(Self.found(third) == all)
    #expect(try Self.found(RingFile(disk)) == all)
    #expect(try RingFile.verify(disk) == [])
  }

  @Test func `where both have the same time, each moment has the sample of one of them`() throws {
    let disk = FaultyDisk()
    _ = try Self.live(1, disk, from: 1000, through: 1060)
    let second = try Self.live(2, disk, from: 980, through: 1030)
    // The ring in memory comes first where both have a sample.
    #expect(
      Self.found(second)
        == Self.values([(1, 1000...1060)]).merging(Self.values([(2, 980...1030)])) { $1 })
    let file = try Self.found(RingFile(disk))
    #expect(file.keys.sorted() == Array(980...1060))
    for (second, value) in file {
      #expect([Self.value(1, second), Self.value(2, second)].contains(value))
    }
  }

  @Test func `a clock that starts before everything hides nothing of what is there`() throws {
    let disk = FaultyDisk()
    _ = try Self.live(1, disk, from: 0, through: 60)
    let beginning = Timestamp(milliseconds: 0)
    let ring = Ring(byteBound: 2 << 20, beginning: beginning)
    let history = LateHistory(until: beginning)
    let file = try RingFile(disk)
    let newest = try #require(file.newest)
    ring.note(formerEnd: newest)
    history.take(file, newest: newest)
    let tiers = Tiers(arena: ring, history: history)
    #expect(Self.found(tiers) == Self.values([(1, 0...60)]))
    // The writer before had ended: what it wrote is not taken for present.
    let now = select(
      [LabelMatcher("__name__", equals: "m")], after: Self.moment(0), through: Self.moment(90),
      from: [tiers])
    guard case .floats(let times, let values)? = now.series.first?.columns.last else {
      Issue.record("no samples")
      return
    }
    #expect(values.last?.isStaleMarker == true && times.last == newest.milliseconds + 1)
  }
}
