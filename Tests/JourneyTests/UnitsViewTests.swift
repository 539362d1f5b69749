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

  /// The same machine with systemd, on which one service has failed and one was started again three times.
  private static func machineWithSystemd() throws -> SimulatedDashboard {
    let host = try FakeScene.idle.machine(seed: 5)
    let now = host.bootTime + Int(host.uptime)
    var database = FakeUnit("/system.slice/postgresql@15.service")
    (database.cores, database.memoryBytes, database.memoryLimit) = (1.25, 3 << 30, 4 << 30)
    var inner = FakeUnit("/docker/4f1d/system.slice/api.service")
    inner.cores = 0.5
    host.units = [
      database, inner, FakeUnit("/system.slice"), FakeUnit("/system.slice/mail.service"),
    ]
    var failed = FakeSystemd.Unit("api.service", since: now - 200)
    (failed.state, failed.result, failed.exit, failed.restarts) = (
      "failed", "exit-code", (1, 203), 5
    )
    var killed = FakeSystemd.Unit("report.service", since: now - 7300)
    (killed.state, killed.result, killed.exit) = ("failed", "signal", (2, 9))
    var socket = FakeSystemd.Unit("ssh.socket", since: now - 10)
    (socket.state, socket.result) = ("failed", "trigger-limit-hit")
    var again = FakeSystemd.Unit("mail.service", since: now - 90)
    again.restarts = 3
    var starting = FakeSystemd.Unit(#"boot\x2dtask.service"#, since: now)
    starting.state = "activating"
    var resting = FakeSystemd.Unit("apt-daily.service", since: now)
    resting.state = "inactive"
    host.systemd.units = [
      FakeSystemd.Unit("postgresql@15.service", since: now - 90_000), failed, killed, socket, again,
      starting, resting, FakeSystemd.Unit("logrotate.timer", since: now - 400_000),
    ]
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 60)
    return dashboard
  }

  @Test func `what systemd says stands beside what a unit uses, and failed ones have a row`() throws
  {
    let dashboard = try Self.machineWithSystemd()
    try dashboard.press("4")
    let frame = dashboard.frame(columns: 200, rows: 24, glyphs: .braille)
    let lines = frame.split(separator: "\n")
    let row = { (name: String) in
      lines.first { $0.contains(" " + name) || $0.contains("▸" + name) }.map { line in
        line.split { " │".contains($0) }.map(String.init)
      }
    }
    // Name, state, cores … started again, and since when.
    #expect(row("postgresql@15")?.prefix(3) == ["▸postgresql@15.service", "active", "1.25"])
    #expect(row("postgresql@15")?.suffix(2) == ["0", "1d1h"])
    #expect(row("mail.service")?.suffix(2) == ["3", "2m30s"])
    #expect(row("api.service")?.prefix(4) == ["api.service", "–", "0.50", "–"])
    let failed = lines.first { $0.contains("failed 203") }
    #expect(failed?.split { " │".contains($0) }.map(String.init).suffix(2) == ["5", "4m20s"])
    #expect(row("report.service")?.prefix(3) == ["report.service", "failed", "KILL"])
    #expect(row("ssh.socket")?.prefix(2) == ["ssh.socket", "failed"])
    #expect(row("boot-task.service")?.prefix(2) == ["boot-task.service", "activating"])
    #expect(!frame.contains("apt-daily") && !frame.contains("logrotate"))
    #expect(frame.contains("failed: api.service, report.service, ssh.socket"))
  }

  @Test func `a unit says since when it is as it is, and why`() throws {
    let dashboard = try Self.machineWithSystemd()
    _ = dashboard.frame(columns: 120, rows: 40, glyphs: .braille)
    try dashboard.press("4 Enter")
    #expect(
      dashboard.frame(columns: 120, rows: 40, glyphs: .braille)
        .contains("Processes in it: active for 1d1h"))
    try dashboard.press("Esc /")
    try dashboard.type("203")
    try dashboard.press("Enter Enter")
    #expect(dashboard.session.level.place == .unit("api.service"))
    #expect(
      dashboard.frame(columns: 120, rows: 40, glyphs: .braille)
        .contains("Processes in it: failed for 4m20s: exit status 203; started again 5 times"))
  }

  @Test func `states at a past moment are those of the moment`() throws {
    let dashboard = try Self.machineWithSystemd()
    let place = try #require(
      dashboard.host.systemd.units?.firstIndex { $0.name == "mail.service" })
    dashboard.host.systemd.units?[place].state = "failed"
    try dashboard.run(seconds: 30)
    try dashboard.press("4")
    let failed = {
      dashboard.frame(columns: 120, rows: 24).contains("failed: api.service, mail.service")
    }
    #expect(failed())
    try dashboard.press("Space {")
    #expect(!failed())
  }

  @Test func `the reason why something is not known stands below the table`() throws {
    let dashboard = try Self.machine()
    dashboard.situation.problems = [
      Problem(
        subject: "units", reason: "/sys/fs/cgroup/a/io.stat: permission denied (EACCES)"),
      Problem(
        subject: "systemd", reason: "systemctl: systemd does not run this machine", isAbsent: true),
    ]
    try dashboard.press("4")
    let frame = dashboard.frame(columns: 120, rows: 24, glyphs: .braille)
    #expect(frame.contains("not known: /sys/fs/cgroup/a/io.stat: permission denied (EACCES)"))
    #expect(frame.contains("not known: systemctl: systemd does not run this machine"))
    #expect(frame.contains("can't see: units"))
    #expect(!frame.contains("can't see: units, systemd"))
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
    try compare(try Self.machine(), [("units", "4"), ("unit", "4 Enter")])
    try compare(
      try Self.machineWithSystemd(),
      [("units-systemd", "4"), ("unit-systemd", "4 Enter"), ("unit-failed", "4 g j j j j Enter")])
  }

  private func compare(
    _ dashboard: SimulatedDashboard, _ views: [(name: String, keys: String)]
  ) throws {
    for (view, keys) in views {
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
