/// A place in a dashboard's grid of 24 columns, as its author designed it.
public struct GridPlace: Hashable, Sendable {
  /// The first column, 0…23.
  public var column: Int
  /// The first row, counted from the top of the dashboard.
  public var row: Int
  /// How many columns it takes.
  public var width: Int
  /// How many rows it takes, each about a line and a half.
  public var height: Int

  /// A place in the grid.
  public init(column: Int, row: Int, width: Int, height: Int) {
    self.column = column
    self.row = row
    self.width = width
    self.height = height
  }

  /// How many columns a grid has.
  public static let columns = 24
}

/// How the panels of a dashboard stand at a width: as designed where it is wide, else reflowed rather than squeezed.
///
/// Panels come in bands, the bands in pages that a screen holds; the page with the focus is shown, so that no panel is
/// ever cut.
public struct GridFlow: Hashable, Sendable {
  /// A panel within its band.
  public struct Item: Hashable, Sendable {
    /// The index of the pane.
    public var pane: Int
    /// The first column and the one after the last, of 24.
    public var columns: Range<Int>
    /// The first row and the one after the last, in cells from the top of the band.
    public var rows: Range<Int>
  }

  /// Panels side by side: no panel stands in two bands.
  public struct Band: Hashable, Sendable {
    /// The panels, in the order of reading.
    public var items: [Item]
    /// The rows it takes, in cells.
    public var height: Int
    /// Its share of the rows that are left; 0 for a line of words.
    public var weight: Int
  }

  /// The pages, top to bottom, each with at least one band.
  public let pages: [[Band]]

  /// - Parameters:
  ///   - panes: all panes of the screen; those that are in no grid are left out.
  ///   - columns: the cells of the body.
  ///   - rows: its rows.
  public init(_ panes: [Pane], columns: Int, rows: Int) {
    let entries = GridFlow.entries(panes)
    let isDesigned = columns >= 160
    let bands =
      isDesigned ? GridFlow.designed(entries, rows) : GridFlow.reflowed(entries, columns, rows)
    pages = GridFlow.paged(bands, rows)
  }

  /// The indices of the panes of a page, in the order of reading.
  public func panes(onPage page: Int) -> [Int] { pages[page].flatMap(\.items).map(\.pane) }

  /// The page that holds a pane; the first where none does.
  public func page(of pane: Int) -> Int {
    pages.firstIndex { $0.contains { $0.items.contains { $0.pane == pane } } } ?? 0
  }

  // MARK: - Bands

  struct Entry {
    var pane: Int
    var place: GridPlace
    var leastRows: Int
    /// Numbers and words need little room; lines over time need more.
    var isSmall: Bool
    /// A line of words between panels.
    var isHeading: Bool
  }

  private static func entries(_ panes: [Pane]) -> [Entry] {
    panes.indices.compactMap { index -> Entry? in
      guard case .grid(let place) = panes[index].place.slot else { return nil }
      let isSmall: Bool =
        switch panes[index].content {
        case .stat, .gauge, .text: true
        case .chart, .table, .heatmap: false
        }
      return Entry(
        pane: index, place: place, leastRows: max(1, panes[index].place.leastRows),
        isSmall: isSmall, isHeading: panes[index].place.weight == 0)
    }.sorted { ($0.place.row, $0.place.column) < ($1.place.row, $1.place.column) }
  }

  /// The grid as it is, its rows as high as the screen allows: from one line to three, a line and a half where it is
  /// longer than the screen.
  private static func designed(_ entries: [Entry], _ rows: Int) -> [Band] {
    let total = entries.map { $0.place.row + $0.place.height }.max() ?? 0
    let needed =
      entries.filter { !$0.isHeading }.map {
        Double($0.leastRows) / Double(max(1, $0.place.height))
      }.max() ?? 1
    let fitting = Double(rows) / Double(max(1, total))
    let unit = fitting >= max(1, needed) ? min(3, fitting) : max(1.5, needed)
    return groups(entries).map { group in
      let top = group.map(\.place.row).min() ?? 0
      let bottom = group.map { $0.place.row + $0.place.height }.max() ?? 0
      // Rounded from the top of the grid, so that the heights add up to the whole.
      let start = Int((Double(top) * unit).rounded())
      func line(_ row: Int) -> Int { Int((Double(row) * unit).rounded()) - start }
      let isHeading = group.allSatisfy(\.isHeading)
      let height = isHeading ? 1 : min(max(1, rows), max(1, line(bottom)))
      let items = group.map { entry in
        let first = min(line(entry.place.row), height - 1)
        let end = min(max(first + 1, line(entry.place.row + entry.place.height)), height)
        return Item(
          pane: entry.pane,
          columns: entry.place.column..<entry.place.column + max(1, entry.place.width),
          rows: first..<end)
      }
      return Band(items: items, height: height, weight: isHeading ? 0 : bottom - top)
    }
  }

  /// The entries cut wherever a line goes across the whole grid without crossing a panel.
  private static func groups(_ entries: [Entry]) -> [[Entry]] {
    var groups: [[Entry]] = []
    var bottom = Int.min
    for entry in entries {
      if entry.place.row >= bottom || groups.isEmpty { groups.append([]) }
      groups[groups.count - 1].append(entry)
      bottom = max(bottom, entry.place.row + max(1, entry.place.height))
    }
    return groups
  }

  /// In the order of reading as many side by side as have room.
  private static func reflowed(_ entries: [Entry], _ columns: Int, _ rows: Int) -> [Band] {
    var bands: [Band] = []
    var row: [Entry] = []
    var used = 0
    func share(_ entry: Entry) -> Int {
      if entry.isHeading { return 24 }
      if columns >= 100 {
        if entry.isSmall { return entry.place.width <= 6 ? 6 : entry.place.width <= 12 ? 12 : 24 }
        return entry.place.width >= 16 ? 24 : 12
      }
      return entry.isSmall && columns >= 64 && entry.place.width <= 12 ? 12 : 24
    }
    func close() {
      guard !row.isEmpty else { return }
      bands.append(band(row, row.map(share), rows, isNarrow: columns < 100))
      row = []
      used = 0
    }
    for entry in entries {
      let isOther = row.first.map { $0.isSmall != entry.isSmall } ?? false
      if used + share(entry) > 24 || isOther && columns < 100 { close() }
      row.append(entry)
      used += share(entry)
    }
    close()
    return bands
  }

  /// Entries side by side, as wide as their shares of the row.
  private static func band(
    _ row: [Entry], _ shares: [Int], _ rows: Int, isNarrow: Bool
  ) -> Band {
    let sum = max(1, shares.reduce(0, +))
    let wanted = row.map { entry -> Int in
      if entry.isHeading { return 1 }
      let designed = (entry.place.height * 3 + 1) / 2
      // Two charts stand on a page of a small screen, with rows left for a heading and for the text below.
      let most = entry.isSmall ? (isNarrow ? 4 : 6) : max(8, (rows - 2) / 2)
      return max(entry.leastRows, min(designed, most))
    }
    let height = min(max(1, rows), wanted.max() ?? 1)
    var start = 0
    var items: [Item] = []
    for (entry, share) in zip(row, shares) {
      let end = start + share
      items.append(
        Item(pane: entry.pane, columns: start * 24 / sum..<end * 24 / sum, rows: 0..<height))
      start = end
    }
    let isHeading = row.allSatisfy(\.isHeading)
    let weight = isHeading ? 0 : row.allSatisfy(\.isSmall) ? 1 : 4
    return Band(items: items, height: height, weight: weight)
  }

  // MARK: - Pages

  /// As many bands on a page as fit, a heading never the last of one; rows that are left are shared out.
  private static func paged(_ bands: [Band], _ rows: Int) -> [[Band]] {
    var total = 0
    for band in bands { total += band.height }
    guard total > rows else { return bands.isEmpty ? [] : [filled(bands, rows)] }
    // A row is left for the text that says which panels are shown.
    let room = max(1, rows - 1)
    var pages: [[Band]] = []
    var page: [Band] = []
    var used = 0
    for band in bands {
      if used + band.height > room, !page.isEmpty {
        var carried: [Band] = []
        while let last = page.last, last.weight == 0, page.count > 1 {
          carried.insert(page.removeLast(), at: 0)
        }
        pages.append(page)
        page = carried
        used = carried.map(\.height).reduce(0, +)
      }
      page.append(band)
      used += band.height
    }
    if !page.isEmpty { pages.append(page) }
    return pages.map { filled($0, room) }
  }

  private static func filled(_ bands: [Band], _ rows: Int) -> [Band] {
    let spare = rows - bands.map(\.height).reduce(0, +)
    let weights = bands.map(\.weight).reduce(0, +)
    guard spare > 0, weights > 0 else { return bands }
    var left = spare
    var rest = weights
    return bands.map { band in
      guard band.weight > 0 else { return band }
      // Numbers alone do not grow without end.
      let share = min(left * band.weight / rest, band.weight == 1 ? 2 : left)
      rest -= band.weight
      left -= share
      return band.taller(by: share)
    }
  }
}

extension GridFlow.Band {
  /// The band with more rows, each panel in proportion.
  func taller(by rows: Int) -> GridFlow.Band {
    var band = self
    let (old, new) = (height, height + rows)
    band.height = new
    for index in band.items.indices {
      let item = band.items[index].rows
      band.items[index].rows = item.lowerBound * new / old..<item.upperBound * new / old
    }
    return band
  }
}
