internal import Documents
internal import Metrics

/// Places panels one after the other, as text flows, where the file says no place.
struct GridFlow {
  private var x = 0
  private var y = 0
  /// The first row below everything that was placed.
  private var bottom = 0
  /// What was placed.
  private(set) var placed: [GridPosition] = []

  /// Takes a place that is written; whether it is free.
  mutating func take(_ position: GridPosition) -> Bool {
    let isFree = !placed.contains { $0.overlaps(position) }
    place(position)
    (x, y) = (0, bottom)
    return isFree
  }

  /// The next place of this size: to the right where there is room, else below.
  mutating func next(width: Int, height: Int) -> GridPosition {
    if x + width > GridPosition.columns { (x, y) = (0, bottom) }
    let position = GridPosition(x: x, y: y, width: width, height: height)
    place(position)
    x += width
    return position
  }

  private mutating func place(_ position: GridPosition) {
    placed.append(position)
    bottom = max(bottom, position.y + position.height)
  }
}

extension GridPosition {
  fileprivate func overlaps(_ other: GridPosition) -> Bool {
    x < other.x + other.width && other.x < x + width && y < other.y + other.height
      && other.y < y + height
  }
}

extension Panel.Kind {
  /// The size of a panel where the file says none.
  fileprivate var usualSize: (width: Int, height: Int) {
    switch self {
    case .timeSeries, .heatmap: (12, 8)
    case .stat, .gauge: (6, 4)
    case .barGauge: (12, 6)
    case .table, .processes: (24, 8)
    case .text: (24, 3)
    }
  }
}

extension DashboardReader {
  /// Where a panel stands: `grid: [x, y, width, height]`, else the next place for its `width` and `height`.
  mutating func position(
    _ entries: [ByteString: Node.Entry], _ kind: Panel.Kind, _ flow: inout GridFlow
  ) -> GridPosition {
    let width = size(entries["width"], 1...GridPosition.columns)
    let height = size(entries["height"], 1...100)
    guard let entry = entries["grid"], !entry.value.isNull else {
      return flow.next(
        width: width ?? kind.usualSize.width, height: height ?? kind.usualSize.height)
    }
    for key: ByteString in ["width", "height"] {
      guard let other = entries[key] else { continue }
      fields.refuse(
        other.position, "found '\(key.text)' beside 'grid'; expected one of the two")
    }
    let numbers = (entry.value.elements ?? []).compactMap { $0.scalar?.integer }
    guard numbers.count == 4, entry.value.elements?.count == 4, numbers[0] >= 0, numbers[1] >= 0,
      numbers[2] > 0, numbers[3] > 0, numbers.allSatisfy({ $0 <= 10_000 }),
      numbers[0] + numbers[2] <= GridPosition.columns
    else {
      fields.wrong(entry, "[x, y, width, height] in a grid of \(GridPosition.columns) columns")
      return flow.next(width: kind.usualSize.width, height: kind.usualSize.height)
    }
    let position = GridPosition(
      x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
    if !flow.take(position) {
      fields.warn(entry.value.position, "the panel covers another one; expected a free place")
    }
    return position
  }

  private mutating func size(_ entry: Node.Entry?, _ range: ClosedRange<Int>) -> Int? {
    guard let entry, !entry.value.isNull else { return nil }
    if let number = entry.value.scalar?.integer, range.contains(number) { return number }
    fields.wrong(entry, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }
}
