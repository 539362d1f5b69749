internal import Metrics

/// The table under a chart: the value of each series at the moment that is shown, and its least, mean, greatest and last
/// over the window.
struct ValueTable {
  let scene: Scene
  let chart: ChartModel

  static func id(of pane: PaneID) -> PaneID { PaneID(pane.name + " values") }

  private struct Row {
    var series: ChartSeries
    var now: Double?
    var least: Double?
    var mean: Double?
    var greatest: Double?
    var last: Double?

    init(_ series: ChartSeries, at moment: Int64, within distance: Int64, from start: Int64) {
      self.series = series
      let known = zip(series.times, series.values).filter { !$0.1.isNaN && $0.0 >= start }
      if let nearest = known.last(where: { $0.0 <= moment }), moment - nearest.0 <= distance {
        now = nearest.1
      }
      let values = known.map(\.1)
      least = values.min()
      greatest = values.max()
      last = values.last
      mean = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
  }

  private var rows: [Row] {
    // A moment between two points has the value of the one before; what is older is not there.
    let distance = max(chart.step, chart.interval).milliseconds * 2
    return chart.series.map {
      Row(
        $0, at: (chart.crosshair ?? chart.end).milliseconds, within: distance,
        from: chart.start.milliseconds)
    }
  }

  /// The table of a chart's pane.
  func pane(below pane: Pane) -> Pane {
    let id = ValueTable.id(of: pane.id)
    var rule = TableRule<Row>(
      pane: id,
      columns: [
        .text("series", "SERIES", width: .flexible(least: 16)) { $0.series.name },
        column("now", chart.crosshair == nil ? "NOW" : "AT") { $0.now },
        column("min", "MIN") { $0.least }, column("avg", "AVG") { $0.mean },
        column("max", "MAX") { $0.greatest }, column("last", "LAST") { $0.last },
      ], key: { $0.series.key })
    rule.sort = "now"
    rule.field = { row, name in row.series.labels?[ByteString(name)]?.text }
    var model = rule.model(rows, scene.level)
    model.message = chart.message
    if let omission = chart.omission {
      model.footer.append(TextLine(omission, .muted))
    }
    return Pane(
      id, title: "Values of " + pane.title, content: .table(model),
      place: PanePlace(.main, leastRows: 4, weight: 1))
  }

  private func column(
    _ name: String, _ title: DisplayText, _ value: @escaping (Row) -> Double?
  ) -> TableRule<Row>.Column {
    TableRule.Column(
      column: TableColumn(name, title: title, width: .fitted(least: 7, most: 12)),
      isDescending: true, order: { .number(value($0)) },
      cell: { row in TableCell(DisplayText(chart.unit.text(value(row)))) })
  }
}

extension Scene {
  /// The panes with nothing but a chart and the table of its values, where a person asked for that.
  func withValueTable(_ panes: [Pane]) -> (panes: [Pane], isShown: Bool) {
    guard let alone = session.maximised, level.charts[alone]?.showsTable == true,
      var pane = panes.first(where: { $0.id == alone }), case .chart(let chart) = pane.content
    else { return (panes, false) }
    pane.place = PanePlace(.tile, leastRows: 8, weight: 1)
    return ([pane, ValueTable(scene: self, chart: chart).pane(below: pane)], true)
  }
}
