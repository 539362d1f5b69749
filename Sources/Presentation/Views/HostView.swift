internal import Metrics

/// The machine: its sentences, its resources, and what runs on it.
struct HostView: View {
  let scene: Scene

  private var charts: HostCharts { HostCharts(scene: scene) }
  private var processes: ProcessQueries { ProcessQueries(scene, at: scene.moment) }

  var requests: [PaneRequest] {
    charts.tiles.flatMap { $0.requests(scene) } + processes.requests(isWide: false)
      + NowQueries(scene).requests
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    charts.tiles.map { $0.pane(reading) } + [
      ProcessTablePane(scene: scene, queries: processes).pane(
        reading, PaneID("top"), title: "Processes", sort: "cpu", isWide: false)
    ]
  }
}

/// The table of processes as a pane of any view.
struct ProcessTablePane {
  let scene: Scene
  let queries: ProcessQueries

  func pane(
    _ reading: AnswerReading, _ id: PaneID, title: DisplayText, sort: String, isWide: Bool,
    place: PanePlace = PanePlace(.main, leastRows: 5, weight: 2)
  ) -> Pane {
    let rows = queries.rows(reading)
    let cores = reading.number(HostFacts(scene).cores)
    let rule = ProcessColumns(scene: scene, cores: cores).rule(id, sort: sort, isWide: isWide)
    var table = rule.model(rows, scene.level)
    table.footer.append(contentsOf: queries.footer(reading, rows))
    if rows.isEmpty {
      let text: DisplayText =
        reading.isAnswered([queries.memory]) ? "no process was recorded at this moment" : ""
      table.message = TextLine(text, .muted)
    }
    return Pane(
      id, title: title, content: .table(table), place: place,
      remark: reading.remark([queries.cpu, queries.memory]))
  }
}
