internal import Metrics

/// All processes, and the chosen one beside them where there is room.
struct ProcessesView: View {
  let scene: Scene

  private static let table = PaneID("processes")

  private var queries: ProcessQueries { ProcessQueries(scene, at: scene.moment) }

  /// The process whose details stand beside the table; `nil` where there is no room or none was chosen.
  private var chosen: ProcessDetails? {
    guard scene.situation.size.columns > 120,
      let cursor = scene.level.tables[ProcessesView.table]?.cursor,
      let process = ProcessKey(row: cursor)
    else { return nil }
    return ProcessDetails(scene: scene, process: process)
  }

  var requests: [PaneRequest] {
    queries.requests(isWide: true) + (chosen?.requests ?? [])
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    var panes = [
      ProcessTablePane(scene: scene, queries: queries).pane(
        reading, ProcessesView.table, title: "Processes", sort: "cpu", isWide: true)
    ]
    if let chosen {
      panes.append(
        ProcessCard(scene: scene, process: chosen.process).pane(
          reading, queries, PanePlace(.detail, leastRows: 8, weight: 1)))
      panes += chosen.charts.map { rule in
        var rule = rule
        rule.place = PanePlace(.detail, leastRows: 5, weight: 1, collapseOrder: 2)
        return rule.pane(reading)
      }
    }
    return panes
  }
}

/// One process: what it is and what it has done.
struct ProcessView: View {
  let scene: Scene
  let process: ProcessKey

  private var queries: ProcessQueries { ProcessQueries(scene, at: scene.moment) }
  private var details: ProcessDetails { ProcessDetails(scene: scene, process: process) }

  var requests: [PaneRequest] { queries.requests(isWide: true) + details.requests }

  func panes(_ reading: AnswerReading) -> [Pane] {
    details.charts.map { $0.pane(reading) } + [
      ProcessCard(scene: scene, process: process).pane(
        reading, queries, PanePlace(.main, leastRows: 8, weight: 1))
    ] + HoldingsPanes(scene: scene, process: process).panes
  }
}

/// The charts and the card of one process.
struct ProcessDetails {
  let scene: Scene
  let process: ProcessKey

  private var selector: String {
    let own = QueryText.matcher("instance", scene.situation.host)
    let pid = QueryText.matcher("pid", process.pid)
    let comm = QueryText.matcher("comm", process.comm)
    return "job=\"process\",\(own),\(pid),\(comm)"
  }

  private func rate(_ metric: String, _ more: String = "") -> String {
    scene.sampling.rate("\(metric){\(selector)\(more)}")
  }

  var charts: [ChartRule] {
    [
      ChartRule(
        "process-cpu", "CPU, cores", .cores,
        [ChartRule.Line("sum by (mode) (\(rate("process_cpu_time_seconds_total")))")]),
      ChartRule(
        "process-memory", "Memory", .bytes,
        [ChartRule.Line("process_memory_usage_bytes{\(selector)}", name: "resident")]),
      ChartRule(
        "process-io", "Disk I/O", .bytesPerSecond,
        [
          ChartRule.Line(
            rate("process_disk_io_bytes_total", ",direction=\"read\""), name: "read"),
          ChartRule.Line(
            rate("process_disk_io_bytes_total", ",direction=\"write\""), name: "written"),
        ]),
    ].enumerated().map { index, rule in
      var rule = rule
      rule.place.collapseOrder = index
      return rule
    }
  }

  var requests: [PaneRequest] { charts.flatMap { $0.requests(scene) } }
}

/// A line of a card: a name and a value.
enum CardLine {
  /// The name padded to a column of its own, then the value.
  static func make(_ name: String, _ value: DisplayText, _ tone: Tone = .plain) -> TextLine {
    let padding = String(repeating: " ", count: max(1, 11 - name.count))
    return TextLine([TextPiece(DisplayText(name + padding), .muted), TextPiece(value, tone)])
  }
}

extension ProcessKey {
  /// The process that a row's key names; `nil` for the rest of a name.
  init?(row: RowKey) {
    guard let slash = row.text.firstIndex(of: "/"), slash > row.text.startIndex else { return nil }
    let comm = ByteString(row.text[row.text.index(after: slash)...])
    let number = row.text[..<slash]
    guard let sign = number.firstIndex(of: ",") else {
      self.init(pid: ByteString(number), comm: comm)
      return
    }
    self.init(
      pid: ByteString(number[..<sign]), comm: comm,
      start: ByteString(number[number.index(after: sign)...]))
  }
}
