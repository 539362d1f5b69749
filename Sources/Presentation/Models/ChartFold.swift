public import Metrics

/// The wall-clock buckets of a chart's dot columns.
///
/// Buckets are aligned to the epoch, so that a column never changes once its bucket has closed, and the same moment falls
/// into the same bucket in every frame. They are as wide as a whole number of steps, or as a part of one.
public struct ColumnGrid: Hashable, Sendable {
  /// The first moment of the first column, in milliseconds since the epoch.
  public var start: Int64
  /// The width of a column in milliseconds.
  public var width: Int64
  /// The number of columns.
  public var count: Int

  /// The grid of `count` columns that ends with the bucket of `end` and spans at least `window`.
  public init(end: Timestamp, window: Duration, step: Duration, count: Int) {
    let step = max(step.milliseconds, 1)
    let columns = Int64(max(count, 1))
    let steps = (window.milliseconds + step * columns - 1) / (step * columns)
    width = max(steps, 1) * step
    self.count = Int(columns)
    start = end.bucketStart(.milliseconds(width)).milliseconds - (columns - 1) * width
  }

  /// The grid of `count` columns that ends with the bucket of `end` and spans `window`, with columns that are parts of a
  /// step where the window has fewer steps than columns.
  ///
  /// It spans up to twice the window, as the parts of a step are whole milliseconds and equal.
  public init(end: Timestamp, window: Duration, partsOf step: Duration, count: Int) {
    let parts = step.milliseconds * Int64(max(count, 1)) / max(window.milliseconds, 1)
    let part = Duration.milliseconds(max(step.milliseconds / max(parts, 1), 1))
    self.init(end: end, window: window, step: parts > 1 ? part : step, count: count)
  }

  /// The column that holds `milliseconds`; outside of `0..<count` where it is not shown.
  public func column(of milliseconds: Int64) -> Int {
    let distance = milliseconds - start
    return Int(distance >= 0 ? distance / width : (distance - width + 1) / width)
  }

  /// The first moment of a column.
  public func time(of column: Int) -> Timestamp {
    Timestamp(milliseconds: start + Int64(column) * width)
  }

  /// What the window and the columns say about themselves: `30m, 10s buckets`.
  public var bucket: Duration { .milliseconds(width) }
}

/// What a dot column shows of one series.
public struct FoldedColumn: Hashable, Sendable {
  /// The least value in the bucket.
  public var least: Double
  /// The greatest value in the bucket.
  public var greatest: Double
  /// The newest value in the bucket.
  public var last: Double
  /// When the newest value was, in milliseconds since the epoch.
  public var lastTime: Int64
  /// Whether more than two intervals passed without a sample before the bucket's first: the line is broken there.
  public var isAfterGap: Bool
}

extension ChartModel {
  /// The buckets that `count` dot columns of this chart have.
  public func grid(columns count: Int) -> ColumnGrid {
    ColumnGrid(end: end, window: end - start, partsOf: step, count: count)
  }

  /// What every column shows of `series`; `nil` where its bucket has no sample.
  ///
  /// Only the points of a bucket decide what its column shows, so that a spike of one sample survives in every width.
  /// Where columns are parts of a step, a value stands until the next step.
  ///
  /// - Complexity: O(points), no allocation but the result.
  public func fold(_ series: ChartSeries, into grid: ColumnGrid) -> [FoldedColumn?] {
    var columns = [FoldedColumn?](repeating: nil, count: grid.count)
    let longest = 2 * max(interval.milliseconds, step.milliseconds)
    var previous: Int64?
    for (time, value) in zip(series.times, series.values) where value.isFinite {
      let isAfterGap = previous.map { time - $0 > longest } ?? true
      previous = time
      let index = grid.column(of: time)
      guard index >= 0, index < grid.count else { continue }
      guard var column = columns[index] else {
        columns[index] = FoldedColumn(
          least: value, greatest: value, last: value, lastTime: time, isAfterGap: isAfterGap)
        continue
      }
      column.least = min(column.least, value)
      column.greatest = max(column.greatest, value)
      column.last = value
      column.lastTime = time
      columns[index] = column
    }
    if grid.width < step.milliseconds { hold(&columns, in: grid) }
    return columns
  }

  /// Lets each value stand until the step after it, or the end.
  private func hold(_ columns: inout [FoldedColumn?], in grid: ColumnGrid) {
    var standing: FoldedColumn?
    for index in columns.indices {
      if let column = columns[index] {
        standing = FoldedColumn(
          least: column.last, greatest: column.last, last: column.last, lastTime: column.lastTime,
          isAfterGap: false)
      } else if let held = standing {
        let time = grid.time(of: index).milliseconds
        guard time < held.lastTime + step.milliseconds, time <= end.milliseconds else { continue }
        columns[index] = held
      }
    }
  }

  /// Whether the bucket of `column` may still get samples.
  public func isOpen(_ column: Int, in grid: ColumnGrid) -> Bool {
    grid.time(of: column + 1) > end
  }

  /// The spans of columns in which no series has a sample, between columns where one has.
  public func gaps(in folds: [[FoldedColumn?]]) -> [Range<Int>] {
    guard let count = folds.first?.count else { return [] }
    var result: [Range<Int>] = []
    var lastKnown: Int?
    for column in 0..<count where folds.contains(where: { $0[column] != nil }) {
      let isBroken = folds.allSatisfy { $0[column]?.isAfterGap ?? true }
      if let known = lastKnown, column - known > 1, isBroken { result.append(known + 1..<column) }
      lastKnown = column
    }
    return result
  }
}
