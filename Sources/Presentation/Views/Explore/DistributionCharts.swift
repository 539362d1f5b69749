internal import Metrics

/// The charts of a histogram or summary beside its own series: how large the observations were.
struct DistributionCharts {
  let scene: Scene
  let family: MetricFamily
  let selection: MetricSelection
  let sampling: Sampling

  static let quantiles = PaneID("quantiles")

  private static let heatmap = PaneID("heatmap")

  private var rules: [ChartRule] {
    switch family.kind {
    case .histogram: [quantiles]
    case .summary: [average]
    case .single: []
    }
  }

  /// The queries; none for a metric that is neither.
  var requests: [PaneRequest] {
    rules.flatMap { $0.requests(scene) } + (family.kind == .histogram ? [buckets] : [])
  }

  /// Quantiles and a heatmap of a histogram, the mean of a summary.
  func panes(_ reading: AnswerReading) -> [Pane] {
    rules.map { $0.pane(reading) } + (family.kind == .histogram ? [heatmap(reading)] : [])
  }

  /// How many observations fell into every bucket in a step.
  private var buckets: PaneRequest {
    let seconds = FloatText.shortest(sampling.step.inSeconds)
    return scene.range(
      DistributionCharts.heatmap, "buckets", "sum by (le) (\(rate("_bucket"))) * \(seconds)",
      sampling)
  }

  private func heatmap(_ reading: AnswerReading) -> Pane {
    let title: DisplayText = "observations by size"
    var model = HeatmapModel(
      title: title, unit: family.unit, start: scene.end - scene.session.window, end: scene.end,
      step: sampling.step, zone: scene.situation.zone)
    model.crosshair = scene.crosshair
    model.setBuckets(reading.matrix(buckets))
    let state = scene.level.charts[DistributionCharts.heatmap] ?? ChartState()
    model.isLogarithmic = state.axis == .logarithmic
    model.selection = state.series.flatMap { key in
      model.buckets.firstIndex { $0.key == key }
    }
    if model.buckets.isEmpty, reading.isAnswered([buckets]) {
      model.message = TextLine("no observations in this window", .muted)
    }
    return Pane(
      DistributionCharts.heatmap, title: title, content: .heatmap(model),
      place: PanePlace(.tile, leastRows: 8, weight: 2, collapseOrder: 2),
      remark: reading.remark([buckets]))
  }

  /// Several samples of every series, so that a quiet moment is no hole.
  private func rate(_ part: String) -> String {
    let range = max(sampling.step, sampling.interval * 5)
    return "rate(\(family.part(part, selection.matchers))[\(PrometheusDuration.text(range))])"
  }

  /// The mean of the observations of each group.
  private func mean(by labels: [ByteString] = []) -> String {
    let grouping = labels.isEmpty ? "" : " by (\(Breakdown.list(labels)))"
    return "sum\(grouping) (\(rate("_sum"))) / sum\(grouping) (\(rate("_count")))"
  }

  private func quantile(_ share: Int, by labels: [ByteString] = []) -> String {
    let list = Breakdown.list(["le"] + labels)
    return "histogram_quantile(\(Breakdown.share(share)), sum by (\(list)) (\(rate("_bucket"))))"
  }

  private var quantiles: ChartRule {
    let pane = DistributionCharts.quantiles
    guard let breakdown = scene.level.charts[pane]?.breakdown, !breakdown.labels.isEmpty else {
      let lines = [50, 90, 99].map { share in
        ChartRule.Line(quantile(share), name: DisplayText("p\(share)"))
      }
      return chart(
        pane, "quantiles and mean", lines + [ChartRule.Line(mean(), name: "mean")])
    }
    var query = mean(by: breakdown.labels)
    var word = "mean"
    if case .quantile(let share) = breakdown.aggregation {
      (query, word) = (quantile(share, by: breakdown.labels), "p\(share)")
    }
    let names = breakdown.labels.map { DisplayText($0, limit: 64) }.joined(separator: ", ")
    return chart(pane, DisplayText("\(word) by ") + names, [ChartRule.Line(query)])
  }

  private var average: ChartRule {
    chart(PaneID("average"), "mean", [ChartRule.Line(mean(), name: "mean")])
  }

  private func chart(
    _ pane: PaneID, _ words: DisplayText, _ lines: [ChartRule.Line]
  ) -> ChartRule {
    var rule = ChartRule(pane.name, words, family.unit, lines)
    rule.sampling = sampling
    rule.place = PanePlace(.tile, leastRows: 8, weight: 2, collapseOrder: 1)
    rule.absence = "no observations in this window"
    return rule
  }
}
