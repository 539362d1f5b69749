internal import Metrics
public import Presentation

/// A part of a frame that can be pointed at, and what that means.
struct ClickTarget: Hashable, Sendable {
  enum Meaning: Hashable, Sendable {
    /// What a person chooses by it.
    case point(Pointing)
    /// A key of the hint line.
    case action(Action)
    /// The columns of a chart's lines.
    case moment(PaneID, ColumnGrid)
  }

  var rect: Rect
  var meaning: Meaning

  init(_ rect: Rect, _ meaning: Meaning) {
    self.rect = rect
    self.meaning = meaning
  }

  func contains(_ column: Int, _ row: Int) -> Bool {
    (rect.column..<rect.end).contains(column) && (rect.row..<rect.bottom).contains(row)
  }
}

extension Frame {
  /// What the mouse means on this frame.
  ///
  /// A press chooses what lies under it; the wheel moves in the pane under it, in a chart through time. What stands in
  /// front is moved by the wheel alone.
  ///
  /// - Parameters:
  ///   - act: what was done.
  ///   - column: the cell's column, counted from 0.
  ///   - row: the cell's row, counted from 0.
  ///   - screen: what the frame shows.
  /// - Returns: the actions, in order; none where nothing is meant.
  public func actions(
    for act: MouseAct, column: Int, row: Int, on screen: Screen
  ) -> [Action] {
    let under = targets.last { $0.contains(column, row) }
    if act == .press { return under.flatMap { press($0, column, on: screen) } ?? [] }
    let isUp = act == .wheelUp
    let move = Action.move(isUp ? .up : .down)
    guard screen.popup == nil else { return [move] }
    switch under?.meaning {
    case .moment(let pane, _): return [.point(.pane(pane)), isUp ? .columnBack : .columnForward]
    case .point(.pane(let pane)), .point(.row(let pane, _)):
      return [.point(.pane(pane)), move, move, move]
    case .point, .action, nil: return []
    }
  }

  private func press(_ target: ClickTarget, _ column: Int, on screen: Screen) -> [Action] {
    switch target.meaning {
    case .action(let action): return [action]
    case _ where screen.popup != nil: return []
    case .point(let pointing): return [.point(pointing)]
    case .moment(let pane, let grid):
      let across = Int64(grid.count / max(1, target.rect.width))
      let end = grid.start + (Int64(column - target.rect.column) + 1) * across * grid.width
      return [.point(.moment(pane, Timestamp(milliseconds: end - 1)))]
    }
  }
}
