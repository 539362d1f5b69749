import Metrics
import Testing

@testable import Collectors

struct ProcessCollectorTests {
  private func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

  private func stat(
    _ pid: Int, _ comm: String, user: Int = 0, start: Int = 500, pages: Int = 10
  ) -> String {
    "\(pid) (\(comm)) S 1 1 1 0 -1 0 3 0 1 0 \(user) 2 0 0 20 0 1 0 \(start) 8192 \(pages) 0\n"
  }

  private func fixture() throws -> Fixture {
    let fixture = try Fixture()
    try fixture.write("proc/stat", "cpu 100 0 0 0\nbtime 1000\n")
    try fixture.write("etc/passwd", "root:x:0:0::/:/bin/sh\nalice:x:1000:1000::/:/bin/sh\n")
    try fixture.write("proc/42/stat", stat(42, "my (app", user: 100))
    try fixture.write("proc/42/status", "Name:\tapp\nUid:\t1000\t1000\t1000\t1000\n")
    try fixture.write("proc/42/cgroup", "0::/user.slice\n")
    try fixture.write("proc/42/cmdline", "app\u{0}--flag\u{0}")
    try fixture.write("proc/42/io", "read_bytes: 4096\nwrite_bytes: 512\n")
    return fixture
  }

  @Test func `a process has its series under OpenTelemetry's names`() throws {
    let fixture = try fixture()
    var collector = HostCollector(fixture.options("none"))
    var viewer = Viewer()
    viewer.read(collector.collect(at: at(0))[1])
    #expect(
      viewer.values == [
        "ringside_processes_kept": 0, "ringside_processes_seen": 1,
        "ringside_unattributed_cpu_seconds_total": 0,
      ])
    viewer.read(collector.collect(at: at(1))[1])
    let app = "comm=\"my (app\""
    let pid = "pid=\"42\""
    #expect(
      viewer.values == [
        "process_cpu_time_seconds_total{\(app), mode=\"user\", \(pid)}": 1,
        "process_cpu_time_seconds_total{\(app), mode=\"system\", \(pid)}": 0.02,
        "process_memory_usage_bytes{\(app), \(pid)}": 40960,
        "process_memory_virtual_bytes{\(app), \(pid)}": 8192,
        "process_thread_count{\(app), \(pid)}": 1,
        "process_paging_faults_total{\(app), \(pid), type=\"minor\"}": 3,
        "process_paging_faults_total{\(app), \(pid), type=\"major\"}": 1,
        "process_disk_io_bytes_total{\(app), direction=\"read\", \(pid)}": 4096,
        "process_disk_io_bytes_total{\(app), direction=\"write\", \(pid)}": 512,
        "process_start_time_seconds{\(app), \(pid)}": 1005,
        "process_state{\(app), \(pid)}": 1,
        "process_info{cgroup=\"/user.slice\", cmdline=\"app --flag\", \(app), creation_time=\"1005\", parent_pid=\"1\", \(pid), user=\"alice\"}":
          1,
        "ringside_processes_kept": 1, "ringside_processes_seen": 1,
        "ringside_unattributed_cpu_seconds_total": 0,
      ])
  }

  @Test func `a process that waits for a disk gets its command line when it has waited`() throws {
    let fixture = try fixture()
    let waiting = stat(42, "app", user: 100).replacing(") S ", with: ") D ")
    try fixture.write("proc/42/stat", waiting)
    var collector = HostCollector(fixture.options("none"))
    var viewer = Viewer()
    for second: Int64 in 0...2 { viewer.read(collector.collect(at: at(second))[1]) }
    let nameless =
      "process_info{cgroup=\"/user.slice\", comm=\"app\", creation_time=\"1005\", parent_pid=\"1\", pid=\"42\", "
      + "user=\"alice\"}"
    #expect(viewer.values.keys.filter { $0.hasPrefix("process_info") } == [nameless])
    try fixture.write("proc/42/stat", stat(42, "app", user: 101))
    viewer.read(collector.collect(at: at(3))[1])
    let named =
      "process_info{cgroup=\"/user.slice\", cmdline=\"app --flag\", comm=\"app\", creation_time=\"1005\", "
      + "parent_pid=\"1\", pid=\"42\", "
      + "user=\"alice\"}"
    #expect(viewer.values.keys.filter { $0.hasPrefix("process_info") } == [named])
    #expect(viewer.values["process_state{comm=\"app\", pid=\"42\"}"] == 1)
  }

  @Test func `another process with the same number is another process`() throws {
    let fixture = try fixture()
    var collector = HostCollector(fixture.options("none"))
    var viewer = Viewer()
    for tick in 0...1 { viewer.read(collector.collect(at: at(Int64(tick)))[1]) }
    try fixture.write("proc/42/stat", stat(42, "other", user: 30, start: 900))
    try fixture.write("proc/stat", "cpu 150 0 0 0\nbtime 1000\n")
    viewer.read(collector.collect(at: at(2))[1])
    #expect(viewer.ended.count == 12)
    #expect(viewer.values["ringside_processes_kept"] == 0)
    #expect(viewer.values["process_cpu_time_seconds_total{comm=\"other\", mode=\"user\"}"] == 0.3)
    #expect(viewer.values["ringside_unattributed_cpu_seconds_total"] == 0.18)
    viewer.read(collector.collect(at: at(3))[1])
    #expect(
      viewer.values["process_cpu_time_seconds_total{comm=\"other\", mode=\"user\", pid=\"42\"}"]
        == 0.3)
  }

  @Test func `a process that ends ends its series`() throws {
    let fixture = try fixture()
    var collector = HostCollector(fixture.options("none"))
    var viewer = Viewer()
    for tick in 0...1 { viewer.read(collector.collect(at: at(Int64(tick)))[1]) }
    try fixture.remove("proc/42")
    viewer.read(collector.collect(at: at(2))[1])
    #expect(viewer.ended.count == 12)
    #expect(viewer.values["ringside_processes_seen"] == 0)
  }

  @Test func `a process that did not run is not read again until it is due`() throws {
    let fixture = try fixture()
    try fixture.write("proc/42/schedstat", "1000 0 5\n")
    var collector = HostCollector(fixture.options("none"))
    var viewer = Viewer()
    for tick in 0...2 { viewer.read(collector.collect(at: at(Int64(tick)))[1]) }
    try fixture.write("proc/42/stat", stat(42, "my (app", user: 300))
    viewer.read(collector.collect(at: at(3))[1])
    let series = "process_cpu_time_seconds_total{comm=\"my (app\", mode=\"user\", pid=\"42\"}"
    #expect(viewer.values[series] == 1)
    try fixture.write("proc/42/schedstat", "2000 0 6\n")
    viewer.read(collector.collect(at: at(4))[1])
    #expect(viewer.values[series] == 3)
  }

  @Test(arguments: [(42, [179, 189, 199]), (271, [70, 130, 190])])
  func `who has stood still for long and has no series is looked at once a minute`(
    _ pid: Int, _ expected: [Int64]
  ) throws {
    let fixture = try fixture()
    // The first 200 have series of their own.
    for other in 42..<272 {
      try fixture.write("proc/\(other)/schedstat", "1000 0 5\n")
      try fixture.write("proc/\(other)/stat", stat(other, "app", pages: 1000))
    }
    var table = ProcessTable(fixture.paths)
    let place = pid - 42
    var looks: [Int64] = []
    for second: Int64 in 0...200 {
      // It is read where its memory, which grows all the time, is seen to have grown.
      try fixture.write("proc/\(pid)/stat", stat(pid, "app", pages: Int(second)))
      let before = table.accounts.records.count > place ? pages(table, place) : nil
      _ = table.read(at: at(second), machineTicks: nil)
      if pages(table, place) != before { looks.append(second) }
    }
    #expect(Array(looks.suffix(3)) == expected)
    #expect(table.accounts.records[place].isKept == (pid == 42))
  }

  private func pages(_ table: ProcessTable, _ place: Int) -> UInt64 {
    table.accounts.records[place].reading.residentPages
  }

  @Test
  func `the folder is listed where the kernel has started something, or its count stands still`()
    throws
  {
    let fixture = try fixture()
    var table = ProcessTable(fixture.paths)
    let seen = { (second: Int64, forks: UInt64?) -> Int in
      _ = table.read(at: self.at(second), machineTicks: nil, forks: forks)
      return table.accounts.seen
    }
    #expect(seen(0, 7) == 1)
    try fixture.write("proc/43/stat", stat(43, "b"))
    // A count that has never risen may be no count.
    #expect(seen(1, 7) == 2)
    #expect(seen(2, 9) == 2)
    try fixture.write("proc/44/stat", stat(44, "c"))
    #expect(seen(3, 9) == 2)
    #expect(seen(4, 10) == 3)
    try fixture.remove("proc/43")
    #expect(seen(5, 11) == 2)
    #expect(seen(6, nil) == 2)
  }

  @Test func `a process whose parent ends belongs to another, and says so`() throws {
    let fixture = try fixture()
    var collector = HostCollector(fixture.options("none"))
    var viewer = Viewer()
    for tick in 0...1 { viewer.read(collector.collect(at: at(Int64(tick)))[1]) }
    let before = viewer.values.keys.filter { $0.hasPrefix("process_info") }
    #expect(before.first?.contains("parent_pid=\"1\"") == true)
    let orphan = stat(42, "my (app", user: 101).replacing(") S 1 1 ", with: ") S 7 1 ")
    try fixture.write("proc/42/stat", orphan)
    viewer.read(collector.collect(at: at(2))[1])
    let after = viewer.values.keys.filter { $0.hasPrefix("process_info") }
    #expect(after == before.map { $0.replacing("parent_pid=\"1\"", with: "parent_pid=\"7\"") })
  }

  @Test(arguments: [(1005.0, true), (nil, true), (1004.0, false)] as [(Double?, Bool)])
  func `a pin is for a process with its start`(start: Double?, isKept: Bool) throws {
    let fixture = try fixture()
    try fixture.write("proc/900/stat", stat(900, "small", pages: 1))
    for pid in 100..<320 {
      try fixture.write("proc/\(pid)/stat", stat(pid, "big", user: 9, start: 600, pages: 99))
    }
    var collector = HostCollector(fixture.options("none"))
    var viewer = Viewer()
    _ = collector.collect(at: at(0))
    collector.pin([ProcessPin(pid: 900, startSeconds: start)])
    for tick in 1...2 { viewer.read(collector.collect(at: at(Int64(tick)))[1]) }
    let own = viewer.values.keys.filter { $0.contains("pid=\"900\"") }
    #expect(own.isEmpty != isKept)
  }

  @Test func `a glance has the threads and the open files of one process`() throws {
    let fixture = try fixture()
    try fixture.write("proc/42/task/42/stat", stat(42, "my (app", user: 150))
    try fixture.write("proc/42/task/43/stat", stat(43, "io\u{1b}[2J", user: 50))
    for file in 0..<3 { try fixture.write("proc/42/fd/\(file)", "") }
    let paths = fixture.options("none").paths
    let glance = try ProcessGlance(
      ProcessPin(pid: 42, startSeconds: 1005), paths, ticksPerSecond: 100)
    #expect(glance.threads.map(\.id) == [42, 43])
    #expect(glance.threads.map(\.name.text) == ["my (app", "io\u{1b}[2J"])
    #expect(glance.threads.map(\.cpuSeconds) == [1.52, 0.52])
    #expect(glance.openFiles == 3 && !glance.hasMoreFiles)
    #expect(throws: ProcessGlance.Absence.replaced) {
      try ProcessGlance(ProcessPin(pid: 42, startSeconds: 1900), paths, ticksPerSecond: 100)
    }
    #expect(throws: ProcessGlance.Absence.gone) {
      try ProcessGlance(ProcessPin(pid: 41, startSeconds: nil), paths, ticksPerSecond: 100)
    }
  }

  @Test func `a process has the tightest limit of its control groups, while there is one`() throws {
    let fixture = try fixture()
    try fixture.write("sys/fs/cgroup/cpu.max", "max 100000\n")
    try fixture.write("sys/fs/cgroup/user.slice/cpu.max", "150000 100000\n")
    var collector = HostCollector(fixture.options("none"))
    var viewer = Viewer()
    for tick in 0...1 { viewer.read(collector.collect(at: at(Int64(tick)))[1]) }
    let series = "process_cpu_limit_cores{comm=\"my (app\", pid=\"42\"}"
    #expect(viewer.values[series] == 1.5)
    try fixture.write("sys/fs/cgroup/cpu.max", "25000 50000\n")
    viewer.read(collector.collect(at: at(2))[1])
    #expect(viewer.values[series] == 0.5)
    try fixture.write("sys/fs/cgroup/cpu.max", "max 50000\n")
    try fixture.write("sys/fs/cgroup/user.slice/cpu.max", "max 100000\n")
    viewer.read(collector.collect(at: at(3))[1])
    #expect(viewer.values[series] == nil)
  }

  @Test(arguments: [
    ("kworker/0:1-events", "kworker/0:1"), ("kworker/u8:2+flush", "kworker/u8:2"),
    ("kworker/R-rcu_gp", "kworker/R-rcu_gp"), ("my-app", "my-app"), ("", ""),
  ])
  func `a kernel worker's name does not change with its work`(_ comm: String, _ name: String) {
    #expect(ProcessTable.stableName(Array(comm.utf8)[...]) == Array(name.utf8))
  }
}
