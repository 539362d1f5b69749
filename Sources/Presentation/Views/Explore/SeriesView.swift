internal import Metrics
internal import PromQL

/// One series: its course, its samples as they were taken, and its labels.
struct SeriesView: View {
  let scene: Scene
  let labels: Labels

  static let chart = PaneID("course")
  private static let table = PaneID("samples")
  private static let details = PaneID("labels")

  private var name: ByteString { labels.metricName ?? "" }
  private var jobs: [ByteString] { labels["job"].map { [$0] } ?? [] }
  private var entry: MetricEntry { scene.entry(of: name, jobs: jobs) }

  private var isCounter: Bool { MetricQuery.isCounter(entry) }
  private var isRaw: Bool { scene.level.charts[SeriesView.chart]?.isRaw ?? false }
  private var selector: String { QueryText.selector(labels) }
  private var interval: Duration { scene.interval(of: jobs.isEmpty ? entry.jobs : jobs) }

  private var rule: ChartRule {
    let sampling = Sampling(window: scene.session.window, interval: interval)
    let isRate = isCounter && !isRaw
    let unit = MetricQuery.unit(entry, isRate: isRate)
    let word = unit.word.isEmpty ? "" : ", " + unit.word
    var rule = ChartRule(
      SeriesView.chart.name, DisplayText(name) + DisplayText((isRate ? ", rate" : "") + word),
      unit,
      [ChartRule.Line(isRate ? sampling.rate(selector) : selector, name: DisplayText(name))])
    rule.sampling = sampling
    rule.axis = isCounter ? .zero : .auto
    rule.place = PanePlace(.tile, leastRows: 8, weight: 2)
    return rule
  }

  /// The samples of the window up to the moment that is shown, of long windows the newest.
  private var samples: PaneRequest {
    let most = max(interval * SampleTable.most, .seconds(3600))
    let length = PrometheusDuration.text(min(scene.session.window, most))
    return PaneRequest(
      QueryID(SeriesView.table, "samples"), "\(selector)[\(length)]", .instant(scene.moment),
      .samples)
  }

  var requests: [PaneRequest] { rule.requests(scene) + [samples] }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let rows = rows(reading)
    let table = SampleTable(
      pane: SeriesView.table, scene: scene, unit: MetricQuery.unit(entry, isRate: false),
      rows: rows)
    return [
      withResets(rule.pane(reading)),
      Pane(
        SeriesView.table, title: "Samples, newest first",
        content: .table(table.model(isAnswered: reading.isAnswered([samples]))),
        place: PanePlace(.main, leastRows: 5, weight: 2), remark: reading.remark([samples])),
      details(rows.first { !$0.value.isStaleMarker }),
    ]
  }

  /// The selector takes series with more labels too; only the one with exactly these is meant.
  private func rows(_ reading: AnswerReading) -> [RawSample] {
    guard let series = reading.matrix(samples).first(where: { $0.labels == labels }),
      case .value(let evaluation)? = reading.answer(samples)?.outcome
    else { return [] }
    return RawSamples.rows(series, archives: evaluation.archives, isCounter: isCounter)
  }

  private func details(_ newest: RawSample?) -> Pane {
    let unit = MetricQuery.unit(entry, isRate: false)
    var lines = labels.filter { $0.name != Labels.metricNameLabel }.map { pair in
      CardLine.make(DisplayText(pair.name).text, DisplayText(pair.value))
    }
    lines.append(CardLine.make("value", DisplayText(unit.text(newest?.value)), .strong))
    lines.append(CardLine.make("type", DisplayText(entry.metadata.type.rawValue)))
    lines.append(CardLine.make("help", DisplayText(entry.metadata.help)))
    return Pane(
      SeriesView.details, title: "Labels",
      content: .text(
        TextModel(lines, firstLine: scene.level.scroll[SeriesView.details] ?? 0)),
      place: PanePlace(.detail, leastRows: 5, weight: 1, collapseOrder: 1))
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
