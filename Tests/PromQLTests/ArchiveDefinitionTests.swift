import Metrics
import PromQL
import PromQLSyntax
import TestWorld
import Testing
import TimeSeries

/// What functions make of archives, against the definition of an archive's answer computed from the raw samples.
///
/// Where a window begins before the first raw sample, `rate` and `increase` use the reset-corrected increase of buckets,
/// the functions of a whole window their fields, every other function the newest value of each bucket; a range shorter
/// than two buckets is widened to two.
@Suite struct ArchiveDefinitionTests {
  /// A bucket, or one raw sample.
  struct Element {
    var time: Int64
    var last: Double
    var least: Double
    var greatest: Double
    var sum: Double
    var count: Double
    /// What the counter rose by in it.
    var increase: Double
  }

  /// A series whose oldest samples only archives have, and all of its samples.
  struct Past {
    let ring: Ring
    let samples: [Sample]
    /// Where buckets of 10 s and raw samples begin when everything is selected.
    let joined: Seams
    /// Where they begin when nothing coarser is needed: no bucket of a minute covers the first of 10 s then.
    let alone: Seams
  }

  /// Since when there are buckets of 10 s, and since when raw samples.
  struct Seams: Hashable {
    var tens: Int64
    var raw: Int64
  }

  private static let start: Int64 = 1_700_000_000_000

  /// 4,000 samples, of a counter with resets or of a gauge with spikes of one sample, and noise that takes their room.
  private static func makePast(_ seed: UInt64, isCounter: Bool) throws -> Past {
    var generator = SeededGenerator(seed: seed)
    let ring = Ring(byteBound: 2 << 20)
    var samples: [Sample] = []
    var value = 40.0
    for second in 0..<Int64(4000) {
      let moment = Timestamp(milliseconds: start + second * 1000)
      switch generator.number(0...199) {
      case 0: value = isCounter ? Double(generator.number(0...5)) : 7
      case 1 where !isCounter:
        samples.append(Sample(timestamp: moment, value: value + 500))
        continue
      default: value += Double(generator.number(isCounter ? 0...9 : -3...3))
      }
      samples.append(Sample(timestamp: moment, value: value))
    }
    let type: MetricType = isCounter ? .counter : .gauge
    for sample in samples {
      ring.append(
        labels: ["__name__": "watched"], metadata: MetricMetadata(type: type), family: "watched",
        origin: .host, samples: [sample])
      // Ten samples a second, so that buckets of 10 s take less room than samples.
      for number in 0..<4 {
        ring.append(
          labels: ["__name__": "noise", "n": ByteString("\(number)")],
          metadata: MetricMetadata(type: .gauge), family: "noise", origin: .host,
          samples: (0..<10).map { tenth in
            Sample(
              timestamp: sample.timestamp + .milliseconds(100 * tenth),
              value: Double(generator.next() >> 11))
          })
      }
    }
    let joined = firsts(ring, after: .min)
    try #require(joined[60_000] == start / 60_000 * 60_000, "minutes reach to the beginning")
    let tens = try #require(joined[10_000])
    let raw = try #require(joined[0])
    let apart = Seams(
      tens: try #require(Self.alone(ring, without: 60_000, from: tens)),
      raw: try #require(Self.alone(ring, without: 10_000, from: raw)))
    return Past(
      ring: ring, samples: samples, joined: Seams(tens: tens, raw: raw), alone: apart)
  }

  /// When the first bucket of each width begins, 0 for raw samples, of all that is later than a moment.
  private static func firsts(_ ring: Ring, after: Int64) -> [Int64: Int64] {
    var firsts: [Int64: Int64] = [:]
    let selection = select(
      [LabelMatcher("__name__", equals: "watched")], after: Timestamp(milliseconds: after),
      through: Timestamp(milliseconds: .max), from: [ring])
    for column in selection.series.first?.columns ?? [] {
      switch column {
      case .floats(let times, _): firsts[0] = times.first
      case .gauges(let buckets): firsts[buckets.width] = buckets.starts.first
      case .counters(let buckets): firsts[buckets.width] = buckets.starts.first
      }
    }
    return firsts
  }

  /// The first moment, at most a minute before `moment`, after which nothing of `width` is needed.
  private static func alone(_ ring: Ring, without width: Int64, from moment: Int64) -> Int64? {
    (0...60).map { moment - $0 * 1000 }.last { firsts(ring, after: $0)[width] == nil }
  }

  private static let counters = (1...2).map { seed in
    Result { try makePast(seed, isCounter: true) }
  }
  private static let gauges = (1...2).map { seed in
    Result { try makePast(seed, isCounter: false) }
  }

  private static func past(_ seed: UInt64, isCounter: Bool) throws -> Past {
    try (isCounter ? counters : gauges)[Int(seed) - 1].get()
  }

  /// The samples as minutes, then as buckets of 10 s, then one by one.
  private static func elements(_ past: Past, _ seams: Seams) -> [Element] {
    var result: [Element] = []
    var bucket: (start: Int64, width: Int64)?
    var before: Double?
    for sample in past.samples {
      let time = sample.timestamp.milliseconds
      let value = sample.value
      let step = before.map { value < $0 ? value : value - $0 } ?? 0
      before = value
      let width: Int64 = time < seams.tens ? 60_000 : time < seams.raw ? 10_000 : 1
      let start = time / width * width
      if let open = bucket, open.start == start, open.width == width {
        let place = result.count - 1
        result[place].time = time
        result[place].last = value
        result[place].least = min(result[place].least, value)
        result[place].greatest = max(result[place].greatest, value)
        result[place].sum += value
        result[place].count += 1
        result[place].increase += step
      } else {
        bucket = (start, width)
        result.append(
          Element(
            time: time, last: value, least: value, greatest: value, sum: value, count: 1,
            increase: step))
      }
    }
    return result
  }

  /// The elements of the window that ends at `end`, and how long it is once it was widened.
  private static func window(
    _ past: Past, end: Int64, length: Int64
  ) -> (inside: [Element], length: Int64) {
    let begin = end - length
    let seams = seams(past, begin: begin, length: length)
    let least: Int64 = begin < seams.tens ? 120_000 : begin < seams.raw ? 20_000 : 0
    let length = max(length, least)
    let elements = elements(past, seams)
    return (elements.filter { $0.time > end - length && $0.time <= end }, length)
  }

  /// Where the resolutions of one window begin: a short one looks two minutes further back where archives answer.
  private static func seams(_ past: Past, begin: Int64, length: Int64) -> Seams {
    let reach = length < 120_000 && begin < past.alone.raw ? begin - 120_000 : begin
    return Seams(
      tens: reach >= past.alone.tens ? past.alone.tens : past.joined.tens,
      raw: reach >= past.alone.raw ? past.alone.raw : past.joined.raw)
  }

  /// The increase of the window as Prometheus extrapolates it, from the increases of its elements.
  private static func increase(_ inside: [Element], end: Int64, length: Int64) -> Double? {
    guard let first = inside.first, let last = inside.last, inside.count > 1 else { return nil }
    let change = inside.dropFirst().map(\.increase).reduce(0, +)
    let covered = Double(last.time - first.time) / 1000
    let mean = covered / Double(inside.count - 1)
    var before = Double(first.time - (end - length)) / 1000
    var after = Double(end - last.time) / 1000
    if before >= mean * 1.1 { before = mean / 2 }
    if change > 0 { before = min(before, covered * first.last / change) }
    if after >= mean * 1.1 { after = mean / 2 }
    return change * (covered + before + after) / covered
  }

  private static func value(_ value: Value) -> Double? {
    guard case .vector(let samples) = value else { return nil }
    return samples.first?.value
  }

  private static let lengths: [Int64] = [5_000, 15_000, 60_000, 300_000, 1_800_000]

  /// Moments over all of the past, more around the places where another resolution begins.
  private static func moments(_ past: Past, _ seed: UInt64) -> [Int64] {
    var generator = SeededGenerator(seed: seed)
    let anywhere = (0..<30).map { _ in start + Int64(generator.number(100...3999)) * 1000 }
    let seams = [past.joined.tens, past.joined.raw].flatMap { seam in
      (0..<10).map { _ in seam + Int64(generator.number(-90...90)) * 1000 }
    }
    // Where both resolutions have a moment, the finer may answer; that is not what is compared here.
    return (anywhere + seams).map { moment in
      let isDouble =
        (past.alone.tens..<past.joined.tens).contains(moment)
        || (past.alone.raw..<past.joined.raw).contains(moment)
      return isDouble ? moment + 60_000 : moment
    }
  }

  private static func isClose(_ one: Double?, _ other: Double?) -> Bool {
    guard let one, let other else { return one == nil && other == nil }
    return one == other || abs(one - other) <= 1e-9 * max(abs(one), abs(other))
  }

  @Test(arguments: 1...2 as ClosedRange<UInt64>)
  func `rates of a counter use the increase of its buckets, resets corrected`(seed: UInt64) throws {
    let past = try Self.past(seed, isCounter: true)
    var compared = 0
    for moment in Self.moments(past, seed) {
      for length in Self.lengths {
        let (inside, widened) = Self.window(past, end: moment, length: length)
        let increase = Self.increase(inside, end: moment, length: widened)
        let expected = [
          "increase": increase, "rate": increase.map { $0 / (Double(widened) / 1000) },
        ]
        for (name, expected) in expected {
          let text = "\(name)(watched[\(length / 1000)s])"
          let found = Self.value(
            try Engine().evaluate(text, at: moment / 1000, over: past.ring).value)
          #expect(
            Self.isClose(found, expected),
            "\(text) at \(moment), 10 s from \(moment - past.joined.tens), raw from \(moment - past.joined.raw): \(found ?? .nan), not \(expected ?? .nan)"
          )
          compared += 1
        }
      }
    }
    #expect(compared == 500)
  }

  /// What each function of a whole window is, by its definition.
  private static let fields: [(name: String, of: @Sendable ([Element]) -> Double)] = [
    ("min_over_time", { $0.map(\.least).min() ?? .nan }),
    ("max_over_time", { $0.map(\.greatest).max() ?? .nan }),
    ("sum_over_time", { $0.map(\.sum).reduce(0, +) }),
    ("count_over_time", { $0.map(\.count).reduce(0, +) }),
    ("avg_over_time", { $0.map(\.sum).reduce(0, +) / $0.map(\.count).reduce(0, +) }),
    ("last_over_time", { $0.last?.last ?? .nan }),
  ]

  @Test(arguments: 1...2 as ClosedRange<UInt64>)
  func `functions of a whole window use the fields of a gauge's buckets`(seed: UInt64) throws {
    let past = try Self.past(seed, isCounter: false)
    var compared = 0
    for moment in Self.moments(past, seed) {
      for length in Self.lengths {
        let (inside, _) = Self.window(past, end: moment, length: length)
        for field in Self.fields {
          let text = "\(field.name)(watched[\(length / 1000)s])"
          let found = Self.value(
            try Engine().evaluate(text, at: moment / 1000, over: past.ring).value)
          let expected = inside.isEmpty ? nil : field.of(inside)
          #expect(
            Self.isClose(found, expected),
            "\(text) at \(moment), 10 s from \(moment - past.joined.tens), raw from \(moment - past.joined.raw): \(found ?? .nan), not \(expected ?? .nan)"
          )
          compared += 1
        }
      }
    }
    #expect(compared == 1500)
  }

  /// The functions that see nothing of a bucket but its newest value.
  private static let others = [
    "first_over_time(watched[R])", "present_over_time(watched[R])", "stddev_over_time(watched[R])",
    "stdvar_over_time(watched[R])", "mad_over_time(watched[R])",
    "quantile_over_time(0.9, watched[R])",
    "changes(watched[R])", "resets(watched[R])", "delta(watched[R])", "idelta(watched[R])",
    "irate(watched[R])", "deriv(watched[R])", "predict_linear(watched[R], 60)",
    "double_exponential_smoothing(watched[R], 0.5, 0.3)", "ts_of_last_over_time(watched[R])",
    "ts_of_first_over_time(watched[R])", "ts_of_max_over_time(watched[R])",
    "ts_of_min_over_time(watched[R])",
  ]

  @Test(arguments: [true, false])
  func `every other function sees the newest value of each bucket`(isCounter: Bool) throws {
    let past = try Self.past(1, isCounter: isCounter)
    let extra =
      isCounter
      ? ["max_over_time(watched[R])", "avg_over_time(watched[R])", "count_over_time(watched[R])"]
      : ["rate(watched[R])", "increase(watched[R])"]
    var compared = 0
    for moment in Self.moments(past, 1) {
      for length in Self.lengths {
        let (inside, widened) = Self.window(past, end: moment, length: length)
        let lasts = Ring.unbounded()
        load(
          ["__name__": "watched"],
          inside.map { Sample(timestamp: Timestamp(milliseconds: $0.time), value: $0.last) },
          into: lasts)
        for function in Self.others + extra {
          let text = function.replacing("R", with: "\(length / 1000)s")
          let definition = function.replacing("R", with: "\(widened / 1000)s")
          let found = Self.value(
            try Engine().evaluate(text, at: moment / 1000, over: past.ring).value)
          let expected = Self.value(
            try Engine().evaluate(definition, at: moment / 1000, over: lasts).value)
          #expect(
            Self.isClose(found, expected),
            "\(text) at \(moment), 10 s from \(moment - past.joined.tens), raw from \(moment - past.joined.raw): \(found ?? .nan), not \(expected ?? .nan)"
          )
          compared += 1
        }
      }
    }
    #expect(compared == 50 * 5 * (Self.others.count + extra.count))
  }

  @Test(arguments: [true, false])
  func `what touches only raw samples is answered as without archives`(isCounter: Bool) throws {
    let past = try Self.past(2, isCounter: isCounter)
    let plain = Ring.unbounded()
    load(["__name__": "watched"], past.samples, into: plain)
    let end = Self.start / 1000 + 3999
    let first = past.joined.raw / 1000
    try #require(end - first > 120, "\(end - first) s of raw samples")
    for function in Self.others + ["rate(watched[R])", "max_over_time(watched[R])", "watched"] {
      let text = function.replacing("R", with: "30s")
      let lookback = function == "watched" ? 300 as Int64 : 31
      let start = min(end, first + lookback)
      let found = try Engine().evaluate(text, from: start, through: end, step: 1, over: past.ring)
      let expected = try Engine().evaluate(text, from: start, through: end, step: 1, over: plain)
      #expect(found.value == expected.value, "\(text)")
      #expect(found.archives.isEmpty)
    }
  }

  @Test(arguments: [true, false])
  func `a range over the seams answers at each step what one moment does`(isCounter: Bool) throws {
    let past = try Self.past(1, isCounter: isCounter)
    for query in ["rate(watched[1m])", "increase(watched[5m])", "avg_over_time(watched[40s])"] {
      let (first, last) = (Self.start / 1000 + 400, Self.start / 1000 + 3990)
      let range = try Engine().evaluate(
        query, from: first, through: last, step: 37, over: past.ring)
      guard case .matrix(let series) = range.value, let one = series.first else {
        Issue.record("no series")
        return
      }
      #expect(one.timestamps.count == Int((last - first) / 37) + 1)
      let seam = past.alone.tens..<past.joined.tens + 300_000
      for (time, value) in zip(one.timestamps, one.values) where !seam.contains(time) {
        let alone = Self.value(
          try Engine().evaluate(query, at: time / 1000, over: past.ring).value)
        #expect(Self.isClose(alone, value), "\(query) at \(time): \(alone ?? .nan), not \(value)")
      }
    }
  }
}
