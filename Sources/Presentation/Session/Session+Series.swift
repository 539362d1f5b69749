internal import Metrics

extension Session {
  /// What keys do with the lines of a chart, in it or in a table that lists them; whether `action` is one of them.
  mutating func applyToSeries(
    _ action: Action, _ screen: Screen, _ situation: Situation
  ) -> Bool {
    switch action {
    case .rawOrRate, .breakDown, .compare, .hideSeries, .soloSeries, .valueTable: break
    default: return false
    }
    guard let (pane, chart) = screen.meantChart else { return true }
    if isInDashboard, action == .rawOrRate {
      say("a panel's own expression decides that; Enter leads to its series", situation)
      return true
    }
    switch action {
    case .rawOrRate: level.charts[pane, default: ChartState()].isRaw.toggle()
    case .breakDown: beginBreakdown(pane, chart, situation)
    case .compare: compare(pane, situation)
    case .valueTable: toggleValueTable(pane)
    case .hideSeries: hide(pane, chart, screen, situation)
    case .soloSeries: solo(pane, chart, screen, situation)
    default: break
    }
    return true
  }

  /// The chart alone with the table of its values, or as it was.
  private mutating func toggleValueTable(_ pane: PaneID) {
    let isShown = maximised == pane && level.charts[pane]?.showsTable == true
    level.charts[pane, default: ChartState()].showsTable = !isShown
    maximised = isShown ? nil : pane
    level.focus = pane
  }

  /// Takes back the last choice about a chart's lines; whether there was one.
  mutating func undoInChart(_ screen: Screen) -> Bool {
    guard let pane = screen.meantChart?.pane, var state = level.charts[pane] else { return false }
    if state.solo != nil || !state.hidden.isEmpty {
      (state.solo, state.hidden) = (nil, [])
    } else if state.comparison != nil {
      state.comparison = nil
    } else if let breakdown = state.breakdown {
      state.breakdown =
        breakdown.labels.count > 1
        ? Breakdown(breakdown.labels.dropLast(), breakdown.aggregation) : nil
    } else {
      return false
    }
    level.charts[pane] = state
    return true
  }

  private mutating func beginBreakdown(
    _ pane: PaneID, _ chart: ChartModel, _ situation: Situation
  ) {
    guard breaksDown else {
      return say("charts of metrics and expressions are broken down; 8 has every metric", situation)
    }
    guard BreakdownPicker.labels(of: chart).isEmpty == false else {
      return say("no label has more than one value here", situation)
    }
    popup = .breakDown(BreakdownChoice(pane))
  }

  /// Whether the charts of the place put their series together as the person chooses.
  var breaksDown: Bool {
    switch level.place {
    case .metric, .selection, .expression: true
    default: false
    }
  }

  private mutating func compare(_ pane: PaneID, _ situation: Situation) {
    let order: [Comparison?] = [nil] + Comparison.allCases
    let present = order.firstIndex(of: level.charts[pane]?.comparison) ?? 0
    let next = order[(present + 1) % order.count]
    level.charts[pane, default: ChartState()].comparison = next
    say(next.map { "compared with \($0.words)" } ?? "not compared any more", situation)
  }

  /// The line that is chosen in the chart, or listed in the row that is chosen in the table.
  private func chosenSeries(_ chart: ChartModel, _ screen: Screen) -> RowKey? {
    guard let table = screen.focusedTable?.table else {
      return chart.selection.map { chart.series[$0].key }
    }
    return table.selection.map { table.rows[$0].key }
  }

  private mutating func hide(
    _ pane: PaneID, _ chart: ChartModel, _ screen: Screen, _ situation: Situation
  ) {
    guard let key = chosenSeries(chart, screen) else {
      return say("choose a series with ↑ or ↓ first", situation)
    }
    level.charts[pane, default: ChartState()].solo = nil
    level.charts[pane]?.series = nil
    if level.charts[pane]?.hidden.remove(key) == nil {
      level.charts[pane]?.hidden.insert(key)
    }
  }

  /// Only the chosen line, or all again.
  private mutating func solo(
    _ pane: PaneID, _ chart: ChartModel, _ screen: Screen, _ situation: Situation
  ) {
    var state = level.charts[pane] ?? ChartState()
    if state.solo != nil || !state.hidden.isEmpty {
      (state.solo, state.hidden) = (nil, [])
    } else if let key = chosenSeries(chart, screen) {
      state.solo = key
    } else {
      return say("choose a series with ↑ or ↓ first", situation)
    }
    level.charts[pane] = state
  }

  // MARK: - The choice of a break-down

  /// What a key does in the picker of labels and aggregations.
  mutating func applyInBreakdown(
    _ action: Action, _ choice: BreakdownChoice, _ screen: Screen
  ) {
    guard let picker = BreakdownPicker(choice, screen) else {
      popup = nil
      return
    }
    var choice = choice
    switch action {
    case .move(.up): choice.selection = max(0, choice.selection - 1)
    case .move(.down): choice.selection = min(picker.count - 1, choice.selection + 1)
    case .first: choice.selection = 0
    case .last: choice.selection = picker.count - 1
    case .enter, .submit: return take(picker, choice)
    case .quit:
      popup = nil
      return
    default: break
    }
    popup = .breakDown(choice)
  }

  private mutating func take(_ picker: BreakdownPicker, _ choice: BreakdownChoice) {
    var choice = choice
    let present = level.charts[choice.pane]?.breakdown
    if let labels = choice.labels {
      let aggregation = picker.aggregations[min(choice.selection, picker.count - 1)]
      level.charts[choice.pane, default: ChartState()].breakdown = Breakdown(labels, aggregation)
      // Other lines are drawn now: what was chosen among the old ones means nothing any more.
      level.charts[choice.pane]?.series = nil
      level.charts[choice.pane]?.hidden = []
      level.charts[choice.pane]?.solo = nil
      level.tables = [:]
      popup = nil
      return
    }
    let chosen = present?.labels ?? []
    guard let label = picker.label(at: choice.selection) else {
      choice.labels = []
      choice.selection = 0
      popup = .breakDown(choice)
      return
    }
    if chosen.contains(label), let present {
      let rest = chosen.filter { $0 != label }
      level.charts[choice.pane]?.breakdown =
        rest.isEmpty ? nil : Breakdown(rest, present.aggregation)
      popup = nil
      return
    }
    choice.labels = chosen + [label]
    choice.selection = present.flatMap { picker.index(of: $0.aggregation) } ?? 0
    popup = .breakDown(choice)
  }
}

extension PopupState {
  /// What Esc leaves of it: the step before, or nothing.
  var stepBack: PopupState? {
    guard case .breakDown(var choice) = self, choice.labels != nil else { return nil }
    choice.labels = nil
    choice.selection = 0
    return .breakDown(choice)
  }
}

extension Screen {
  /// The chart that has the focus, or whose lines the focused table lists.
  var meantChart: (pane: PaneID, chart: ChartModel)? {
    if let pane = focusedPane, case .chart(let chart) = pane.content { return (pane.id, chart) }
    guard let pane = panes.first(where: { $0.id == chartBeside }),
      case .chart(let chart) = pane.content
    else { return nil }
    return (pane.id, chart)
  }
}
