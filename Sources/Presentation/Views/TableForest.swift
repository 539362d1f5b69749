/// Which rows of a table stand below which.
///
/// Rows are numbers here. A row whose parent is not there, or began after it, stands at the top; so does every row of a
/// ring of parents, which no honest table has.
struct TableForest {
  /// The row above each row; `nil` for one that stands at the top.
  private(set) var parents: [Int?]
  /// Whether a row can stand in a tree at all.
  let isMember: [Bool]

  /// The forest of rows with these names.
  ///
  /// - Parameters:
  ///   - ids: what each row is called; `nil` for one that stands outside.
  ///   - parentIDs: what the row above each is called.
  ///   - starts: when each row began: no parent is younger than its child.
  init(ids: [String?], parentIDs: [String?], starts: [Double?]) {
    var places: [String: Int] = [:]
    for (row, id) in ids.enumerated() {
      if let id, places[id] == nil { places[id] = row }
    }
    isMember = ids.map { $0 != nil }
    parents = parentIDs.enumerated().map { row, id in
      guard ids[row] != nil, let id, let parent = places[id], parent != row else { return nil }
      if let older = starts[parent], let younger = starts[row], older > younger { return nil }
      return parent
    }
    cutRings()
  }

  /// Makes these rows stand at the top, with what is below them.
  mutating func detach(_ rows: some Sequence<Int>) { for row in rows { parents[row] = nil } }

  /// These rows and all above them.
  func withAncestors(_ rows: some Sequence<Int>) -> Set<Int> {
    var result: Set<Int> = []
    for row in rows {
      var next: Int? = row
      while let row = next, result.insert(row).inserted { next = parents[row] }
    }
    return result
  }

  /// The rows of `kept` with each parent before its children.
  func downward(_ kept: Set<Int>) -> [Int] {
    var children: [Int: [Int]] = [:]
    var result: [Int] = []
    for row in kept.sorted() {
      if let parent = parents[row], kept.contains(parent) {
        children[parent, default: []].append(row)
      } else {
        result.append(row)
      }
    }
    var position = 0
    while position < result.count {
      result += children[result[position]] ?? []
      position += 1
    }
    return result
  }

  private mutating func cutRings() {
    var isSettled = [Bool](repeating: false, count: parents.count)
    for start in parents.indices where !isSettled[start] {
      var way: Set<Int> = []
      var row = start
      while !isSettled[row] {
        guard way.insert(row).inserted else {
          cut(row)
          break
        }
        guard let parent = parents[row] else { break }
        row = parent
      }
      for row in way { isSettled[row] = true }
    }
  }

  private mutating func cut(_ row: Int) {
    var row = row
    while let parent = parents[row] {
      parents[row] = nil
      row = parent
    }
  }
}

/// A row of a forest in its place on the screen.
struct TableForestRow: Hashable {
  /// Which row.
  var row: Int
  /// How many rows stand above it.
  var depth: Int
  /// How many stand below it, shown or not.
  var descendants: Int
  var isCollapsed: Bool
  /// The lines that lead to it: `│ ├─ `; the number of hidden rows stands in them, where no clipping reaches it.
  var lines: String
}

extension TableForest {
  /// The rows from top to bottom.
  ///
  /// - Parameters:
  ///   - ranked: the rows that are kept, in the order in which siblings stand.
  ///   - isCollapsed: whether what stands below a row is hidden.
  /// - Returns: the rows that are shown; those outside the forest are not among them.
  func rows(ranked: [Int], isCollapsed: (Int) -> Bool) -> [TableForestRow] {
    let kept = Set(ranked.filter { isMember[$0] })
    let counts = descendants(kept)
    var children: [Int: [Int]] = [:]
    var tops: [Int] = []
    for row in ranked where kept.contains(row) {
      if let parent = parents[row], kept.contains(parent) {
        children[parent, default: []].append(row)
      } else {
        tops.append(row)
      }
    }
    var result: [TableForestRow] = []
    // What is still to be shown, the next last, with which of its ancestors are the last of their siblings.
    var waiting: [(row: Int, isLast: [Bool])] = tops.reversed().map { ($0, []) }
    while let (row, isLast) = waiting.popLast() {
      let below = counts[row] ?? 0
      let collapsed = below > 0 && isCollapsed(row)
      result.append(
        TableForestRow(
          row: row, depth: isLast.count, descendants: below, isCollapsed: collapsed,
          lines: TableForest.lines(isLast, hidden: collapsed ? below : nil)))
      guard !collapsed, let own = children[row] else { continue }
      for (place, child) in own.enumerated().reversed() {
        waiting.append((child, isLast + [place == own.count - 1]))
      }
    }
    return result
  }

  private func descendants(_ kept: Set<Int>) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for row in downward(kept).reversed() {
      guard let parent = parents[row], kept.contains(parent) else { continue }
      counts[parent, default: 0] += 1 + (counts[row] ?? 0)
    }
    return counts
  }

  /// Deeper ways are drawn from their end, so that the name of the row is still seen.
  private static let mostLines = 12

  private static func lines(_ isLast: [Bool], hidden: Int?) -> String {
    let mark = hidden.map { "+\($0) " }
    guard let last = isLast.last else { return mark ?? "" }
    let above = isLast.dropLast()
    // A line goes on past the row where a sibling of its ancestor follows.
    let ways = above.suffix(mostLines).map { $0 ? "  " : "│ " }.joined()
    return (above.count > mostLines ? "… " : "") + ways + (last ? "└" : "├") + (mark ?? "─ ")
  }
}
