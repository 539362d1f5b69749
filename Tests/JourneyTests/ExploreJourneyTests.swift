import Metrics
import Presentation
import TestDashboard
import TestWorld
import Testing

/// The way from a metric to its samples by keys, over series whose every value is known.
@Suite struct ExploreJourneyTests {
  /// Requests of two handlers with two codes, a sample every 5 s for a minute, a name that must not reach the terminal.
  ///
  /// A series grows by 1, 2, 3 and 4 a second, so that every sum is another number.
  private static let series: [(handler: ByteString, code: ByteString, step: Double)] = [
    ("/a", "200", 5), ("/a", "500", 10), ("/b\u{1b}[2J", "200", 15), ("/b\u{1b}[2J", "500", 20),
  ]

  private static func labels(_ handler: ByteString, _ code: ByteString) -> Labels {
    [
      "__name__": "http_requests_total", "job": "api", "instance": "api-1:80",
      "handler": handler, "code": code,
    ]
  }

  private static func dashboard() throws -> SimulatedDashboard {
    let dashboard = SimulatedDashboard(try FakeScene.idle.machine(seed: 3))
    try dashboard.run(seconds: 3)
    let now = dashboard.situation.now
    dashboard.situation.oldest = now - .seconds(7200)
    for (handler, code, step) in series {
      let samples = (0...12).map { index in
        Sample(
          timestamp: now - .milliseconds(Int64(12 - index) * 5000 + 137),
          value: 1000 + Double(index) * step)
      }
      dashboard.append(
        labels(handler, code), MetricMetadata(type: .counter, help: "Requests answered."), samples)
    }
    dashboard.situation.targets = [
      TargetLine(
        url: "http://api-1/metrics", job: "api", instance: "api-1:80", interval: .seconds(5))
    ]
    return dashboard
  }

  private static func open(_ command: String, _ dashboard: SimulatedDashboard) throws {
    try dashboard.press(":")
    try dashboard.type(command)
    try dashboard.press("Enter")
  }

  /// The rows of the table with this name, cells joined by a bar.
  private func rows(_ dashboard: SimulatedDashboard, _ pane: String) throws -> [String] {
    let pane = try #require(dashboard.screen.panes.first { $0.id == PaneID(pane) })
    guard case .table(let table) = pane.content else { return [] }
    return table.rows.map { $0.cells.map(\.text.text).joined(separator: "|") }
  }

  private func title(_ dashboard: SimulatedDashboard) -> String {
    dashboard.screen.panes.first?.title.text ?? ""
  }

  @Test func `a metric's labels lead to their values and on to the series that have one`() throws {
    let dashboard = try Self.dashboard()
    try Self.open("metric http_requests_total", dashboard)
    #expect(
      try rows(dashboard, "labels") == [
        "code|2|4|200, 500", "handler|2|4|/a, /b\\x1b[2J", "instance|1|4|api-1:80", "job|1|4|api",
      ])
    #expect(
      try rows(dashboard, "series") == [
        "code=500, handler=/b\\x1b[2J|4/s", "code=200, handler=/b\\x1b[2J|3/s",
        "code=500, handler=/a|2/s", "code=200, handler=/a|1/s",
      ])
    try dashboard.press("Tab ↓ Enter")
    #expect(title(dashboard).hasPrefix("sum by (handler) (irate(http_requests_total["))
    #expect(
      try rows(dashboard, "values") == [
        "/a|2|3/s|1/s|2/s", "/b\\x1b[2J|2|7/s|3/s|4/s",
      ])
    try dashboard.press("↓ Enter")
    #expect(dashboard.frame(columns: 120, rows: 40).contains("▸ {handler=\"/b\\x1b[2J\"}"))
    #expect(try rows(dashboard, "series") == ["500|4/s", "200|3/s"])
    try dashboard.press("Esc Esc")
    #expect(try rows(dashboard, "labels").count == 4)
  }

  @Test func `the samples of a series with what is wrong between them`() throws {
    let dashboard = try Self.dashboard()
    let now = dashboard.situation.now
    // Distances of 5 s, one of 20 s, a counter that starts again, and an end.
    let made: [(before: Int64, value: Double)] = [
      (60_137, 40), (55_137, 41.5), (35_137, 50), (30_137, 3), (25_137, 4), (20_137, .staleMarker),
    ]
    dashboard.append(
      Self.labels("/c", "200"), MetricMetadata(type: .counter),
      made.map { Sample(timestamp: now - .milliseconds($0.before), value: $0.value) })
    dashboard.session = Session(view: .explore, window: .seconds(120))
    try Self.open("metric http_requests_total", dashboard)
    // It has ended, so that the way there leads through the past.
    try dashboard.press("b")
    try dashboard.type("-25s")
    try dashboard.press("Enter /")
    try dashboard.type("handler=/c")
    try dashboard.press("Enter Enter Space")
    let clock = now.milliseconds / 1000 % 86_400
    func time(_ before: Int64) -> String {
      let seconds = Int64((clock * 1000 - before + 86_400_000) % 86_400_000) / 1000
      let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60]
      return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":") + ".863Z"
    }
    #expect(
      try rows(dashboard, "samples") == [
        "\(time(20_137))|–|–|5.000 s|stale: the series ended",
        "\(time(25_137))|4|+1|5.000 s|",
        "\(time(30_137))|3|-47|5.000 s|reset",
        "\(time(35_137))|50|+8.5|20.000 s|gap: about 3 missing",
        "\(time(55_137))|41.5|+1.5|5.000 s|",
        "\(time(60_137))|40|–|–|",
      ])
    try dashboard.press("b")
    try dashboard.type("-33s")
    try dashboard.press("Enter")
    #expect(
      try rows(dashboard, "samples").first
        == "\(time(35_137))|50|+8.5|20.000 s|gap: about 3 missing")
  }

  @Test func `B breaks a chart down step by step, and Esc takes one step back`() throws {
    let dashboard = try Self.dashboard()
    try Self.open("metric http_requests_total", dashboard)
    try dashboard.press("B")
    #expect(
      dashboard.screen.popup
        == .picker(
          title: "Break down by",
          items: ["all series together", "code  2 values", "handler  2 values"], selection: 0))
    try dashboard.press("↓ Enter Enter")
    #expect(title(dashboard).hasPrefix("sum by (code) (irate(http_requests_total["))
    #expect(try rows(dashboard, "series") == ["500|6/s", "200|4/s"])
    try dashboard.press("B ↓ ↓ Enter ↓ ↓ Enter")
    #expect(title(dashboard).hasPrefix("max by (code, handler) (irate(http_requests_total["))
    #expect(try rows(dashboard, "series").count == 4)
    try dashboard.press("Esc")
    #expect(try rows(dashboard, "series") == ["500|4/s", "200|3/s"])
    try dashboard.press("Enter")
    #expect(
      try rows(dashboard, "series") == ["/b\\x1b[2J|4/s", "/a|2/s"])
    try dashboard.press("Esc Esc")
    #expect(title(dashboard) == "http_requests_total, rate, per second")
    try dashboard.press("B Enter Esc Esc")
    #expect(dashboard.screen.popup == nil)
    #expect(title(dashboard) == "http_requests_total, rate, per second")
  }

  @Test func `a chart compares with an hour ago, or says that there is nothing then`() throws {
    let dashboard = try Self.dashboard()
    try Self.open("metric http_requests_total", dashboard)
    try dashboard.press("C")
    #expect(dashboard.screen.panes.first?.remark?.text == "1h earlier: no data then")
    let now = dashboard.situation.now
    dashboard.append(
      ["__name__": "queue", "job": "api"], MetricMetadata(type: .gauge),
      [Sample(timestamp: now - .seconds(3605), value: 7), Sample(timestamp: now, value: 9)])
    try Self.open("metric queue", dashboard)
    try dashboard.press("C")
    guard case .chart(let chart)? = dashboard.screen.panes.first?.content else { return }
    #expect(chart.series.map(\.name.text) == ["job=api", "job=api 1h earlier"])
    #expect(chart.series.map { $0.values.last } == [9, 7])
    #expect(chart.series.last?.times.last == now.bucketStart(chart.step).milliseconds)
    #expect(dashboard.screen.panes.first?.remark?.text == "grey: 1h earlier")
    try dashboard.press("Esc")
    #expect(dashboard.screen.panes.first?.remark == nil)
  }

  @Test func `series are hidden one by one, or shown alone, and come back`() throws {
    let dashboard = try Self.dashboard()
    try Self.open("metric http_requests_total", dashboard)
    func shown() -> [String] {
      guard case .chart(let chart)? = dashboard.screen.panes.first?.content else { return [] }
      return chart.series.map(\.name.text)
    }
    let all = shown()
    #expect(all.count == 4)
    try dashboard.press("d")
    #expect(shown() == all.filter { $0 != "code=500, handler=/b\\x1b[2J" })
    try dashboard.press("D")
    #expect(shown() == all)
    try dashboard.press("↓ D")
    #expect(shown() == ["code=200, handler=/b\\x1b[2J"])
    try dashboard.press("Esc")
    #expect(shown() == all)
  }

  @Test func `i says what a metric is, where it comes from and when it was last heard of`() throws {
    let dashboard = try Self.dashboard()
    dashboard.situation.targets[0].lastScrape = dashboard.situation.now - .seconds(2)
    try Self.open("metric http_requests_total code=200", dashboard)
    try dashboard.press("i")
    guard case .text(_, let text)? = dashboard.screen.popup else {
      Issue.record("no information")
      return
    }
    let lines = text.lines.map(\.text)
    #expect(
      Array(lines.prefix(4)) == [
        "metric     http_requests_total", "type       counter",
        "help       Requests answered.", "unit       –",
      ])
    #expect(lines[4] == "series     2 with a value at this moment, 4 in the history")
    #expect(lines[5].hasSuffix("Z, 0s before this moment"))
    #expect(lines[6] == "source     http://api-1/metrics, every 5s, last scrape 2s ago")
    #expect(lines[7] == "selector   http_requests_total{code=\"200\"}")
  }

  @Test func `a histogram's page has its quantiles, its mean and how many fell into each bucket`()
    throws
  {
    let dashboard = try Self.dashboard()
    let now = dashboard.situation.now
    // Each second 2 observations up to 0.1 s, 2 more up to 0.2 s, none above; together 0.5 s.
    let parts: [(suffix: String, le: ByteString?, perSecond: Double)] = [
      ("_bucket", "0.1", 2), ("_bucket", "0.2", 4), ("_bucket", "+Inf", 4), ("_count", nil, 4),
      ("_sum", nil, 0.5),
    ]
    for part in parts {
      var labels: Labels = [
        "__name__": ByteString("wait_seconds" + part.suffix), "job": "api", "instance": "api-1:80",
      ]
      if let le = part.le { labels = labels.setting("le", to: le) }
      dashboard.append(
        labels, MetricMetadata(type: .histogram),
        (0...60).map { index in
          Sample(
            timestamp: now - .seconds(Int64(60 - index) * 5),
            value: Double(index) * 5 * part.perSecond)
        })
    }
    try Self.open("metric wait_seconds_bucket", dashboard)
    let panes = dashboard.screen.panes
    guard case .chart(let observations)? = panes.first?.content,
      case .chart(let quantiles)? = panes.first(where: { $0.id == PaneID("quantiles") })?.content,
      case .heatmap(let heatmap)? = panes.first(where: { $0.id == PaneID("heatmap") })?.content
    else {
      Issue.record("a chart is missing")
      return
    }
    #expect(observations.series.map { $0.values.last } == [4])
    #expect(quantiles.series.map(\.name.text) == ["p50", "p90", "p99", "mean"])
    // Half of the observations are up to 0.1 s, the other half lies evenly up to 0.2 s.
    let expected = [0.1, 0.18, 0.198, 0.125]
    for (series, value) in zip(quantiles.series, expected) {
      #expect(abs((series.values.last ?? 0) - value) < 1e-9, "\(series.name)")
    }
    #expect(heatmap.buckets.map(\.upper) == [0.1, 0.2, .infinity])
    // A step is 5 s.
    #expect(heatmap.buckets.map { $0.counts.last } == [10, 10, 0])
  }
}
