import Metrics
import Testing
import TimeSeries

/// Floods, churn and many hours: the bound holds, and no class pays for another.
@Suite struct PressureTests {
  private static let start: Int64 = 1_700_000_000_000

  private static func declaration(_ slot: Int, _ name: ByteString, _ number: Int)
    -> SeriesDeclaration
  {
    SeriesDeclaration(
      slot: UInt32(slot), labels: series(name, number), family: name,
      metadata: MetricMetadata(type: number % 2 == 0 ? .gauge : .counter, help: "Help."))
  }

  /// The host: 24 series that move every second, for `seconds`, with a flood beside it if wanted.
  private static func run(_ ring: Ring, seconds: Int, flood: Int) {
    var generator = SeededGenerator(seed: 11)
    let host = ring.makeWriter()
    let target = ring.makeWriter()
    let processes = ring.makeWriter()
    for second in 0..<seconds {
      let time = Timestamp(milliseconds: start + Int64(second) * 1000)
      var batch = SampleBatch(origin: .host, timestamp: time)
      if second == 0 { batch.declarations = (0..<24).map { declaration($0, "host", $0) } }
      for slot in 0..<24 {
        batch.append(Double.random(in: 0..<10, using: &generator), slot: UInt32(slot))
      }
      host.append(batch)
      guard flood > 0 else { continue }
      var bomb = SampleBatch(origin: .target("bomb"), timestamp: time)
      var forks = SampleBatch(origin: .processes, timestamp: time)
      for number in 0..<flood {
        bomb.declarations.append(declaration(number, "bomb", second * flood + number))
        bomb.append(1, slot: UInt32(number))
        bomb.ended = second % 2 == 0 ? bomb.slots : []
      }
      for number in 0..<50 {
        forks.declarations.append(declaration(number, "forks", second * 50 + number))
        forks.append(1, slot: UInt32(number))
        forks.ended.append(UInt32(number))
      }
      target.append(bomb)
      processes.append(forks)
    }
  }

  @Test func `a label bomb and a fork storm take nothing from the host`() throws {
    let quiet = Ring(byteBound: Ring.leastByteBound)
    let flooded = Ring(byteBound: Ring.leastByteBound)
    Self.run(quiet, seconds: 600, flood: 0)
    Self.run(flooded, seconds: 600, flood: 40)
    flooded.checkInvariants()
    let before = try #require(quiet.status().shares[.host])
    let after = try #require(flooded.status().shares[.host])
    #expect(before.evictedBlocks > 0, "the host's own share is full")
    #expect(after == before)
    #expect(flooded.all("host") == quiet.all("host"))
    let status = flooded.status()
    #expect(status.shares.values.allSatisfy { $0.bytesUsed <= $0.byteBound })
    #expect((status.shares[.targets]?.forgottenSeries ?? 0) > 3000)
    #expect((status.shares[.processes]?.forgottenSeries ?? 0) > 5000)
    let newest = flooded.all("bomb").series.filter { $0.samples.first?.value == 1 }
    #expect(!newest.isEmpty, "the flood keeps its newest")
  }

  @Test func `a target that grows leaves an even share to the others`() throws {
    let ring = Ring(byteBound: 1 << 20)
    var generator = SeededGenerator(seed: 5)
    let small = ring.makeWriter()
    let large = ring.makeWriter()
    for second in 0..<500 {
      let time = Timestamp(milliseconds: Self.start + Int64(second) * 1000)
      for (writer, name, count) in [(small, ByteString("small"), 10), (large, "large", 120)] {
        var batch = SampleBatch(origin: .target(name), timestamp: time)
        if second == 0 { batch.declarations = (0..<count).map { Self.declaration($0, name, $0) } }
        for slot in 0..<count {
          batch.append(Double.random(in: 0..<1, using: &generator), slot: UInt32(slot))
        }
        writer.append(batch)
      }
    }
    ring.checkInvariants()
    let few = ring.all("small").series.map(\.samples.count)
    let many = ring.all("large").series.map(\.samples.count)
    #expect(few.allSatisfy { $0 == 500 }, "the small target fits into its half: \(few)")
    #expect(many.allSatisfy { $0 < 450 })
  }

  @Test func `ten minutes at ten times the rate stay within the bound`() {
    let ring = Ring(byteBound: Ring.leastByteBound)
    let writer = ring.makeWriter()
    var generator = SeededGenerator(seed: 3)
    for tick in 0..<6000 {
      let time = Timestamp(milliseconds: Self.start + Int64(tick) * 100)
      var batch = SampleBatch(origin: .host, timestamp: time)
      if tick == 0 { batch.declarations = (0..<20).map { Self.declaration($0, "fast", $0) } }
      for slot in 0..<20 {
        batch.append(Double(Int.random(in: 0..<50, using: &generator)), slot: UInt32(slot))
      }
      writer.append(batch)
      if tick % 1000 == 0 { ring.checkInvariants() }
    }
    let status = ring.status()
    #expect(status.bytesUsed <= status.byteBound)
    #expect(status.appendedSamples == 120_000)
    #expect(ring.all("fast").series.count == 20)
  }

  @Test func `a series that was forgotten is made again when it is written`() {
    let ring = Ring(byteBound: Ring.leastByteBound)
    let writer = ring.makeWriter()
    var batch = SampleBatch(origin: .events, timestamp: Timestamp(milliseconds: Self.start))
    batch.declarations = [Self.declaration(0, "old", 0)]
    batch.append(1, slot: 0)
    writer.append(batch)
    for number in 0..<1500 {
      ring.append(
        series("new", number), [Sample(Self.start + 1000 + Int64(number), 1)], origin: .events)
    }
    #expect(ring.all("old").series.isEmpty)
    // What has just begun is taken to go on, and is not pushed out by what comes back.
    var soon = SampleBatch(origin: .events, timestamp: Timestamp(milliseconds: Self.start + 9000))
    soon.append(2, slot: 0)
    #expect(writer.append(soon).refused == 1)
    var later = SampleBatch(
      origin: .events, timestamp: Timestamp(milliseconds: Self.start + 90_000))
    later.append(2, slot: 0)
    #expect(writer.append(later).appended == 1)
    #expect(ring.all("old").series.first?.samples == [Sample(Self.start + 90_000, 2)])
    ring.checkInvariants()
  }

  /// Targets that have more series together than there is room for, scraped in turn for ten rounds.
  @Test func `series that are being written do not push each other out`() throws {
    let ring = Ring(byteBound: 4 << 20)
    let writer = ring.makeWriter()
    var forgotten: [Int] = []
    var refused = 0
    for round in 0..<10 {
      for target in 0..<8 {
        let time = Self.start + Int64(round) * 5000 + Int64(target) * 600
        var batch = SampleBatch(
          origin: .target(ByteString("t\(target)")), timestamp: Timestamp(milliseconds: time))
        for number in 0..<201 {
          let slot = target * 201 + number
          let name: ByteString = number == 200 ? "up" : "m"
          if round == 0 { batch.declarations.append(Self.declaration(slot, name, slot)) }
          batch.append(Double(round), slot: UInt32(slot))
        }
        let result = writer.append(batch)
        if round == 9 { refused += result.refused }
      }
      forgotten.append(try #require(ring.status().shares[.targets]).forgottenSeries)
      ring.checkInvariants()
    }
    #expect(forgotten[9] == forgotten[4], "\(forgotten)")
    let found = ring.all("m").series
    #expect(refused == 1600 - found.count)
    #expect((400..<1600).contains(found.count))
    #expect(found.allSatisfy { $0.samples.count >= 5 })
    #expect(ring.all("up").series.count == 8)
    let held = (0..<8).map { target in
      found.count { (target * 201..<target * 201 + 201).contains(Self.number(of: $0.labels)) }
    }
    // An even share, and what may be above it.
    #expect(held.allSatisfy { $0 > found.count / 8 - 40 && $0 < found.count / 8 + 80 }, "\(held)")
  }

  private static func number(of labels: Labels) -> Int {
    labels["number"].flatMap { Int($0.text) } ?? -1
  }

  @Test func `long label values are told apart, found, forgotten and made again`() {
    let ring = Ring(byteBound: 4 << 20)
    let text = [UInt8](repeating: 65, count: 16_384)
    func labels(_ number: Int) -> Labels {
      ["__name__": "long", "job": "test", "v": ByteString(text + Array("\(number)".utf8))]
    }
    for number in 0..<3 {
      let result = ring.append(
        labels(number), [Sample(1000, Double(number))], origin: .processes)
      #expect(result.appended == 1)
      ring.checkInvariants()
    }
    #expect(Set(ring.all("long").series.map(\.labels)) == Set((0..<3).map(labels)))
    let second = select(
      [LabelMatcher("v", equals: ByteString(text + [49]))], after: Timestamp(milliseconds: 0),
      through: Timestamp(milliseconds: 9000), from: [ring])
    #expect(second.series.flatMap(\.samples) == [Sample(1000, 1)])
    for number in 3..<200 {
      let long = labels(number).setting("w", to: ByteString(Array("\(number)".utf8) + text))
      ring.append(long, [Sample(1000 + Int64(number), 1)], origin: .processes)
      if number % 20 == 0 { ring.checkInvariants() }
    }
    ring.checkInvariants()
    let status = ring.status()
    #expect((status.shares[.processes]?.forgottenSeries ?? 0) > 100)
    #expect(status.refusedSamples == 0)
    #expect(ring.all("long").series.contains { $0.samples == [Sample(1199, 1)] })
  }

  @Test func `what nothing declared and what is too long is refused and counted`() {
    let ring = Ring(byteBound: Ring.leastByteBound)
    let writer = ring.makeWriter()
    var batch = SampleBatch(origin: .host, timestamp: Timestamp(milliseconds: Self.start))
    let long: Labels = ["__name__": "x", "v": ByteString([UInt8](repeating: 65, count: 100_000))]
    batch.declarations = [
      SeriesDeclaration(slot: 0, labels: long, family: "x", metadata: MetricMetadata())
    ]
    batch.append(1, slot: 0)
    batch.append(1, slot: 7)
    #expect(writer.append(batch).refused == 2)
    #expect(ring.status().refusedSamples == 2)
    ring.checkInvariants()
  }
}
