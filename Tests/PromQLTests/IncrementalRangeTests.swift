import Metrics
import PromQL
import PromQLSyntax
import Testing
import TimeSeries

@Suite struct IncrementalRangeTests {
  static let queries = [
    "sum by (job) (rate(requests_total[3m]))", "requests_total", "avg_over_time(gauge[4m:30s])",
    "requests_total offset 2m", "topk(1, requests_total)", "gauge @ end()", "gauge offset -1m",
    "rate(requests_total[1m] smoothed)", "time() - range()", "vector(1) unless gauge",
  ]

  /// The samples of minute `minute`; one series ends, one begins later.
  private func append(minute: Int64, to ring: Ring) {
    let moment = Timestamp(milliseconds: minute * 60_000)
    func put(_ labels: Labels, _ value: Double) {
      load(labels, [Sample(timestamp: moment, value: value)], into: ring)
    }
    let name: ByteString = "__name__"
    put([name: "requests_total", "job": "api"], Double(minute * 7 % 100))
    if minute < 20 { put([name: "requests_total", "job": "old"], Double(minute)) }
    if minute == 20 { put([name: "requests_total", "job": "old"], .staleMarker) }
    if minute > 25 { put([name: "requests_total", "job": "new"], Double(minute * 3)) }
    if minute % 9 < 7 { put([name: "gauge"], Double(minute * minute % 13)) }
  }

  @Test(arguments: queries)
  func `a refreshed panel equals a fresh evaluation`(query: String) throws {
    let expression = try Parser.parse(query, options: allSyntax)
    let engine = Engine()
    let ring = testRing()
    var panel = IncrementalRange(expression, step: .seconds(30), engine: engine)
    for minute in Int64(0)..<60 {
      append(minute: minute, to: ring)
      let now = Timestamp(milliseconds: minute * 60_000)
      let start = Timestamp(milliseconds: max(0, minute - 15) * 60_000)
      let refreshed = try panel.refresh(from: start, through: now, complete: now, over: [ring])
      let fresh = try engine.evaluate(
        expression, from: start, through: now, step: .seconds(30), over: [ring])
      #expect(refreshed.value == fresh.value, "minute \(minute)")
    }
  }

  @Test func `a refresh evaluates only the steps after the last complete one`() throws {
    let expression = try Parser.parse("requests_total", options: allSyntax)
    let ring = testRing()
    append(minute: 0, to: ring)
    append(minute: 1, to: ring)
    var panel = IncrementalRange(expression, step: .seconds(30), engine: Engine())
    let start = Timestamp(milliseconds: 0)
    _ = try panel.refresh(
      from: start, through: Timestamp(milliseconds: 90_000),
      complete: Timestamp(milliseconds: 60_000), over: [ring])
    #expect(panel.nextStep(from: start) == Timestamp(milliseconds: 90_000))
    #expect(panel.nextStep(from: Timestamp(milliseconds: 30_000)).milliseconds == 90_000)
    #expect(panel.nextStep(from: Timestamp(milliseconds: 10_000)).milliseconds == 10_000)
  }

  @Test func `a window that moved back is evaluated anew`() throws {
    let expression = try Parser.parse("requests_total", options: allSyntax)
    let ring = testRing()
    for minute in Int64(0)..<10 { append(minute: minute, to: ring) }
    var panel = IncrementalRange(expression, step: .seconds(60), engine: Engine())
    for (start, end) in [(300, 540), (60, 240), (120, 540)] {
      let from = Timestamp(milliseconds: Int64(start) * 1000)
      let through = Timestamp(milliseconds: Int64(end) * 1000)
      let refreshed = try panel.refresh(
        from: from, through: through, complete: through, over: [ring])
      let fresh = try Engine().evaluate(
        expression, from: from, through: through, step: .seconds(60), over: [ring])
      #expect(refreshed.value == fresh.value)
    }
  }
}
