internal import Metrics
internal import PromQL

/// Every metric of every source.
struct ExploreView: View {
  let scene: Scene

  private var list: MetricList { MetricList(scene: scene, pane: PaneID("metrics")) }

  var requests: [PaneRequest] { list.requests }

  func panes(_ reading: AnswerReading) -> [Pane] { [list.pane(reading, title: "Metrics")] }
}

/// The catalogue as a table, with a course of values for the rows in sight.
struct MetricList {
  let scene: Scene
  let pane: PaneID
  var job: ByteString?
  var instance: ByteString?

  /// What the list is made of.
  private var entries: [MetricEntry] {
    guard let job else { return scene.situation.catalogue }
    return scene.situation.catalogue.filter { $0.jobs.contains(job) }
  }

  /// The rows around the chosen one, as many as may be in sight.
  private func inSight(_ table: TableModel) -> ArraySlice<TableRow> {
    let page = max(scene.situation.pageRows, 10)
    let middle = table.selection ?? 0
    return table.rows[max(0, middle - page)..<min(table.rows.count, middle + page)]
  }

  /// About forty points over the window, so that the question changes only when a new point begins.
  private func request(_ entry: MetricEntry) -> PaneRequest {
    let sampling = Sampling(
      window: scene.session.window * 90, interval: scene.interval(of: entry.jobs))
    let metric = MetricQuery(scene, entry, sampling: sampling, job: job, instance: instance)
    let step = sampling.step
    let end = scene.end.bucketStart(step)
    return PaneRequest(
      QueryID(pane, entry.name.text), "sum(\(metric.value))",
      .range(start: (end - scene.session.window).bucketStart(step), end: end, step: step))
  }

  var requests: [PaneRequest] {
    let entries = entries
    let table = rule([:]).model(entries, scene.level)
    let names = Set(inSight(table).map(\.key))
    return entries.filter { names.contains(RowKey($0.name.text)) }.map(request)
  }

  func pane(_ reading: AnswerReading, title: DisplayText) -> Pane {
    let entries = entries
    var table = rule([:]).model(entries, scene.level)
    let names = Set(inSight(table).map(\.key))
    var courses: [RowKey: Sparkline] = [:]
    for entry in entries where names.contains(RowKey(entry.name.text)) {
      courses[RowKey(entry.name.text)] = course(reading, entry)
    }
    for index in table.rows.indices {
      guard let course = courses[table.rows[index].key] else { continue }
      table.rows[index].cells[MetricList.courseColumn] = TableCell(course)
    }
    if entries.isEmpty { table.message = TextLine("no metric is known yet", .muted) }
    return Pane(
      pane, title: title, content: .table(table),
      place: PanePlace(.main, leastRows: 5, weight: 1))
  }

  private func course(_ reading: AnswerReading, _ entry: MetricEntry) -> Sparkline? {
    let request = request(entry)
    guard let series = reading.matrix(request).first,
      case .range(let start, let end, let step) = request.timing
    else { return nil }
    let width = max(step.milliseconds, 1)
    let count = Int((end - start).milliseconds / width) + 1
    var values = [Double?](repeating: nil, count: count)
    for (time, value) in zip(series.timestamps, series.values) {
      let index = Int((time - start.milliseconds) / width)
      if values.indices.contains(index) { values[index] = value }
    }
    return Sparkline(values)
  }

  private static let courseColumn = 4

  private func rule(_ courses: [RowKey: Sparkline]) -> TableRule<MetricEntry> {
    var rule = TableRule<MetricEntry>(
      pane: pane,
      columns: [
        .text("metric", "METRIC", width: .fitted(least: 30, most: 48)) {
          DisplayText($0.name, limit: 200)
        },
        .text("type", "TYPE", width: .fixed(9), dropOrder: 2) {
          DisplayText($0.metadata.type.rawValue)
        },
        .number("series", "SERIES", width: 7, dropOrder: 1, .count) { Double($0.series) },
        .text("job", "JOB", width: .fitted(least: 4, most: 14), dropOrder: 4) { entry in
          entry.jobs.map { DisplayText($0, limit: 32) }.joined(separator: ",")
        },
        .text("course", "COURSE", width: .fixed(16), dropOrder: 3) { _ in "" },
        .text("help", "HELP", width: .flexible(least: 10), dropOrder: 5) {
          DisplayText($0.metadata.help, limit: 200)
        },
      ],
      key: { RowKey($0.name.text) })
    rule.destination = { .metric($0.name) }
    return rule
  }
}
