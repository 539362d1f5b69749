internal import Metrics

/// The values of one label of a metric: how many series have each, and what they are worth together.
struct LabelValuesView: View {
  let scene: Scene
  let selection: MetricSelection
  let label: ByteString

  private static let table = PaneID("values")
  private static let chart = PaneID("by-label")

  private var entry: MetricEntry { scene.entry(of: counted.name) }

  /// Cumulative buckets must not be added up, unless it is they that are looked at.
  private var counted: MetricSelection { label == "le" ? selection : selection.countable }

  private var sampling: Sampling {
    Sampling(window: scene.session.window, interval: scene.interval(of: entry.jobs))
  }

  private var query: MetricQuery {
    MetricQuery(
      scene, entry, sampling: sampling,
      isRaw: scene.level.charts[LabelValuesView.chart]?.isRaw ?? false,
      matchers: counted.matchers)
  }

  private var rule: ChartRule {
    let query = query
    let expression = Breakdown([label], .sum).query(query.value)
    var rule = ChartRule(
      LabelValuesView.chart.name, DisplayText(expression, limit: 300), query.unit,
      [ChartRule.Line(expression)])
    rule.sampling = sampling
    rule.axis = query.isCounter ? .zero : .auto
    rule.place = PanePlace(.tile, leastRows: 8, weight: 2)
    return rule
  }

  private var values: PaneRequest {
    scene.census(
      LabelValuesView.table, query.value, .labelValues(of: label, prefix: ""), of: entry)
  }

  var requests: [PaneRequest] { rule.requests(scene) + [values] }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let found = reading.labelValues(values)
    let rule = LabelTable.values(LabelValuesView.table, selection, label, query.unit)
    var model = rule.model(found, scene.level)
    if found.isEmpty, reading.isAnswered([values]) {
      model.message = TextLine("no series has a value at this moment", .muted)
    }
    if found.count == LabelCensus.mostValues {
      model.footer.append(
        TextLine(DisplayText("only the \(found.count) values of most series"), .muted))
    }
    let title =
      DisplayText("Values of ") + DisplayText(label, limit: 64)
      + DisplayText(", \(NumberText.grouped(Double(found.count)))")
    return [
      self.rule.pane(reading),
      Pane(
        LabelValuesView.table, title: title, content: .table(model),
        place: PanePlace(.main, leastRows: 4, weight: 1), remark: reading.remark([values])),
    ]
  }
}
