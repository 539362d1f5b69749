internal import Metrics

/// The panes with what a process holds: open files, memory and limits, and its environment where that may be asked for.
struct HoldingsPanes {
  let scene: Scene
  let process: ProcessKey

  private static let files = PaneID("open-files")
  private static let memory = PaneID("process-memory-kinds")
  private static let environment = PaneID("environment")

  /// What was read of this process; `nil` before that, and in the past.
  private var facts: ProcessFacts? {
    guard scene.isLive, let facts = scene.situation.processFacts, facts.process.isSame(as: process)
    else { return nil }
    return facts
  }

  private var holdings: ProcessHoldings? { facts?.holdings }

  var panes: [Pane] {
    let environment = holdings?.environment.map { environmentPane($0) }
    return [filesPane, memoryPane] + (environment.map { [$0] } ?? [])
  }

  // MARK: - Open files

  private var filesPane: Pane {
    let files = holdings?.files.value ?? []
    var table = HoldingsPanes.rule.model(files, scene.level)
    if files.isEmpty { table.message = fileMessage }
    if holdings?.hasMoreFiles == true {
      table.footer.append(TextLine(DisplayText("the first \(files.count) are listed"), .muted))
    }
    return Pane(
      HoldingsPanes.files, title: "Open files", content: .table(table),
      place: PanePlace(.detail, leastRows: 6, weight: 1))
  }

  private var denied: TextLine {
    TextLine(DisplayText("– (not permitted; \(scene.situation.access.advice))"), .warning)
  }

  private var fileMessage: TextLine {
    guard let holdings else { return nothing }
    switch holdings.files {
    case .known, .absent: return TextLine("it has no file open", .muted)
    case .denied: return denied
    }
  }

  private static var rule: TableRule<OpenFileFacts> {
    var rule = TableRule<OpenFileFacts>(
      pane: files,
      columns: [
        .number("fd", "FD", width: 5, .plain) { Double($0.number) },
        .text("kind", "KIND", width: .fitted(least: 4, most: 7)) { $0.kind },
        .text("mode", "MODE", width: .fixed(4), dropOrder: 3) { $0.mode },
        .text("state", "STATE", width: .fitted(least: 5, most: 11), dropOrder: 2) { $0.state },
        .number("rtt", "RTT", width: 7, dropOrder: 4, .seconds) { $0.roundTrip },
        .number("at", "AT", width: 6, dropOrder: 5, .bytes) { $0.position },
        .text("name", "NAME", width: .flexible(least: 30), source: \.name) {
          DisplayText($0.name, limit: 512)
        },
      ],
      key: { RowKey("\($0.number)") })
    rule.columns[0].isDescending = false
    rule.columns[0].cell = { file in
      TableCell(DisplayText("\(file.number)"), value: .number(Double(file.number)))
    }
    rule.sort = "fd"
    rule.copied = { DisplayText($0.name) }
    return rule
  }

  // MARK: - Memory and limits

  private var memoryPane: Pane {
    let id = HoldingsPanes.memory
    return Pane(
      id, title: "Memory and limits",
      content: .text(TextModel(memoryLines, firstLine: scene.level.scroll[id] ?? 0)),
      place: PanePlace(.detail, leastRows: 6, weight: 1))
  }

  private var memoryLines: [TextLine] {
    guard let holdings else { return [nothing] }
    return [TextLine("in memory", .heading)] + memory(holdings.memory)
      + [TextLine("address space", .heading)] + spaces(holdings.spaces)
      + [TextLine("limits", .heading)] + limits(holdings.limits)
  }

  private func memory(_ sight: Sight<[NamedBytes]>) -> [TextLine] {
    guard let sums = sight.value else { return [absence(sight)] }
    return sums.map { CardLine.make($0.name.text, DisplayText(Unit.bytes.text($0.bytes))) }
  }

  private func spaces(_ sight: Sight<[AddressSpace]>) -> [TextLine] {
    guard let spaces = sight.value else { return [absence(sight)] }
    return spaces.filter { $0.mappings > 0 }.map { space in
      let mappings = space.mappings == 1 ? "1 mapping" : "\(space.mappings) mappings"
      return CardLine.make(
        space.kind.text, DisplayText("\(Unit.bytes.text(space.bytes)) in \(mappings)"))
    }
  }

  private func limits(_ sight: Sight<[ProcessLimit]>) -> [TextLine] {
    guard let limits = sight.value else { return [absence(sight)] }
    return limits.map { limit in
      let unit = limit.unit.isEmpty ? "" : " " + limit.unit.text
      let soft = amount(limit.soft, limit.unit)
      let hard = limit.soft == limit.hard ? "" : ", at most \(amount(limit.hard, limit.unit))"
      let isBytes = limit.unit == "bytes"
      return TextLine([
        TextPiece(DisplayText(limit.name, limit: 32) + ": ", .muted),
        TextPiece(DisplayText(soft + (isBytes || limit.soft == nil ? "" : unit) + hard)),
      ])
    }
  }

  private func amount(_ value: Double?, _ unit: ByteString) -> String {
    guard let value else { return "unlimited" }
    return unit == "bytes" ? Unit.bytes.text(value) : NumberText.grouped(value)
  }

  private func absence<Value>(_ sight: Sight<Value>) -> TextLine {
    sight == .denied
      ? denied
      : TextLine("– (the kernel has none of this process)", .muted)
  }

  // MARK: - Environment

  private func environmentPane(_ sight: Sight<[ByteString]>) -> Pane {
    let id = HoldingsPanes.environment
    let lines =
      sight.value.map { $0.map { TextLine(DisplayText($0)) } } ?? [absence(sight)]
    return Pane(
      id, title: "Environment at its start",
      content: .text(TextModel(lines, firstLine: scene.level.scroll[id] ?? 0)),
      place: PanePlace(.detail, leastRows: 6, weight: 1))
  }

  /// Why nothing was read.
  private var nothing: TextLine {
    guard scene.isLive else {
      return TextLine("this is not recorded for the past; 0 shows what is now", .warning)
    }
    guard let facts, !facts.problem.isEmpty else { return TextLine("reading", .muted) }
    return TextLine(facts.problem, .warning)
  }
}
