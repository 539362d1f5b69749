import Metrics
import Testing
import TimeSeries

@Suite struct DoorTests {
  @Test func `what is appended is selected by labels and interval`() {
    let ring = Ring.unbounded()
    let labels: Labels = ["__name__": "up", "job": "node"]
    ring.append(
      labels: labels, metadata: MetricMetadata(type: .gauge), family: "up", origin: .target("a"),
      samples: (1...4).map { Sample(timestamp: Timestamp(milliseconds: $0 * 1000), value: 1) })
    let selection = select(
      [LabelMatcher("__name__", equals: "up")], after: Timestamp(milliseconds: 1000),
      through: Timestamp(milliseconds: 3000), from: [ring])
    let column = Column.floats(times: [2000, 3000], values: [1, 1])
    #expect(selection == Selection(series: [SelectedSeries(labels: labels, columns: [column])]))
  }
}
