internal import Dashboards
internal import Metrics
internal import PromQL

extension PanelPane {
  /// The lines of all queries.
  func chart(_ reading: AnswerReading) -> ChartModel {
    let state = scene.level.charts[id] ?? ChartState()
    var chart = scene.chart(title, unit, sampling)
    chart.axis = state.axis ?? scene.axis(axis)
    chart.isStacked = state.isStacked ?? panel.isStacked
    chart.events = AlertEvents.all(scene.situation.rules).filter {
      $0.time >= chart.start && $0.time <= chart.end
    }
    for query in panel.queries { add(query, reading, Set(state.pins), to: &chart) }
    if panel.queries.count > 1 { color(&chart) }
    if isRanking { rank(&chart) }
    chart.thresholds = thresholds(near: chart)
    if state.showsOnlyPinned {
      chart.series.removeAll { !state.pins.contains($0.key) }
      chart.omission = "only what is pinned"
    }
    chart.hide(state)
    let queries = panel.queries
    chart.series += comparison?.lines(reading) { legend(queries[$0], $1) } ?? []
    chart.selection = state.series.flatMap { key in chart.series.firstIndex { $0.key == key } }
    if chart.series.isEmpty, chart.message == nil, reading.isAnswered(requests) {
      chart.message = absence(reading)
    }
    return chart
  }

  /// Whether the only expression asks for the greatest; its answer over time holds all that were among them once.
  private var isRanking: Bool {
    panel.queries.count == 1 && panel.queries[0].expression.hasPrefix("topk(")
  }

  /// The greatest now first, so that those that the legend leaves out are the least.
  private func rank(_ chart: inout ChartModel) {
    let newest = chart.series.compactMap(\.times.last).max()
    func value(_ series: ChartSeries) -> Double {
      guard series.times.last == newest, let value = series.values.last, !value.isNaN else {
        return -.infinity
      }
      return value
    }
    chart.series.sort { left, right in
      let (a, b) = (value(left), value(right))
      return a == b ? left.name.text < right.name.text : a > b
    }
  }

  private var axis: AxisMode {
    switch (panel.minimum, panel.maximum) {
    case (let least?, let greatest?) where greatest > least:
      .fixed(least: least, greatest: greatest)
    case (let least?, nil) where least != 0: .auto
    default: .zero
    }
  }

  private func add(
    _ query: PanelQuery, _ reading: AnswerReading, _ pinned: Set<RowKey>,
    to chart: inout ChartModel
  ) {
    let request = range(query)
    let results = reading.matrix(request)
    let common = SeriesNaming.common(results.map(\.labels))
    var (series, omitted) = SeriesNaming.series(results) {
      !pinned.isEmpty && pinned.contains(key(query, $0))
    }
    let labels = Dictionary(
      results.map { (RowKey($0.labels.description), $0.labels) }, uniquingKeysWith: { $1 })
    for index in series.indices {
      guard let own = labels[series[index].key] else { continue }
      series[index].name = name(query, own, common: common)
      series[index].key = key(query, own)
      series[index].query = request.query
      series[index].isMirrored = query.isMirrored
    }
    chart.series += series
    if omitted > 0 {
      chart.omission = DisplayText("top \(series.count) of \(results.count) by value")
    }
  }

  /// Of several queries the series have colours by their order, so that two of them never share one.
  private func color(_ chart: inout ChartModel) {
    for index in chart.series.indices {
      chart.series[index].color = index < ChartSeries.colors ? index : nil
    }
  }

  /// A limit far above everything would press the lines to the ground: it is drawn once they come near.
  private func thresholds(near chart: ChartModel) -> [Threshold] {
    if case .fixed = chart.axis { return panel.thresholds.lines(unit) }
    let greatest = chart.series.flatMap(\.values).filter(\.isFinite).max() ?? 0
    return panel.thresholds.lines(unit).filter { $0.value <= greatest * 1.5 }
  }

  /// The buckets of the first query, as counts: of a rate what it comes to between two points.
  private func buckets(_ reading: AnswerReading) -> [SeriesResult] {
    guard let query = panel.queries.first else { return [] }
    let request = range(query)
    let series = reading.matrix(request)
    guard SourceInterval.isRate(request.query) else { return series }
    let seconds = sampling.step.inSeconds
    return series.map { series in
      SeriesResult(
        labels: series.labels, timestamps: series.timestamps,
        values: series.values.map { $0 * seconds })
    }
  }

  /// The buckets of the first query over the window.
  func heatmap(_ reading: AnswerReading) -> HeatmapModel {
    let state = scene.level.charts[id] ?? ChartState()
    let sampling = sampling
    var heatmap = HeatmapModel(
      title: title, unit: unit, start: scene.end - scene.session.window, end: scene.end,
      step: sampling.step, zone: scene.situation.zone)
    heatmap.isLogarithmic = state.axis == .logarithmic
    heatmap.crosshair = scene.crosshair
    heatmap.setBuckets(buckets(reading))
    heatmap.selection = state.series.flatMap { key in
      heatmap.buckets.firstIndex { $0.key == key }
    }
    if heatmap.buckets.isEmpty { heatmap.message = absence(reading) }
    return heatmap
  }
}
