internal import Metrics

/// The threads of one process, read while they are looked at.
struct ThreadsView: View {
  let scene: Scene
  let process: ProcessKey

  private static let table = PaneID("threads")

  var requests: [PaneRequest] { [] }

  /// What was read of this process; `nil` before that, and in the past.
  private var facts: ProcessFacts? {
    guard scene.isLive, let facts = scene.situation.processFacts, facts.process == process else {
      return nil
    }
    return facts
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    var table = TableRule<ThreadFacts>(
      pane: ThreadsView.table,
      columns: [
        .number("tid", "TID", width: 8, .count) { Double($0.id) },
        .text("state", "S", width: .fixed(1)) { $0.state },
        .number("cpu", "CORES", width: 6, .cores) { $0.cores },
        .number("time", "CPU TIME", width: 9, .seconds) { $0.cpuSeconds },
        .text("name", "NAME", width: .flexible(least: 12), source: \.name) {
          DisplayText($0.name, limit: 64)
        },
      ],
      key: { RowKey("\($0.id)") })
    table.columns[0].isDescending = false
    table.columns[0].cell = { thread in
      TableCell(DisplayText("\(thread.id)"), value: .number(Double(thread.id)))
    }
    table.columns[2].cell = { thread in
      let text = thread.cores.map { NumberText.fixed($0, 2) } ?? "–"
      return TableCell(
        DisplayText(text), (thread.cores ?? 0) < 0.005 ? .muted : .plain,
        value: .number(thread.cores))
    }
    table.sort = "cpu"
    var model = table.model(facts?.threads ?? [], scene.level)
    if model.rows.isEmpty { model.message = message }
    return [
      Pane(
        ThreadsView.table, title: "Threads of " + process.name, content: .table(model),
        place: PanePlace(.main, leastRows: 4, weight: 1))
    ]
  }

  private var message: TextLine {
    guard scene.isLive else {
      return TextLine("threads are not recorded for the past; 0 shows those of now", .warning)
    }
    guard let facts else { return TextLine("reading", .muted) }
    return TextLine(facts.problem.isEmpty ? "no thread" : facts.problem, .warning)
  }
}
