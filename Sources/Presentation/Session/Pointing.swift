public import Metrics

/// What a person pointed at.
public enum Pointing: Hashable, Sendable {
  /// A pane as a whole.
  case pane(PaneID)
  /// A row of a table.
  case row(PaneID, RowKey)
  /// One of the sentences at the top, by its place.
  case sentence(Int)
  /// A moment of a chart.
  case moment(PaneID, Timestamp)
}

extension Session {
  /// Takes what was pointed at; what is selected already is gone into.
  mutating func point(at target: Pointing, _ situation: Situation, _ screen: Screen) {
    switch target {
    case .pane(let pane): focus(on: pane, screen)
    case .row(let pane, let key):
      guard let (shown, table) = screen.tables.first(where: { $0.pane == pane }),
        let row = table.rows.firstIndex(where: { $0.key == key })
      else { return }
      if screen.focus == shown, table.selection == row { return enter(screen) }
      focus(on: pane, screen)
      level.tables[pane, default: TableState()].cursor = key
      level.tables[pane, default: TableState()].index = row
    case .sentence(let place):
      let targets = screen.sentences.indices.filter { screen.sentences[$0].destination != nil }
      guard let index = targets.firstIndex(of: place) else { return }
      if screen.sentences[place].isSelected { return enter(screen) }
      focus(on: .sentences, screen)
      level.tables[.sentences, default: TableState()].index = index
    case .moment(let pane, let moment):
      focus(on: pane, screen)
      go(to: moment, situation)
      hasCrosshair = time != .live
    }
  }

  private mutating func focus(on pane: PaneID, _ screen: Screen) {
    if screen.focusOrder.contains(pane) { level.focus = pane }
  }
}

extension Screen {
  /// The tables of the body.
  fileprivate var tables: [(pane: PaneID, table: TableModel)] {
    panes.compactMap { pane in
      guard case .table(let table) = pane.content else { return nil }
      return (pane.id, table)
    }
  }
}
