extension Screen {
  /// Whether panels stand in a grid, through which keys go, and none of them stands alone.
  var isGrid: Bool {
    guard maximised == nil else { return false }
    return panes.contains { pane in
      if case .grid = pane.place.slot { true } else { false }
    }
  }
}

extension Session {
  /// Goes from panel to panel; whether the key did.
  ///
  /// Rows of a table come first: from its first and last one an arrow goes on.
  mutating func applyToGrid(_ action: Action, _ situation: Situation, _ screen: Screen) -> Bool {
    guard screen.isGrid, let focus = screen.focus,
      let pane = screen.panes.firstIndex(where: { $0.id == focus })
    else { return false }
    let flow = GridFlow(
      screen.panes, columns: situation.size.columns, rows: max(1, situation.bodyRows))
    let canFocus = { (index: Int) in screen.focusOrder.contains(screen.panes[index].id) }
    var next: Int?
    switch action {
    case .move(let direction):
      guard !isOwn(direction, screen.panes[pane].content, level.scroll[focus] ?? 0) else {
        return false
      }
      next = flow.neighbour(direction, of: pane, where: canFocus)
    case .pageUp, .pageDown:
      let page = flow.page(of: pane) + (action == .pageDown ? 1 : -1)
      guard flow.pages.indices.contains(page) else { return true }
      next = flow.panes(onPage: page).first(where: canFocus)
    case .first, .last:
      if case .table = screen.panes[pane].content { return false }
      let order = flow.pages.indices.flatMap { flow.panes(onPage: $0) }.filter(canFocus)
      next = action == .first ? order.first : order.last
    default: return false
    }
    if let next { level.focus = screen.panes[next].id }
    return true
  }

  /// Whether a pane itself has something to do for an arrow: rows to go through, the moment of a chart.
  private func isOwn(
    _ direction: Action.Direction, _ content: Pane.Content, _ firstLine: Int
  ) -> Bool {
    switch (content, direction) {
    case (.chart, .left), (.chart, .right), (.heatmap, .left), (.heatmap, .right): true
    case (.table(let table), .up): (table.selection ?? 0) > 0
    case (.table(let table), .down):
      table.selection.map { $0 < table.rows.count - 1 } ?? !table.rows.isEmpty
    default: false
    }
  }
}
