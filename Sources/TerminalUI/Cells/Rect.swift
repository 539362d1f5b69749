/// A part of the grid: what a pane may draw in.
public struct Rect: Hashable, Sendable {
  /// The first column.
  public var column: Int
  /// The first row.
  public var row: Int
  /// How many columns, at least 0.
  public var width: Int
  /// How many rows, at least 0.
  public var height: Int

  /// The part that begins at a column and row; negative sizes become 0.
  public init(column: Int, row: Int, width: Int, height: Int) {
    self.column = column
    self.row = row
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The column after the last.
  public var end: Int { column + width }
  /// The row below the last.
  public var bottom: Int { row + height }
  /// Whether nothing fits.
  public var isEmpty: Bool { width == 0 || height == 0 }

  /// The part without one cell on every side.
  public var inset: Rect {
    Rect(column: column + 1, row: row + 1, width: width - 2, height: height - 2)
  }

  /// The uppermost `count` rows, or all where there are fewer.
  public func top(_ count: Int) -> Rect {
    Rect(column: column, row: row, width: width, height: min(max(0, count), height))
  }

  /// What is left below the uppermost `count` rows.
  public func droppingTop(_ count: Int) -> Rect {
    let count = min(max(0, count), height)
    return Rect(column: column, row: row + count, width: width, height: height - count)
  }

  /// The lowest `count` rows, or all where there are fewer.
  public func lowest(_ count: Int) -> Rect {
    droppingTop(height - min(max(0, count), height))
  }

  /// The first `count` columns, or all where there are fewer.
  public func left(_ count: Int) -> Rect {
    Rect(column: column, row: row, width: min(max(0, count), width), height: height)
  }

  /// What is left after the first `count` columns.
  public func droppingLeft(_ count: Int) -> Rect {
    let count = min(max(0, count), width)
    return Rect(column: column + count, row: row, width: width - count, height: height)
  }

  /// Equal shares from left to right, `gap` columns apart; the first ones take what does not divide.
  public func columns(_ count: Int, gap: Int = 0) -> [Rect] {
    let usable = max(0, width - gap * (count - 1))
    var start = column
    return (0..<max(0, count)).map { index in
      let share = usable / count + (index < usable % count ? 1 : 0)
      defer { start += share + gap }
      return Rect(column: start, row: row, width: share, height: height)
    }
  }

  /// Equal shares from top to bottom; the upper ones take what does not divide.
  public func rows(_ count: Int) -> [Rect] {
    var start = row
    return (0..<max(0, count)).map { index in
      let share = height / count + (index < height % count ? 1 : 0)
      defer { start += share }
      return Rect(column: column, row: start, width: width, height: share)
    }
  }
}
