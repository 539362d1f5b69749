import Testing

@testable import Presentation

@Suite struct RowFilterTests {
  static let rows = [
    "8123 postgres checkpointer", "812 root sshd: root@pts/0", "9 www-data nginx: worker",
    "77 Root Xorg",
  ]

  static func kept(_ line: String) -> [Int] {
    let filter = RowFilter(line)
    return rows.indices.filter { index in
      filter.keeps({ rows[index] }) { name in
        name == "pid" ? String(rows[index].prefix { $0 != " " }) : nil
      }
    }
  }

  @Test(arguments: [
    ("", [0, 1, 2, 3]), ("root", [1, 3]), ("Root", [3]), ("!root", [0, 2]),
    ("ngin|post", [0, 2]), ("^9 ", [2]), ("812", [0, 1]), ("pid=^812$", [1]), ("pid!=812", [2, 3]),
    ("root ssh", [1]), ("-f kpg", []), ("-f pstgchk", [0]), ("host=x", []),
    ("!", [0, 1, 2, 3]), ("-f", [0, 1, 2, 3]),
  ])
  func `a line keeps the rows of which all its words hold`(line: String, rows: [Int]) {
    #expect(Self.kept(line) == rows)
  }

  @Test func `a fault is the person's own pattern's`() {
    guard case .failure(let problem) = RowFilter.parsed("a(b") else {
      Issue.record("no fault was found")
      return
    }
    #expect(problem.description == "not a regular expression: missing ): a(b")
  }
}
