internal import Metrics

extension Session {
  /// What moves within the pane that has the focus.
  mutating func applyToPane(_ action: Action, _ situation: Situation, _ screen: Screen) {
    guard screen.focus != .sentences else { return moveInSentences(action, situation, screen) }
    guard let pane = screen.focusedPane else { return }
    if applyToSeries(action, screen, situation) { return }
    switch pane.content {
    case .table(let table): applyToTable(action, pane.id, table, situation, screen)
    case .chart(let chart): applyToChart(action, pane.id, chart, situation)
    case .text(let text): applyToText(action, pane.id, text, situation)
    case .heatmap(let heatmap): applyToHeatmap(action, pane.id, heatmap, situation)
    case .stat, .gauge: break
    }
  }

  // MARK: - Tables

  private mutating func applyToTable(
    _ action: Action, _ pane: PaneID, _ table: TableModel, _ situation: Situation,
    _ screen: Screen
  ) {
    if let row = row(after: action, table, level.tables[pane]?.index ?? 0, situation.pageRows) {
      if row < 0, screen.focusOrder.first == .sentences { level.focus = .sentences }
      return choose(max(row, 0), pane, table)
    }
    var state = level.tables[pane] ?? TableState()
    switch action {
    case .chooseSort: popup = .sort(selection: table.sortColumn ?? 0)
    case .invertSort: state.isInverted.toggle()
    case .sortByPrevious: state = sorted(state, table, by: -1)
    case .sortByNext: state = sorted(state, table, by: 1)
    case .columnsLeft: state.firstColumn = max(0, state.firstColumn - 1)
    case .columnsRight:
      state.firstColumn = min(max(0, table.columns.count - 2), state.firstColumn + 1)
    case .follow: state = followed(state, table, situation)
    case .nextMatch, .previousMatch: return goToMatch(action == .nextMatch, pane, table, situation)
    default: return
    }
    level.tables[pane] = state
  }

  /// The row that a moving key leads to, -1 for above the first; `nil` for a key that does not move.
  private func row(
    after action: Action, _ table: TableModel, _ lastIndex: Int, _ page: Int
  ) -> Int? {
    let last = max(0, table.rows.count - 1)
    let page = max(1, page)
    guard let current = table.selection else {
      // The chosen row is gone: moving goes on from where it was.
      switch action {
      case .move(.up), .move(.down): return min(lastIndex, last)
      case .first: return 0
      case .last: return last
      default: return nil
      }
    }
    switch action {
    case .move(.up): return current - 1
    case .move(.down): return min(last, current + 1)
    case .pageUp: return max(0, current - page)
    case .pageDown: return min(last, current + page)
    case .halfPageUp: return max(0, current - page / 2)
    case .halfPageDown: return min(last, current + page / 2)
    case .first: return 0
    case .last: return last
    default: return nil
    }
  }

  private mutating func choose(_ row: Int, _ pane: PaneID, _ table: TableModel) {
    guard row < table.rows.count else { return }
    level.tables[pane, default: TableState()].cursor = table.rows[row].key
    level.tables[pane, default: TableState()].index = row
  }

  private func sorted(_ state: TableState, _ table: TableModel, by distance: Int) -> TableState {
    guard let current = table.sortColumn, !table.columns.isEmpty else { return state }
    var state = state
    let count = table.columns.count
    state.sort = table.columns[(current + distance + count) % count].name
    state.isInverted = false
    return state
  }

  private mutating func followed(
    _ state: TableState, _ table: TableModel, _ situation: Situation
  ) -> TableState {
    var state = state
    if let selection = table.selection, selection < table.rows.count {
      state.cursor = table.rows[selection].key
      state.index = selection
    }
    state.isFollowing.toggle()
    if state.isFollowing {
      say("the selection waits for this row, even when it is gone; p pins it on top", situation)
    } else {
      say("the selection waits for no row any more", situation)
    }
    return state
  }

  private mutating func goToMatch(
    _ isForward: Bool, _ pane: PaneID, _ table: TableModel, _ situation: Situation
  ) {
    let matches = table.rows.indices.filter { table.rows[$0].isMatch }
    let current = table.selection ?? 0
    let next =
      isForward
      ? matches.first { $0 > current } ?? matches.first
      : matches.last { $0 < current } ?? matches.last
    guard let next else { return say("nothing matches", situation) }
    choose(next, pane, table)
  }

  // MARK: - Charts, texts, sentences

  private mutating func applyToChart(
    _ action: Action, _ pane: PaneID, _ chart: ChartModel, _ situation: Situation
  ) {
    switch action {
    case .move(.left), .move(.right):
      _ = applyToTime(action == .move(.left) ? .columnBack : .columnForward, situation)
      hasCrosshair = time != .live
    case .move(.up): chooseSeries(by: -1, pane, chart)
    case .move(.down): chooseSeries(by: 1, pane, chart)
    case .first: situation.oldest.map { go(to: $0, situation) }
    case .last: _ = applyToTime(.live, situation)
    case .axisMode:
      let order: [AxisMode] = [.zero, .auto, .logarithmic]
      let next = (order.firstIndex(of: chart.axis) ?? 0) + 1
      level.charts[pane, default: ChartState()].axis = order[next % order.count]
    case .stack: level.charts[pane, default: ChartState()].isStacked = !chart.isStacked
    case .tripwire: beginTripwire(pane, chart, situation)
    default: break
    }
  }

  /// The arrows move the moment and choose the bucket, the highest above; the axis key turns the scale of colour.
  private mutating func applyToHeatmap(
    _ action: Action, _ pane: PaneID, _ heatmap: HeatmapModel, _ situation: Situation
  ) {
    switch action {
    case .move(.left), .move(.right):
      _ = applyToTime(action == .move(.left) ? .columnBack : .columnForward, situation)
      hasCrosshair = time != .live
    case .move(.up), .move(.down):
      guard !heatmap.buckets.isEmpty else { return }
      let last = heatmap.buckets.count - 1
      let next =
        heatmap.selection.map { min(last, max(0, $0 + (action == .move(.up) ? 1 : -1))) }
        ?? (action == .move(.up) ? 0 : last)
      level.charts[pane, default: ChartState()].series = heatmap.buckets[next].key
    case .first: situation.oldest.map { go(to: $0, situation) }
    case .last: _ = applyToTime(.live, situation)
    case .axisMode:
      level.charts[pane, default: ChartState()].axis =
        heatmap.isLogarithmic ? .zero : .logarithmic
    default: break
    }
  }

  private mutating func chooseSeries(by distance: Int, _ pane: PaneID, _ chart: ChartModel) {
    guard !chart.series.isEmpty else { return }
    let count = chart.series.count
    let next =
      chart.selection.map { ($0 + distance + count) % count } ?? (distance > 0 ? 0 : count - 1)
    level.charts[pane, default: ChartState()].series = chart.series[next].key
  }

  private mutating func applyToText(
    _ action: Action, _ pane: PaneID, _ text: TextModel, _ situation: Situation
  ) {
    let page = max(1, situation.pageRows)
    let line = level.scroll[pane] ?? 0
    let last = max(0, text.lines.count - 1)
    let next: Int
    switch action {
    case .move(.up): next = line - 1
    case .move(.down): next = line + 1
    case .pageUp: next = line - page
    case .pageDown: next = line + page
    case .halfPageUp: next = line - page / 2
    case .halfPageDown: next = line + page / 2
    case .first: next = 0
    case .last: next = last
    default: return
    }
    level.scroll[pane] = min(max(0, next), last)
  }

  /// Below the last sentence the focus goes on to the next pane.
  private mutating func moveInSentences(
    _ action: Action, _ situation: Situation, _ screen: Screen
  ) {
    let targets = screen.sentences.indices.filter { screen.sentences[$0].destination != nil }
    let current = screen.sentences.firstIndex(where: \.isSelected).flatMap {
      targets.firstIndex(of: $0)
    }
    switch action {
    case .move(.up):
      level.tables[.sentences, default: TableState()].index = max(0, (current ?? 0) - 1)
    case .move(.down):
      let next = (current ?? -1) + 1
      if next < targets.count {
        level.tables[.sentences, default: TableState()].index = next
      } else {
        level.focus = screen.panes.last { $0.place.slot == .main }?.id ?? screen.panes.last?.id
      }
    case .last: level.focus = screen.panes.last?.id
    default: break
    }
  }
}
