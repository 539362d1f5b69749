extension ChartModel {
  /// The columns as areas that stand on each other, the first series lowest: each from the sum of those below to the sum
  /// with its own newest value.
  ///
  /// The order is that of the series, so that it stays put. A series without a sample in a column takes nothing there;
  /// values below zero stand on each other downwards.
  ///
  /// - Parameter folds: the columns of every series, as `fold` made them.
  /// - Returns: the columns of the areas.
  public func stacked(_ folds: [[FoldedColumn?]]) -> [[FoldedColumn?]] {
    let count = folds.first?.count ?? 0
    var above = [Double](repeating: 0, count: count)
    var below = [Double](repeating: 0, count: count)
    return folds.map { fold in
      fold.enumerated().map { column, folded in
        guard var folded else { return nil }
        let value = folded.last
        let base = value >= 0 ? above[column] : below[column]
        if value >= 0 { above[column] += value } else { below[column] += value }
        folded.least = min(base, base + value)
        folded.greatest = max(base, base + value)
        folded.last = base + value
        return folded
      }
    }
  }
}
