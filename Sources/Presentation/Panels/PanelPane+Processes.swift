internal import Dashboards
internal import Metrics
internal import PromQLSyntax

extension PanelPane {
  /// What asks for the processes of this machine.
  var processes: ProcessQueries { ProcessQueries(scene, at: scene.moment) }

  /// Whether the panel asks for this machine: its query, where it has one, lets the machine's own series through.
  var isOfThisMachine: Bool {
    guard let query = panel.queries.first else { return true }
    guard let tree = try? Parser.parse(expression(query, sampling)) else { return false }
    return SourceInterval.selectors(tree).allSatisfy {
      SourceInterval.asks($0, job: scene.situation.hostJob, instance: scene.situation.host)
    }
  }

  /// The table of processes, or that those of another machine are not known.
  func processTable(_ reading: AnswerReading, _ place: PanePlace) -> Pane {
    guard isOfThisMachine, scene.situation.hasHost else {
      let host = DisplayText(scene.situation.host, limit: 64)
      let text = scene.situation.hasHost ? "only the processes of " + host : "no processes"
      return Pane(
        id, title: title,
        content: .text(TextModel([TextLine(text + " are known here", .muted)])), place: place)
    }
    return ProcessTablePane(scene: scene, queries: processes).pane(
      reading, id, title: title, sort: panel.table.sortColumn ?? "cpu", isWide: false, place: place)
  }
}
