internal import Dashboards
internal import Metrics

/// The machine: its sentences, and what stands above the first section of the dashboard `host`, as tiles.
struct HostView: View {
  let scene: Scene

  private var context: DashboardScene? { DashboardScene(scene, DashboardScene.host) }

  private var panels: [PanelPane] {
    guard let context else { return [] }
    let first = context.dashboard.sections.first { $0.title.isEmpty }
    return (first?.panels ?? []).map { PanelPane(context: context, panel: $0) }
  }

  var requests: [PaneRequest] {
    (context?.requests ?? []) + panels.flatMap(\.requests) + NowQueries(scene).requests
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    guard context != nil else { return [MissingDashboard.pane(DashboardScene.host)] }
    var tiles = 0
    return panels.map { panel in
      guard !HostView.isTable(panel.panel) else {
        return panel.pane(reading, at: PanePlace(.main, leastRows: 5, weight: 2))
      }
      tiles += 1
      let isChart = panel.panel.kind == .timeSeries
      return panel.pane(
        reading,
        at: PanePlace(
          .tile, leastRows: isChart ? 5 : panel.leastRows, weight: 1, collapseOrder: tiles))
    }
  }

  /// Tables take the whole width below the tiles.
  private static func isTable(_ panel: Panel) -> Bool {
    panel.kind == .table || panel.kind == .processes || panel.kind == .text
  }
}
