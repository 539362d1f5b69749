internal import Dashboards
internal import Metrics

/// The dashboards that can be opened, each with the question that it answers.
struct DashboardListView: View {
  let scene: Scene

  private static let list = PaneID("dashboards")

  var requests: [PaneRequest] { [] }

  /// How wide a question is at least: the count and the name of the file give way to it.
  private var question: Int { scene.situation.size.columns >= 70 ? 60 : 20 }

  func panes(_ reading: AnswerReading) -> [Pane] {
    var rule = TableRule<Dashboard>(
      pane: DashboardListView.list,
      columns: [
        .text("dashboard", "DASHBOARD", width: .fitted(least: 14, most: 32)) {
          DisplayText($0.title.isEmpty ? $0.name : $0.title, limit: 64)
        },
        .text("question", "WHAT IT ANSWERS", width: .flexible(least: question), dropOrder: 1) {
          DisplayText($0.question, limit: 300)
        },
        .number("panels", "PANELS", width: 6, dropOrder: 2, .count) { Double($0.panels.count) },
        .text("name", "NAME", width: .fitted(least: 6, most: 24), dropOrder: 3) {
          DisplayText($0.name, limit: 64)
        },
      ],
      key: { RowKey($0.name) })
    rule.destination = { .dashboard($0.name) }
    var table = rule.model(scene.situation.dashboards, scene.level)
    if scene.situation.size.columns < 100, let chosen = table.selection,
      let dashboard = scene.situation.dashboards.first(where: {
        RowKey($0.name) == table.rows[chosen].key
      })
    {
      // Where the column has no room for it, the question of the chosen one stands below, whole.
      table.footer.append(TextLine(DisplayText(dashboard.question, limit: 300), .strong))
    }
    if scene.situation.dashboards.isEmpty {
      table.message = TextLine("no dashboard is loaded", .muted)
    }
    return [
      Pane(
        DashboardListView.list, title: "Dashboards", content: .table(table),
        place: PanePlace(.main, leastRows: 5))
    ]
  }
}

/// One dashboard: its panels in a grid.
struct DashboardView: View {
  let scene: Scene
  let name: String

  private var context: DashboardScene? { DashboardScene(scene, name) }

  var requests: [PaneRequest] {
    guard let context else { return [] }
    return context.requests
      + context.dashboard.panels.flatMap { PanelPane(context: context, panel: $0).requests }
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    guard let context else { return [MissingDashboard.pane(name)] }
    var panes: [Pane] = []
    var row = 0
    for (index, section) in context.dashboard.sections.enumerated() {
      if !section.title.isEmpty {
        panes.append(heading(section, index, row: row, context))
        row += 1
      }
      panes += section.panels.map {
        PanelPane(context: context, panel: $0).pane(reading, row: row)
      }
      row += section.panels.map { $0.gridPosition.y + $0.gridPosition.height }.max() ?? 0
    }
    return panes
  }

  /// The title of a section: a line across the grid.
  private func heading(
    _ section: DashboardSection, _ index: Int, row: Int, _ context: DashboardScene
  ) -> Pane {
    Pane(
      PaneID("section \(index)"),
      title: DisplayText(context.words.title(section.title), limit: 200),
      content: .text(TextModel([])),
      place: PanePlace(
        .grid(GridPlace(column: 0, row: row, width: GridPlace.columns, height: 1)), leastRows: 1,
        weight: 0))
  }
}

/// What stands where a dashboard was that is not loaded any more.
enum MissingDashboard {
  static func pane(_ name: String) -> Pane {
    let text = DisplayText("there is no dashboard '\(name)' now; 7 lists those there are")
    return Pane(
      PaneID("missing"), title: "", content: .text(TextModel([TextLine(text, .warning)])),
      place: PanePlace(.main, leastRows: 3))
  }
}
