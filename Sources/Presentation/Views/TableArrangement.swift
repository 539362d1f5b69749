extension TableRule {
  /// Which values become rows, in which order.
  struct Arrangement {
    let values: [Value]
    let keys: [RowKey]
    /// The values that a filter keeps.
    let matching: [Int]
    let pinned: Set<RowKey>
    let state: TableState
    /// The column that orders the rows; `nil` where the given order is the best.
    let sort: (column: Column, isDescending: Bool)?
    /// How rows stand below each other; `nil` for a flat table.
    let tree: Tree?

    /// A value on the screen.
    struct Row {
      /// The value, with what is hidden below it added.
      var value: Value
      var key: RowKey
      /// Its place in the tree; `nil` where it stands in none.
      var place: TableForestRow?
    }

    /// The rows from top to bottom: what is pinned first.
    func rows() -> [Row] {
      let kept = state.showsOnlyPinned ? matching.filter(isPinned) : matching
      guard let tree else {
        return pinnedFirst(ranked(kept, values)).map { Row(value: values[$0], key: keys[$0]) }
      }
      var forest = TableForest(
        ids: values.map(tree.id), parentIDs: values.map(tree.parent),
        starts: values.map(tree.start))
      forest.detach(kept.filter(isPinned))
      // What a filter keeps stands below its ancestors, kept or not.
      let shown = forest.withAncestors(kept)
      let sums = sums(forest, shown, tree)
      let isSummed = sort?.column.isSummed ?? false
      let order = pinnedFirst(ranked(shown.sorted(), isSummed ? sums : values))
      let places = forest.rows(ranked: order) { state.collapsed.contains(keys[$0]) }
      return places.map { place in
        Row(
          value: place.isCollapsed ? sums[place.row] : values[place.row], key: keys[place.row],
          place: place)
      } + order.filter { !forest.isMember[$0] }.map { Row(value: values[$0], key: keys[$0]) }
    }

    private func isPinned(_ index: Int) -> Bool { pinned.contains(keys[index]) }

    private func pinnedFirst(_ order: [Int]) -> [Int] {
      guard !pinned.isEmpty else { return order }
      return order.filter(isPinned) + order.filter { !isPinned($0) }
    }

    /// The values, each with those of all rows below it added.
    private func sums(_ forest: TableForest, _ shown: Set<Int>, _ tree: Tree) -> [Value] {
      var sums = values
      for row in forest.downward(shown).reversed() {
        if let parent = forest.parents[row] { sums[parent] = tree.sum(sums[parent], sums[row]) }
      }
      return sums
    }

    private func ranked(_ indices: [Int], _ values: [Value]) -> [Int] {
      guard let sort else { return indices }
      let orders = values.map(sort.column.order)
      let isDescending = sort.isDescending
      return indices.sorted { left, right in
        switch (orders[left], orders[right]) {
        case (.number(let a?), .number(let b?)) where a != b: isDescending ? a > b : a < b
        case (.number(.some), .number(nil)): true
        case (.number(nil), .number(.some)): false
        case (.text(let a), .text(let b)) where a != b: isDescending ? a > b : a < b
        default: keys[left] < keys[right]
        }
      }
    }
  }
}
