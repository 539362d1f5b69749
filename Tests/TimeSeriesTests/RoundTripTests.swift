import Metrics
import Testing
import TimeSeries

@Suite struct RoundTripTests {
  /// Values that encoders get wrong.
  private static let hostile: [UInt64] = [
    0, 1, 1 << 63, .max, 0x7ff0_0000_0000_0000, 0xfff0_0000_0000_0000, 0x7ff0_0000_0000_0002,
    0x7ff8_0000_0000_0001, 0xfff8_dead_beef_0001, 0x000f_ffff_ffff_ffff, 0x0010_0000_0000_0000,
    0x7fef_ffff_ffff_ffff, 0x3ff0_0000_0000_0000, 0x3ff0_0000_0000_0001,
  ]
  private static let steps: [Int64] = [
    1, 2, 63, 64, 65, 127, 128, 999, 1000, 1001, 2047, 2048, 2049, 15_000, 524_287, 524_288,
    524_289,
    1 << 31, 1 << 32, 1 << 40,
  ]

  private static func samples(_ generator: inout SeededGenerator, _ count: Int) -> [Sample] {
    var time = Int64.random(in: -1_000_000_000...2_000_000_000_000, using: &generator)
    var value = 1.0
    var result: [Sample] = []
    for _ in 0..<count {
      switch Int.random(in: 0..<10, using: &generator) {
      case 0: time += steps.randomElement(using: &generator) ?? 1
      case 1: time += Int64.random(in: 1...5000, using: &generator)
      default: time += 1000
      }
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: value = Double(bitPattern: hostile.randomElement(using: &generator) ?? 0)
      case 1: value = Double(bitPattern: generator.next())
      case 2: value += Double(Int.random(in: -100...100, using: &generator)) / 100
      case 3: value = Double(Int.random(in: 0...1000, using: &generator))
      default: break
      }
      result.append(Sample(time, value))
    }
    return result
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `every sample comes back bit for bit`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let ring = Ring.unbounded()
    let expected = Self.samples(&generator, 2000)
    for chunk in stride(from: 0, to: 2000, by: 100) {
      ring.append(series("round"), Array(expected[chunk..<chunk + 100]))
    }
    ring.checkInvariants()
    #expect(ring.all("round").series.first?.samples == expected, "seed \(seed)")
  }

  /// What is measured: whole numbers and fractions of few digits that go on evenly, jump, stop, begin anew, and now and
  /// then are no number, or need more digits than before.
  private static func measured(
    _ generator: inout SeededGenerator, digits: Int, unit: Int, isCounter: Bool, _ count: Int
  ) -> [Sample] {
    let scale = [1.0, 10, 100, 1000, 10_000, 100_000, 1_000_000][digits]
    var whole = Int.random(in: 0...1 << 40, using: &generator) / unit * unit
    var result: [Sample] = []
    for second in 0..<count {
      let time = 1_700_000_000_000 + Int64(second) * 1000
      switch Int.random(in: 0..<60, using: &generator) {
      case 0: whole = isCounter ? 0 : whole + unit << Int.random(in: 0...30, using: &generator)
      case 1:
        let odd = [.staleMarker, -0.0, .nan, .infinity, 0.1 + 0.2].randomElement(using: &generator)
        result.append(Sample(time, odd ?? .nan))
        continue
      case 2...20: break
      default:
        let step = Int.random(in: isCounter ? 0...9 : -300...300, using: &generator)
        whole += step * unit
      }
      result.append(Sample(time, Double(whole) / scale))
    }
    return result
  }

  @Test(arguments: [(0, 1), (0, 4096), (1, 1), (2, 1), (3, 5), (6, 1)], [true, false])
  func `what is measured comes back bit for bit`(
    scale: (digits: Int, unit: Int), isCounter: Bool
  ) {
    var generator = SeededGenerator(seed: UInt64(scale.digits * 8 + scale.unit))
    let ring = Ring.unbounded()
    let expected = Self.measured(
      &generator, digits: scale.digits, unit: scale.unit, isCounter: isCounter, 3000)
    ring.append(series("measured"), expected, type: isCounter ? .counter : .gauge)
    ring.checkInvariants()
    #expect(ring.all("measured").series.first?.samples == expected)
  }

  @Test func `fractions of few digits cost about as little as whole numbers`() throws {
    var bytes: [Double: Int] = [:]
    for scale in [1.0, 100, 1_000_000] {
      var generator = SeededGenerator(seed: 4)
      var whole = 123_456_789
      let samples = (0..<20_000).map { second in
        whole += Int.random(in: 0...12, using: &generator)
        return Sample(Int64(second) * 1000, Double(whole) / scale)
      }
      let ring = Ring(byteBound: 4 << 20)
      ring.append(series("cost"), samples, type: .counter)
      bytes[scale] = try #require(ring.status().shares[.host]).bytesUsed
    }
    let least = try #require(bytes[1])
    #expect(bytes.values.allSatisfy { Double($0) < Double(least) * 1.1 }, "\(bytes)")
  }

  @Test func `the ends of time are times`() {
    let ring = Ring.unbounded()
    let expected = [
      Sample(.min + 1, 1), Sample(-1, 2), Sample(0, 2), Sample(1, 3), Sample(.max, 4),
    ]
    ring.append(series("ends"), expected)
    #expect(ring.all("ends").series.first?.samples == expected)
  }

  @Test func `a bounded ring takes the ends of time into its archives`() {
    let ring = Ring(byteBound: Ring.leastByteBound)
    ring.append(series("ends"), [Sample(.min + 1, 1), Sample(0, 2), Sample(.max, 4)])
    ring.append(series("ends", 1), [Sample(.min + 1, 1), Sample(.max, 4)], type: .counter)
    ring.checkInvariants()
    #expect(ring.all("ends").series.count == 2)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `an interval cuts exactly, and the newest are found`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let ring = Ring.unbounded()
    let expected = Self.samples(&generator, 1500)
    ring.append(series("cut"), expected)
    for _ in 0..<20 {
      let bounds = (0..<2).compactMap { _ in
        expected.randomElement(using: &generator)?.timestamp.milliseconds
      }.sorted()
      let (after, through) = (
        Timestamp(milliseconds: bounds[0]), Timestamp(milliseconds: bounds[1])
      )
      let inside = expected.filter { $0.timestamp > after && $0.timestamp <= through }
      let matcher = LabelMatcher("__name__", equals: "cut")
      let all = select([matcher], after: after, through: through, from: [ring])
      #expect(all.series.first?.samples ?? [] == inside, "seed \(seed)")
      for newest in 1...3 {
        let few = select(
          [matcher], after: after, through: through, from: [ring], newest: newest)
        let found = few.series.first?.samples ?? []
        #expect(found.count >= min(newest, inside.count), "seed \(seed)")
        #expect(Array(inside.suffix(found.count)) == found, "seed \(seed)")
      }
    }
  }

  @Test func `samples no newer than the newest are dropped and counted`() {
    let ring = Ring.unbounded()
    let result = ring.append(
      series("late"), [Sample(10, 1), Sample(10, 2), Sample(9, 3), Sample(11, 4)])
    #expect(result.appended == 2)
    #expect(result.outOfOrder == 2)
    #expect(ring.status().outOfOrderSamples == 2)
    #expect(ring.all("late").series.first?.samples == [Sample(10, 1), Sample(11, 4)])
  }
}
