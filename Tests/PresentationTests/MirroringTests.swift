import Metrics
import Testing

@testable import Presentation

@Suite struct MirroringTests {
  private static func chart(_ change: (inout ChartModel) -> Void = { _ in }) -> ChartModel {
    var chart = ChartModel(
      title: "Network", unit: .bytesPerSecond, start: Timestamp(milliseconds: 0),
      end: Timestamp(milliseconds: 3000), step: .seconds(1), interval: .seconds(1), zone: .utc)
    let times: [Int64] = [1000, 2000, 3000]
    chart.series = [
      ChartSeries(key: RowKey("in"), name: "in", times: times, values: [100, 200, 300]),
      ChartSeries(key: RowKey("out"), name: "out", times: times, values: [10, 20, 30]),
    ]
    chart.series[1].isMirrored = true
    chart.axis = .zero
    change(&chart)
    return chart
  }

  private static func drawn(_ chart: ChartModel) -> [[Double]] {
    let grid = chart.grid(columns: 4)
    return chart.drawn(chart.series.map { chart.fold($0, into: grid) }).map { fold in
      fold.compactMap { $0?.last }
    }
  }

  @Test func `a mirrored line hangs below the axis, and the others stay`() {
    #expect(Self.drawn(Self.chart()) == [[100, 200, 300], [-10, -20, -30]])
  }

  @Test func `the least and the greatest of a column change places`() {
    let chart = Self.chart { $0.end = Timestamp(milliseconds: 3999) }
    var grid = chart.grid(columns: 1)
    grid.start = 0
    grid.width = 4000
    let column = chart.drawn(chart.series.map { chart.fold($0, into: grid) })[1][0]
    #expect(column.map { [$0.least, $0.greatest] } == [-30, -10])
  }

  @Test func `areas on each other and powers of ten are not mirrored`() {
    #expect(Self.drawn(Self.chart { $0.axis = .logarithmic })[1] == [10, 20, 30])
    #expect(Self.drawn(Self.chart { $0.isStacked = true })[1] == [110, 220, 330])
  }

  @Test func `the axis has no number below nothing, and its ends hold both sides`() {
    let chart = Self.chart { $0.series[1].values = [100, 200, 300] }
    let folds = chart.drawn(chart.series.map { chart.fold($0, into: chart.grid(columns: 4)) })
    let axis = chart.labelled(chart.valueAxis(folds: folds, labels: 5))
    #expect(axis.least <= -300 && axis.greatest >= 300)
    #expect(axis.ticks.contains { $0 < 0 })
    for (tick, label) in zip(axis.ticks, axis.labels) {
      let opposite = axis.ticks.firstIndex(of: -tick).map { axis.labels[$0] }
      #expect(opposite == nil || opposite == label, "\(tick)")
    }
  }
}
