internal import Metrics
internal import PromQL

/// The value of any expression, as a chart and a table.
struct ExpressionView: View {
  let scene: Scene
  let text: String

  private static let table = PaneID("values")
  static let chart = PaneID("expression")

  private var breakdown: Breakdown? { scene.level.charts[ExpressionView.chart]?.breakdown }

  /// What was typed, or its groups.
  private var query: String { breakdown?.query("\n\(text)\n") ?? text }

  private var rule: ChartRule {
    var rule = ChartRule(
      ExpressionView.chart.name, DisplayText(breakdown?.query(text) ?? text, limit: 300), .count,
      [ChartRule.Line(query)])
    rule.axis = .auto
    rule.place = PanePlace(.tile, leastRows: 8, weight: 2)
    return rule
  }

  private var values: PaneRequest { scene.instant(ExpressionView.table, "values", query) }

  private var labelNames: PaneRequest {
    PaneRequest(
      QueryID(ExpressionView.chart, "census"), text, .instant(scene.moment), .labelNames)
  }

  var requests: [PaneRequest] { rule.requests(scene) + [values, labelNames] }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let samples = reading.vector(values)
    let table = SeriesTable(
      pane: ExpressionView.table, scene: scene, unit: .count,
      destination: { $0.metricName == nil || breakdown != nil ? nil : .series($0) })
    return [
      rule.pane(reading).dimensions(reading.labelNames(labelNames)),
      Pane(
        ExpressionView.table, title: breakdown == nil ? "Values" : "Groups",
        content: .table(table.model(samples, isAnswered: reading.isAnswered([values]))),
        place: PanePlace(.main, leastRows: 4, weight: 1), remark: reading.remark([values])),
    ]
  }
}
