internal import Metrics
internal import PromQL

/// The series of one metric or of a part of it, a counter as rates, with the labels that set them apart.
struct MetricView: View {
  let scene: Scene
  let selection: MetricSelection

  static let table = PaneID("series")
  static let chart = PaneID("metric")
  static let labels = PaneID("labels")

  private var name: ByteString { selection.name }
  private var state: ChartState { scene.level.charts[MetricView.chart] ?? ChartState() }
  private var entry: MetricEntry { scene.entry(of: name) }
  private var family: MetricFamily { MetricFamily(entry, in: scene.situation.catalogue) }

  private var sampling: Sampling {
    Sampling(window: scene.session.window, interval: scene.interval(of: entry.jobs))
  }

  private var query: MetricQuery { query(of: selection) }

  private func query(of selection: MetricSelection) -> MetricQuery {
    MetricQuery(
      scene, scene.entry(of: selection.name), sampling: sampling, isRaw: state.isRaw,
      matchers: selection.matchers)
  }

  /// What the chart draws: of a histogram's buckets, which are cumulative, the observations.
  private var drawn: MetricQuery { query(of: selection.countable) }

  /// As many lines as can be told apart; of more series only the sum is drawn.
  private static let most = 40

  /// What is listed: the series, or the groups that were chosen.
  private var value: String { state.breakdown?.query(drawn.value) ?? query.value }

  private var rule: ChartRule {
    let query = drawn
    let isSummed = state.breakdown == nil && entry.series > MetricView.most
    let line =
      isSummed
      ? ChartRule.Line("sum(\(query.value))", name: "sum")
      : ChartRule.Line(state.breakdown?.query(query.value) ?? query.value)
    var rule = ChartRule(MetricView.chart.name, title(line.query), unit, [line])
    rule.sampling = sampling
    rule.axis = query.isCounter ? .zero : .auto
    rule.place = PanePlace(.tile, leastRows: 8, weight: 2)
    return rule
  }

  /// A number of series has no unit of theirs.
  private var unit: Unit { state.breakdown?.aggregation == .count ? .count : query.unit }

  /// The name in words, or the query where something else than the metric itself is drawn.
  private func title(_ line: String) -> DisplayText {
    guard state.breakdown == nil else { return DisplayText(line, limit: 300) }
    let query = drawn
    let isRate = query.isCounter && query.value != query.selector
    let unit = query.unit.word.isEmpty ? "" : ", " + query.unit.word
    let name = query.selector == self.query.selector ? DisplayText(name) : "observations"
    return name + DisplayText((isRate ? ", rate" : "") + unit)
  }

  private var distribution: DistributionCharts {
    DistributionCharts(scene: scene, family: family, selection: selection, sampling: sampling)
  }

  private var values: PaneRequest { scene.instant(MetricView.table, "values", value) }

  private var labelNames: PaneRequest {
    scene.census(MetricView.labels, query.selector, .labelNames, of: entry)
  }

  var requests: [PaneRequest] {
    rule.requests(scene) + distribution.requests + [values, labelNames]
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let samples = reading.vector(values)
    let names = reading.labelNames(labelNames)
    let table = SeriesTable(
      pane: MetricView.table, scene: scene, unit: unit, destination: { destination($0) })
    let listed = Pane(
      MetricView.table, title: state.breakdown == nil ? "Series" : "Groups",
      content: .table(table.model(samples, isAnswered: reading.isAnswered([values]))),
      place: PanePlace(.main, leastRows: 4, weight: 1), remark: reading.remark([values]))
    let charts = [rule.pane(reading)] + distribution.panes(reading)
    return charts.map { $0.dimensions(names) } + [about(names), listed, labelTable(names, reading)]
  }

  /// Of a group the series in it; of a series itself.
  private func destination(_ labels: Labels) -> Place? {
    guard let breakdown = state.breakdown, breakdown.aggregation != .each else {
      return .series(labels.setting(Labels.metricNameLabel, to: seriesName))
    }
    guard !breakdown.labels.isEmpty else { return nil }
    return breakdown.labels.reduce(selection) { $0.narrowed($1, labels[$1] ?? "") }.place
  }

  /// The name that the metric's series have.
  private var seriesName: ByteString {
    guard entry.metadata.type == .histogram, family.base == name.text else { return name }
    return ByteString(name.text + "_count")
  }

  private func labelTable(_ names: [LabelName], _ reading: AnswerReading) -> Pane {
    let rule = LabelTable.names(MetricView.labels, selection)
    var model = rule.model(names, scene.level, isFiltered: false)
    if names.isEmpty, reading.isAnswered([labelNames]) {
      model.message = TextLine("no series has a label at this moment", .muted)
    }
    return Pane(
      MetricView.labels, title: "Labels", content: .table(model),
      place: PanePlace(.detail, leastRows: 4, weight: 1), remark: reading.remark([labelNames]))
  }

  /// What the source says about the metric, its labels, and what was asked.
  private func about(_ names: [LabelName]) -> Pane {
    let help = entry.metadata.help
    let varying = names.filter { $0.values > 1 }.map {
      DisplayText($0.name, limit: 64) + DisplayText(" \($0.values)")
    }
    let shared = names.filter { $0.values == 1 }.map {
      DisplayText($0.name, limit: 64) + "=" + DisplayText($0.examples.first ?? "", limit: 64)
    }
    let lines = [
      help.isEmpty ? TextLine("no HELP", .muted) : TextLine(DisplayText(help)),
      TextLine((varying + shared).joined(separator: ", "), .muted),
      TextLine(DisplayText(value), .accent),
    ]
    return Pane(
      PaneID("help"), title: DisplayText(entry.metadata.type.rawValue),
      content: .text(TextModel(lines)),
      place: PanePlace(.tile, leastRows: 4, weight: 0, collapseOrder: 3))
  }
}

extension Pane {
  /// The pane with the labels by which its chart can be broken down.
  func dimensions(_ names: [LabelName]) -> Pane {
    guard case .chart(var chart) = content else { return self }
    chart.dimensions = names
    var pane = self
    pane.content = .chart(chart)
    return pane
  }
}

extension Scene {
  /// What is known of a metric; of an unknown one its name.
  func entry(of name: ByteString, jobs: [ByteString] = []) -> MetricEntry {
    situation.catalogue.first { $0.name == name }
      ?? MetricEntry(name: name, metadata: MetricMetadata(), jobs: jobs, series: 0)
  }

  /// A question about the labels of a query's series.
  ///
  /// Those of very many series are counted every five seconds only: labels change seldom.
  func census(
    _ pane: PaneID, _ query: String, _ subject: PaneRequest.Subject, of entry: MetricEntry
  ) -> PaneRequest {
    let isMany = entry.series > 1000
    let moment = isLive && isMany ? moment.bucketStart(.seconds(5)) : moment
    return PaneRequest(QueryID(pane, "census"), query, .instant(moment), subject)
  }
}
