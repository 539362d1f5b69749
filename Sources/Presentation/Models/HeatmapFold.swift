internal import Metrics

/// What the columns of a heatmap show: a count a bucket and column, `nil` where there are no data.
public struct HeatmapFold: Hashable, Sendable {
  /// The counts by bucket, the lowest first, then by column; `nil` where no sample fell into the column.
  public let counts: [[Double?]]
  /// The sum of every column; `nil` where there are no data.
  public let sums: [Double?]
  /// The greatest count of one bucket in one column; 0 where there is none.
  public let greatest: Double

  init(_ counts: [[Double?]]) {
    self.counts = counts
    let columns = counts.first?.count ?? 0
    sums = (0..<columns).map { column in
      let known = counts.compactMap { $0[column] }
      return known.isEmpty ? nil : known.reduce(0, +)
    }
    greatest = counts.joined().compactMap { $0 }.max() ?? 0
  }

  /// The fold with so many neighbouring buckets added up that at most `rows` remain, and how many make one.
  public func merged(rows: Int) -> (fold: HeatmapFold, size: Int) {
    let size = max(1, (counts.count + max(rows, 1) - 1) / max(rows, 1))
    guard size > 1 else { return (self, 1) }
    let groups = stride(from: 0, to: counts.count, by: size).map {
      counts[$0..<min($0 + size, counts.count)]
    }
    let merged = groups.map { group in
      (0..<sums.count).map { column -> Double? in
        let known = group.compactMap { $0[column] }
        return known.isEmpty ? nil : known.reduce(0, +)
      }
    }
    return (HeatmapFold(merged), size)
  }

  /// The step of `levels` steps that shows a count: 0 for none at all, 1 for the least, `levels` − 1 for the greatest.
  public func level(_ count: Double, of levels: Int, isLogarithmic: Bool) -> Int {
    guard count > 0, greatest > 0, levels > 2 else { return 0 }
    var share = count / greatest
    if isLogarithmic {
      share = HeatmapFold.logarithm(1 + count) / HeatmapFold.logarithm(1 + greatest)
    }
    return 1 + min(levels - 2, Int(share * Double(levels - 1)))
  }

  private static func logarithm(_ value: Double) -> Double { ValueAxis.logarithm(value) }
}

extension HeatmapModel {
  /// The wall-clock buckets of `count` columns.
  public func grid(columns count: Int) -> ColumnGrid {
    ColumnGrid(end: end, window: end - start, partsOf: step, count: count)
  }

  /// What every bucket counted in every column; where columns are parts of a step, a count stands until the next step, as
  /// the values of charts do.
  ///
  /// - Complexity: O(points).
  public func fold(into grid: ColumnGrid) -> HeatmapFold {
    HeatmapFold(
      buckets.map { bucket in
        var columns = [Double?](repeating: nil, count: grid.count)
        for (time, count) in zip(bucket.times, bucket.counts) where count.isFinite {
          let column = grid.column(of: time)
          guard grid.width >= step.milliseconds else {
            let last = min(time + step.milliseconds - 1, end.milliseconds)
            for part in column...max(column, grid.column(of: last)) where columns.indices ~= part {
              columns[part] = count
            }
            continue
          }
          guard columns.indices.contains(column) else { continue }
          columns[column] = (columns[column] ?? 0) + count
        }
        return columns
      })
  }

  /// Whether the bucket of `column` may still get samples.
  public func isOpen(_ column: Int, in grid: ColumnGrid) -> Bool {
    grid.time(of: column + 1) > end
  }

  /// What the chosen moment says: of the chosen bucket, else of the one with most in it; `nil` where there are no data.
  public func reading(_ fold: HeatmapFold, in grid: ColumnGrid) -> DisplayText? {
    guard let crosshair else { return nil }
    let column = grid.column(of: crosshair.milliseconds)
    guard fold.sums.indices.contains(column), fold.sums[column] != nil else { return nil }
    let fullest = buckets.indices.max {
      (fold.counts[$0][column] ?? -1, $1) < (fold.counts[$1][column] ?? -1, $0)
    }
    guard let bucket = selection ?? fullest, buckets.indices.contains(bucket) else { return nil }
    return name(of: bucket) + DisplayText(": ")
      + HeatmapModel.text(ofCount: fold.counts[bucket][column])
  }
}
