extension GridFlow {
  private struct Place {
    var pane: Int
    var columns: Range<Int>
    var rows: Range<Int>
  }

  /// Every panel with its rows counted from the top of the first page.
  private var places: [Place] {
    var top = 0
    var places: [Place] = []
    for band in pages.joined() {
      for item in band.items {
        places.append(
          Place(
            pane: item.pane, columns: item.columns,
            rows: item.rows.lowerBound + top..<item.rows.upperBound + top))
      }
      top += band.height
    }
    return places
  }

  /// The panel next to another one, of those that can have the focus; `nil` at the edge.
  ///
  /// - Parameters:
  ///   - direction: which way.
  ///   - pane: the index of the pane where one is.
  ///   - isFocusable: whether the pane with an index can have the focus.
  /// - Returns: the index of the nearest pane that way.
  public func neighbour(
    _ direction: Action.Direction, of pane: Int, where isFocusable: (Int) -> Bool
  ) -> Int? {
    let places = places
    guard let here = places.first(where: { $0.pane == pane }) else { return nil }
    let others = places.filter { $0.pane != pane && isFocusable($0.pane) }
    switch direction {
    case .up:
      return others.filter { $0.rows.upperBound <= here.rows.lowerBound }
        .max { GridFlow.isFarther(-$0.rows.upperBound, $0, -$1.rows.upperBound, $1, here) }?.pane
    case .down:
      return others.filter { $0.rows.lowerBound >= here.rows.upperBound }
        .max { GridFlow.isFarther($0.rows.lowerBound, $0, $1.rows.lowerBound, $1, here) }?.pane
    case .left:
      return others.filter {
        $0.columns.upperBound <= here.columns.lowerBound && $0.rows.overlaps(here.rows)
      }.max { $0.columns.upperBound < $1.columns.upperBound }?.pane
    case .right:
      return others.filter {
        $0.columns.lowerBound >= here.columns.upperBound && $0.rows.overlaps(here.rows)
      }.min { $0.columns.lowerBound < $1.columns.lowerBound }?.pane
    }
  }

  /// Whether `left` is farther away than `right`: by rows, then by how little of the width is shared.
  private static func isFarther(
    _ leftRow: Int, _ left: Place, _ rightRow: Int, _ right: Place, _ here: Place
  ) -> Bool {
    guard leftRow == rightRow else { return leftRow > rightRow }
    let shared = (
      left.columns.clamped(to: here.columns).count, right.columns.clamped(to: here.columns).count
    )
    guard shared.0 == shared.1 else { return shared.0 < shared.1 }
    return left.columns.lowerBound > right.columns.lowerBound
  }
}
