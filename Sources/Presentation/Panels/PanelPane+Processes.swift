internal import Dashboards
internal import Metrics
internal import PromQLSyntax

extension PanelPane {
  /// What asks for the processes of this machine.
  var processes: ProcessQueries { ProcessQueries(scene, at: scene.moment) }

  /// Whether the panel asks for this machine: its query, where it has one, lets the machine's own series through.
  func isOfThisMachine(_ memo: FrameMemo?) -> Bool {
    guard let query = panel.queries.first else { return true }
    let question = MachineQuestion(
      query: expression(query, sampling), job: scene.situation.hostJob,
      instance: scene.situation.host)
    return memo?.asks(question) { question.isAnsweredYes } ?? question.isAnsweredYes
  }

  /// The table of processes, or that those of another machine are not known.
  func processTable(_ reading: AnswerReading, _ place: PanePlace) -> Pane {
    guard isOfThisMachine(reading.memo), scene.situation.hasHost else {
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

extension MachineQuestion {
  /// Whether every selector of the expression lets the machine's series through.
  fileprivate var isAnsweredYes: Bool {
    guard let tree = try? Parser.parse(query) else { return false }
    return SourceInterval.selectors(tree).allSatisfy {
      SourceInterval.asks($0, job: job, instance: instance)
    }
  }
}
