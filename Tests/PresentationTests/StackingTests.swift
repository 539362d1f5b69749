import Metrics
import Testing

@testable import Presentation

@Suite struct StackingTests {
  private func column(_ value: Double) -> FoldedColumn {
    FoldedColumn(least: value, greatest: value, last: value, lastTime: 0, isAfterGap: false)
  }

  @Test func `areas stand on each other in the order of the series, a gap takes nothing`() {
    let chart = ChartModel(
      title: "", unit: .count, start: Machine.start, end: Machine.start, step: .seconds(1),
      interval: .seconds(1), zone: .utc)
    let stacked = chart.stacked([
      [column(1), nil, column(4)], [column(2), column(3), column(-1)],
      [column(5), column(1), column(-2)],
    ])
    let spans = stacked.map { $0.map { $0.map { [$0.least, $0.greatest] } } }
    #expect(
      spans == [
        [[0, 1], nil, [0, 4]], [[1, 3], [0, 3], [-1, 0]], [[3, 8], [3, 4], [-3, -1]],
      ])
  }
}
