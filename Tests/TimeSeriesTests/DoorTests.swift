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

  @Test func `a selector that was asked before finds series that have come since, in their order`()
  {
    let ring = Ring.unbounded()
    let steps: [(new: ByteString, all: [ByteString])] = [
      ("m", ["m"]), ("z", ["m", "z"]), ("a", ["a", "m", "z"]),
    ]
    for step in steps {
      ring.appendOne(["__name__": "up", "job": step.new], at: 1000)
      let found = ring.selected([LabelMatcher("__name__", equals: "up")])
      #expect(found.map { $0["job"] } == step.all)
    }
  }

  @Test func `a selector that is asked every time finds what one finds that was never asked`()
    throws
  {
    let ring = Ring(byteBound: Ring.leastByteBound)
    let asked = [LabelMatcher("__name__", equals: "m"), try LabelMatcher("even", .notEqual, "no")]
    var found: Set<Labels> = []
    for round in 1...3000 {
      let parity: ByteString = round % 2 == 0 ? "yes" : "no"
      ring.appendOne(
        ["__name__": "m", "even": parity, "number": ByteString("\(round)")],
        at: Int64(round) * 1000)
      guard round % 10 == 0 else { continue }
      let again = ring.selected(asked)
      let first = ring.selected([
        try LabelMatcher("__name__", .matches, ByteString("m|never\(round)")),
        try LabelMatcher("even", .matches, "(yes)?"),
      ])
      #expect(again == first, "round \(round)")
      found.formUnion(again)
    }
    let last = ring.selected(asked)
    // The ring is too small for all of them: the test has seen them come and go.
    #expect(last.count > 10 && found.count > last.count, "\(last.count) of \(found.count)")
  }
}

extension Ring {
  fileprivate func appendOne(_ labels: Labels, at milliseconds: Int64) {
    append(
      labels: labels, metadata: MetricMetadata(type: .gauge),
      family: labels.metricName ?? ByteString(), origin: .target("a"),
      samples: [Sample(timestamp: Timestamp(milliseconds: milliseconds), value: 1)])
  }

  /// The labels of all series of a selector that have ever had a sample and are still there.
  fileprivate func selected(_ matchers: [LabelMatcher]) -> [Labels] {
    select(
      matchers, after: Timestamp(milliseconds: 0), through: Timestamp(milliseconds: 10_000_000),
      from: [self]
    ).series.map(\.labels)
  }
}
