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
