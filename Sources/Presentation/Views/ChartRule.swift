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

  func requests(_ scene: Scene) -> [PaneRequest] {
    lines.enumerated().map { index, line in
      scene.range(pane, "\(index)", line.query, sampling)
    }
  }

  /// The pane with the answers drawn into its chart.
  func pane(_ reading: AnswerReading) -> Pane {
    let requests = requests(reading.scene)
    let chart = chart(reading, requests)
    return Pane(
      pane, title: title, content: .chart(chart), place: place, destination: destination,
      remark: reading.remark(requests))
  }

  func chart(_ reading: AnswerReading, _ requests: [PaneRequest]) -> ChartModel {
    let scene = reading.scene
    var chart = scene.chart(title, unit, sampling)
    let state = scene.level.charts[pane] ?? ChartState()
    chart.axis = state.axis ?? axis
    chart.events = AlertEvents.all(scene.situation.rules).filter {
      $0.time >= chart.start && $0.time <= chart.end
    }
    for (line, request) in zip(lines, requests) {
      add(reading.matrix(request), line, to: &chart)
    }
    chart.selection = state.series.flatMap { key in chart.series.firstIndex { $0.key == key } }
    if chart.series.isEmpty, reading.isAnswered(requests) {
      chart.message = TextLine(absence ?? "no data", .muted)
    }
    return chart
  }

  private func add(_ results: [SeriesResult], _ line: Line, to chart: inout ChartModel) {
    guard let name = line.name else {
      let (series, omitted) = SeriesNaming.series(results)
      chart.series.append(contentsOf: series)
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
        times: result.timestamps, values: result.values))
  }
}
