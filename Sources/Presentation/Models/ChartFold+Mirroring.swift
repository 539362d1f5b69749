extension ChartModel {
  /// Whether some lines hang below the axis: not where they stand on each other, nor on a scale of powers.
  var isMirroring: Bool {
    !isStacked && axis != .logarithmic && series.contains(where: \.isMirrored)
  }

  /// What is drawn of the columns of every series: areas that stand on each other, or lines of which some hang below
  /// the axis.
  ///
  /// - Parameter folds: the columns of every series, as `fold` made them.
  /// - Returns: the columns as they stand on the axis.
  public func drawn(_ folds: [[FoldedColumn?]]) -> [[FoldedColumn?]] {
    guard !isStacked else { return stacked(folds) }
    guard isMirroring else { return folds }
    return zip(series, folds).map { series, fold in
      guard series.isMirrored else { return fold }
      return fold.map { folded in
        guard var column = folded else { return nil }
        (column.least, column.greatest) = (-column.greatest, -column.least)
        column.last = -column.last
        return column
      }
    }
  }

  /// The axis with the numbers of what hangs below it: they are no less than nothing.
  public func labelled(_ axis: ValueAxis) -> ValueAxis {
    guard isMirroring else { return axis }
    var axis = axis
    axis.labels = zip(axis.ticks, axis.labels).map { tick, label in
      guard tick < 0, let first = label.text.first, first == "-" || first == "−" else {
        return label
      }
      return DisplayText(String(label.text.dropFirst()))
    }
    return axis
  }
}
