import Metrics
import Testing

@testable import Presentation

/// The file systems of a machine on which every byte is known.
@Suite struct DiskViewTests {
  private static let mount = MountKey(mountPoint: "/var", device: "/dev/sdb1")

  /// `/var` loses two megabytes a second; `/srv` did so until a minute ago; `/` stands still; a share does not answer.
  private static func machine(seconds: Int) -> Machine {
    var machine = Machine()
    for second in 0..<seconds {
      machine.run(seconds: 1)
      let lost = Double(second) * 2e6
      let burst = Double(min(second, seconds - 60)) * 2e6
      write(&machine, "/", "/dev/sda1", available: 6e10)
      write(&machine, "/var", "/dev/sdb1", available: 2e10 - lost)
      write(&machine, "/srv", "/dev/sdc1", available: 5e10 - burst)
      machine.write(
        labels("device_error", "/mnt/share", "them:/", failure: "mountpoint timeout"), 1)
    }
    return machine
  }

  private static func labels(
    _ metric: String, _ mount: String, _ device: String, failure: String = ""
  ) -> Labels {
    Labels([
      (Labels.metricNameLabel, ByteString("node_filesystem_" + metric)), ("job", "node"),
      ("instance", "web-3"), ("mountpoint", ByteString(mount)), ("device", ByteString(device)),
      ("fstype", "xfs"), ("device_error", ByteString(failure)),
    ])
  }

  private static func write(
    _ machine: inout Machine, _ mount: String, _ device: String, available: Double
  ) {
    let values = [
      ("device_error", 0), ("size_bytes", 1e11), ("avail_bytes", available), ("files", 1000),
      ("files_free", 250), ("readonly", mount == "/" ? 1 : 0),
    ]
    for (metric, value) in values { machine.write(labels(metric, mount, device), value) }
  }

  private func table(_ screen: Screen, _ pane: String) throws -> TableModel {
    let pane = try #require(screen.panes.first { $0.id.name == pane })
    guard case .table(let table) = pane.content else {
      throw Missing(what: "\(pane.id.name) is no table")
    }
    return table
  }

  private struct Missing: Error { var what: String }

  private func lines(_ table: TableModel) -> [String] {
    table.rows.map { row in row.cells.map(\.text.text).joined(separator: "|") }
  }

  @Test func `time to full is said where the slopes agree, and what does not answer is not zero`()
    throws
  {
    let machine = Self.machine(seconds: 700)
    let screen = try machine.screen(Session(view: .disks, window: .seconds(300)))
    let table = try table(screen, "mounts")
    #expect(
      table.columns.map(\.name) == [
        "mount", "used", "avail", "size", "inodes", "growth", "full", "type", "state", "device",
      ])
    // /var: 2e10 − 699 × 2e6 = 18,602 MB left at 2 MB a second: 9301 s.
    // /srv: least squares over its last 180 points, 120 of which fall, is 1,488,894 bytes a second: 32,722 s.
    #expect(
      lines(table) == [
        "/var|81|17G|93G|75|+1.9M/s|2h35m|xfs||/dev/sdb1",
        "/srv|51|45G|93G|75|+1.4M/s|9h5m|xfs||/dev/sdc1",
        "/|40|56G|93G|75|0|–|xfs|read-only|/dev/sda1",
        "/mnt/share|–|–|–|–|–|–|xfs|mountpoint timeout|them:/",
      ])
    #expect(table.footer.map(\.text) == ["1 does not answer: what is not known of it is –"])
    #expect(table.rows[0].destination == .mount(Self.mount))
  }

  @Test func `with less than two minutes of history nothing is said`() throws {
    let machine = Self.machine(seconds: 100)
    let table = try table(
      try machine.screen(Session(view: .disks, window: .seconds(300))), "mounts")
    #expect(table.rows.allSatisfy { $0.cells[6].text.text == "–" && $0.cells[5].text.text == "–" })
    #expect(
      table.footer.map(\.text).first == "when they are full is said after two minutes of history")
  }

  private func facts(_ at: Timestamp, _ sizes: [Double]) -> MountFacts {
    var facts = MountFacts(Self.mount, at: at)
    let postgres = ProcessKey(pid: "100", comm: "postgres")
    let worker = ProcessKey(pid: "200", comm: "worker")
    facts.files = [
      HeldFile(
        key: RowKey("1:7"), path: "/var/log/app.log", sizeBytes: sizes[0], heldBytes: 8192,
        isWritable: true, isDeleted: false, holders: [postgres, worker]),
      HeldFile(
        key: RowKey("1:11"), path: "/var/spool/big", sizeBytes: sizes[1], heldBytes: 5e8,
        isWritable: false, isDeleted: true, holders: [worker]),
      HeldFile(
        key: RowKey("1:12"), path: "/var/steady\u{1b}[31m", sizeBytes: sizes[2], heldBytes: 4096,
        isWritable: true, isDeleted: false, holders: [worker]),
    ]
    facts.processes = 40
    facts.hiddenProcesses = 3
    return facts
  }

  private var session: Session {
    var session = Session(view: .disks, window: .seconds(300))
    session.descend(to: .mount(Self.mount))
    return session
  }

  @Test func `who fills it: files with their growth, deleted ones apart, and who is not seen`()
    throws
  {
    let machine = Self.machine(seconds: 700)
    let first = facts(machine.now - .seconds(2), [1e6, 1e9, 10])
    let second = facts(machine.now, [5e6, 1e9, 10]).growing(since: first)
    let screen = try machine.screen(session) { $0.mountFacts = second }
    let growing = try table(screen, "growing-files")
    #expect(
      lines(growing) == [
        "+1.9M/s|4.8M|8K|postgres[100] +1|/var/log/app.log",
        "0|10|4K|worker[200]|/var/steady\\x1b[31m",
      ])
    #expect(
      growing.footer.map(\.text) == [
        "1 deleted file holds 477 MiB until it is closed (Tab)",
        "3 processes may not be looked into (run as root); 40 were",
      ])
    #expect(
      lines(try table(screen, "deleted-files")) == ["477M|0|954M|worker[200]|/var/spool/big"])
    let card = try #require(screen.panes.first { $0.id.name == "mount-card" })
    guard case .text(let text) = card.content else { throw Missing(what: "no text") }
    #expect(
      text.lines.map(\.text) == [
        "device     /dev/sdb1 xfs", "used       76 GiB of 93 GiB, 81 %", "available  17 GiB",
        "inodes     750 of 1k, 75 %", "full       in 2h35m", "growth     3m +1.9M/s, 1h +1.9M/s",
      ])
  }

  @Test func `a mount that a sentence names is found without its device`() throws {
    let machine = Self.machine(seconds: 130)
    var session = Session(view: .host, window: .seconds(300))
    session.descend(to: .mount(MountKey(mountPoint: "/var", device: "")))
    let screen = try machine.screen(session)
    let card = try #require(screen.panes.first { $0.id.name == "mount-card" })
    guard case .text(let text) = card.content else { throw Missing(what: "no text") }
    #expect(text.lines.first?.text == "device     /dev/sdb1 xfs")
    let chart = try #require(screen.panes.first { $0.id.name == "mount-space" })
    guard case .chart(let space) = chart.content else { throw Missing(what: "no chart") }
    // The newest of 130 samples, each two megabytes below the one before.
    #expect(space.series.first?.values.last == 2e10 - 129 * 2e6)
  }

  @Test func `growth needs two readings of the same file`() {
    let start = Machine.start
    let first = facts(start, [1, 2, 3])
    #expect(first.growing(since: nil).files.map(\.growth) == [nil, nil, nil])
    #expect(first.growing(since: first).files.map(\.growth) == [nil, nil, nil])
    var other = facts(start - .seconds(1), [0, 0, 0])
    other.mount = MountKey(mountPoint: "/", device: "/dev/sda1")
    #expect(first.growing(since: other).files.map(\.growth) == [nil, nil, nil])
    var fewer = facts(start - .seconds(2), [0, 4, 0])
    fewer.files.removeLast()
    #expect(first.growing(since: fewer).files.map(\.growth) == [0.5, -1, nil])
  }

  @Test func `a search that was cut keeps what it found before, and growth its own time`() {
    let start = Machine.start
    let first = facts(start, [1, 2, 3])
    var next = facts(start + .seconds(4), [5, 0, 0])
    // It looked at the first process only, and goes on behind it; the log has another holder still.
    next.files = [next.files[0]]
    next.files[0].holders = [ProcessKey(pid: "100", comm: "postgres")]
    (next.stoppedAfter, next.processes) = (150, 1)
    let cut = next.growing(since: first).continuing(first, after: 0)
    #expect(cut.files.map(\.path) == first.files.map(\.path))
    #expect(cut.files.map(\.holders) == first.files.map(\.holders))
    #expect(cut.files.map(\.growth) == [1, nil, nil])
    #expect(cut.processes == 1 && cut.stoppedAfter == 150)
    // The rest of the round: the second process has closed the deleted file, and the steady one has grown.
    var last = facts(start + .seconds(8), [0, 0, 11])
    last.files = [last.files[2]]
    (last.processes, last.hiddenProcesses) = (1, 2)
    let whole = last.growing(since: cut).continuing(cut, after: 150)
    #expect(whole.files.map(\.path) == ["/var/steady\u{1b}[31m", "/var/log/app.log"])
    #expect(whole.files.map(\.growth) == [1, 1])
    #expect(whole.files[1].holders == [ProcessKey(pid: "100", comm: "postgres")])
    #expect(whole.processes == 2 && whole.hiddenProcesses == 5 && whole.stoppedAfter == nil)
    #expect(last.continuing(nil, after: 150) == last)
  }

  @Test(arguments: [
    (Access.ordinary, "run as root"), (.confined, "this root lacks CAP_SYS_PTRACE"),
    (.full, "refused even to root"),
  ])
  func `who may not look is told what would help, and root not to become root`(
    access: Access, advice: String
  ) throws {
    let machine = Self.machine(seconds: 130)
    let screen = try machine.screen(session) {
      $0.mountFacts = facts(machine.now, [1, 2, 3])
      $0.access = access
    }
    #expect(
      try table(screen, "growing-files").footer.map(\.text).contains(
        "3 processes may not be looked into (\(advice)); 40 were"))
    var situation = machine.situation
    situation.mountFacts = facts(machine.now, [1, 2, 3])
    situation.access = access
    #expect(situation.hiddenInSight.map(\.remedy.text) == [advice])
  }

  @Test func `where the search is, and what is only mapped, stand below the table`() throws {
    let machine = Self.machine(seconds: 130)
    var cut = facts(machine.now, [1, 2, 3])
    (cut.stoppedAfter, cut.unaskedMappings) = (4711, 2)
    let screen = try machine.screen(session) { $0.mountFacts = cut }
    #expect(
      try table(screen, "deleted-files").footer.map(\.text).suffix(2) == [
        "2 deleted files are only mapped: only root may ask for the size",
        "the search is at process 4711 and goes on there; 40 were looked into",
      ])
  }

  @Test(arguments: [60, 0])
  func `a mount that does not answer says since when, and nothing that is not known`(
    answered: Int
  ) throws {
    var machine = Machine()
    for second in 0..<200 {
      machine.run(seconds: 1)
      if second < answered {
        Self.write(&machine, "/mnt/share", "them:/", available: 1e9)
      } else if second == answered, answered > 0 {
        for metric in [
          "device_error", "size_bytes", "avail_bytes", "files", "files_free", "readonly",
        ] {
          machine.write(Self.labels(metric, "/mnt/share", "them:/"), .staleMarker)
        }
      }
      if second >= answered {
        machine.write(
          Self.labels("device_error", "/mnt/share", "them:/", failure: "mountpoint timeout"), 1)
      }
    }
    var session = Session(view: .disks, window: .seconds(300))
    session.descend(to: .mount(MountKey(mountPoint: "/mnt/share", device: "them:/")))
    let card = try #require(
      try machine.screen(session).panes.first { $0.id.name == "mount-card" })
    guard case .text(let text) = card.content else { throw Missing(what: "no text") }
    let lines = text.lines.map(\.text)
    #expect(lines.count == 2 && lines.last == "device     them:/ xfs", "\(lines)")
    #expect(
      answered > 0
        ? lines[0].hasPrefix("state      does not answer since ")
          && lines[0].hasSuffix(" (mountpoint timeout)")
        : lines[0]
          == "state      does not answer, nor did it in the time of the chart (mountpoint timeout)",
      "\(lines)")
  }

  @Test func `open files are read live only, and another mount's are not shown`() throws {
    let machine = Self.machine(seconds: 130)
    #expect(session.watchedMount == Self.mount)
    var past = session
    _ = past.apply(.toggleLive, in: machine.situation, seeing: Screen.none)
    #expect(past.watchedMount == nil)
    var other = facts(machine.now, [1, 2, 3])
    other.mount = MountKey(mountPoint: "/", device: "/dev/sda1")
    let screen = try machine.screen(session) { $0.mountFacts = other }
    #expect(try table(screen, "growing-files").message?.text == "reading")
    let then = try machine.screen(past) { $0.mountFacts = facts(machine.now, [1, 2, 3]) }
    #expect(
      try table(then, "growing-files").message?.text
        == "open files are not recorded for the past; 0 shows those of now")
  }

  @Test func `what hides itself stands with its reason among what cannot be seen`() throws {
    let machine = Self.machine(seconds: 5)
    var situation = machine.situation
    situation.mountFacts = facts(machine.now, [1, 2, 3])
    var process = ProcessFacts(ProcessKey(pid: "7", comm: "sshd"), at: machine.now)
    var holdings = ProcessHoldings(at: machine.now)
    (holdings.files, holdings.memory) = (.denied, .denied)
    process.holdings = holdings
    situation.processFacts = process
    let lines = situation.hiddenInSight.map { "\($0.subject): \($0.reason); \($0.remedy)" }
    #expect(
      lines == [
        "open files on /var: 3 processes may not be looked into (EACCES); run as root",
        "open files, memory by kind of sshd[7]: not permitted (EACCES); run as root or as its user",
      ])
  }
}
