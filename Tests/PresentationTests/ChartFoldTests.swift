import Metrics
import Testing

@testable import Presentation

@Suite struct ChartFoldTests {
  static func chart(end: Int64, window: Int64, step: Int64 = 1000, interval: Int64 = 1000)
    -> ChartModel
  {
    ChartModel(
      title: "", unit: .count, start: Timestamp(milliseconds: end - window),
      end: Timestamp(milliseconds: end), step: .milliseconds(step),
      interval: .milliseconds(interval), zone: .utc)
  }

  static func series(_ points: [(Int64, Double)]) -> ChartSeries {
    ChartSeries(
      key: RowKey("x"), name: "x", times: points.map(\.0), values: points.map(\.1))
  }

  @Test func `a column knows its least, greatest and last value`() {
    let chart = Self.chart(end: 119_000, window: 120_000)
    let grid = chart.grid(columns: 12)
    #expect((grid.start, grid.width, grid.count) == (0, 10_000, 12))
    let columns = chart.fold(
      Self.series([(0, 5), (1000, 9), (2000, 1), (3000, 4), (11_000, 7)]), into: grid)
    #expect(
      columns[0]
        == FoldedColumn(least: 1, greatest: 9, last: 4, lastTime: 3000, isAfterGap: true))
    #expect(
      columns[1]
        == FoldedColumn(least: 7, greatest: 7, last: 7, lastTime: 11_000, isAfterGap: true))
    #expect(columns[2...].allSatisfy { $0 == nil })
  }

  @Test func `a closed column never changes while the clock goes on`() {
    let seed: UInt64 = 42
    var random = SplitMix(seed)
    var points: [(Int64, Double)] = []
    var time: Int64 = 1_795_517_000_000
    for _ in 0..<900 {
      time += random.unit() < 0.03 ? 7000 : 1000
      points.append((time, random.unit() * 100))
    }
    var closed: [Int64: FoldedColumn] = [:]
    for count in stride(from: 300, to: points.count, by: 1) {
      let chart = Self.chart(end: points[count - 1].0, window: 240_000)
      let grid = chart.grid(columns: 47)
      let folded = chart.fold(Self.series(Array(points[..<count])), into: grid)
      for (index, column) in folded.enumerated() where !chart.isOpen(index, in: grid) {
        guard let column else { continue }
        let start = grid.time(of: index).milliseconds
        if let before = closed[start] { #expect(before == column, "seed \(seed), \(start)") }
        closed[start] = column
      }
    }
    #expect(closed.count > 100)
  }

  @Test(arguments: [10, 33, 80, 157, 400])
  func `a spike of one sample survives in every width`(columns: Int) {
    var points = (0..<1800).map { (Int64($0) * 1000, 1.0) }
    points[777].1 = 50
    let chart = Self.chart(end: 1_799_000, window: 1_800_000)
    let folded = chart.fold(Self.series(points), into: chart.grid(columns: columns))
    #expect(folded.compactMap { $0 }.map(\.greatest).max() == 50)
    #expect(folded.compactMap { $0 }.map(\.least).min() == 1)
  }

  @Test func `more than two intervals without a sample break the line`() {
    let chart = Self.chart(end: 20_000, window: 20_000)
    let grid = chart.grid(columns: 21)
    let folded = chart.fold(
      Self.series([(1000, 1), (2000, 1), (4000, 1), (7000, 1), (8000, 1)]), into: grid)
    #expect(folded.compactMap { $0 }.map(\.isAfterGap) == [true, false, false, true, false])
    #expect(chart.gaps(in: [folded]) == [5..<7])
  }

  /// A window, a step, the columns, and how wide they are: whole steps, or equal parts of one where the window has fewer.
  static let widths: [(window: Int64, step: Int64, columns: Int, width: Int64)] = [
    (120_000, 5000, 12, 10_000), (120_000, 5000, 24, 5000), (120_000, 5000, 47, 5000),
    (120_000, 5000, 48, 2500), (120_000, 5000, 150, 833), (60_000, 1000, 157, 500),
    (1_800_000, 1000, 157, 12_000), (4000, 1, 400, 10),
  ]

  @Test(arguments: widths)
  func `columns are whole steps or parts of one, and span the window`(
    window: Int64, step: Int64, columns: Int, width: Int64
  ) {
    let grid = Self.chart(end: 1_795_517_181_000, window: window, step: step)
      .grid(columns: columns)
    #expect((grid.width, grid.count) == (width, columns))
    #expect(grid.start % width == 0)
    #expect(grid.width * Int64(grid.count) >= window)
  }

  @Test func `a value stands until the next step where columns are parts of one, and no longer`() {
    let chart = Self.chart(end: 21_000, window: 20_000, step: 5000, interval: 5000)
    let grid = chart.grid(columns: 10)
    #expect((grid.start, grid.width) == (-2500, 2500))
    let folded = chart.fold(Self.series([(2500, 1), (5000, 9), (20_000, 4)]), into: grid)
    #expect(folded.map { $0?.last } == [nil, nil, 1, 9, 9, nil, nil, nil, nil, 4])
    #expect(folded.compactMap { $0?.lastTime } == [2500, 5000, 5000, 20_000])
    #expect(folded.compactMap { $0?.isAfterGap } == [true, false, false, true])
    #expect(chart.gaps(in: [folded]) == [5..<9])
  }

  @Test func `what is no number leaves its column empty`() {
    let chart = Self.chart(end: 3000, window: 4000)
    let folded = chart.fold(
      Self.series([(0, .nan), (1000, .infinity), (2000, 3)]), into: chart.grid(columns: 4))
    #expect(folded.map { $0?.last } == [nil, nil, 3, nil])
  }

  @Test(arguments: [
    (
      1_795_517_181_000 as Int64, 1_800_000 as Int64, 120, 20,
      ["10:20", "10:25", "10:30", "10:35", "10:40", "10:45"]
    ),
    (1_795_478_521_000, 240_000, 120, 20, ["23:59", "24 Nov", "00:01", "00:02"]),
  ])
  func `times under a chart are round, with the date where a day begins`(
    end: Int64, window: Int64, columns: Int, spacing: Int, labels: [String]
  ) {
    let chart = Self.chart(end: end, window: window)
    let ticks = chart.timeTicks(in: chart.grid(columns: columns), spacing: spacing)
    #expect(ticks.map(\.label.text) == labels)
  }

  @Test func `the axis holds every value and every threshold and begins at zero`() {
    var chart = Self.chart(end: 9000, window: 10_000)
    chart.thresholds = [Threshold(6, label: "warn", tone: .warning)]
    let folded = chart.fold(Self.series([(0, 1), (1000, 3.2)]), into: chart.grid(columns: 10))
    let axis = chart.valueAxis(folds: [folded], labels: 4)
    #expect(axis.labels.map(\.text) == ["0", "2", "4", "6"])
    #expect(axis.position(3) == 0.5)
  }
}
