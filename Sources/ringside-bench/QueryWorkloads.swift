internal import Metrics
internal import PromQL
internal import PromQLSyntax
internal import TestWorld
internal import TimeSeries

extension Workload {
  /// The kinds of queries that panels ask, by name.
  private static let expressions = [
    ("rates", "sum by (host) (rate(http_requests_total[5m]))"),
    (
      "quantile",
      "histogram_quantile(0.9, sum by (le, handler) (rate(request_seconds_bucket[5m])))"
    ),
    ("topk", "topk(5, rate(http_requests_total{host=\"web-7\"}[5m]))"),
    ("average", "avg_over_time(queue_length[10m])"),
    (
      "ratio",
      "sum by (host) (rate(http_requests_total{code=~\"20[0-2]\"}[5m])) / sum by (host) (rate(http_requests_total[5m]))"
    ),
    ("forecast", "predict_linear(queue_length[30m], 3600) < 0"),
    ("raw", "http_requests_total{host=\"web-3\"}"),
  ]

  /// One workload a kind of query: an hour at 15 s over 1,000 series that were scraped every 15 s.
  static let queries = expressions.map { name, text in
    Workload(name: "query.\(name)", unit: "query", bar: "half of Prometheus's") {
      let ring = try scrapedHour()
      let expression = try Parser.parse(text)
      let engine = Engine()
      let end = Timestamp(milliseconds: 240 * 15_000)
      return Prepared {
        let answer = try engine.evaluate(
          expression, from: end - .seconds(3600 - 15), through: end, step: .seconds(15),
          over: [ring])
        guard case .matrix = answer.value else { return 0 }
        return 1
      }
    }
  }

  private static func scrapedHour() throws -> Ring {
    let page = MadeUpPage(count: 1000)
    let ring = Ring(byteBound: 64 << 20)
    let writer = ring.makeWriter()
    var batch = try firstBatch(of: page)
    for round in 1...240 as ClosedRange<Int64> {
      batch.timestamp = Timestamp(milliseconds: round * 15_000)
      batch.values = (0..<page.count).map { page.value(of: $0, page: Int(round)) }
      writer.append(batch)
      batch.declarations = []
    }
    return ring
  }
}
