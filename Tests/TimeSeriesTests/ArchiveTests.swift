import Metrics
import Testing
import TimeSeries

/// Archived buckets against the same fields computed from the samples.
@Suite struct ArchiveTests {
  private static func gauges(_ samples: [Sample], width: Int64) -> GaugeBuckets {
    var result = GaugeBuckets(width: width)
    let groups = Dictionary(grouping: samples) {
      $0.timestamp.bucketStart(.milliseconds(width)).milliseconds
    }
    for start in groups.keys.sorted() {
      let inside = groups[start] ?? []
      let values = inside.map(\.value).filter { !$0.isStaleMarker }
      let numbers = values.filter { !$0.isNaN }
      result.starts.append(start)
      result.minima.append(numbers.min() ?? .nan)
      result.maxima.append(numbers.max() ?? .nan)
      result.sums.append(values.reduce(0, +))
      result.counts.append(Int64(values.count))
      result.lasts.append(inside.last?.value ?? .nan)
      result.lastTimes.append(inside.last?.timestamp.milliseconds ?? 0)
    }
    return result
  }

  private static func counters(_ samples: [Sample], width: Int64) -> CounterBuckets {
    var result = CounterBuckets(width: width)
    var before: Sample?
    for sample in samples {
      let start = sample.timestamp.bucketStart(.milliseconds(width)).milliseconds
      if result.starts.last != start {
        result.starts.append(start)
        result.increases.append(0)
        result.slowest.append(.nan)
        result.fastest.append(.nan)
        result.lasts.append(0)
        result.lastTimes.append(0)
      }
      let place = result.starts.count - 1
      result.lasts[place] = sample.value
      result.lastTimes[place] = sample.timestamp.milliseconds
      guard !sample.value.isNaN else { continue }
      if let before {
        let step = sample.value >= before.value ? sample.value - before.value : sample.value
        let speed =
          step / (Double(sample.timestamp.milliseconds - before.timestamp.milliseconds) / 1000)
        result.increases[place] += step
        result.slowest[place] =
          result.slowest[place].isNaN ? speed : min(result.slowest[place], speed)
        result.fastest[place] =
          result.fastest[place].isNaN ? speed : max(result.fastest[place], speed)
      }
      before = sample
    }
    return result
  }

  /// A speed as an archive keeps it: twelve bits of its fraction, rounded away from the other end.
  private static func outward(_ speed: Double, _ rule: FloatingPointRoundingRule) -> Double {
    guard speed.isFinite, speed != 0 else { return speed }
    let unit = Double(sign: .plus, exponent: speed.exponent - 12, significand: 1)
    return (speed / unit).rounded(rule) * unit
  }

  /// Samples of whole numbers, so that sums do not depend on their order; with gaps, spikes, resets, NaN and markers.
  private static func samples(_ seed: UInt64, isCounter: Bool) -> [Sample] {
    var generator = SeededGenerator(seed: seed)
    var time: Int64 = 1_700_000_003_000
    var value = 100.0
    return (0..<1000).map { number in
      time += Int64.random(in: 0..<50, using: &generator) == 0 ? 45_000 : 1000
      switch Int.random(in: 0..<100, using: &generator) {
      case 0: value = isCounter ? 3 : min(value * 16, 1_000_000)
      case 1: return Sample(time, .staleMarker)
      case 2: return Sample(time, Double.nan)
      case 3...50: value += Double(Int.random(in: 0...8, using: &generator))
      default: break
      }
      return Sample(time, number % 300 == 7 ? value + 1024 : value)
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `gauges keep smallest, largest, sum, count and last`(seed: UInt64) {
    let samples = Self.samples(seed, isCounter: false)
    for (resolution, width) in [(Resolution.tenSeconds, Int64(10_000)), (.oneMinute, 60_000)] {
      let ring = Ring(byteBound: 4 << 20)
      ring.append(series("g"), samples)
      let columns = ring.all("g", resolution: resolution).series.first?.columns ?? []
      guard case .gauges(let found)? = columns.first else {
        Issue.record("no archive: \(columns.count) columns")
        continue
      }
      var expected = Self.gauges(samples, width: width)
      expected.dropLast(after: found.starts.count)
      #expect(found.starts.count >= Self.gauges(samples, width: width).starts.count - 1)
      #expect(found.description == expected.description, "seed \(seed)")
      ring.checkInvariants()
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `counters keep the corrected increase and the speeds`(seed: UInt64) {
    let samples = Self.samples(seed, isCounter: true)
    for (resolution, width) in [(Resolution.tenSeconds, Int64(10_000)), (.oneMinute, 60_000)] {
      let ring = Ring(byteBound: 4 << 20)
      ring.append(series("c"), samples, type: .counter)
      let columns = ring.all("c", resolution: resolution).series.first?.columns ?? []
      guard case .counters(let found)? = columns.first else {
        Issue.record("no archive: \(columns.count) columns")
        continue
      }
      let expected = Self.counters(samples, width: width)
      let count = found.starts.count
      #expect(count >= expected.starts.count - 1)
      #expect(found.starts == Array(expected.starts.prefix(count)))
      #expect(found.lastTimes == Array(expected.lastTimes.prefix(count)))
      #expect("\(found.increases)" == "\(Array(expected.increases.prefix(count)))", "seed \(seed)")
      let slowest = expected.slowest.prefix(count).map { Self.outward($0, .down) }
      let fastest = expected.fastest.prefix(count).map { Self.outward($0, .up) }
      #expect("\(found.slowest)" == "\(slowest)", "seed \(seed)")
      #expect("\(found.fastest)" == "\(fastest)", "seed \(seed)")
      #expect("\(found.lasts)" == "\(Array(expected.lasts.prefix(count)))", "seed \(seed)")
    }
  }

  @Test func `a series of one sample in 10 s keeps minutes only, and they join its raw samples`() {
    let ring = Ring(byteBound: Ring.leastByteBound)
    var generator = SeededGenerator(seed: 8)
    var slow: [Sample] = []
    for half in 0..<Int64(60_000) {
      let time = 1_700_000_000_000 + half * 500
      let value = Double(Int.random(in: 0..<10_000, using: &generator))
      ring.append(series("fast"), [Sample(time, value)])
      guard half % 30 == 0 else { continue }
      slow.append(Sample(time, value))
      ring.append(series("slow"), [slow[slow.count - 1]])
    }
    ring.checkInvariants()
    for resolution in [Resolution.raw, .tenSeconds] {
      let columns = ring.all("slow", resolution: resolution).series.first?.columns ?? []
      guard columns.count == 2, case .gauges(let minutes) = columns[0],
        case .floats(let times, let values) = columns[1]
      else {
        Issue.record("\(columns.count) columns")
        continue
      }
      #expect(minutes.width == 60_000)
      let distance = (times.first ?? 0) - (minutes.starts.last ?? 0) - 60_000
      #expect((0..<15_000).contains(distance), "the next sample is the first raw one")
      #expect(values == slow.suffix(values.count).map(\.value))
      #expect(
        minutes.sums
          == Array(
            Self.gauges(slow, width: 60_000).sums.dropFirst(
              Self.gauges(slow, width: 60_000).starts.firstIndex(of: minutes.starts[0]) ?? 0
            ).prefix(minutes.sums.count)))
    }
  }

  @Test func `a series that gets faster has no gap where its 10 s begin`() {
    let ring = Ring(byteBound: Ring.leastByteBound)
    var generator = SeededGenerator(seed: 9)
    var time: Int64 = 1_700_000_000_000
    var samples: [Sample] = []
    for number in 0..<60_000 {
      samples.append(Sample(time, Double(Int.random(in: 0..<9_000_000, using: &generator))))
      time += number < 100 ? 15_000 : 100
    }
    ring.append(series("faster"), samples)
    var ends: [Int64] = []
    for column in ring.all("faster").series.first?.columns ?? [] {
      switch column {
      case .gauges(let buckets):
        #expect(
          zip(buckets.starts, buckets.starts.dropFirst()).allSatisfy { $1 - $0 == buckets.width })
        #expect(ends.isEmpty || buckets.starts.first == ends.last)
        ends.append((buckets.starts.last ?? 0) + buckets.width)
      case .floats(let times, _): #expect(times.first == ends.last)
      case .counters: Issue.record("a gauge")
      }
    }
    #expect(ends.count == 2, "minutes, then 10 s, then raw samples")
  }

  @Test func `raw is used where raw exists, archives for what is older, without a gap`() {
    let ring = Ring(byteBound: Ring.leastByteBound)
    var generator = SeededGenerator(seed: 7)
    var samples: [Sample] = []
    for tenth in 0..<100_000 {
      samples.append(
        Sample(
          1_700_000_000_000 + Int64(tenth) * 100,
          Double(Int.random(in: 0...9_000_000, using: &generator))))
    }
    ring.append(series("long"), samples)
    ring.checkInvariants()
    let columns = ring.all("long").series.first?.columns ?? []
    guard columns.count == 3, case .gauges(let minutes) = columns[0],
      case .gauges(let tens) = columns[1], case .floats(let times, let values) = columns[2]
    else {
      Issue.record("\(columns.count) columns")
      return
    }
    let recent = select(
      [LabelMatcher("__name__", equals: "long")], after: Timestamp(milliseconds: times[100]),
      through: Timestamp(milliseconds: .max), from: [ring])
    #expect(recent.series.first?.columns.count == 1, "raw exists for all of the interval")
    #expect(recent.series.first?.samples.count == times.count - 101)
    let since = ring.completeFrom(.host)?.milliseconds ?? 0
    for (after, count) in [(since, 1), (since - 1, 2)] {
      let selected = select(
        [LabelMatcher("__name__", equals: "long")], after: Timestamp(milliseconds: after),
        through: Timestamp(milliseconds: .max), from: [ring])
      #expect(selected.series.first?.columns.count == count, "\(after - since)")
      guard count == 1 else { continue }
      let complete = samples.filter { $0.timestamp.milliseconds > since }
      #expect(selected.series.first?.samples == complete, "what is complete is raw")
    }
    #expect(minutes.width == 60_000)
    #expect(tens.width == 10_000)
    #expect(minutes.starts.last.map { $0 + 60_000 } == tens.starts.first)
    #expect(tens.starts.last.map { $0 + 10_000 } == times.first)
    #expect(values == samples.suffix(values.count).map(\.value))
    let expected = Self.gauges(samples, width: 60_000)
    let first = expected.starts.firstIndex(of: minutes.starts[0]) ?? 0
    let range = first..<(first + minutes.starts.count)
    #expect(minutes.sums == Array(expected.sums[range]))
    #expect(minutes.maxima == Array(expected.maxima[range]))
  }
}

extension GaugeBuckets {
  mutating func dropLast(after count: Int) {
    starts = Array(starts.prefix(count))
    minima = Array(minima.prefix(count))
    maxima = Array(maxima.prefix(count))
    sums = Array(sums.prefix(count))
    counts = Array(counts.prefix(count))
    lasts = Array(lasts.prefix(count))
    lastTimes = Array(lastTimes.prefix(count))
  }

  var description: String {
    "\(starts) \(minima) \(maxima) \(sums) \(counts) \(lasts) \(lastTimes)"
  }
}
