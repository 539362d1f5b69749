internal import Presentation

/// Where the panes of a screen stand.
struct Layout {
  /// A pane and its part of the body.
  struct Placed: Hashable {
    var pane: Int
    var rect: Rect
  }

  /// The panes that are shown.
  private(set) var placed: [Placed] = []
  /// The columns between panes side by side, drawn as lines.
  private(set) var dividers: [Rect] = []
  /// Which panels of a grid are shown, for the last row of the body; `nil` where all are.
  private(set) var position: String?

  private let panes: [Pane]

  /// The narrowest tile.
  private static let tileColumns = 38

  /// - Parameters:
  ///   - panes: all panes of the screen.
  ///   - maximised: the one that stands alone; `nil` where none does.
  ///   - body: where they stand.
  ///   - screen: the size of the whole screen, which decides what stands side by side.
  init(_ panes: [Pane], maximised: PaneID?, in body: Rect, screen: GridSize) {
    self.panes = panes
    guard !panes.isEmpty, !body.isEmpty else { return }
    let focused = panes.firstIndex(where: \.isFocused) ?? 0
    if let alone = panes.firstIndex(where: { $0.id == maximised }) {
      placed = [Placed(pane: alone, rect: body)]
    } else if case .grid = panes[focused].place.slot {
      arrangeGrid(focused, body, isSmall: screen.columns <= 60 || screen.rows <= 15)
    } else if screen.columns <= 60 || screen.rows <= 15 {
      placed = [Placed(pane: focused, rect: body)]
    } else {
      arrange(focused, body, screen)
    }
  }

  /// The page of the grid that holds the focus; on a small screen the focused panel alone.
  private mutating func arrangeGrid(_ focused: Int, _ body: Rect, isSmall: Bool) {
    guard !isSmall else {
      let numbered = panes.indices.filter { panes[$0].place.weight > 0 }
      guard let place = numbered.firstIndex(of: focused), numbered.count > 1, body.height > 4 else {
        placed = [Placed(pane: focused, rect: body)]
        return
      }
      placed = [Placed(pane: focused, rect: body.top(body.height - 1))]
      position = "panel \(place + 1) of \(numbered.count)"
      return
    }
    let flow = GridFlow(panes, columns: body.width, rows: body.height)
    guard !flow.pages.isEmpty else { return }
    let page = flow.page(of: focused)
    var top = body.row
    for band in flow.pages[page] {
      for item in band.items { place(item, top: top, in: body) }
      top += band.height
    }
    guard flow.pages.count > 1 else { return }
    let before = flow.pages[..<page].indices.map(flow.panes).joined().count(where: isPanel)
    let shown = flow.panes(onPage: page).count(where: isPanel)
    let all = panes.indices.count(where: isPanel)
    position =
      shown == 1
      ? "panel \(before + 1) of \(all)" : "panels \(before + 1)–\(before + shown) of \(all)"
  }

  /// Whether a pane is a panel and no title of a section.
  private func isPanel(_ index: Int) -> Bool { panes[index].place.weight > 0 }

  /// A panel's cells, one column apart from its neighbour at the right.
  private mutating func place(_ item: GridFlow.Item, top: Int, in body: Rect) {
    let start = item.columns.lowerBound * body.width / GridPlace.columns
    let end = min(item.columns.upperBound, GridPlace.columns) * body.width / GridPlace.columns
    let gap = item.columns.upperBound < GridPlace.columns ? 1 : 0
    let rect = Rect(
      column: body.column + start, row: top + item.rows.lowerBound,
      width: max(0, end - start - gap),
      height: min(item.rows.count, max(0, body.bottom - top - item.rows.lowerBound)))
    placed.append(Placed(pane: item.pane, rect: rect))
  }

  private func indices(_ slot: PanePlace.Slot) -> [Int] {
    panes.indices.filter { panes[$0].place.slot == slot }
  }

  private mutating func arrange(_ focused: Int, _ body: Rect, _ screen: GridSize) {
    let beside = screen.columns > 180 ? 2 : screen.columns > 120 ? 1 : 0
    var lower = indices(.main) + indices(.detail).prefix(beside)
    if panes[focused].place.slot == .detail, !lower.contains(focused) {
      // What does not fit beside is reached with Tab and takes the place of the last one.
      if lower.isEmpty { lower = [focused] } else { lower[lower.count - 1] = focused }
    }
    var tiles = indices(.tile)
    while !tiles.isEmpty, needed(tiles, lower, body) > body.height {
      guard
        let victim = tiles.filter({ panes[$0].place.collapseOrder > 0 && $0 != focused })
          .max(by: { panes[$0].place.collapseOrder < panes[$1].place.collapseOrder })
      else { break }
      tiles.removeAll { $0 == victim }
    }
    if needed(tiles, lower, body) > body.height, !tiles.isEmpty, !lower.isEmpty {
      // Not even that fits: the half with the focus stands alone.
      if tiles.contains(focused) { lower = [] } else { tiles = [] }
    }
    let shares = heights(tiles, lower, body)
    var rest = body
    for (row, height) in zip(tileRows(tiles, body), shares) {
      place(row, in: rest.top(height))
      rest = rest.droppingTop(height)
    }
    placeBeside(lower, in: rest)
  }

  /// Tiles in rows, the rows as equal as they can be.
  private func tileRows(_ tiles: [Int], _ body: Rect) -> [[Int]] {
    guard !tiles.isEmpty else { return [] }
    let most = max(1, body.width / Layout.tileColumns)
    let rowCount = (tiles.count + most - 1) / most
    var rows: [[Int]] = []
    var rest = tiles[...]
    for row in 0..<rowCount {
      let share = (rest.count + rowCount - row - 1) / (rowCount - row)
      rows.append(Array(rest.prefix(share)))
      rest = rest.dropFirst(share)
    }
    return rows
  }

  private func leastRows(_ row: [Int]) -> Int { row.map { panes[$0].place.leastRows }.max() ?? 0 }

  private func needed(_ tiles: [Int], _ lower: [Int], _ body: Rect) -> Int {
    tileRows(tiles, body).reduce(leastRows(lower)) { $0 + leastRows($1) }
  }

  /// The height of every row of tiles: what it needs, and its share of what is left.
  private func heights(_ tiles: [Int], _ lower: [Int], _ body: Rect) -> [Int] {
    let rows = tileRows(tiles, body)
    let spare = max(0, body.height - needed(tiles, lower, body))
    let weights = rows.map { row in row.map { panes[$0].place.weight }.max() ?? 1 }
    let lowerWeight = lower.isEmpty ? 0 : lower.map { panes[$0].place.weight }.max() ?? 1
    let sum = max(1, weights.reduce(lowerWeight, +))
    var heights = zip(rows, weights).map { leastRows($0) + spare * $1 / sum }
    if lower.isEmpty, !heights.isEmpty {
      heights[heights.count - 1] += body.height - heights.reduce(0, +)
    }
    return heights
  }

  private mutating func place(_ row: [Int], in rect: Rect) {
    for (index, part) in zip(row, rect.columns(row.count)) {
      placed.append(Placed(pane: index, rect: part))
    }
  }

  /// The pane that the view is about gets the greater part, and lines stand between it and its details.
  private mutating func placeBeside(_ row: [Int], in rect: Rect) {
    var rest = rect
    for (place, index) in row.enumerated() {
      let others = row.count - place - 1
      let width =
        others == 0
        ? rest.width : place == 0 ? rest.width * 3 / (3 + 2 * others) : rest.width / (others + 1)
      placed.append(Placed(pane: index, rect: rest.left(width)))
      rest = rest.droppingLeft(width)
      guard others > 0 else { return }
      dividers.append(rest.left(1))
      rest = rest.droppingLeft(1)
    }
  }
}
