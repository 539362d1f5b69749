internal import Metrics
internal import Rules

extension Session {
  /// The queries that the next frame needs, each id once.
  ///
  /// They are the same value as long as they ask the same, so that nothing need be asked twice.
  public func requests(in situation: Situation) -> [PaneRequest] {
    let scene = Scene(self, situation)
    var seen = Set<QueryID>()
    let history = HistoryQueries(scene)?.requests ?? []
    var all = scene.view.requests + HostFacts(scene).requests + history
    all += MetricFacts(scene: scene).requests + AlertsThen(scene: scene).requests
    if let prompt, prompt.kind == .command, let request = PromptCompletion(prompt, scene).request {
      all.append(request)
    }
    return all.filter { seen.insert($0.id).inserted }
  }

  /// The frame.
  ///
  /// - Parameters:
  ///   - answers: what the queries came to.
  ///   - situation: what is known beside the answers.
  ///   - memo: what the frames before have left; `nil` to make all of it.
  /// - Returns: the model of the frame.
  public func screen(
    _ answers: Answers, in situation: Situation, memo: FrameMemo? = nil
  ) -> Screen {
    ScreenBuilder(scene: Scene(self, situation), answers: answers, memo: memo).screen()
  }
}

/// Puts a frame together.
struct ScreenBuilder {
  let scene: Scene
  let answers: Answers
  let memo: FrameMemo?

  private var session: Session { scene.session }
  private var situation: Situation { scene.situation }

  func screen() -> Screen {
    let reading = AnswerReading(answers: answers, scene: scene, memo: memo)
    var screen = Screen(
      title: title, status: StatusBuilder(scene: scene).status(reading), lead: lead)
    let history =
      HistoryQueries(scene).map { HistoryReading(queries: $0, reading: reading).events } ?? []
    if case .view(.host) = scene.level.place {
      screen.sentences = NowSentences(scene: scene, history: history).sentences(reading)
    }
    if case .alert(let labels) = scene.level.place {
      screen.sentences = AlertCardView(scene: scene, labels: labels).sentences
    }
    if case .rehearsal(let rule) = scene.level.place {
      screen.sentences = RehearsalView(scene: scene, rule: rule).sentences(reading)
    }
    if let question = scene.question { screen.sentences = [question] }
    screen.events = (history.map(\.chartEvent) + alertEvents(reading))
      .sorted { $0.time < $1.time }
    let all = scene.view.panes(reading)
    let (panes, hasValueTable) = scene.withValueTable(all)
    screen.panes = TripwireLines(scene: scene).drawn(on: panes)
    focus(&screen)
    screen.chartBeside = hasValueTable ? session.maximised : chartBeside(screen.panes)
    screen.maximised = hasValueTable ? nil : session.maximised
    screen.isHeaderHidden = session.isHeaderHidden
    screen.notice = notice(screen.panes)
    screen.reach = StatusBuilder(scene: scene).reach
    screen.cost = StatusBuilder(scene: scene).cost
    screen.isRinging = situation.bell.visibleUntil.map { $0 > situation.now } ?? false
    screen.isPlacingTripwire = session.tripwire != nil
    if case .users? = session.popup {
      let rows = ProcessQueries(scene, at: scene.moment).rows(reading)
      screen.users = ProcessTablePane.users(rows.filter { $0.state != nil })
    }
    screen.popup = PopupBuilder(scene: scene, screen: screen, reading: reading).popup
    if session.isInDashboard {
      screen.viewContexts = screen.isGrid ? [.grid, .dashboard] : [.dashboard]
    }
    screen.contexts = contexts(screen)
    screen.hints = HintBuilder(scene: scene, screen: screen).hints
    return screen
  }

  /// What alerts did: as the rule book remembers it, and before that as the history has it.
  private func alertEvents(_ reading: AnswerReading) -> [ChartEvent] {
    let book = situation.recording == nil ? situation.rules : RuleBookSnapshot(at: situation.now)
    let past =
      HistoryQueries(scene).map { queries in
        AlertHistory(queries, reading).events(beside: book, step: queries.step)
      } ?? []
    return past + AlertEvents.all(book)
  }

  private var title: DisplayText {
    let firing = situation.rules.count(.firing)
    let host = DisplayText(situation.host, limit: 64)
    return firing > 0 ? DisplayText("●\(firing) ") + host : host
  }

  private var lead: Lead {
    guard let prompt = session.prompt else {
      return .breadcrumb(Breadcrumb(scene: scene).names, right: Breadcrumb(scene: scene).right)
    }
    let label: DisplayText
    switch prompt.kind {
    case .filter: label = "filter /"
    case .search: label = "search "
    case .time: label = "go to time "
    case .mark: label = "mark "
    case .command: label = ":"
    case .targets: label = "scrape /"
    case .export: label = "write to "
    }
    var model = PromptModel(
      label: label, before: DisplayText(prompt.before), after: DisplayText(prompt.after),
      remark: session.remark(on: prompt, situation))
    if prompt.kind == .command { assist(prompt, &model) }
    return .prompt(model)
  }

  /// What the word at the cursor may become, and where the line is wrong.
  private func assist(_ prompt: PromptState, _ model: inout PromptModel) {
    model.completion =
      prompt.walk?.completion ?? PromptCompletion(prompt, scene).completion(answers)
    model.chosen = prompt.walk?.chosen
    guard let caret = session.caret(prompt, situation) else { return }
    model.caret = (DisplayText(String(prompt.line.prefix(caret.position))), caret.message)
  }

  private func notice(_ panes: [Pane]) -> TextLine? {
    if let prompt = session.prompt, prompt.kind == .command,
      let line = SilenceLine.preview(prompt.line, situation)
    {
      return line
    }
    if let draft = session.tripwire, let line = draftLine(draft, panes) { return line }
    if let notice = session.notice, notice.until > situation.now { return notice.text }
    return situation.bell.storm.isEmpty ? nil : TextLine(situation.bell.storm, .warning)
  }

  /// What the line that is being placed would do.
  private func draftLine(_ draft: TripwireDraft, _ panes: [Pane]) -> TextLine? {
    guard case .chart(let chart)? = panes.first(where: { $0.id == draft.pane })?.content else {
      return nil
    }
    return TextLine([
      TextPiece("tripwire  ", .accent),
      TextPiece(draft.subject + DisplayText(" \(draft.condition)"), .strong),
      TextPiece(DisplayText(": " + draft.forecast(chart)), .plain),
    ])
  }

  // MARK: - Focus

  private func focus(_ screen: inout Screen) {
    let hasSentences =
      !session.isHeaderHidden && screen.sentences.contains { $0.destination != nil }
    var order = screen.panes.filter(isFocusable).map(\.id)
    if hasSentences { order.insert(.sentences, at: 0) }
    screen.focusOrder = order
    let main = screen.panes.first { $0.place.slot == .main }?.id
    screen.focus =
      scene.level.focus.flatMap { order.contains($0) ? $0 : nil } ?? main ?? order.first
    if scene.level.focus == nil, hasSentences { screen.focus = .sentences }
    for index in screen.panes.indices {
      screen.panes[index].isFocused = screen.panes[index].id == screen.focus
    }
    selectSentence(&screen)
    screen.destination = destination(screen)
  }

  /// In Explore and below a panel the tables list what the first chart draws, so that its keys work there too.
  private func chartBeside(_ panes: [Pane]) -> PaneID? {
    switch scene.level.place {
    case .metric, .selection, .labelValues, .series, .expression, .panel: break
    default: return nil
    }
    return panes.first { if case .chart = $0.content { true } else { false } }?.id
  }

  private func isFocusable(_ pane: Pane) -> Bool {
    if case .text(let text) = pane.content { return text.lines.count > 1 }
    return true
  }

  private func selectSentence(_ screen: inout Screen) {
    guard screen.focus == .sentences else { return }
    let targets = screen.sentences.indices.filter { screen.sentences[$0].destination != nil }
    guard !targets.isEmpty else { return }
    let chosen = scene.level.tables[.sentences]?.index ?? 0
    screen.sentences[targets[min(chosen, targets.count - 1)]].isSelected = true
  }

  private func destination(_ screen: Screen) -> Place? {
    if screen.focus == .sentences {
      return screen.sentences.first(where: \.isSelected)?.destination
    }
    guard let pane = screen.focusedPane else { return nil }
    if case .table(let table) = pane.content {
      guard let selection = table.selection else { return nil }
      return table.rows[selection].destination ?? pane.destination
    }
    return pane.destination
  }

  private func contexts(_ screen: Screen) -> [KeyContext] {
    if let popup = session.popup {
      switch popup {
      case .help: return [.help]
      case .information, .about: return [.reader, .everywhere]
      case .sort, .users, .breakDown: return [.picker, .everywhere]
      case .settings: return [.settings, .everywhere]
      case .variable: return [.chooser]
      case .quit, .targets: return [.question]
      }
    }
    if session.prompt != nil { return [.prompt] }
    if session.tripwire != nil { return [.tripwire, .everywhere] }
    let outer = screen.viewContexts
    switch screen.focusedPane?.content {
    case .table(let table)?:
      let tree: [KeyContext] = table.isTree ? [.tree] : []
      let processes: [KeyContext] = table.holdsProcesses ? [.processes] : []
      let beside: [KeyContext] = screen.chartBeside == nil ? [] : [.beside]
      return outer + tree + processes + [.table] + beside + [.everywhere]
    case .chart?, .heatmap?: return outer + [.chart, .everywhere]
    case .text?: return outer + [.text, .everywhere]
    case .stat?, .gauge?, nil: return outer + [.everywhere]
    }
  }
}
