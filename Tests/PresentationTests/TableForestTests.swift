import Testing

@testable import Presentation

@Suite struct TableForestTests {
  /// Rows by name with the name of their parents; the order in which siblings stand is that of the list.
  private func shown(
    _ rows: [(id: String?, parent: String?, start: Double?)], collapsed: Set<Int> = [],
    detached: [Int] = []
  ) -> [String] {
    var forest = TableForest(
      ids: rows.map(\.id), parentIDs: rows.map(\.parent), starts: rows.map(\.start))
    forest.detach(detached)
    return forest.rows(ranked: Array(rows.indices)) { collapsed.contains($0) }
      .map { "\($0.lines)\(rows[$0.row].id ?? "?")" }
  }

  private static let family: [(id: String?, parent: String?, start: Double?)] = [
    ("10", "1", 5), ("1", "0", 1), ("12", "10", 6), ("11", "1", 5), ("13", "12", 7),
    ("14", "11", 8), (nil, nil, nil),
  ]

  @Test func `children stand below their parents in the order of their rank`() {
    #expect(
      shown(Self.family) == ["1", "├─ 10", "│ └─ 12", "│   └─ 13", "└─ 11", "  └─ 14"])
  }

  @Test func `a closed row says how many it hides`() {
    #expect(shown(Self.family, collapsed: [0]) == ["1", "├+2 10", "└─ 11", "  └─ 14"])
    #expect(shown(Self.family, collapsed: [1, 0]) == ["+5 1"])
    // A row without children cannot be closed.
    #expect(
      shown(Self.family, collapsed: [4]) == [
        "1", "├─ 10", "│ └─ 12", "│   └─ 13", "└─ 11", "  └─ 14",
      ])
  }

  @Test func `a row that is taken out stands at the top with what is below it`() {
    #expect(shown(Self.family, detached: [2]) == ["1", "├─ 10", "└─ 11", "  └─ 14", "12", "└─ 13"])
  }

  @Test(arguments: [
    // Its parent is not there.
    ([("5", "4", 1.0)], ["5"]),
    // It is its own parent.
    ([("5", "5", 1.0)], ["5"]),
    // Two are each other's parents.
    ([("5", "6", 1.0), ("6", "5", 1.0)], ["5", "6"]),
    // Three in a ring, and one below them.
    (
      [("5", "6", 1.0), ("6", "7", 1.0), ("7", "5", 1.0), ("8", "5", 1.0)],
      ["5", "└─ 8", "6", "7"]
    ),
    // A younger process has the number of the parent that ended.
    ([("5", "4", 3.0), ("4", "1", 9.0)], ["5", "4"]),
    // The same number twice: the first is the parent.
    ([("4", "1", 1.0), ("4", "1", 1.0), ("5", "4", 2.0)], ["4", "└─ 5", "4"]),
  ])
  func `what is no tree stands at the top`(rows: [(String, String, Double)], lines: [String]) {
    #expect(shown(rows.map { ($0.0, $0.1, $0.2) }) == lines)
  }

  @Test func `a way of a thousand rows is drawn from its end`() {
    let rows = (0..<1000).map { (id: Optional("\($0)"), parent: Optional("\($0 - 1)"), start: 1.0) }
    let lines = shown(rows.map { ($0.id, $0.parent, $0.start) })
    #expect(lines.count == 1000)
    #expect(lines[999] == "… " + String(repeating: "  ", count: 12) + "└─ 999")
  }
}
