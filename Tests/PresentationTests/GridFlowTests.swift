import Testing

@testable import Presentation

/// Twelve panels: four numbers above, a wide chart, two charts side by side, a tall table beside two gauges, and words.
@Suite struct GridFlowTests {
  private enum Kind { case stat, chart, table, gauge, heading }

  private static func pane(_ kind: Kind, _ column: Int, _ row: Int, _ width: Int, _ height: Int)
    -> Pane
  {
    let content: Pane.Content =
      switch kind {
      case .stat: .stat(StatModel([]))
      case .gauge: .gauge(GaugeModel([], unit: .ratio, from: 0, to: 1))
      case .table: .table(TableModel(columns: [], rows: []))
      case .heading: .text(TextModel([]))
      case .chart:
        .chart(
          ChartModel(
            title: "", unit: .count, start: Machine.start, end: Machine.start, step: .seconds(1),
            interval: .seconds(1), zone: .utc))
      }
    let least = [.stat: 3, .chart: 6, .table: 5, .gauge: 2, .heading: 1][kind] ?? 1
    return Pane(
      PaneID("\(kind) \(column) \(row)"), title: "", content: content,
      place: PanePlace(
        .grid(GridPlace(column: column, row: row, width: width, height: height)),
        leastRows: least, weight: kind == .heading ? 0 : 1))
  }

  private static let panes: [Pane] = [
    pane(.stat, 0, 0, 6, 3), pane(.stat, 6, 0, 6, 3), pane(.stat, 12, 0, 6, 3),
    pane(.stat, 18, 0, 6, 3), pane(.chart, 0, 3, 24, 7), pane(.chart, 0, 10, 12, 7),
    pane(.chart, 12, 10, 12, 7), pane(.heading, 0, 17, 24, 1), pane(.table, 0, 18, 16, 8),
    pane(.gauge, 16, 18, 8, 4), pane(.gauge, 16, 22, 8, 4),
  ]

  /// The pages as text: a band a line, its height and its panels with their columns, and rows where they differ.
  private static func text(_ flow: GridFlow) -> [[String]] {
    flow.pages.map { page in
      page.map { band in
        let items = band.items.map { item in
          let rows =
            item.rows == 0..<band.height ? "" : "@\(item.rows.lowerBound)-\(item.rows.upperBound)"
          return "\(item.pane):\(item.columns.lowerBound)-\(item.columns.upperBound)\(rows)"
        }
        return "\(band.height) " + items.joined(separator: " ")
      }
    }
  }

  @Test func `at 200 columns the grid stands as it was designed and fills the screen`() {
    // 26 rows of the grid on 46: 1.77 each, the heading one.
    let flow = GridFlow(Self.panes, columns: 200, rows: 46)
    #expect(
      Self.text(flow) == [
        [
          "5 0:0-6 1:6-12 2:12-18 3:18-24", "13 4:0-24", "12 5:0-12 6:12-24", "1 7:0-24",
          "15 8:0-16 9:16-24@0-7 10:16-24@7-15",
        ]
      ])
    #expect(flow.pages[0].map(\.height).reduce(0, +) == 46)
  }

  @Test func `at 200 columns a grid longer than the screen comes in pages, none of its panels cut`()
  {
    let flow = GridFlow(Self.panes, columns: 200, rows: 21)
    #expect(
      Self.text(flow).map { $0.map { String($0.drop { $0 != " " }) } } == [
        [" 0:0-6 1:6-12 2:12-18 3:18-24", " 4:0-24"], [" 5:0-12 6:12-24"],
        [" 7:0-24", " 8:0-16 9:16-24@0-9 10:16-24@9-19"],
      ])
    for page in flow.pages { #expect(page.map(\.height).reduce(0, +) <= 20) }
  }

  @Test func `at 120 columns there are two beside each other, numbers four`() {
    let flow = GridFlow(Self.panes, columns: 120, rows: 34)
    #expect(
      Self.text(flow).joined().map { String($0.drop { $0 != " " }) } == [
        " 0:0-6 1:6-12 2:12-18 3:18-24", " 4:0-24", " 5:0-12 6:12-24", " 7:0-24", " 8:0-24",
        " 9:0-12 10:12-24",
      ])
  }

  @Test func `at 80 by 24 there is one column with two numbers beside each other, in pages`() {
    let flow = GridFlow(Self.panes, columns: 80, rows: 18)
    #expect(
      Self.text(flow).map { $0.map { String($0.drop { $0 != " " }) } } == [
        [" 0:0-12 1:12-24", " 2:0-12 3:12-24", " 4:0-24"], [" 5:0-24", " 6:0-24"],
        [" 7:0-24", " 8:0-24", " 9:0-12 10:12-24"],
      ])
    for page in flow.pages { #expect(page.map(\.height).reduce(0, +) <= 17) }
  }

  @Test func `no size and no grid makes it trap or loses a panel`() {
    for columns in [1, 40, 63, 64, 99, 100, 159, 160, 400] {
      for rows in [1, 2, 5, 11, 18, 46, 200] {
        let flow = GridFlow(Self.panes, columns: columns, rows: rows)
        let shown = flow.pages.joined().flatMap(\.items)
        #expect(shown.map(\.pane).sorted() == Array(Self.panes.indices), "\(columns)x\(rows)")
        for item in shown {
          #expect(item.columns.lowerBound >= 0 && item.columns.upperBound <= 24)
        }
      }
    }
    #expect(GridFlow([], columns: 80, rows: 20).pages.isEmpty)
    let odd = [Self.pane(.chart, 30, -2, 0, 0), Self.pane(.stat, 0, 0, 99, 900)]
    #expect(GridFlow(odd, columns: 200, rows: 40).pages.joined().flatMap(\.items).count == 2)
  }

  private static let moves: [(from: Int, direction: Action.Direction, expected: Int?)] = [
    (5, .up, 4), (5, .down, 8), (6, .down, 9), (4, .up, 0), (4, .down, 5),
    (0, .right, 1), (3, .right, nil), (3, .down, 4), (8, .right, 9), (9, .down, 10),
    (10, .up, 9), (9, .left, 8), (8, .up, 5), (10, .down, nil),
  ]

  @Test(arguments: moves)
  func `an arrow goes to the nearest panel that way`(
    from: Int, direction: Action.Direction, expected: Int?
  ) {
    let flow = GridFlow(Self.panes, columns: 200, rows: 46)
    #expect(flow.neighbour(direction, of: from) { $0 != 7 } == expected)
  }
}
