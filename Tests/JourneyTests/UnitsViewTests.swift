import Metrics
import Presentation
import TerminalUI
import TestDashboard
import TestWorld
import Testing

/// The view of control groups, from the files of a made-up machine to what a person sees.
@Suite struct UnitsViewTests {
  private static let uid = "0f2a1b3c-1111-2222-3333-444455556666"
  private static let id = String(repeating: "0123456789abcdef", count: 4)

  private static func machine() throws -> SimulatedDashboard {
    let host = try FakeScene.idle.machine(seed: 5)
    var database = FakeUnit("/system.slice/postgresql@15.service")
    (database.cores, database.memoryBytes, database.memoryLimit) = (1.25, 3 << 30, 4 << 30)
    (database.writeRate, database.ioWaiting, database.tasks) = (2e6, 0.4, 61)
    var limited = FakeUnit("/kubepods/burstable/pod\(uid)/\(id)")
    (limited.cores, limited.quotaMicroseconds, limited.throttledShare) = (0.48, 50_000, 0.8)
    (limited.memoryBytes, limited.memoryLimit) = (500 << 20, 512 << 20)
    let mount = FakeUnit(#"/system.slice/srv-my\x2ddisk.mount"#)
    try host.tree.write("proc/\(host.processes[1].pid)/cgroup", "0::\(database.path)\n")
    host.units = [database, limited, mount]
    try host.tree.write("var/log/containers/web_shop_nginx-\(id).log", "")
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 60)
    return dashboard
  }

  @Test func `every unit has its name, and what it uses stands against what it may`() throws {
    let dashboard = try Self.machine()
    try dashboard.press("4")
    #expect(dashboard.session.view == .units)
    let lines = dashboard.frame(columns: 160, rows: 24, glyphs: .braille).split(separator: "\n")
    let row = { (name: String) in
      lines.first { $0.contains(name) }.map { $0.split { " │".contains($0) }.map(String.init) }
    }
    // Name, cores and their share, throttled, memory and its share, three pressures, read, written, tasks.
    #expect(
      row("postgresql@15")?.prefix(12) == [
        "▸postgresql@15.service", "1.25", "–", "–", "3G", "75.0", "–", "–", "40.0", "0", "1.9M",
        "61",
      ])
    #expect(
      row("nginx")?.prefix(6) == ["shop/web/nginx", "0.48", "96.0", "80.0", "500M", "97.7"])
    #expect(row("srv-my-disk.mount") != nil)
  }

  @Test func `Enter goes to what one unit used and to the processes in it`() throws {
    let dashboard = try Self.machine()
    _ = dashboard.frame(columns: 120, rows: 40, glyphs: .braille)
    try dashboard.press("4 Enter")
    let place = Place.unit("/system.slice/postgresql@15.service")
    #expect(dashboard.session.level.place == place)
    let frame = dashboard.frame(columns: 120, rows: 40, glyphs: .braille)
    #expect(frame.contains("Processes in it"))
    #expect(frame.contains(" \(dashboard.host.processes[1].pid) "))
    #expect(!frame.contains(" \(dashboard.host.processes[2].pid) "))
  }

  @Test func `the table at a past moment is that of the moment`() throws {
    let dashboard = try Self.machine()
    dashboard.host.units.removeFirst()
    dashboard.host.tree.remove("sys/fs/cgroup/system.slice/postgresql@15.service")
    try dashboard.run(seconds: 20)
    try dashboard.press("4")
    #expect(!dashboard.frame(columns: 120, rows: 24, glyphs: .braille).contains("postgresql@15"))
    try dashboard.press("Space [")
    #expect(dashboard.frame(columns: 120, rows: 24, glyphs: .braille).contains("postgresql@15"))
  }

  @Test func `without control groups of version 2 the table says why it is empty`() throws {
    let dashboard = SimulatedDashboard(try FakeScene.idle.machine(seed: 5))
    try dashboard.run(seconds: 8)
    try dashboard.press("4")
    let frame = dashboard.frame(columns: 120, rows: 24, glyphs: .braille)
    #expect(frame.contains("no control group was recorded at this moment"))
  }

  @Test func `the view at every size is as it was when it was looked at`() throws {
    let dashboard = try Self.machine()
    for (view, keys) in [("units", "4"), ("unit", "4 Enter")] {
      for glyphs in [GlyphSet.braille, .ascii] {
        dashboard.session = Session(view: .host, window: .seconds(300))
        dashboard.situation.glyphChoices =
          glyphs == .ascii ? [.ascii] : [.braille, .blocks, .lines, .ascii]
        _ = dashboard.frame(columns: 120, rows: 40, glyphs: glyphs)
        try dashboard.press(keys)
        for (columns, rows) in [(40, 12), (80, 24), (120, 40), (200, 50)] {
          _ = dashboard.frame(columns: columns, rows: rows, glyphs: glyphs)
          let frame = dashboard.frame(columns: columns, rows: rows, glyphs: glyphs)
          #expect(glyphs != .ascii || frame.utf8.allSatisfy { $0 < 0x7f })
          let name = "\(view)-\(columns)x\(rows)" + (glyphs == .ascii ? "-ascii" : "")
          do throws(Golden.Mismatch) {
            try Golden("views/\(name)").check(frame)
          } catch {
            Issue.record("\(error)")
          }
        }
      }
    }
  }
}
