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
        "process_info{cgroup=\"/user.slice\", cmdline=\"app --flag\", \(app), \(pid), user=\"alice\"}":
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
      "process_info{cgroup=\"/user.slice\", comm=\"app\", pid=\"42\", user=\"alice\"}"
    #expect(viewer.values.keys.filter { $0.hasPrefix("process_info") } == [nameless])
    try fixture.write("proc/42/stat", stat(42, "app", user: 101))
    viewer.read(collector.collect(at: at(3))[1])
    let named =
      "process_info{cgroup=\"/user.slice\", cmdline=\"app --flag\", comm=\"app\", pid=\"42\", "
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

  @Test(arguments: [
    ("kworker/0:1-events", "kworker/0:1"), ("kworker/u8:2+flush", "kworker/u8:2"),
    ("kworker/R-rcu_gp", "kworker/R-rcu_gp"), ("my-app", "my-app"), ("", ""),
  ])
  func `a kernel worker's name does not change with its work`(_ comm: String, _ name: String) {
    #expect(ProcessTable.stableName(Array(comm.utf8)[...]) == Array(name.utf8))
  }
}
