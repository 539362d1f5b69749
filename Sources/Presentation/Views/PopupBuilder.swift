internal import Metrics
internal import Rules

/// What stands in front of the view.
struct PopupBuilder {
  let scene: Scene
  let screen: Screen
  let reading: AnswerReading

  var popup: Popup? {
    switch scene.session.popup {
    case nil: nil
    case .help(let search, let line)?:
      .help(
        search: PromptModel(
          label: "keys ", before: DisplayText(search.before), after: DisplayText(search.after)),
        firstLine: line)
    case .information(let line)?:
      .text(title: "Information", TextModel(information, firstLine: line))
    case .about(let line)?: .text(title: "Ringside", TextModel(about, firstLine: line))
    case .sort(let selection)?: sortPicker(selection)
    case .breakDown(let choice)?: BreakdownPicker(choice, screen)?.popup(scene)
    case .settings(let selection, _)?:
      .settings(SettingsModel(scene.session, scene.situation, selection: selection))
    case .targets(let offer)?: .question(TextLine(offer.question, .warning))
    case .variable(let chooser)?:
      scene.session.chooserContext(scene.situation).map {
        .chooser(VariableChoices($0, chooser).model)
      }
    case .users(let selection)?: userPicker(selection)
    case .quit(let reason)?:
      .question(
        TextLine([TextPiece(DisplayText(reason), .warning), TextPiece("; quit? y/N", .strong)]))
    }
  }

  private func sortPicker(_ selection: Int) -> Popup? {
    guard let table = screen.focusedTable?.table else { return nil }
    let items = table.columns.map { $0.title.isEmpty ? DisplayText($0.name) : $0.title }
    return .picker(title: "Sort by", items: items, selection: min(selection, items.count - 1))
  }

  private func userPicker(_ selection: Int) -> Popup? {
    guard !screen.users.isEmpty else { return nil }
    let total = screen.users.reduce(0) { $0 + $1.processes }
    let everyone = DisplayText("everyone  \(total)")
    let items = screen.users.map { $0.name + DisplayText("  \($0.processes)") }
    return .picker(
      title: "Processes of", items: [everyone] + items, selection: min(selection, items.count))
  }

  /// What is asked for the pane that has the focus, and what is known about the metric that is shown.
  private var information: [TextLine] {
    var lines: [TextLine] = []
    lines += MetricFacts(scene: scene).lines(reading)
    if let table = screen.focusedTable?.table, let selection = table.selection {
      let row = table.rows[selection]
      lines.append(TextLine("selected", .heading))
      for (column, cell) in zip(table.columns, row.cells) where !cell.text.isEmpty {
        lines.append(CardLine.make(column.name, cell.text))
      }
    }
    let pane = screen.focus ?? .sentences
    let requests = scene.view.requests.filter {
      $0.id.pane == pane || (screen.focus == .sentences && $0.id.pane.name == "now")
    }
    let shown = requests.isEmpty ? scene.view.requests : requests
    lines.append(TextLine("queries", .heading))
    for request in shown.prefix(40) { lines.append(TextLine(DisplayText(request.query))) }
    return lines
  }

  private func memory(_ cost: OwnCost) -> DisplayText {
    let locked = cost.lockedBytes.map { ", \(Unit.bytes.text($0)) of the program locked" } ?? ""
    return DisplayText(Unit.bytes.text(cost.residentBytes) + locked)
  }

  /// Cost, history, the bell, and everything that cannot be seen with its remedy.
  private var about: [TextLine] {
    let situation = scene.situation
    let cost = situation.cost
    var lines: [TextLine] = [
      CardLine.make("version", DisplayText(situation.version)),
      CardLine.make(
        "CPU", DisplayText(cost.cores.map { Unit.ratio.text($0) + " of a core" } ?? "–")),
      CardLine.make("memory", memory(cost)),
      CardLine.make(
        "terminal", DisplayText(Unit.bytesPerSecond.text(cost.terminalBytesPerSecond))),
      CardLine.make("history", history),
    ]
    if let bytes = cost.diskBytesPerDay {
      lines.append(CardLine.make("disk", DisplayText("\(Unit.bytes.text(bytes)) a day")))
    }
    if !situation.store.place.isEmpty {
      lines.append(CardLine.make("kept in", situation.store.place))
    }
    if !situation.store.problem.isEmpty {
      lines.append(CardLine.make("not kept", situation.store.problem))
    }
    lines += [
      CardLine.make("bell", DisplayText(bell)),
      CardLine.make("withheld", DisplayText(withheld)),
    ]
    lines += configuration
    lines.append(TextLine("cannot be seen", .heading))
    let problems = situation.problems + situation.hiddenInSight
    if problems.isEmpty {
      lines.append(TextLine("nothing is known to be hidden", .muted))
    }
    for problem in problems {
      lines.append(
        TextLine([
          TextPiece(problem.subject, .warning), TextPiece(": "), TextPiece(problem.reason),
          TextPiece(problem.remedy.isEmpty ? "" : "; "), TextPiece(problem.remedy, .accent),
        ]))
    }
    return lines
  }

  /// The line about the history without the word that stands in front of it.
  private var history: DisplayText {
    let text = StatusBuilder(scene: scene).reach.text
    return DisplayText(text.hasPrefix("history ") ? String(text.dropFirst(8)) : text)
  }

  /// What of the configuration is not done as it is written.
  private var configuration: [TextLine] {
    guard !scene.situation.remarks.isEmpty else { return [] }
    return [TextLine("configured and not done", .heading)]
      + scene.situation.remarks.map { remark in
        TextLine([
          TextPiece(remark.subject, .muted), TextPiece(": "), TextPiece(remark.reason, .warning),
        ])
      }
  }

  private var bell: String {
    let bell = scene.situation.bell
    let chosen = scene.session.settings.bell
    let form = chosen == .sound ? "" : " (\(chosen.rawValue))"
    let notices = bell.desktopNotices.map { "; \($0) desktop notices" } ?? ""
    return "rung \(bell.rung)\(form)" + counts(bell.rings) + notices
  }

  private var withheld: String {
    let withheld = scene.situation.bell.withheld
    return "\(withheld.values.reduce(0, +))" + counts(withheld)
  }

  /// `: 3 held, 2 rank`.
  private func counts(_ counts: [String: Int]) -> String {
    let known = counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }
    return known.isEmpty ? "" : ": " + known.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }
}

/// What the next keys would do.
struct HintBuilder {
  let scene: Scene
  let screen: Screen

  var hints: [Hint] {
    if scene.session.popup != nil { return popupHints }
    if scene.session.prompt != nil {
      return [Hint(.submit, "accept"), Hint(.cancel, "cancel")]
    }
    if scene.session.tripwire != nil { return tripwireHints }
    var hints: [Hint] = []
    if let destination = screen.destination { hints.append(Hint(.enter, word(destination))) }
    if let pane = aloneWord ?? restWord { hints.append(Hint(.nextPane, pane)) }
    if scene.session.levels.count > 1 { hints.append(Hint(.back, "up")) }
    if isOnTripwire { hints.append(Hint(.dismissTripwire, "dismiss")) }
    if scene.situation.rules.count(.firing) > 0 { hints.append(Hint(.nextAlert, "alert")) }
    if screen.viewContexts.contains(.dashboard) { hints.append(Hint(.chooseVariable, "values")) }
    let time = (toggle.map { [Hint(.toggleLive, $0)] } ?? []) + [Hint(.columnBack, "back in time")]
    hints += screen.chartBeside == nil ? time + paneHints : paneHints + time
    hints.append(Hint(.goToTime, "time"))
    hints.append(Hint(.help, "help"))
    hints.append(Hint(.quit, scene.session.levels.count > 1 ? "close" : "quit"))
    return hints
  }

  /// Where Space leads; `nil` at the end of a recording.
  private var toggle: DisplayText? {
    guard scene.situation.recording == nil else { return scene.crosshair == nil ? nil : "end" }
    return scene.isLive ? "pause" : "live"
  }

  /// `pane 2/5` where panes are shown one at a time; `nil` where all that fit stand side by side.
  private var aloneWord: DisplayText? {
    let size = scene.situation.size
    let order = screen.focusOrder
    guard size.columns <= 60 || size.rows <= 15, order.count > 1 else { return nil }
    let place = screen.focus.flatMap { order.firstIndex(of: $0) } ?? 0
    return DisplayText("pane \(place + 1)/\(order.count)")
  }

  /// `more` where panes beside the main one have no room and stand behind it.
  private var restWord: DisplayText? {
    switch scene.level.place {
    case .process, .mount, .view(.network): break
    default: return nil
    }
    let details = screen.panes.count { $0.place.slot == .detail }
    let columns = scene.situation.size.columns
    let beside = columns > 180 ? 2 : columns > 120 ? 1 : 0
    return details > beside ? "more" : nil
  }

  /// Whether the card in front, or the row that is chosen, is a tripwire's.
  private var isOnTripwire: Bool {
    let wires = scene.situation.rules.rules.filter(\.isSession).map(\.name)
    guard !wires.isEmpty else { return false }
    return [scene.level.place, screen.destination].contains { place in
      switch place {
      case .alert(let labels)?: labels["alertname"].map(wires.contains) ?? false
      case .rule(let index)?:
        scene.situation.rules.rules.dropFirst(index).first?.isSession ?? false
      default: false
      }
    }
  }

  private var tripwireHints: [Hint] {
    [
      Hint(.enter, "set"), Hint(.move(.up), "up"), Hint(.move(.down), "down"),
      Hint(.tripwireFine(isUp: true), "finer"), Hint(.tripwireSide(isAbove: true), "above"),
      Hint(.tripwireSide(isAbove: false), "below"), Hint(.back, "cancel"),
    ]
  }

  private var popupHints: [Hint] {
    switch scene.session.popup {
    case .quit?: [Hint(.yes, "quit"), Hint(.no, "stay")]
    case .targets?: [Hint(.yes, "all"), Hint(.filter, "matching"), Hint(.no, "none")]
    case .sort?, .users?: [Hint(.enter, "choose"), Hint(.back, "cancel")]
    case .breakDown?: [Hint(.enter, "choose"), Hint(.back, "one step back")]
    case .settings?:
      [
        Hint(.move(.right), "change"), Hint(.back, "undo"), Hint(.writeSettings, "write"),
        Hint(.quit, "keep for now"),
      ]
    case .variable?: [Hint(.submit, "choose"), Hint(.cancel, "cancel")]
    case .help?: [Hint(.cancel, "close"), Hint(.move(.down), "more")]
    case .information?, .about?, nil: [Hint(.back, "close"), Hint(.move(.down), "more")]
    }
  }

  private var paneHints: [Hint] {
    switch screen.focusedPane?.content {
    case .table? where screen.chartBeside != nil: seriesHints + [Hint(.filter, "filter")]
    case .table(let table)?:
      [Hint(.filter, "filter"), Hint(.chooseSort, "sort")]
        + (table.holdsProcesses ? [Hint(.tree, table.isTree ? "flat" : "tree")] : [])
    case .chart? where screen.chartBeside != nil: seriesHints + [Hint(.compare, "compare")]
    case .chart?: [Hint(.tripwire, "tripwire"), Hint(.zoomIn, "zoom"), Hint(.axisMode, "axis")]
    case .heatmap?: [Hint(.zoomIn, "zoom"), Hint(.axisMode, "axis")]
    case .text?, .stat?, .gauge?, nil: []
    }
  }

  private var seriesHints: [Hint] {
    let isBrokenDown = scene.session.breaksDown
    return (isBrokenDown ? [Hint(.breakDown, "break down")] : [])
      + [Hint(.rawOrRate, "raw or rate")]
  }

  private func word(_ place: Place) -> DisplayText {
    switch place {
    case .view, .resource: "open"
    case .process: "process"
    case .threads: "threads"
    case .mount: "who fills it"
    case .unit: "unit"
    case .target: "target"
    case .metric, .selection: "series"
    case .labelValues: "values"
    case .series, .expression: "chart"
    case .alert, .rule: "card"
    case .rehearsal: "rehearsal"
    case .dashboard: "open"
    case .panel: "panel"
    }
  }
}
