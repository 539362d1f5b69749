import Metrics
import Testing

@testable import Presentation

/// Keys of process tables as journeys over a machine on which time passes.
@Suite struct ProcessKeysTests {
  private static let table = PaneID("processes")

  private static func machine() -> Machine {
    var machine = Machine()
    machine.processes = [
      Machine.Process(pid: 1, comm: "init", parent: 0, user: "root"),
      Machine.Process(
        pid: 2, comm: "kthreadd", parent: 0, user: "root", commandLine: "",
        residentBytes: 0),
      Machine.Process(
        pid: 9, comm: "kswapd0", parent: 2, user: "root", commandLine: "",
        residentBytes: 0),
      Machine.Process(pid: 20, comm: "shop", cores: 0.1, residentBytes: 1e6),
      Machine.Process(
        pid: 21, comm: "worker", parent: 20, startSeconds: 1_792_200_000, cores: 0.25,
        residentBytes: 2e6, writtenBytes: 1000),
      Machine.Process(
        pid: 22, comm: "worker", parent: 20, startSeconds: 1_792_200_000, cores: 0.5,
        residentBytes: 4e6, writtenBytes: 500),
      Machine.Process(pid: 30, comm: "db", user: "pg", limitCores: 0.8, cores: 0.4),
    ]
    machine.run(seconds: 5)
    return machine
  }

  /// A session that sees the machine's frames.
  private struct Walk {
    var machine = ProcessKeysTests.machine()
    var session = Session(view: .processes)
    var effects: [Effect] = []

    mutating func press(_ actions: [Action]) throws {
      for action in actions {
        let screen = try machine.screen(session)
        effects += session.apply(action, in: machine.situation, seeing: screen)
      }
    }

    func table() throws -> TableModel {
      try #require(try machine.screen(session).focusedTable?.table)
    }

    /// The command column of every row, with the CPU.
    func rows() throws -> [String] {
      let table = try table()
      let cpu = try #require(table.columns.firstIndex { $0.name == "cpu" })
      return table.rows.map { row in
        let command = row.cells.last?.text.text ?? ""
        return (row.isPinned ? "*" : "") + command + " " + row.cells[cpu].text.text
      }
    }

    func chosen() throws -> String? {
      let table = try table()
      return table.selection.map { table.rows[$0].key.text }
    }

    mutating func choose(_ key: String) {
      session.level.tables[ProcessKeysTests.table, default: TableState()].cursor = RowKey(key)
    }
  }

  private static let shop = "20,1792100000/shop"

  @Test func `the tree orders siblings by all that is below them, and closed rows count it`() throws
  {
    var walk = Walk()
    try walk.press([.tree])
    #expect(
      try walk.rows() == [
        "/usr/bin/init -d 0.00", "├─ /usr/bin/shop -d 0.10", "│ ├─ /usr/bin/worker -d 0.50",
        "│ └─ /usr/bin/worker -d 0.25", "└─ /usr/bin/db -d 0.40", "[kthreadd] 0.00",
        "└─ [kswapd0] 0.00",
      ])
    walk.choose(Self.shop)
    try walk.press([.collapse])
    #expect(
      try walk.rows() == [
        "/usr/bin/init -d 0.00", "├+2 /usr/bin/shop -d 0.85", "└─ /usr/bin/db -d 0.40",
        "[kthreadd] 0.00", "└─ [kswapd0] 0.00",
      ])
    let shop = try #require(try walk.table().rows.first { $0.key.text == Self.shop })
    let values = Dictionary(
      zip(try walk.table().columns.map(\.name), shop.cells.map(\.value)), uniquingKeysWith: { $1 })
    #expect(values["rss"] == .number(7e6))
    #expect(values["write"] == .number(1500))
    #expect(values["threads"] == .number(9))
    #expect(shop.branch == TableBranch(depth: 1, descendants: 2, isCollapsed: true))
  }

  @Test func `left leads to the parent and right to the first child`() throws {
    var walk = Walk()
    try walk.press([.tree])
    walk.choose("21,1792200000/worker")
    try walk.press([.collapse])
    #expect(try walk.chosen() == Self.shop)
    try walk.press([.collapse, .expand, .expand])
    #expect(try walk.chosen() == "22,1792200000/worker")
    try walk.press([.expandAll])
    #expect(try walk.rows() == ["+4 /usr/bin/init -d 1.25", "+1 [kthreadd] 0.00"])
    #expect(try walk.chosen() == "1,1792100000/init")
    try walk.press([.expandAll])
    #expect(try walk.rows().count == 7)
  }

  @Test func `a column that is not added up orders siblings by their own values`() throws {
    var walk = Walk()
    walk.session.level.tables[Self.table] = TableState()
    walk.session.level.tables[Self.table]?.sort = "pid"
    walk.session.level.tables[Self.table]?.isInverted = true
    try walk.press([.tree])
    #expect(
      try walk.rows().map { String($0.prefix { $0 != "-" }) } == [
        "[kthreadd] 0.00", "└─ [kswapd0] 0.00", "/usr/bin/init ", "├─ /usr/bin/db ",
        "└─ /usr/bin/shop ", "  ├─ /usr/bin/worker ", "  └─ /usr/bin/worker ",
      ])
  }

  @Test func `a filter keeps the ancestors of what it finds`() throws {
    var walk = Walk()
    try walk.press([.tree, .filter, .insert("worker"), .submit])
    #expect(
      try walk.rows().map { String($0.prefix { $0 != "-" }) } == [
        "/usr/bin/init ", "└─ /usr/bin/shop ", "  ├─ /usr/bin/worker ", "  └─ /usr/bin/worker ",
      ])
    #expect(try walk.table().footer.first?.text == "2 of 7 match 'worker'")
  }

  @Test func `the past has the tree of that moment`() throws {
    var walk = Walk()
    let first = walk.machine.now
    walk.machine.processes[5].parent = 1
    walk.machine.processes[5].cores = 0
    walk.machine.run(seconds: 400)
    try walk.press([.tree])
    #expect(try walk.rows().contains("└─ /usr/bin/worker -d 0.00"))
    walk.session.go(to: first, walk.machine.situation)
    #expect(try walk.rows().contains("│ ├─ /usr/bin/worker -d 0.50"))
  }

  @Test func `a pinned process stays on top, is kept by the host, and stays when it is gone`()
    throws
  {
    var walk = Walk()
    walk.choose(Self.shop)
    try walk.press([.pin])
    let shop = ProcessKey(pid: "20", comm: "shop", start: "1792100000")
    #expect(walk.effects == [.pin([shop])])
    #expect(try walk.rows().prefix(2) == ["*/usr/bin/shop -d 0.10", "/usr/bin/worker -d 0.50"])
    try walk.press([.onlyPinned])
    #expect(try walk.rows() == ["*/usr/bin/shop -d 0.10"])
    #expect(try walk.table().footer.first?.text == "only what is pinned is shown; P shows all")
    walk.machine.processes.remove(at: 3)
    walk.machine.run(seconds: 400)
    #expect(try walk.rows() == ["*shop (not here at this moment) –"])
    // It can be let go all the same, and then all are shown again.
    try walk.press([.pin])
    #expect(walk.effects.last == .pin([]))
    #expect(try walk.rows().count == 6)
  }

  @Test func `in a tree a pinned process stands on top with what is below it`() throws {
    var walk = Walk()
    walk.choose("30,1792100000/db")
    try walk.press([.tree, .pin])
    #expect(try walk.rows().prefix(2) == ["*/usr/bin/db -d 0.40", "/usr/bin/init -d 0.00"])
  }

  @Test func `the rest of a name and a sentence cannot be pinned`() throws {
    var walk = Walk()
    try walk.press([.onlyPinned])
    #expect(walk.session.notice?.text.text == "nothing is pinned here; p pins")
    #expect(walk.session.level.tables[Self.table]?.showsOnlyPinned != true)
  }

  @Test func `another process with the number and name inherits no pin, no selection, no closing`()
    throws
  {
    var walk = Walk()
    try walk.press([.tree])
    walk.choose(Self.shop)
    try walk.press([.pin, .collapse])
    #expect(try walk.rows().prefix(1) == ["*+2 /usr/bin/shop -d 0.85"])
    // The old one ends; a new one gets its number, and its children.
    walk.machine.processes[3].startSeconds = 1_792_150_000
    walk.machine.run(seconds: 400)
    let rows = try walk.rows()
    #expect(rows.first == "*shop (not here at this moment) –")
    #expect(rows.contains("├─ /usr/bin/shop -d 0.10"))
    #expect(rows.contains("│ ├─ /usr/bin/worker -d 0.50"))
    #expect(try walk.chosen() == Self.shop)
    try walk.press([.enter])
    let card = try #require(
      try walk.machine.screen(walk.session).panes.first { $0.id.name == "process-card" })
    guard case .text(let text) = card.content else { return }
    #expect(
      text.lines.first?.text.contains("its number belongs to another process: shop[20], started")
        == true)
  }

  @Test func `one user's processes are a filter that the picker writes`() throws {
    var walk = Walk()
    try walk.press([.chooseUser])
    guard case .picker(_, let items, _) = try walk.machine.screen(walk.session).popup else {
      Issue.record("no picker")
      return
    }
    #expect(items.map(\.text) == ["everyone  7", "root  3", "www  3", "pg  1"])
    try walk.press([.move(.down), .move(.down), .enter])
    #expect(walk.session.level.filter == "user=^www$")
    #expect(try walk.rows().count == 3)
    try walk.press([.filter, .insert(" worker"), .submit, .chooseUser, .enter])
    #expect(walk.session.level.filter == "worker")
    try walk.press([.chooseUser, .quit])
    #expect(walk.session.popup == nil)
  }

  @Test(arguments: [
    ("a.b*c", "user=^a\\.b\\*c$"), ("two words", "user=^two.words$"), ("–", "user=^–$"),
    ("\u{1b}[2J", "user=^\\\\x1b\\[2J$"),
  ])
  func `a user's name is quoted in the filter and found by it`(name: String, word: String) {
    let user = ProcessUser(name: DisplayText(name), processes: 1)
    #expect(user.filterWord == word)
    let filter = RowFilter(word)
    #expect(filter.keeps({ "" }, field: { _ in DisplayText(name).text }))
    #expect(!filter.keeps({ "" }, field: { _ in DisplayText(name + "x").text }))
  }

  @Test func `kernel threads are hidden and counted`() throws {
    var walk = Walk()
    try walk.press([.kernelThreads])
    #expect(try walk.rows().count == 5)
    #expect(try walk.table().footer.first?.text == "2 kernel threads are hidden; K shows them")
    try walk.press([.kernelThreads])
    #expect(try walk.rows().count == 7)
  }

  @Test func `the unit of CPU stands in the heading, and limits only where one is known`() throws {
    var walk = Walk()
    var seen: [String] = []
    for _ in 0..<5 {
      let table = try walk.table()
      let cpu = try #require(table.columns.firstIndex { $0.name == "cpu" })
      let db = try #require(table.rows.first { $0.key.text == "30,1792100000/db" })
      seen.append("\(table.columns[cpu].title) \(db.cells[cpu].text)")
      try walk.press([.cpuUnit])
    }
    #expect(seen == ["CORES 0.40", "%CORE 40.0", "%ALL 10.0", "%LIMIT 50.0", "CORES 0.40"])
    walk.machine.processes[6].limitCores = nil
    walk.machine.run(seconds: 400)
    try walk.press([.cpuUnit, .cpuUnit])
    #expect(walk.session.cpuUnit == .cores)
  }

  @Test func `the threads of a process are of now, and say so in the past`() throws {
    var walk = Walk()
    walk.choose(Self.shop)
    try walk.press([.threads])
    let shop = ProcessKey(pid: "20", comm: "shop", start: "1792100000")
    #expect(walk.session.level.place == .threads(shop))
    #expect(walk.session.watchedProcess == shop)
    var situation = walk.machine.situation
    var facts = ProcessFacts(shop, at: situation.now)
    facts.threads = [
      ThreadFacts(id: 20, name: "shop", state: "S", cores: 0.25, cpuSeconds: 61),
      ThreadFacts(id: 23, name: "\u{1b}]0;x\u{07}", state: "R", cores: nil, cpuSeconds: 1),
    ]
    situation.processFacts = facts
    let table = try #require(walk.session.screen(Answers(), in: situation).focusedTable?.table)
    #expect(
      table.rows.map { $0.cells.map(\.text.text) } == [
        ["20", "S", "0.25", "61 s", "shop"], ["23", "R", "–", "1 s", "\\x1b]0;x\\x07"],
      ])
    try walk.press([.columnBack])
    #expect(walk.session.watchedProcess == nil)
    let past = try #require(walk.session.screen(Answers(), in: situation).focusedTable?.table)
    #expect(past.rows.isEmpty)
    #expect(
      past.message?.text == "threads are not recorded for the past; 0 shows those of now")
  }

  @Test(arguments: [(0, 1), (9, 1), (10, 2), (24, 2), (25, 5), (59, 5), (60, 10), (900, 10)])
  func `a key of time that is held goes faster`(repeats: Int, columns: Int64) {
    var situation = SessionTests.situation
    situation.keyRepeats = repeats
    var session = Session(view: .host)
    _ = session.apply(.columnBack, in: situation, seeing: SessionTests.screen())
    #expect(session.time == .at(situation.now - .seconds(10 * columns)))
  }

  @Test func `quitting by name asks as the key does, on every level`() {
    var situation = SessionTests.situation
    situation.isHistoryVolatile = true
    for start in [Session(view: .processes), SessionTests.after([.enter]).session] {
      var session = start
      for action in [Action.palette, .insert("q")] {
        _ = session.apply(action, in: situation, seeing: SessionTests.screen())
      }
      #expect(session.apply(.submit, in: situation, seeing: SessionTests.screen()) == [])
      #expect(session.popup == .quit(reason: "1h of history are in memory only"))
      #expect(session.apply(.yes, in: situation, seeing: SessionTests.screen()) == [.quit])
    }
  }

  @Test func `copying takes the number of a process, the selector of a series`() throws {
    var walk = Walk()
    walk.choose(Self.shop)
    try walk.press([.copy])
    #expect(walk.effects == [.copy("20")])
    var metric = Session(view: .explore)
    metric.open(.metric("process_thread_count"), under: .explore)
    let screen = try walk.machine.screen(metric)
    let effects = metric.apply(.copy, in: walk.machine.situation, seeing: screen)
    guard case .copy(let text)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(
      text.text
        == "{__name__=\"process_thread_count\",comm=\"db\",instance=\"web-3\",job=\"process\",pid=\"30\"}"
    )
  }

  @Test(arguments: [
    ("", [Effect]()), ("x.pdf", []), (".csv", []), ("x.csv", [.export(path: "x.csv")]),
    ("/tmp/a b.JSON", [.export(path: "/tmp/a b.JSON")]), ("x.txt", [.export(path: "x.txt")]),
  ])
  func `a file's ending says in which form a view is written`(path: String, effects: [Effect])
    throws
  {
    var walk = Walk()
    try walk.press([.export])
    #expect(walk.session.prompt?.line == "processes-20261124-103005.csv")
    try walk.press([.edit(.deleteToStart), .insert(path), .submit])
    #expect(walk.effects == effects)
    if !path.isEmpty {
      #expect(
        SessionTests.after([.palette, .insert("export " + path), .submit]).effects == effects)
    }
  }

  @Test func `the way back to a view is written as commands`() throws {
    var walk = Walk()
    try walk.press([.filter, .insert("shop"), .submit])
    #expect(walk.session.steps(in: walk.machine.situation) == [":proc /shop"])
    walk.session.go(to: walk.machine.now - .seconds(2), walk.machine.situation)
    #expect(
      walk.session.steps(in: walk.machine.situation) == [
        ":proc /shop", ":goto 2026-11-24T10:30:03Z",
      ])
    let there = TimeText.parsed("2026-11-24T10:30:03Z", now: walk.machine.now, zone: .utc)
    #expect(try there.get() == walk.machine.now - .seconds(2))
  }
}
