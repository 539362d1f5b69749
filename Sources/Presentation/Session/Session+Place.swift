internal import Metrics
internal import Rules

extension Session {
  /// What moves from place to place; whether `action` is one of them.
  mutating func applyToPlace(
    _ action: Action, _ situation: Situation, _ screen: Screen
  ) -> Bool {
    switch action {
    case .view(let view):
      if view == .processes { goToFiring(situation) }
      open(view)
    case .enter, .submit: enter(screen)
    case .back: stepBack(screen)
    case .viewBack: travelBack()
    case .viewForward: travelForward()
    case .nextPane: focus(by: 1, screen)
    case .previousPane: focus(by: -1, screen)
    case .chooseVariable: chooseVariable(situation)
    case .cpuUnit:
      nextCPUUnit(situation, knowsLimits: screen.focusedTable?.table.knowsLimits ?? false)
    case .tree, .group, .expand, .collapse, .expandAll, .chooseUser, .threads, .kernelThreads:
      applyToProcesses(action, situation, screen)
    default: return false
    }
    return true
  }

  /// From an alert's card the processes are those of the moment when it fired.
  private mutating func goToFiring(_ situation: Situation) {
    guard time == .live, case .alert(let labels) = level.place,
      let fired = situation.rules.alerts.first(where: { $0.labels == labels })?.firedAt
    else { return }
    go(to: fired, situation)
  }

  /// Opens a view where it was left; time and host stay.
  mutating func open(_ view: ViewKind) {
    guard view != self.view else {
      levels.removeLast(levels.count - 1)
      maximised = nil
      return
    }
    left[self.view] = levels
    remember()
    levels = left[view] ?? [Level(.view(view))]
    maximised = nil
  }

  /// Opens a place below the root of a view, as if one had gone there.
  mutating func open(_ place: Place, under view: ViewKind) {
    left[self.view] = levels
    remember()
    levels = [left[view]?.first ?? Level(.view(view)), Level(place)]
    maximised = nil
    hasCrosshair = false
  }

  /// Goes one step down from where one is.
  mutating func descend(to place: Place) {
    if case .view(let view) = place { return open(view) }
    guard place != level.place else { return }
    remember()
    levels.append(Level(place))
    maximised = nil
    hasCrosshair = false
  }

  /// Goes one step up; the time stays.
  mutating func goUp() {
    guard levels.count > 1 else { return }
    levels.removeLast()
    maximised = nil
    hasCrosshair = false
  }

  private mutating func remember() {
    if past.last != levels { past.append(levels) }
    if past.count > 50 { past.removeFirst() }
    future.removeAll()
  }

  private mutating func travelBack() {
    guard let next = past.popLast() else { return }
    future.append(levels)
    levels = next
    maximised = nil
  }

  private mutating func travelForward() {
    guard let next = future.popLast() else { return }
    past.append(levels)
    levels = next
    maximised = nil
  }

  mutating func enter(_ screen: Screen) {
    if let destination = screen.destination { descend(to: destination) }
  }

  /// Undoes exactly one thing: maximised pane, filter, search, crosshair, following, chosen row; then one level.
  private mutating func stepBack(_ screen: Screen) {
    if maximised != nil {
      maximised = nil
    } else if let pane = screen.focusedPane?.id, level.showsOnlyPinned(in: pane) {
      level.showAll(in: pane)
    } else if !level.filter.isEmpty {
      level.filter = ""
    } else if !level.search.isEmpty {
      level.search = ""
    } else if hasCrosshair {
      hasCrosshair = false
    } else if let pane = screen.focusedPane?.id, level.tables[pane]?.isFollowing == true {
      level.tables[pane]?.isFollowing = false
    } else if let pane = screen.focusedPane?.id, level.charts[pane]?.series != nil {
      level.charts[pane]?.series = nil
    } else if undoInChart(screen) {
      return
    } else {
      goUp()
    }
  }

  private mutating func focus(by distance: Int, _ screen: Screen) {
    let order = screen.focusOrder
    guard !order.isEmpty else { return }
    let current = screen.focus.flatMap { order.firstIndex(of: $0) } ?? 0
    level.focus = order[(current + distance + order.count) % order.count]
    if maximised != nil, screen.maximised != nil { maximised = level.focus }
  }

  private mutating func nextCPUUnit(_ situation: Situation, knowsLimits: Bool) {
    let units = CPUUnit.allCases.filter { $0 != .ofLimit || knowsLimits }
    let next = (units.firstIndex(of: cpuUnit) ?? 0) + 1
    cpuUnit = units[next % units.count]
    switch cpuUnit {
    case .cores: say("CPU in cores", situation)
    case .ofOne: say("CPU in per cent of one core", situation)
    case .ofAll: say("CPU in per cent of all cores", situation)
    case .ofLimit: say("CPU in per cent of what the control group allows", situation)
    }
  }
}
