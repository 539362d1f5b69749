internal import Metrics
internal import PromQL

/// How a chart is made: its lines as expressions over the window.
struct ChartRule {
  /// One or several lines from one expression.
  struct Line {
    /// The name of the only series; `nil` where the series are named by their labels.
    var name: DisplayText?
    var query: String

    init(_ query: String, name: DisplayText? = nil) {
      self.query = query
      self.name = name
    }
  }

  var pane: PaneID
  var title: DisplayText
  var unit: Unit
  var lines: [Line]
  var place = PanePlace(.tile, leastRows: 5, weight: 1)
  var destination: Place?
  var axis = AxisMode.zero
  var sampling: Sampling?
  /// What is said where there is nothing to draw; `nil` for "no data".
  var absence: DisplayText?

  init(_ pane: String, _ title: DisplayText, _ unit: Unit, _ lines: [Line]) {
    self.pane = PaneID(pane)
    self.title = title
    self.unit = unit
    self.lines = lines
  }

  private func present(_ scene: Scene) -> [PaneRequest] {
    lines.enumerated().map { index, line in
      scene.range(pane, "\(index)", line.query, sampling).envelope(sampling ?? scene.sampling)
    }
  }

  func requests(_ scene: Scene) -> [PaneRequest] {
    let present = present(scene)
    return present + (ChartComparison(scene, pane, present)?.requests ?? [])
  }

  /// The pane with the answers drawn into its chart.
  func pane(_ reading: AnswerReading) -> Pane {
    let requests = present(reading.scene)
    return Pane(
      pane, title: title, content: .chart(chart(reading, requests)), place: place,
      destination: destination,
      remark: reading.remark(requests)
        ?? ChartComparison(reading.scene, pane, requests)?.remark(reading))
  }

  func chart(_ reading: AnswerReading, _ requests: [PaneRequest]) -> ChartModel {
    let scene = reading.scene
    var chart = scene.chart(title, unit, sampling)
    let state = scene.level.charts[pane] ?? ChartState()
    chart.axis = state.axis ?? scene.axis(axis)
    chart.isStacked = state.isStacked ?? false
    chart.events = AlertEvents.all(scene.situation.rules).filter {
      $0.time >= chart.start && $0.time <= chart.end
    }
    for (line, request) in zip(lines, requests) {
      add(reading.matrix(request), line, Set(state.pins), to: &chart)
    }
    if state.showsOnlyPinned {
      chart.series.removeAll { !state.pins.contains($0.key) }
      chart.omission = "only what is pinned"
    }
    chart.hide(state)
    let comparison = ChartComparison(scene, pane, requests)
    chart.series += comparison?.lines(reading) { index, _ in lines[index].name } ?? []
    chart.selection = state.series.flatMap { key in chart.series.firstIndex { $0.key == key } }
    if chart.series.isEmpty, chart.message == nil, reading.isAnswered(requests) {
      chart.message = TextLine(absence ?? "no data", .muted)
    }
    return chart
  }

  private func add(
    _ results: [SeriesResult], _ line: Line, _ pinned: Set<RowKey>, to chart: inout ChartModel
  ) {
    guard let name = line.name else {
      let (series, omitted) = SeriesNaming.series(results) {
        !pinned.isEmpty && pinned.contains(RowKey($0.description))
      }
      chart.series.append(contentsOf: series.map { $0.asked(line.query) })
      if omitted > 0 {
        chart.omission = DisplayText("top \(series.count) of \(results.count) by value")
      }
      return
    }
    guard let result = results.first else { return }
    chart.series.append(
      ChartSeries(
        key: RowKey(name.text), name: name,
        color: lines.firstIndex { $0.name == name }.map { $0 % ChartSeries.colors },
        times: result.timestamps, values: result.values
      ).asked(line.query))
  }
}

extension ChartSeries {
  /// The line as one of this expression's.
  func asked(_ query: String) -> ChartSeries {
    var series = self
    series.query = query
    return series
  }
}

extension ChartModel {
  /// Leaves out what the person does not want to see, and says how much.
  mutating func hide(_ state: ChartState) {
    let all = series.count
    if let solo = state.solo, series.contains(where: { $0.key == solo }) {
      series.removeAll { $0.key != solo }
    } else if !state.hidden.isEmpty {
      series.removeAll { state.hidden.contains($0.key) }
    }
    let hidden = all - series.count
    guard hidden > 0 else { return }
    let words = DisplayText("\(hidden) hidden, D shows all")
    omission = omission.map { $0 + ", " + words } ?? words
    if series.isEmpty {
      message = TextLine("all are hidden; D shows them", .muted)
    }
  }
}
