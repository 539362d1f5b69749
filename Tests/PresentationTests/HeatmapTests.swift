import Metrics
import PromQL
import Testing

@testable import Presentation

@Suite struct HeatmapTests {
  private static let start = Timestamp(milliseconds: 1_700_000_000_000)

  private func model() -> HeatmapModel {
    HeatmapModel(
      title: "t", unit: .seconds, start: Self.start, end: Self.start + .seconds(4),
      step: .seconds(1), zone: .utc)
  }

  private func series(_ bound: String, _ counts: [Double?]) -> SeriesResult {
    let known = counts.enumerated().compactMap { place, count in
      count.map { (Self.start.milliseconds + Int64(place + 1) * 1000, $0) }
    }
    return SeriesResult(
      labels: ["le": ByteString(bound)], timestamps: known.map(\.0), values: known.map(\.1))
  }

  @Test func `a bucket counts what is in it and not below it, whatever the order of the series`() {
    var heatmap = model()
    heatmap.setBuckets([
      series("+Inf", [4, 0, nil, 9]), series("0.25", [3, 0, nil, 4]), series("x", [1, 1, 1, 1]),
      series("0.1", [1, 0, nil, 4]), series("0.5", [3, 0, nil, 9]),
    ])
    #expect(heatmap.buckets.map(\.lower) == [nil, 0.1, 0.25, 0.5])
    #expect(heatmap.buckets.map(\.upper) == [0.1, 0.25, 0.5, .infinity])
    #expect(heatmap.buckets.map(\.counts) == [[1, 0, 4], [2, 0, 0], [0, 0, 5], [1, 0, 0]])
    #expect(
      heatmap.buckets.indices.map { heatmap.name(of: $0).text } == [
        "≤ 100 ms", "100 ms–250 ms", "250 ms–500 ms", "> 500 ms",
      ])
  }

  @Test func `a count below the one beneath it, as two scrapes may give, is none`() {
    var heatmap = model()
    heatmap.setBuckets([series("1", [5, 5, 5, 5]), series("2", [4, 6, 5, 5])])
    #expect(heatmap.buckets[1].counts == [0, 1, 0, 0])
  }

  @Test func `columns are buckets of the clock and add up their points; a gap stays one`() {
    var heatmap = model()
    heatmap.setBuckets([series("1", [1, 2, nil, nil]), series("+Inf", [1, 4, nil, nil])])
    // Two columns of two seconds and an open one: the moments 1; 2 and 3; 4.
    let grid = ColumnGrid(
      end: heatmap.end, window: .seconds(4), step: .seconds(1), count: 5)
    let fold = heatmap.fold(into: grid)
    #expect(fold.counts == [[nil, 1, 2, nil, nil], [nil, 0, 2, nil, nil]])
    #expect(fold.sums == [nil, 1, 4, nil, nil])
    #expect(fold.greatest == 2)
    let coarse = heatmap.fold(
      into: ColumnGrid(end: heatmap.end, window: .seconds(4), step: .seconds(1), count: 2))
    #expect(coarse.sums.compactMap { $0 }.reduce(0, +) == 4)
  }

  @Test func `where columns are parts of a step a count stands until the next one, and no longer`()
  {
    var heatmap = model()
    heatmap.setBuckets([series("+Inf", [5, nil, 7, 9])])
    // Sixteen columns for four seconds are quarters of a second, from the window's end back.
    let grid = heatmap.grid(columns: 16)
    #expect(grid.width == 250)
    let columns = heatmap.fold(into: grid).counts[0]
    let moments = [5.0: 1000, 7: 3000, 9: 4000]
    for (column, count) in columns.enumerated() {
      let time = grid.time(of: column).milliseconds - Self.start.milliseconds
      let standing = moments.filter { $0.value < time + 250 && time < $0.value + 1000 }
      #expect(count == standing.max { $0.value < $1.value }?.key, "column \(column)")
    }
    #expect(columns.count { $0 == nil } > 3)
  }

  @Test(arguments: [
    (0.0, false, 0), (1, false, 1), (500, false, 5), (1000, false, 9), (1, true, 1), (30, true, 5),
    (1000, true, 9),
  ])
  func `a count has its step of ten`(count: Double, isLogarithmic: Bool, expected: Int) {
    let fold = HeatmapFold([[1000]])
    #expect(fold.level(count, of: 10, isLogarithmic: isLogarithmic) == expected)
  }

  @Test func `the crosshair reads a count in groups of three digits`() {
    var heatmap = model()
    heatmap.setBuckets([series("0.25", [0, 0, 0, 3]), series("0.5", [0, 0, 0, 1207])])
    heatmap.crosshair = heatmap.end
    let grid = heatmap.grid(columns: 4)
    #expect(heatmap.reading(heatmap.fold(into: grid), in: grid)?.text == "250 ms–500 ms: 1,204")
    heatmap.crosshair = heatmap.end - .seconds(60)
    #expect(heatmap.reading(heatmap.fold(into: grid), in: grid) == nil)
  }

  @Test(arguments: [
    ("2.1 GiB", "2.1", "GiB"), ("97 %", "97", "%"), ("3.1k", "3.1", "k"), ("–", "–", ""),
    ("12/s", "12", "/s"), ("1h47m", "1h47m", ""), ("-3", "-3", ""), ("<0.01 %", "<0.01", "%"),
  ])
  func `a number is split from its unit`(text: String, number: String, unit: String) {
    let split = StatValue.split(text)
    #expect(split.number == number)
    #expect(split.unit == unit)
  }
}
