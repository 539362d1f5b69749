internal import Metrics

extension Session {
  /// What is kept in sight, copied or written: the keys that act on what is selected, whatever it is.
  mutating func applyToSelection(
    _ action: Action, _ situation: Situation, _ screen: Screen
  ) -> [Effect] {
    switch action {
    case .pin: return pin(situation, screen)
    case .onlyPinned: showOnlyPinned(situation, screen)
    case .copy: return copy(situation, screen)
    case .copyView: return [.copyView]
    case .export:
      prompt = PromptState(.export, text: ExportForm.suggestion(self, situation, screen))
    default: break
    }
    return []
  }

  // MARK: - Pins

  /// As many processes are kept for their pins beside those that earn it.
  static let mostPins = 50

  private mutating func pin(_ situation: Situation, _ screen: Screen) -> [Effect] {
    guard let pane = screen.focusedPane else { return [] }
    switch pane.content {
    case .table(let table): return pin(in: table, pane.id, situation)
    case .chart(let chart):
      guard let selection = chart.selection else {
        say("choose a series with ↑ or ↓ first", situation)
        return []
      }
      var state = level.charts[pane.id] ?? ChartState()
      say(Session.toggle(chart.series[selection].key, &state.pins), situation)
      level.charts[pane.id] = state
    case .text, .stat, .gauge, .heatmap: say("nothing here can be pinned", situation)
    }
    return []
  }

  private mutating func pin(
    in table: TableModel, _ pane: PaneID, _ situation: Situation
  ) -> [Effect] {
    guard let selection = table.selection else {
      say("choose a row first", situation)
      return []
    }
    let row = table.rows[selection]
    var state = level.tables[pane] ?? TableState()
    // The row moves to the top, and the selection with it.
    state.cursor = row.key
    guard table.holdsProcesses else {
      say(Session.toggle(row.key, &state.pins), situation)
      if state.pins.isEmpty { state.showsOnlyPinned = false }
      level.tables[pane] = state
      return []
    }
    guard case .process(let process)? = row.destination else {
      say("the rest of a name is many processes, which cannot be pinned", situation)
      return []
    }
    say(Session.toggle(process, &pinned), situation)
    if pinned.isEmpty { state.showsOnlyPinned = false }
    level.tables[pane] = state
    return [.pin(pinned)]
  }

  /// Pins what is not pinned, and lets go what is; what to say about it.
  private static func toggle<Item: Equatable>(_ item: Item, _ pins: inout [Item]) -> String {
    if let index = pins.firstIndex(of: item) {
      pins.remove(at: index)
      return "not pinned any more"
    }
    guard pins.count < mostPins else { return "\(mostPins) are pinned, and no more can be" }
    pins.append(item)
    return "pinned on top; p lets it go, P shows only what is pinned"
  }

  private mutating func showOnlyPinned(_ situation: Situation, _ screen: Screen) {
    guard let pane = screen.focusedPane else { return }
    switch pane.content {
    case .table(let table):
      var state = level.tables[pane.id] ?? TableState()
      let isEmpty = table.holdsProcesses ? pinned.isEmpty : state.pins.isEmpty
      guard !isEmpty || state.showsOnlyPinned else {
        return say("nothing is pinned here; p pins", situation)
      }
      state.showsOnlyPinned.toggle()
      level.tables[pane.id] = state
    case .chart:
      var state = level.charts[pane.id] ?? ChartState()
      guard !state.pins.isEmpty || state.showsOnlyPinned else {
        return say("nothing is pinned here; p pins", situation)
      }
      state.showsOnlyPinned.toggle()
      level.charts[pane.id] = state
    case .text, .stat, .gauge, .heatmap: say("nothing is pinned here; p pins", situation)
    }
  }

  // MARK: - Copying and writing

  /// The selector, value or sentence that is selected.
  private mutating func copy(_ situation: Situation, _ screen: Screen) -> [Effect] {
    if let sentence = screen.sentences.first(where: \.isSelected) {
      return [.copy(DisplayText(sentence.text.text))]
    }
    switch screen.focusedPane?.content {
    case .table(let table)?:
      guard let selection = table.selection else { break }
      let row = table.rows[selection]
      guard let text = row.copied ?? row.cells.first(where: { !$0.text.isEmpty })?.text else {
        break
      }
      return [.copy(text)]
    case .chart(let chart)?:
      let queries = requests(in: situation).filter { $0.id.pane == screen.focus }.map(\.query)
      let chosen = chart.selection.flatMap { chart.series.count == queries.count ? $0 : nil }
      guard let query = queries.dropFirst(chosen ?? 0).first else { break }
      return [.copy(DisplayText(query))]
    case .text?, .stat?, .gauge?, .heatmap?, nil: break
    }
    say("nothing is selected here; Y copies the whole view", situation)
    return []
  }

  /// Asks the program to write what is shown, or its window, where the line says in which form.
  mutating func export(to line: String, _ situation: Situation) -> [Effect] {
    guard !line.isEmpty else { return [] }
    let line = ExportLine(line)
    if line.viewForm != nil { return [.export(path: line.path)] }
    guard let form = line.windowForm else {
      say(DisplayText("'\(line.path)': \(ExportLine.expectation)"), .critical, situation)
      return []
    }
    let end = time == .live ? situation.now : windowEnd ?? moment(in: situation)
    let start = max(end - window, situation.oldest ?? end - window)
    say("writing \(line.path)", situation)
    return [
      .exportWindow(
        WindowExport(
          form, to: line.path, from: start, through: end, showsCommandLines: line.showsCommandLines)
      )
    ]
  }
}

extension Level {
  /// Whether a pane hides all but what is pinned.
  func showsOnlyPinned(in pane: PaneID) -> Bool {
    tables[pane]?.showsOnlyPinned ?? false || charts[pane]?.showsOnlyPinned ?? false
  }

  /// Shows again what is not pinned.
  mutating func showAll(in pane: PaneID) {
    tables[pane]?.showsOnlyPinned = false
    charts[pane]?.showsOnlyPinned = false
  }
}
