internal import Metrics
internal import PromQL

/// One file system: when it is full, and whose open files fill it.
struct MountView: View {
  let scene: Scene
  let mount: MountKey

  private var queries: MountQueries { MountQueries(scene: scene) }

  private static let card = PaneID("mount-card")
  private static let growing = PaneID("growing-files")
  private static let deleted = PaneID("deleted-files")

  private var space: ChartRule {
    let device = mount.device.isEmpty ? "" : "," + QueryText.matcher("device", mount.device)
    let matchers = QueryText.matcher("mountpoint", mount.mountPoint) + device
    var rule = ChartRule(
      "mount-space", "Space available", .bytes,
      [
        ChartRule.Line(
          "min(\(scene.hostSelector("node_filesystem_avail_bytes", matchers)))", name: "available")
      ])
    rule.place.collapseOrder = 1
    return rule
  }

  var requests: [PaneRequest] { space.requests(scene) + queries.requests }

  /// What was read of this mount; `nil` before that, and in the past.
  private var facts: MountFacts? {
    guard scene.isLive, let facts = scene.situation.mountFacts, facts.mount == mount else {
      return nil
    }
    return facts
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let row = queries.rows(reading).first { mount.isSame(as: $0.mount) }
    var card = MountCard(scene: scene, row: row, queries: queries, facts: facts)
    card.lastAnswer = space.requests(scene).lazy.flatMap { reading.matrix($0) }
      .compactMap(\.timestamps.last).max().map { Timestamp(milliseconds: $0) }
    let lines = card.lines(reading)
    return [
      Pane(
        MountView.card, title: DisplayText(mount.mountPoint, limit: 128),
        content: .text(TextModel(lines, firstLine: scene.level.scroll[MountView.card] ?? 0)),
        place: PanePlace(.tile, leastRows: 7, weight: 0)),
      space.pane(reading), growingPane, deletedPane,
    ]
  }

  private var growingPane: Pane {
    let files = facts?.files.filter(\.isWritable) ?? []
    var table = HeldFileColumns.rule(MountView.growing, isDeleted: false).model(files, scene.level)
    if files.isEmpty { table.message = message("no file on it is open for writing") }
    let deleted = facts?.files.filter(\.isDeleted) ?? []
    if !deleted.isEmpty {
      let bytes = Unit.bytes.text(deleted.reduce(0) { $0 + $1.heldBytes })
      let words =
        deleted.count == 1
        ? "1 deleted file holds \(bytes) until it is closed (Tab)"
        : "\(deleted.count) deleted files hold \(bytes) until they are closed (Tab)"
      table.footer.append(TextLine(DisplayText(words), .warning))
    }
    table.footer += footer
    return Pane(
      MountView.growing, title: "Open for writing", content: .table(table),
      place: PanePlace(.main, leastRows: 6, weight: 2))
  }

  private var deletedPane: Pane {
    let files = facts?.files.filter(\.isDeleted) ?? []
    var table = HeldFileColumns.rule(MountView.deleted, isDeleted: true).model(files, scene.level)
    if files.isEmpty { table.message = message("no deleted file on it is still open") }
    table.footer += footer
    return Pane(
      MountView.deleted, title: "Deleted, still open", content: .table(table),
      place: PanePlace(.detail, leastRows: 6, weight: 1))
  }

  /// Who could not be asked.
  private var footer: [TextLine] {
    guard let facts else { return [] }
    var lines: [TextLine] = []
    if facts.hiddenProcesses > 0 {
      let words = facts.hiddenProcesses == 1 ? "process" : "processes"
      lines.append(
        TextLine(
          DisplayText(
            "\(facts.hiddenProcesses) \(words) may not be looked into (\(scene.situation.access.advice)); "
              + "\(facts.processes) were"), .warning))
    }
    if facts.unaskedMappings > 0 {
      let files =
        facts.unaskedMappings == 1
        ? "1 deleted file is only mapped" : "\(facts.unaskedMappings) deleted files are only mapped"
      lines.append(TextLine(DisplayText("\(files): only root may ask for the size"), .warning))
    }
    if let last = facts.stoppedAfter {
      lines.append(
        TextLine(
          DisplayText(
            "the search is at process \(last) and goes on there; \(facts.processes) were looked into"
          ), .warning))
    }
    return lines
  }

  private func message(_ nothing: DisplayText) -> TextLine {
    guard scene.isLive else {
      return TextLine("open files are not recorded for the past; 0 shows those of now", .warning)
    }
    guard let facts else { return TextLine("reading", .muted) }
    return facts.problem.isEmpty ? TextLine(nothing, .muted) : TextLine(facts.problem, .warning)
  }
}

/// What one file system is and when it is full, in lines.
struct MountCard {
  let scene: Scene
  let row: MountRow?
  let queries: MountQueries
  let facts: MountFacts?
  /// When it last said how full it is, as far as the chart reaches.
  var lastAnswer: Timestamp?

  func lines(_ reading: AnswerReading) -> [TextLine] {
    guard let row else {
      let isAnswered = reading.isAnswered(queries.requests)
      return isAnswered ? [TextLine("it was not recorded at this moment", .warning)] : []
    }
    var lines: [TextLine] = []
    let device = CardLine.make(
      "device", DisplayText(row.mount.device) + " " + DisplayText(row.type))
    if !row.failure.isEmpty {
      let reason = " (" + DisplayText(row.failure, limit: 64) + ")"
      lines.append(CardLine.make("state", silence + reason, .critical))
      guard row.size != nil else { return lines + [device] }
    }
    let used = "\(Unit.bytes.text(row.used)) of \(Unit.bytes.text(row.size))"
    lines += [
      device,
      CardLine.make("used", DisplayText("\(used), \(Unit.ratio.text(row.usedShare))")),
      CardLine.make("available", DisplayText(Unit.bytes.text(row.available))),
      CardLine.make("inodes", inodes(row)),
    ]
    if row.isReadOnly { lines.append(CardLine.make("writes", "read-only", .warning)) }
    return lines + fill(row)
  }

  /// Since when it does not answer, as far as that is known.
  private var silence: DisplayText {
    guard let lastAnswer else { return "does not answer, nor did it in the time of the chart" }
    let clock = ClockText.withSeconds(lastAnswer, scene.situation.zone)
    let age = Age.text(seconds: max(0, (scene.moment - lastAnswer).inSeconds))
    return DisplayText("does not answer since \(clock) (\(age))")
  }

  private func inodes(_ row: MountRow) -> DisplayText {
    guard let files = row.files, let free = row.filesFree, files > 0 else {
      return row.files == nil ? "–" : "no fixed number"
    }
    let share = Unit.ratio.text(row.inodeShare)
    return DisplayText("\(Unit.count.text(files - free)) of \(Unit.count.text(files)), \(share)")
  }

  private func fill(_ row: MountRow) -> [TextLine] {
    guard let short = queries.shortRange else {
      return [CardLine.make("full", "– (two minutes of history are needed)", .muted)]
    }
    let slopes =
      "\(PrometheusDuration.text(short)) \(GrowthText.text(row.fill.shortSlope.map { -$0 })), "
      + "1h \(GrowthText.text(row.fill.longSlope.map { -$0 }))"
    let verdict: (DisplayText, Tone)
    switch row.fill.verdict {
    case .unknown: verdict = ("–", .muted)
    case .steady: verdict = ("it does not fill", .good)
    case .disagreeing(let short, let long):
      let times = "\(Age.text(seconds: short)) by the one, \(Age.text(seconds: long)) by the other"
      verdict = (DisplayText("– (the slopes do not agree: \(times))"), .muted)
    case .full(let seconds):
      verdict = (DisplayText("in \(Age.text(seconds: seconds))"), .warning)
    }
    return [
      CardLine.make("full", verdict.0, verdict.1), CardLine.make("growth", DisplayText(slopes)),
    ]
  }
}

/// The columns of tables of open files on a mount.
enum HeldFileColumns {
  static func rule(_ pane: PaneID, isDeleted: Bool) -> TableRule<HeldFile> {
    let size: TableRule<HeldFile>.Column = .number(
      "size", "SIZE", width: 6, dropOrder: isDeleted ? 2 : 0, .bytes
    ) { $0.sizeBytes }
    let held: TableRule<HeldFile>.Column = .number(
      "holds", "HOLDS", width: 6, dropOrder: isDeleted ? 0 : 2, .bytes
    ) { $0.heldBytes }
    var rule = TableRule<HeldFile>(
      pane: pane,
      columns: (isDeleted ? [held, growth, size] : [growth, size, held]) + [
        .text("process", "PROCESS", width: .fitted(least: 10, most: 28), dropOrder: 1) {
          holders($0)
        },
        .text("file", "FILE", width: .flexible(least: 16), source: \.path) {
          DisplayText($0.path, limit: 512)
        },
      ],
      key: \.key)
    rule.destination = { $0.holders.first.map(Place.process) }
    rule.sort = isDeleted ? "holds" : "growth"
    rule.copied = { DisplayText($0.path) }
    return rule
  }

  private static var growth: TableRule<HeldFile>.Column {
    TableRule.Column(
      column: TableColumn("growth", title: "GROWTH", width: .fixed(8)), isDescending: true,
      order: { .number($0.growth) },
      cell: { file in
        TableCell(
          DisplayText(GrowthText.text(file.growth)),
          (file.growth ?? 0) >= 0.5 ? .warning : .muted, value: .number(file.growth))
      })
  }

  /// The first process, and how many more have it open.
  private static func holders(_ file: HeldFile) -> DisplayText {
    guard let first = file.holders.first else { return "–" }
    let more = file.holders.count - 1
    return more > 0 ? first.name + DisplayText(" +\(more)") : first.name
  }
}
