internal import Metrics

/// What one process is, in lines.
struct ProcessCard {
  let scene: Scene
  let process: ProcessKey

  /// The pane; Enter on it leads to the threads.
  func pane(_ reading: AnswerReading, _ queries: ProcessQueries, _ place: PanePlace) -> Pane {
    let rows = queries.rows(reading)
    let row = rows.first { $0.process.map(process.isSame) ?? false }
    var lines: [TextLine] = []
    if let row {
      lines = facts(row, rows)
    } else if reading.isAnswered([queries.memory]) {
      lines = absence(rows)
    }
    let id = PaneID("process-card")
    return Pane(
      id, title: process.name,
      content: .text(TextModel(lines, firstLine: scene.level.scroll[id] ?? 0)), place: place,
      destination: .threads(process))
  }

  /// Why there is no row: nobody has the number, or another process has.
  private func absence(_ rows: [ProcessRow]) -> [TextLine] {
    let time = ClockText.withSeconds(scene.moment, scene.situation.zone)
    guard let other = rows.first(where: { $0.pid == process.pid }), let name = other.process?.name
    else {
      var lines = [
        TextLine(DisplayText("it has no series of its own at \(time)"), .warning),
        TextLine(
          "it had ended, had not begun, or was too small to be kept; p pins what is", .muted),
      ]
      if let start = process.start.flatMap({ Double($0.text) }) {
        lines.append(CardLine.make("started", DisplayText(started(start))))
      }
      return lines
    }
    let since = other.startSeconds.map { ", started " + started($0) } ?? ""
    return [
      TextLine(
        DisplayText("at \(time) its number belongs to another process: ") + name
          + DisplayText(since), .warning)
    ]
  }

  private func facts(_ row: ProcessRow, _ rows: [ProcessRow]) -> [TextLine] {
    var lines = [CardLine.make("command", command(row))]
    lines.append(CardLine.make("user", row.user.map { DisplayText($0) } ?? "–"))
    lines.append(CardLine.make("unit", row.unit))
    if let group = row.controlGroup {
      lines.append(CardLine.make("cgroup", DisplayText(group)))
    }
    if let parent = row.parentPID, parent != "0" {
      let name = rows.first { $0.pid == parent }?.process?.name
      lines.append(CardLine.make("parent", name ?? DisplayText(parent)))
    }
    if let start = row.startSeconds {
      lines.append(CardLine.make("started", DisplayText(started(start))))
    }
    let threads = row.threads.map { NumberText.grouped($0) } ?? "–"
    return lines + [
      CardLine.make("state", state(row), row.isZombie ? .warning : .plain),
      CardLine.make("threads", DisplayText(threads)),
      CardLine.make("CPU", DisplayText(cpu(row))),
      CardLine.make("memory", DisplayText(Unit.bytes.text(row.residentBytes))),
      CardLine.make("reads", transfer(row.readBytes)),
      CardLine.make("writes", transfer(row.writtenBytes)),
    ] + openFiles
  }

  /// All of the command line that was recorded; a kernel thread has none and stands in brackets.
  private func command(_ row: ProcessRow) -> DisplayText {
    guard let line = row.commandLine, !line.isEmpty else { return row.command }
    return DisplayText(line)
  }

  private func started(_ seconds: Double) -> String {
    guard let moment = Timestamp(seconds: seconds) else { return "–" }
    let time = ClockText.short(moment, now: scene.situation.now, scene.situation.zone)
    let age = scene.moment.seconds - seconds
    return age < 0 ? time : "\(time), \(Age.text(seconds: age)) before"
  }

  private func state(_ row: ProcessRow) -> DisplayText {
    let words: DisplayText =
      switch row.state {
      case 0?: " running or ready to"
      case 1?: " sleeping"
      case 2?: " waiting for a disk, and deaf to signals"
      case 3?: " zombie: it has ended, and its parent has not asked for its status"
      case 4?: " stopped"
      case 5?: " stopped by a tracer"
      case 6?: " idle"
      case 7?: " dead"
      default: ""
      }
    return row.stateLetter + words
  }

  private func cpu(_ row: ProcessRow) -> String {
    let text = Unit.cores.text(row.cores) + " cores"
    guard let limit = row.limitCores else { return text }
    return text + " of \(Unit.cores.text(limit)) that its control group allows"
  }

  private var hidden: DisplayText {
    DisplayText("– (not permitted; \(scene.situation.access.advice))")
  }

  private func transfer(_ bytes: Double?) -> DisplayText {
    guard let bytes else { return hidden }
    return DisplayText(Unit.bytesPerSecond.text(bytes))
  }

  /// How many files it holds open now; nothing in the past, as that is not recorded.
  private var openFiles: [TextLine] {
    guard scene.isLive, let facts = scene.situation.processFacts, facts.process.isSame(as: process)
    else { return [] }
    guard let count = facts.openFiles else {
      return facts.problem.isEmpty
        ? [CardLine.make("files", hidden)] : []
    }
    let sign = facts.hasMoreFiles ? "more than " : ""
    return [CardLine.make("files", DisplayText("\(sign)\(NumberText.grouped(Double(count))) open"))]
  }
}
