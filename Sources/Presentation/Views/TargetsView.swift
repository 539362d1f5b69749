internal import Metrics
internal import PromQL

/// The endpoints and how their scrapes go.
struct TargetsView: View {
  let scene: Scene

  private var queries: TargetQueries { TargetQueries(scene: scene) }

  private var nothing: DisplayText {
    scene.situation.offer == nil
      ? "no endpoint: start with ringside http://host:9100/metrics, or -c prometheus.yml"
      : "nothing is scraped: Ctrl-R asks again"
  }

  var requests: [PaneRequest] { queries.requests }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let pane = PaneID("targets")
    let rows = queries.rows(reading)
    let columns = TargetColumns(scene: scene, hasErrors: rows.contains { !$0.failure.isEmpty })
    var table = columns.rule(pane).model(rows, scene.level)
    if rows.isEmpty {
      table.message = TextLine(nothing, .muted)
    }
    return [
      Pane(
        pane, title: "Targets", content: .table(table),
        place: PanePlace(.main, leastRows: 5, weight: 1), remark: reading.remark(requests))
    ]
  }
}

/// The scrapes at one moment: from the ring, with the words of failures only for the newest.
struct TargetQueries {
  let scene: Scene

  private static let pane = PaneID("targets")

  var up: PaneRequest { scene.instant(TargetQueries.pane, "up", "up") }
  var duration: PaneRequest {
    scene.instant(TargetQueries.pane, "duration", "scrape_duration_seconds")
  }
  var samples: PaneRequest {
    scene.instant(TargetQueries.pane, "samples", "scrape_samples_scraped")
  }

  /// Live, everything is known without a query.
  var requests: [PaneRequest] { scene.isLive ? [] : [up, duration, samples] }

  func rows(_ reading: AnswerReading) -> [TargetLine] {
    guard !scene.isLive else { return scene.situation.targets }
    var durations: [Labels: Double] = [:]
    for sample in reading.vector(duration) {
      durations[sample.labels.withoutMetricName] = sample.value
    }
    var counts: [Labels: Double] = [:]
    for sample in reading.vector(samples) {
      counts[sample.labels.withoutMetricName] = sample.value
    }
    return reading.vector(up).map { sample in
      let labels = sample.labels.withoutMetricName
      let job = labels["job"] ?? ""
      let instance = labels["instance"] ?? ""
      let known = scene.situation.targets.first { $0.job == job && $0.instance == instance }
      var line = TargetLine(
        url: known?.url ?? instance, job: job, instance: instance,
        interval: known?.interval ?? scene.situation.interval)
      line.health = sample.value == 1 ? .up : .down
      line.duration = durations[labels].map { .milliseconds(Int64($0 * 1000)) }
      line.samples = counts[labels].flatMap { Int(exactly: $0) } ?? 0
      line.failure = line.health == .down ? "the cause is known only while live" : ""
      return line
    }
  }
}

/// The columns of the table of endpoints.
struct TargetColumns {
  let scene: Scene
  /// Whether some endpoint failed: then what is wrong has a third of the screen, and numbers give way.
  let hasErrors: Bool

  private var errorColumns: Int {
    hasErrors ? min(max(scene.situation.size.columns / 3, 10), 40) : 10
  }

  func rule(_ pane: PaneID) -> TableRule<TargetLine> {
    let now = scene.moment
    var rule = TableRule<TargetLine>(
      pane: pane,
      columns: [
        .text("state", "STATE", width: .fixed(7)) { DisplayText($0.health.rawValue) },
        .text("instance", "TARGET", width: .fitted(least: 12, most: 40)) {
          DisplayText($0.instance, limit: 128)
        },
        .text("job", "JOB", width: .fitted(least: 4, most: 16), dropOrder: 2) {
          DisplayText($0.job, limit: 64)
        },
        TableRule.Column(
          column: TableColumn("last", title: "LAST", width: .fixed(6)), isDescending: false,
          order: { .number($0.lastScrape.map { (now - $0).inSeconds }) },
          cell: { TableCell(DisplayText(ClockText.age($0.lastScrape, now: now))) }),
        TableRule.Column(
          column: TableColumn("took", title: "TOOK", width: .fixed(8), dropOrder: 3),
          isDescending: true,
          order: { .number($0.duration?.inSeconds) },
          cell: { TableCell(DisplayText(Unit.seconds.text($0.duration?.inSeconds))) }),
        .number("samples", "SAMPLES", width: 8, dropOrder: 1, .count) { Double($0.samples) },
        .number("series", "SERIES", width: 7, dropOrder: 4, .count) { Double($0.series) },
        .text("every", "EVERY", width: .fixed(6), dropOrder: 5) {
          DisplayText(PrometheusDuration.text($0.interval))
        },
        .text("error", "ERROR", width: .flexible(least: errorColumns)) { line in
          let parts = [line.failure, line.remark].filter { !$0.isEmpty }.map { DisplayText($0) }
          return parts.joined(separator: "; ")
        },
      ],
      key: { RowKey($0.job.text + "/" + $0.instance.text) })
    rule.destination = { .target(job: $0.job, instance: $0.instance) }
    rule.mark = { line in
      switch line.health {
      case .up: .healthy
      case .down: .firing
      case .unknown: .noData
      }
    }
    return rule
  }
}

/// One endpoint: how its scrapes went over time, and its metrics.
struct TargetView: View {
  let scene: Scene
  let job: ByteString
  let instance: ByteString

  private var rules: [ChartRule] {
    let labels = "{\(QueryText.matcher("job", job)),\(QueryText.matcher("instance", instance))}"
    var rules = [
      ChartRule("up", "up", .count, [ChartRule.Line("up" + labels, name: "up")]),
      ChartRule(
        "duration", "scrape duration", .seconds,
        [ChartRule.Line("scrape_duration_seconds" + labels, name: "took")]),
      ChartRule(
        "samples", "samples", .count,
        [ChartRule.Line("scrape_samples_scraped" + labels, name: "scraped")]),
    ]
    for index in rules.indices { rules[index].place.collapseOrder = 3 - index }
    return rules
  }

  private var list: MetricList {
    MetricList(scene: scene, pane: PaneID("metrics"), job: job, instance: instance)
  }

  var requests: [PaneRequest] { rules.flatMap { $0.requests(scene) } + list.requests }

  func panes(_ reading: AnswerReading) -> [Pane] {
    var panes = rules.map { $0.pane(reading) }
    let line = scene.situation.targets.first { $0.job == job && $0.instance == instance }
    if let line, !line.failure.isEmpty {
      panes.append(
        Pane(
          PaneID("failure"), title: "last failure",
          content: .text(TextModel([TextLine(DisplayText(line.failure), .critical)])),
          place: PanePlace(.tile, leastRows: 3, collapseOrder: 0)))
    }
    return panes + [list.pane(reading, title: "Metrics of " + DisplayText(instance, limit: 128))]
  }
}
