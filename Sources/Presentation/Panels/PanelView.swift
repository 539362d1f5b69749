internal import Dashboards
internal import Metrics
internal import PromQL
internal import PromQLSyntax

/// One panel of a dashboard with its series in a table below.
struct PanelView: View {
  let scene: Scene
  let dashboard: String
  let panel: String

  private static let table = PaneID("series")

  private var pane: PanelPane? {
    guard let context = DashboardScene(scene, dashboard),
      let panel = context.panel(panel)
    else { return nil }
    return PanelPane(context: context, panel: panel)
  }

  /// The newest value of every series, whatever the panel asks otherwise.
  private func values(_ pane: PanelPane) -> [PaneRequest] {
    guard hasSeries(pane) else { return [] }
    return pane.panel.queries.map { query in
      scene.instant(PanelView.table, query.name, pane.expression(query, pane.sampling))
    }
  }

  private func hasSeries(_ pane: PanelPane) -> Bool {
    pane.panel.kind != .text && pane.panel.kind != .table
  }

  var requests: [PaneRequest] {
    guard let pane else { return [] }
    return pane.context.requests + pane.requests + values(pane)
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    guard let pane else { return [MissingDashboard.pane(dashboard)] }
    var large = pane.pane(reading, row: 0)
    large.destination = nil
    guard hasSeries(pane) else {
      large.place = PanePlace(.main, leastRows: 5)
      return [large]
    }
    large.place = place(of: pane.panel.kind)
    return [large, table(pane, reading)]
  }

  /// A chart takes what is left of the screen; a number or a bar would stand above empty rows.
  private func place(of kind: Panel.Kind) -> PanePlace {
    switch kind {
    case .gauge: PanePlace(.tile, leastRows: 4, weight: 0)
    case .stat: PanePlace(.tile, leastRows: 7, weight: 0)
    default: PanePlace(.tile, leastRows: 8, weight: 2)
    }
  }

  private func table(_ pane: PanelPane, _ reading: AnswerReading) -> Pane {
    let numbers = zip(pane.panel.queries, values(pane)).flatMap { query, request in
      reading.vector(request).map {
        PanelNumber(query: query, labels: $0.labels, value: $0.value)
      }
    }
    let common = SeriesNaming.common(numbers.map(\.labels))
    var rule = TableRule<PanelNumber>(
      pane: PanelView.table,
      columns: [
        .text("series", "SERIES", width: .flexible(least: 20)) {
          pane.name($0.query, $0.labels, common: common)
        },
        TableRule.Column(
          column: TableColumn("value", title: "NOW", width: .fitted(least: 8, most: 20)),
          isDescending: true, order: { .number($0.value.flatMap { $0.isNaN ? nil : $0 }) },
          cell: { number in
            TableCell(
              DisplayText(pane.unit(number.query).text(number.value)),
              pane.panel.thresholds.tone(ofKnown: number.value))
          }),
      ], key: { pane.key($0.query, $0.labels) })
    rule.destination = { destination($0, pane) }
    rule.field = { number, name in number.labels[ByteString(name)]?.text }
    rule.sort = "value"
    var model = rule.model(numbers, scene.level)
    if numbers.isEmpty { model.message = pane.absence(reading) }
    return Pane(
      PanelView.table, title: "Series", content: .table(model),
      place: PanePlace(.main, leastRows: 4), remark: pane.remark(reading, values(pane)))
  }

  /// The series itself where the value comes from exactly one; else its expression with the labels as conditions.
  private func destination(_ number: PanelNumber, _ pane: PanelPane) -> Place? {
    let text = pane.expression(number.query, pane.sampling)
    guard let expression = try? Parser.parse(text) else { return nil }
    let selectors = SourceInterval.selectors(expression)
    guard selectors.count == 1, let selector = selectors.first,
      let name = number.labels.metricName ?? selector.name
    else { return .expression(text) }
    var labels = number.labels.setting(Labels.metricNameLabel, to: name)
    if labels["job"] != nil, labels["instance"] != nil { return .series(labels) }
    for matcher in selector.matchers where matcher.operation == .equal {
      labels = labels.setting(matcher.name, to: matcher.value)
    }
    let all = QueryText.selector(labels)
    return .expression(name.text.hasSuffix("_total") ? pane.sampling.rate(all) : all)
  }
}
