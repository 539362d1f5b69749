import Metrics
import Presentation
import TerminalUI
import TestDashboard
import TestWorld
import Testing

/// The disks, one file system, the network, and what one process holds, on the made-up machine.
@Suite struct ResourceGoldenTests {
  private static let sizes: [(columns: Int, rows: Int)] = [
    (40, 12), (80, 24), (120, 40), (200, 50),
  ]

  /// The views, the keys that lead there from the host, and what they must say at 200×50.
  private static let views: [(name: String, keys: String, facts: [Golden.Fact])] = [
    (
      "disks", "5",
      [
        Golden.Fact("share of / that is used", "\(Int(MadeUpDevices.rootShare * 100))"),
        Golden.Fact("inodes, 0.6 of 6 million", "10"),
      ]
    ),
    (
      "mount", "5 Enter",
      [
        Golden.Fact("grown by 6 MiB in 2 s", "+3M/s"), Golden.Fact("who", "postgres[815] +1"),
        Golden.Fact("held by deleted files, 2^30 + 2^29 bytes", "1.5 GiB"),
        Golden.Fact("who is not seen", "3 processes may not be looked into"),
        Golden.Fact("an escape in a name", "\\x1b[2J"),
      ]
    ),
    (
      "network", "6",
      [
        Golden.Fact("whose connections", "shop[4711]"),
        Golden.Fact("round trip, seconds x 1000", "12 ms"),
        Golden.Fact("whose listener", "nginx[815]"),
        Golden.Fact("connections of both states", "23"),
      ]
    ),
    (
      "holdings", "3 Enter",
      [
        Golden.Fact("other end", "10.0.0.1:40000 - 10.0.0.9:5432"),
        Golden.Fact("in memory, 3 x 2^20 bytes", "3 MiB"),
        Golden.Fact("open files", "Max open files: 1,024 files, at most 524,288"),
        Golden.Fact("what may not be seen", "not permitted"),
      ]
    ),
    ("groups", "3 B B", [Golden.Fact("how it is grouped", "Processes by user")]),
  ]

  @Test func `each view says the machine's own numbers at every size`() throws {
    let simulation = try DashboardMachine().simulation
    for (view, keys, facts) in Self.views {
      for glyphs in [GlyphSet.braille, .ascii] {
        simulation.session = Session(view: .host, window: .seconds(120))
        simulation.situation.glyphChoices =
          glyphs == .ascii ? [.ascii] : [.braille, .blocks, .lines, .ascii]
        _ = simulation.frame(columns: 120, rows: 40, glyphs: glyphs)
        try simulation.press(keys)
        look(simulation)
        for size in Self.sizes where glyphs == .braille || size.columns == 80 {
          _ = simulation.frame(columns: size.columns, rows: size.rows, glyphs: glyphs)
          let frame = simulation.frame(columns: size.columns, rows: size.rows, glyphs: glyphs)
          #expect(glyphs != .ascii || frame.utf8.allSatisfy { $0 < 0x7f }, "\(view)")
          let name = "\(view)-\(size.columns)x\(size.rows)" + (glyphs == .ascii ? "-ascii" : "")
          do throws(Golden.Mismatch) {
            try Golden("resources/\(name)").check(frame, facts: size.columns == 200 ? facts : [])
          } catch {
            Issue.record("\(error)")
          }
        }
      }
    }
  }

  /// What would be read of the file system or the process that is shown.
  private func look(_ simulation: SimulatedDashboard) {
    let now = simulation.situation.now
    simulation.situation.mountFacts = simulation.session.watchedMount.map { mount in
      Self.facts(mount, now, 6 << 20).growing(since: Self.facts(mount, now - .seconds(2), 0))
    }
    simulation.situation.processFacts = simulation.session.watchedProcess.map { process in
      var facts = ProcessFacts(process, at: now)
      facts.openFiles = 3
      facts.holdings = Self.holdings(now)
      return facts
    }
  }

  private static func facts(_ mount: MountKey, _ at: Timestamp, _ grown: Int) -> MountFacts {
    let postgres = ProcessKey(pid: "815", comm: "postgres")
    let rotate = ProcessKey(pid: "90", comm: "logrotate")
    func file(
      _ inode: Int, _ path: ByteString, _ size: Int, deleted: Bool = false, writable: Bool = true,
      _ holders: [ProcessKey]
    ) -> HeldFile {
      HeldFile(
        key: RowKey("1:\(inode)"), path: path, sizeBytes: Double(size), heldBytes: Double(size),
        isWritable: writable, isDeleted: deleted, holders: holders)
    }
    var facts = MountFacts(mount, at: at)
    facts.files = [
      file(
        1, "/var/log/postgresql/postgresql-15-main.log", (50 << 20) + grown, [postgres, rotate]),
      file(2, "/var/lib/postgresql/15/main/pg_wal/000000010000000000000042", 16 << 20, [postgres]),
      file(3, "/tmp/\u{1b}[2J", 10, [rotate]),
      file(4, "/var/log/old.log", 1 << 30, deleted: true, writable: false, [rotate]),
      file(5, "/tmp/sort", 1 << 29, deleted: true, [postgres]),
    ]
    (facts.processes, facts.hiddenProcesses) = (40, 3)
    return facts
  }

  private static func holdings(_ at: Timestamp) -> ProcessHoldings {
    var holdings = ProcessHoldings(at: at)
    var socket = OpenFileFacts(
      number: 5, kind: "tcp", name: "10.0.0.1:40000 - 10.0.0.9:5432", mode: "rw", position: nil)
    (socket.state, socket.roundTrip) = ("established", 0.012)
    holdings.files = .known([
      OpenFileFacts(number: 0, kind: "file", name: "/dev/null", mode: "r", position: 0),
      OpenFileFacts(
        number: 1, kind: "deleted", name: "/var/log/old.log", mode: "w", position: 5_242_880),
      socket,
    ])
    holdings.limits = .known([
      ProcessLimit(name: "Max cpu time", soft: nil, hard: nil, unit: "seconds"),
      ProcessLimit(name: "Max stack size", soft: 8_388_608, hard: nil, unit: "bytes"),
      ProcessLimit(name: "Max open files", soft: 1024, hard: 524_288, unit: "files"),
    ])
    holdings.memory = .known([NamedBytes("resident", 3_145_728), NamedBytes("swap", nil)])
    holdings.spaces = .denied
    return holdings
  }
}
