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
      panes.append(chosen.card(reading, queries, PanePlace(.detail, leastRows: 8, weight: 1)))
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
      details.card(reading, queries, PanePlace(.main, leastRows: 8, weight: 1))
    ]
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

  /// What the process is.
  func card(_ reading: AnswerReading, _ queries: ProcessQueries, _ place: PanePlace) -> Pane {
    let row = queries.rows(reading).first { $0.process == process }
    var lines: [TextLine] = []
    if let row {
      lines = facts(row)
    } else if reading.isAnswered([queries.memory]) {
      let time = ClockText.withSeconds(scene.moment, scene.situation.zone)
      lines = [TextLine(DisplayText("it has no series of its own at \(time)"), .warning)]
    }
    let id = PaneID("process-card")
    return Pane(
      id, title: process.name,
      content: .text(TextModel(lines, firstLine: scene.level.scroll[id] ?? 0)), place: place)
  }

  private func facts(_ row: ProcessRow) -> [TextLine] {
    var lines = [CardLine.make("command", row.command)]
    lines.append(CardLine.make("user", row.user.map { DisplayText($0) } ?? "–"))
    lines.append(CardLine.make("unit", row.unit))
    if let group = row.controlGroup {
      lines.append(CardLine.make("cgroup", DisplayText(group)))
    }
    if let start = row.startSeconds, let moment = Timestamp(seconds: start) {
      let zone = scene.situation.zone
      let time = ClockText.short(moment, now: scene.situation.now, zone)
      let age = Age.text(seconds: scene.moment.seconds - start)
      lines.append(CardLine.make("started", DisplayText("\(time), \(age) before")))
    }
    lines.append(CardLine.make("state", row.stateLetter))
    let threads = row.threads.map { NumberText.grouped($0) } ?? "–"
    lines.append(CardLine.make("threads", DisplayText(threads)))
    lines.append(CardLine.make("CPU", DisplayText(Unit.cores.text(row.cores) + " cores")))
    lines.append(CardLine.make("memory", DisplayText(Unit.bytes.text(row.residentBytes))))
    lines.append(CardLine.make("reads", DisplayText(Unit.bytesPerSecond.text(row.readBytes))))
    lines.append(CardLine.make("writes", DisplayText(Unit.bytesPerSecond.text(row.writtenBytes))))
    return lines
  }
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
    self.init(
      pid: ByteString(row.text[..<slash]),
      comm: ByteString(row.text[row.text.index(after: slash)...]))
  }
}
