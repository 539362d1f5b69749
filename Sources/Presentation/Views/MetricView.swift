internal import Metrics
internal import PromQL

/// The series of one metric, a counter as rates.
struct MetricView: View {
  let scene: Scene
  let name: ByteString

  private static let table = PaneID("series")
  private static let chart = PaneID("metric")

  private var entry: MetricEntry {
    scene.situation.catalogue.first { $0.name == name }
      ?? MetricEntry(name: name, metadata: MetricMetadata(), jobs: [], series: 0)
  }

  private var sampling: Sampling {
    Sampling(window: scene.session.window, interval: scene.interval(of: entry.jobs))
  }

  private var query: MetricQuery {
    MetricQuery(
      scene, entry, sampling: sampling,
      isRaw: scene.level.charts[MetricView.chart]?.isRaw ?? false)
  }

  /// As many lines as can be told apart; of more series only the sum is drawn.
  private static let most = 40

  private var rule: ChartRule {
    let query = query
    let isSummed = entry.series > MetricView.most
    var rule = ChartRule(
      MetricView.chart.name, title, query.unit,
      [
        isSummed
          ? ChartRule.Line("sum(\(query.value))", name: "sum") : ChartRule.Line(query.value)
      ])
    rule.sampling = sampling
    rule.axis = query.isCounter ? .zero : .auto
    rule.place = PanePlace(.tile, leastRows: 8, weight: 2)
    return rule
  }

  private var title: DisplayText {
    let query = query
    let isRate = query.isCounter && query.value != query.selector
    let unit = query.unit.word.isEmpty ? "" : ", " + query.unit.word
    return DisplayText(name) + DisplayText((isRate ? ", rate" : "") + unit)
  }

  private var values: PaneRequest {
    scene.instant(MetricView.table, "values", query.value)
  }

  /// The name that the metric's series have.
  private var seriesName: ByteString {
    guard entry.metadata.type == .histogram, !name.text.hasSuffix("_count") else { return name }
    return ByteString(name.text + "_count")
  }

  /// How long observations took or how large they were; `nil` for what is no histogram.
  private var quantiles: ChartRule? {
    guard entry.metadata.type == .histogram else { return nil }
    let base = name.text.hasSuffix("_bucket") ? String(name.text.dropLast(7)) : name.text
    let buckets = QueryText.metric(ByteString(base + "_bucket"))
    let unit = MetricQuery.unit(
      MetricEntry(name: ByteString(base), metadata: MetricMetadata(), jobs: [], series: 0),
      isRate: false)
    var rule = ChartRule(
      "quantiles", DisplayText(base) + ", quantiles", unit,
      ["0.5", "0.9", "0.99"].map { quantile in
        ChartRule.Line(
          "histogram_quantile(\(quantile), sum by (le) (\(sampling.rate(buckets))))",
          name: DisplayText(quantile))
      })
    rule.sampling = sampling
    rule.place = PanePlace(.tile, leastRows: 8, weight: 2, collapseOrder: 1)
    return rule
  }

  var requests: [PaneRequest] {
    rule.requests(scene) + (quantiles?.requests(scene) ?? []) + [values]
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let samples = reading.vector(values)
    let common = SeriesNaming.common(samples.map(\.labels))
    let unit = query.unit
    let metric = seriesName
    var table = TableRule<VectorSample>(
      pane: MetricView.table,
      columns: [
        .text("series", "SERIES", width: .flexible(least: 20)) {
          SeriesNaming.name($0.labels, without: common)
        },
        TableRule.Column(
          column: TableColumn("value", title: "VALUE", width: .fixed(12)), isDescending: true,
          order: { .number($0.value.isNaN ? nil : $0.value) },
          cell: { TableCell(DisplayText(unit.text($0.value))) }),
      ],
      key: { RowKey($0.labels.withoutMetricName.description) })
    table.destination = { .series($0.labels.setting(Labels.metricNameLabel, to: metric)) }
    table.field = { sample, name in sample.labels[ByteString(name)]?.text }
    table.sort = "value"
    var model = table.model(samples, scene.level)
    if samples.isEmpty, reading.isAnswered([values]) {
      model.message = TextLine("no series has a value at this moment", .muted)
    }
    return [rule.pane(reading)] + (quantiles.map { [$0.pane(reading)] } ?? [])
      + [about(common), pane(model, reading)]
  }

  private func pane(_ model: TableModel, _ reading: AnswerReading) -> Pane {
    Pane(
      MetricView.table, title: "Series", content: .table(model),
      place: PanePlace(.main, leastRows: 4, weight: 1), remark: reading.remark([values]))
  }

  /// What the source says about the metric, and the labels that all series share.
  private func about(_ common: Labels) -> Pane {
    var lines = [TextLine(DisplayText(entry.metadata.help))]
    if entry.metadata.help.isEmpty { lines = [TextLine("no HELP", .muted)] }
    let shared = common.filter { $0.name != Labels.metricNameLabel }
    if !shared.isEmpty { lines.append(TextLine(SeriesNaming.pairs(shared), .muted)) }
    return Pane(
      PaneID("help"), title: DisplayText(entry.metadata.type.rawValue),
      content: .text(TextModel(lines)),
      place: PanePlace(.tile, leastRows: 3, weight: 0, collapseOrder: 3))
  }
}

/// One series: its course and its labels.
struct SeriesView: View {
  let scene: Scene
  let labels: Labels

  private static let chart = PaneID("course")

  private var name: ByteString { labels.metricName ?? "" }

  private var entry: MetricEntry {
    scene.situation.catalogue.first { $0.name == name }
      ?? MetricEntry(
        name: name, metadata: MetricMetadata(), jobs: labels["job"].map { [$0] } ?? [], series: 1)
  }

  private var isCounter: Bool { MetricQuery.isCounter(entry) }
  private var isRaw: Bool { scene.level.charts[SeriesView.chart]?.isRaw ?? false }
  private var selector: String { QueryText.selector(labels) }

  private var rule: ChartRule {
    let sampling = Sampling(
      window: scene.session.window,
      interval: scene.interval(of: labels["job"].map { [$0] } ?? entry.jobs))
    let isRate = isCounter && !isRaw
    let unit = MetricQuery.unit(entry, isRate: isRate)
    let word = unit.word.isEmpty ? "" : ", " + unit.word
    var rule = ChartRule(
      SeriesView.chart.name, DisplayText(name) + DisplayText((isRate ? ", rate" : "") + word),
      unit,
      [ChartRule.Line(isRate ? sampling.rate(selector) : selector, name: DisplayText(name))])
    rule.sampling = sampling
    rule.axis = isCounter ? .zero : .auto
    rule.place = PanePlace(.main, leastRows: 8, weight: 3)
    return rule
  }

  private var value: PaneRequest { scene.instant(PaneID("labels"), "value", selector) }

  var requests: [PaneRequest] { rule.requests(scene) + [value] }

  func panes(_ reading: AnswerReading) -> [Pane] {
    var lines = labels.filter { $0.name != Labels.metricNameLabel }.map { pair in
      CardLine.make(DisplayText(pair.name).text, DisplayText(pair.value))
    }
    let unit = MetricQuery.unit(entry, isRate: false)
    lines.append(CardLine.make("value", DisplayText(unit.text(reading.number(value))), .strong))
    lines.append(CardLine.make("type", DisplayText(entry.metadata.type.rawValue)))
    lines.append(CardLine.make("help", DisplayText(entry.metadata.help)))
    return [
      withResets(rule.pane(reading)),
      Pane(
        PaneID("labels"), title: "Labels",
        content: .text(TextModel(lines, firstLine: scene.level.scroll[PaneID("labels")] ?? 0)),
        place: PanePlace(.detail, leastRows: 5, weight: 1, collapseOrder: 1),
        remark: reading.remark([value])),
    ]
  }

  /// A counter that is shown as it is has a tick wherever it started again.
  private func withResets(_ pane: Pane) -> Pane {
    guard isCounter, isRaw, case .chart(var chart) = pane.content else { return pane }
    var pane = pane
    for index in chart.series.indices {
      let series = chart.series[index]
      chart.series[index].resets = series.values.indices.dropFirst().filter {
        series.values[$0] < series.values[$0 - 1]
      }.map { Timestamp(milliseconds: series.times[$0]) }
    }
    pane.content = .chart(chart)
    return pane
  }
}

/// The value of any expression, as a chart and a table.
struct ExpressionView: View {
  let scene: Scene
  let text: String

  private static let table = PaneID("values")

  private var rule: ChartRule {
    var rule = ChartRule(
      "expression", DisplayText(text, limit: 200), .count, [ChartRule.Line(text)])
    rule.axis = .auto
    rule.place = PanePlace(.tile, leastRows: 8, weight: 2)
    return rule
  }

  private var values: PaneRequest { scene.instant(ExpressionView.table, "values", text) }

  var requests: [PaneRequest] { rule.requests(scene) + [values] }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let samples = reading.vector(values)
    let common = SeriesNaming.common(samples.map(\.labels))
    var table = TableRule<VectorSample>(
      pane: ExpressionView.table,
      columns: [
        .text("series", "SERIES", width: .flexible(least: 20)) {
          SeriesNaming.name($0.labels, without: common)
        },
        .number("value", "VALUE", width: 12, .count) { $0.value },
      ],
      key: { RowKey($0.labels.description) })
    table.field = { sample, name in sample.labels[ByteString(name)]?.text }
    let model = table.model(samples, scene.level)
    return [
      rule.pane(reading),
      Pane(
        ExpressionView.table, title: "Values", content: .table(model),
        place: PanePlace(.main, leastRows: 4, weight: 1), remark: reading.remark([values])),
    ]
  }
}
