internal import Metrics

extension Session {
  /// What a key does while something stands in front; `nil` where nothing does or the key goes on to the view.
  mutating func applyInPopup(
    _ action: Action, _ situation: Situation, _ screen: Screen
  ) -> [Effect]? {
    guard let popup else { return nil }
    switch action {
    case .redraw: return [.redrawAll]
    case .suspend: return [.suspend]
    case .back, .cancel:
      if case .settings(_, let original) = popup { settings = original }
      self.popup = action == .back ? popup.stepBack : nil
      return []
    default: break
    }
    switch popup {
    case .settings(let selection, let original):
      return applyInSettings(action, selection, original, situation)
    case .quit: return answer(action)
    case .targets(let offer): return answer(action, offer)
    case .help(let search, let firstLine): applyInHelp(action, search, firstLine, situation)
    case .information(let line):
      self.popup = scrolled(action, line, situation).map { .information(firstLine: $0) }
    case .about(let line):
      self.popup = scrolled(action, line, situation).map { .about(firstLine: $0) }
    case .sort(let selection): applyInSortPicker(action, selection, screen)
    case .breakDown(let choice): applyInBreakdown(action, choice, screen)
    case .variable(let chooser): applyInChooser(action, chooser, situation)
    case .users(let selection): applyInUserPicker(action, selection, screen)
    }
    return []
  }

  private mutating func answer(_ action: Action) -> [Effect] {
    popup = nil
    return action == .yes ? [.quit] : []
  }

  private mutating func applyInHelp(
    _ action: Action, _ search: PromptState, _ firstLine: Int, _ situation: Situation
  ) {
    var search = search
    switch action {
    case .insert(let text):
      search.insert(text)
      popup = .help(search: search, firstLine: 0)
    case .edit(let edit):
      search.edit(edit)
      popup = .help(search: search, firstLine: 0)
    default:
      popup = scrolled(action, firstLine, situation).map { .help(search: search, firstLine: $0) }
    }
  }

  /// The line at which a text begins after a key; `nil` where the key closes it.
  private func scrolled(_ action: Action, _ line: Int, _ situation: Situation) -> Int? {
    let page = max(1, situation.size.rows - 6)
    switch action {
    case .move(.up): return max(0, line - 1)
    case .move(.down): return line + 1
    case .pageUp: return max(0, line - page)
    case .pageDown: return line + page
    case .halfPageUp: return max(0, line - page / 2)
    case .halfPageDown: return line + page / 2
    case .first: return 0
    case .quit, .enter, .submit, .help, .information, .about: return nil
    default: return line
    }
  }

  private mutating func applyInSortPicker(
    _ action: Action, _ selection: Int, _ screen: Screen
  ) {
    guard let (pane, table) = screen.focusedTable else {
      popup = nil
      return
    }
    switch action {
    case .move(.up): popup = .sort(selection: max(0, selection - 1))
    case .move(.down): popup = .sort(selection: min(table.columns.count - 1, selection + 1))
    case .enter, .submit:
      level.tables[pane, default: TableState()].sort = table.columns[selection].name
      level.tables[pane, default: TableState()].isInverted = false
      popup = nil
    case .quit: popup = nil
    default: break
    }
  }
}
