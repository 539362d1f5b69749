import Metrics
import PromQL
import TestWorld
import Testing
import TimeSeries

/// Windows that overlap share work; what comes out is what each window says on its own.
@Suite struct SlidingWindowTests {
  /// Seconds and value of each sample, every 15 s with a few left out.
  private typealias Points = [(time: Int64, value: Double)]

  /// By query, what it should say of the points of a window that ends at a moment.
  private typealias Expected = @Sendable (Points, _ end: Int64) -> Double

  private static let expectations: [String: Expected] = [
    "min_over_time(WINDOW)": { points, _ in points.map(\.value).filter { !$0.isNaN }.min() ?? .nan
    },
    "max_over_time(WINDOW)": { points, _ in points.map(\.value).filter { !$0.isNaN }.max() ?? .nan
    },
    "sum_over_time(WINDOW)": { points, _ in sum(points) },
    "avg_over_time(WINDOW)": { points, _ in sum(points) / Double(points.count) },
    "count_over_time(WINDOW)": { points, _ in Double(points.count) },
    "ts_of_min_over_time(WINDOW)": { points, _ in
      let least = points.map(\.value).filter { !$0.isNaN }.min()
      return Double((points.last { $0.value == least } ?? points.last)?.time ?? 0)
    },
    "ts_of_max_over_time(WINDOW)": { points, _ in
      let most = points.map(\.value).filter { !$0.isNaN }.max()
      return Double((points.last { $0.value == most } ?? points.last)?.time ?? 0)
    },
    "quantile_over_time(0.3, WINDOW)": { points, _ in
      let sorted = points.map(\.value).sorted { $0 < $1 || ($0.isNaN && !$1.isNaN) }
      let rank = 0.3 * Double(sorted.count - 1)
      let lower = Int(rank)
      let upper = min(lower + 1, sorted.count - 1)
      return sorted[lower] * (1 - rank + Double(lower)) + sorted[upper] * (rank - Double(lower))
    },
    "deriv(WINDOW)": { points, end in line(points, from: end).slope },
    "predict_linear(WINDOW, 3600)": { points, end in
      let line = line(points, from: end)
      return line.slope * 3600 + line.value
    },
  ]

  private static func sum(_ points: Points) -> Double { points.map(\.value).reduce(0, +) }

  /// The least-squares line by distances from the means; its slope a second and its value at `end`.
  private static func line(_ points: Points, from end: Int64) -> (slope: Double, value: Double) {
    guard points.count >= 2 else { return (.nan, .nan) }
    let count = Double(points.count)
    let time = points.map { Double($0.time - end) }.reduce(0, +) / count
    let mean = sum(points) / count
    var (products, squares) = (0.0, 0.0)
    for point in points {
      let distance = Double(point.time - end) - time
      products += distance * (point.value - mean)
      squares += distance * distance
    }
    let slope = products / squares
    return (slope, mean - slope * time)
  }

  /// 400 samples: a level, noise, now and then the same value for a while, NaN, an infinity.
  private static func points(seed: UInt64, oddities: Bool) -> Points {
    var generator = SeededGenerator(seed: seed)
    var value = 100.0
    return (0..<400).compactMap { place in
      if Int.random(in: 0..<10, using: &generator) > 0 {
        value = Double.random(in: 50...150, using: &generator)
      }
      let isMissing = Int.random(in: 0..<12, using: &generator) == 0
      if isMissing { return nil }
      var shown = value
      if oddities {
        switch Int.random(in: 0..<60, using: &generator) {
        case 0: shown = .nan
        case 1: shown = .infinity
        case 2: shown = -.infinity
        case 3: shown = 0
        case 4: shown = -0.0
        default: break
        }
      }
      return (Int64(place) * 15, shown)
    }
  }

  private static func isClose(_ found: Double, _ expected: Double) -> Bool {
    found == expected || (found.isNaN && expected.isNaN)
      || abs(found - expected) <= 1e-9 * max(abs(found), abs(expected))
  }

  @Test(arguments: expectations.keys.sorted(), [(120, 15), (600, 15), (3600, 60), (3600, 45)])
  func `a window that slides says what it says alone`(
    function: String, shape: (length: Int64, step: Int64)
  ) throws {
    let expected = try #require(Self.expectations[function])
    for oddities in [false, true] {
      let points = Self.points(seed: 20_000 + UInt64(shape.length), oddities: oddities)
      let ring = testRing()
      load(
        ["__name__": "level"],
        points.map { Sample(timestamp: Timestamp(milliseconds: $0.time * 1000), value: $0.value) },
        into: ring)
      let query = function.replacing("WINDOW", with: "level[\(shape.length)s]")
      let answer = try Engine().evaluate(
        query, from: 7, through: 6007, step: shape.step, over: ring)
      guard case .matrix(let series) = answer.value else {
        Issue.record("no matrix")
        return
      }
      let found = try #require(series.first)
      #expect(found.timestamps.count >= 100)
      for (time, value) in zip(found.timestamps, found.values) {
        let end = time / 1000
        let window = points.filter { $0.time > end - shape.length && $0.time <= end }
        let wanted = expected(window, end)
        #expect(
          Self.isClose(value, wanted),
          "\(query), seed \(20_000 + shape.length), at \(end): \(value), expected \(wanted)")
      }
    }
  }

  @Test func `terms that nearly cancel are summed in their order`() throws {
    let ring = testRing()
    let values = (0..<200).map { [1e16, 1, -1e16, 3][$0 % 4] }
    load(
      ["__name__": "level"],
      values.enumerated().map {
        Sample(timestamp: Timestamp(milliseconds: Int64($0) * 15_000), value: $1)
      },
      into: ring)
    let answer = try Engine().evaluate(
      "sum_over_time(level[10m])", from: 600, through: 2970, step: 60, over: ring)
    guard case .matrix(let series) = answer.value else {
      Issue.record("no matrix")
      return
    }
    #expect(series.map(\.values) == [[Double](repeating: 40, count: 40)])
  }

  @Test func `a regression is the same to the last bit at one moment and over a range`() throws {
    let points = Self.points(seed: 7, oddities: false)
    let ring = testRing()
    load(
      ["__name__": "level"],
      points.map { Sample(timestamp: Timestamp(milliseconds: $0.time * 1000), value: $0.value) },
      into: ring)
    let query = "predict_linear(level[30m], 600)"
    let range = try Engine().evaluate(query, from: 100, through: 5900, step: 100, over: ring)
    guard case .matrix(let series) = range.value, let found = series.first else {
      Issue.record("no series")
      return
    }
    for (time, value) in zip(found.timestamps, found.values) {
      let moment = try Engine().evaluate(query, at: time / 1000, over: ring)
      guard case .vector(let samples) = moment.value else { continue }
      #expect(samples.map(\.value.bitPattern) == [value.bitPattern])
    }
  }
}
