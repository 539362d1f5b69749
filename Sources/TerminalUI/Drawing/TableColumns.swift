internal import Presentation

/// Which columns of a table are shown, where, and how wide.
struct TableColumns {
  /// A column and its cells.
  struct Placed: Hashable {
    var index: Int
    var start: Int
    var width: Int
  }

  /// From left to right.
  let placed: [Placed]

  /// - Parameters:
  ///   - table: the table.
  ///   - shown: the rows whose contents count.
  ///   - width: the cells there are.
  init(_ table: TableModel, shown: Range<Int>, width: Int) {
    var indices = table.columns.indices.filter { $0 == 0 || $0 > table.firstColumn }
    var least = table.columns.indices.map { TableColumns.least(table, $0) }
    func needed(_ gap: Int) -> Int {
      indices.reduce(0) { $0 + least[$1] } + gap * max(0, indices.count - 1)
    }
    while indices.count > 1, needed(1) > width {
      let droppable = indices.filter { table.columns[$0].dropOrder > 0 }
      guard
        let victim = droppable.max(by: {
          table.columns[$0].dropOrder < table.columns[$1].dropOrder
        })
      else { break }
      indices.removeAll { $0 == victim }
    }
    let gap = needed(2) <= width ? 2 : 1
    var spare = width - needed(gap)
    for index in indices where spare > 0 {
      guard case .fitted(_, let most) = table.columns[index].width else { continue }
      let wish = min(TableColumns.contents(table, index, shown), most) - least[index]
      let extra = min(max(0, wish), spare)
      least[index] += extra
      spare -= extra
    }
    let flexible = indices.filter { table.columns[$0].isFlexible }
    for (place, index) in flexible.enumerated() where spare > 0 {
      let share = spare / (flexible.count - place)
      least[index] += share
      spare -= share
    }
    placed = TableColumns.positions(indices, least, gap: gap, width: width)
  }

  private static func positions(
    _ indices: [Int], _ widths: [Int], gap: Int, width: Int
  ) -> [Placed] {
    var placed: [Placed] = []
    var start = 0
    for index in indices {
      let room = min(widths[index], width - start)
      guard room > 0 else { break }
      placed.append(Placed(index: index, start: start, width: room))
      start += widths[index] + gap
    }
    return placed
  }

  /// The heading with the mark of the order, at least what the column asks for.
  private static func least(_ table: TableModel, _ index: Int) -> Int {
    let column = table.columns[index]
    let title = column.title.columns + (table.sortColumn == index ? 1 : 0)
    switch column.width {
    case .fixed(let width): return max(width, title)
    case .fitted(let least, _): return max(least, title)
    case .flexible(let least): return max(least, title)
    }
  }

  private static func contents(_ table: TableModel, _ index: Int, _ shown: Range<Int>) -> Int {
    var widest = 0
    for row in shown where index < table.rows[row].cells.count {
      widest = max(widest, table.rows[row].cells[index].text.columns)
    }
    return widest
  }
}

extension TableColumn {
  fileprivate var isFlexible: Bool {
    if case .flexible = width { true } else { false }
  }
}
