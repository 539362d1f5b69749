import Metrics
import Testing

@testable import Collectors

@Suite struct UnitCollectorTests {
  private static let id = String(repeating: "0123456789abcdef", count: 4)
  private static let uid = "0f2a1b3c-1111-2222-3333-444455556666"

  private func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

  private func mounted() throws -> Fixture {
    let fixture = try Fixture()
    try fixture.write("sys/fs/cgroup/cgroup.controllers", "cpu io memory pids\n")
    return fixture
  }

  private func group(
    _ fixture: Fixture, _ path: String, _ files: [String: String] = ["pids.current": "1\n"]
  ) throws {
    for (name, text) in files { try fixture.write("sys/fs/cgroup\(path)/\(name)", text) }
  }

  private func once(_ options: HostOptions) -> [String: Double] {
    var collector = HostCollector(options, withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collectOnce(at: at(0)))
    return viewer.values
  }

  /// Follows the batches of the control groups; a tick that has none shows nothing.
  private struct Watch {
    var collector: HostCollector
    var viewer = Viewer()
    var declared = 0

    init(_ options: HostOptions) { collector = HostCollector(options, withProcesses: false) }

    mutating func tick(_ second: Int64) -> [String: Double]? {
      let found = collector.collect(at: Timestamp(milliseconds: second * 1000))
      guard found.count == 2 else { return nil }
      #expect(found[1].origin == .processes)
      declared = found[1].declarations.count
      viewer.read(found[1])
      return viewer.values.filter { !$0.key.hasPrefix("ringside_") }
    }
  }

  @Test func `a group has cAdvisor's names, and what it may have where there is a limit`() throws {
    let fixture = try mounted()
    try group(
      fixture, "/a.slice/b.service",
      [
        "cpu.max": "150000 100000\n",
        "cpu.stat": """
        usage_usec 2500000
        user_usec 2000000
        system_usec 500000
        nr_periods 40
        nr_throttled 10
        throttled_usec 750000

        """,
        "memory.max": "4096\n", "memory.high": "3072\n", "memory.current": "1000\n",
        "memory.stat": "anon 600\nfile 350\ninactive_file 300\n",
        "memory.swap.current": "70\n", "memory.swap.max": "max\n",
        "memory.events": "low 0\nhigh 0\nmax 4\noom 1\noom_kill 2\n", "pids.max": "64\n",
        "pids.current": "9\n",
        "cpu.pressure": "some avg10=0.00 total=1500000\nfull avg10=0.00 total=250000\n",
        "memory.pressure": "some avg10=0.00 total=3000000\nfull avg10=0.00 total=2000000\n",
        "io.pressure": "some avg10=0.00 total=5000000\n",
        "io.stat": "8:0 rbytes=4096 wbytes=512 rios=2 wios=1 dbytes=0 dios=0\n7:3\n",
      ])
    try fixture.link("sys/dev/block/8:0", to: "../../devices/x/block/sda")
    let id = "{id=\"/a.slice/b.service\"}"
    let device = "{device=\"/dev/sda\", id=\"/a.slice/b.service\"}"
    #expect(
      once(fixture.options("units")) == [
        "container_cpu_usage_seconds_total\(id)": 2.5, "container_cpu_user_seconds_total\(id)": 2,
        "container_cpu_system_seconds_total\(id)": 0.5, "container_spec_cpu_quota\(id)": 150_000,
        "container_spec_cpu_period\(id)": 100_000, "container_cpu_cfs_periods_total\(id)": 40,
        "container_cpu_cfs_throttled_periods_total\(id)": 10,
        "container_cpu_cfs_throttled_seconds_total\(id)": 0.75,
        "container_memory_usage_bytes\(id)": 1000, "container_memory_working_set_bytes\(id)": 700,
        "container_memory_rss\(id)": 600, "container_memory_cache\(id)": 350,
        "container_memory_swap\(id)": 70, "container_spec_memory_limit_bytes\(id)": 4096,
        "container_spec_memory_reservation_limit_bytes\(id)": 3072,
        "container_memory_failcnt\(id)": 4, "container_oom_events_total\(id)": 2,
        "container_threads\(id)": 9, "container_threads_max\(id)": 64,
        "container_pressure_cpu_waiting_seconds_total\(id)": 1.5,
        "container_pressure_cpu_stalled_seconds_total\(id)": 0.25,
        "container_pressure_memory_waiting_seconds_total\(id)": 3,
        "container_pressure_memory_stalled_seconds_total\(id)": 2,
        "container_pressure_io_waiting_seconds_total\(id)": 5,
        "container_fs_reads_bytes_total\(device)": 4096,
        "container_fs_writes_bytes_total\(device)": 512,
        "container_fs_reads_total\(device)": 2, "container_fs_writes_total\(device)": 1,
        "ringside_units_kept": 3, "ringside_units_left_out": 0,
      ])
  }

  @Test func `without a quota nothing is said of throttling, and a working set is not below 0`()
    throws
  {
    let fixture = try mounted()
    try group(
      fixture, "/x",
      [
        "cpu.max": "max 100000\n", "cpu.stat": "usage_usec 1000000\nnr_periods 0\n",
        "memory.max": "max\n", "memory.current": "100\n", "memory.stat": "inactive_file 300\n",
        "pids.max": "max\n",
      ])
    let id = "{id=\"/x\"}"
    #expect(
      once(fixture.options("units")) == [
        "container_cpu_usage_seconds_total\(id)": 1, "container_memory_usage_bytes\(id)": 100,
        "container_memory_working_set_bytes\(id)": 0, "ringside_units_kept": 2,
        "ringside_units_left_out": 0,
      ])
  }

  @Test func `a damaged file is absent and leaves the others`() throws {
    let fixture = try mounted()
    try group(
      fixture, "/x",
      [
        "cpu.stat": "usage_usec -1\n\u{0}\n", "memory.current": "many\n", "io.stat": "8:0 x=y\n",
        "cpu.pressure": "some total=\n", "pids.current": "3\n", "cpu.max": "\n",
      ])
    let values = once(fixture.options("units")).filter { $0.key.hasPrefix("container") }
    #expect(values == ["container_threads{id=\"/x\"}": 3])
  }

  @Test func `what the collector of the own group writes is not written twice`() throws {
    let fixture = try mounted()
    try fixture.write("proc/self/cgroup", "0::/own\n")
    let files = ["cpu.stat": "usage_usec 1000000\nuser_usec 500000\n", "pids.current": "1\n"]
    try group(fixture, "/own", files)
    try group(fixture, "/other", files)
    var collector = HostCollector(fixture.options("cgroup", "units"), withProcesses: false)
    let batches = collector.collect(at: at(0))
    let names = batches.map { batch in batch.declarations.map(\.labels.description).sorted() }
    #expect(
      names == [
        [
          "container_cpu_usage_seconds_total{id=\"/own\"}", "container_threads{id=\"/own\"}",
          "ringside_own_control_group{id=\"/own\"}",
        ],
        [
          "container_cpu_usage_seconds_total{id=\"/other\"}",
          "container_cpu_user_seconds_total{id=\"/other\"}",
          "container_cpu_user_seconds_total{id=\"/own\"}", "container_threads{id=\"/other\"}",
          "ringside_units_kept", "ringside_units_left_out",
        ],
      ])
  }

  @Test func `groups are read every five seconds, and nothing is declared again`() throws {
    let fixture = try mounted()
    try group(fixture, "/x")
    var watch = Watch(fixture.options("units"))
    let seen = (0..<12).map { watch.tick($0)?.count }
    #expect(seen == [1, nil, nil, nil, nil, 1, nil, nil, nil, nil, 1, nil])
    #expect(watch.declared == 0)
    #expect(watch.viewer.ended == [])
  }

  @Test(arguments: [0, 10])
  func `a group that has gone ends, and a new one begins`(held: Int) throws {
    let fixture = try mounted()
    try group(fixture, "/a")
    try group(fixture, "/b")
    var options = fixture.options("units")
    options.mostHeldUnits = held
    var watch = Watch(options)
    _ = watch.tick(0)
    try fixture.remove("sys/fs/cgroup/a")
    try group(fixture, "/c")
    #expect(
      watch.tick(5) == ["container_threads{id=\"/b\"}": 1, "container_threads{id=\"/c\"}": 1])
    #expect(watch.viewer.ended == ["container_threads{id=\"/a\"}"])
  }

  @Test func `a group that goes between two listings ends where it is read`() throws {
    let fixture = try mounted()
    // As long as the kernel counts as many groups, they are not listed anew.
    try fixture.write("sys/fs/cgroup/cgroup.stat", "nr_descendants 2\n")
    try group(fixture, "/a")
    try group(fixture, "/b")
    var options = fixture.options("units")
    options.mostHeldUnits = 0
    var watch = Watch(options)
    _ = watch.tick(0)
    try fixture.remove("sys/fs/cgroup/a")
    try group(fixture, "/c")
    #expect(watch.tick(5) == ["container_threads{id=\"/b\"}": 1])
    #expect(watch.viewer.ended == ["container_threads{id=\"/a\"}"])
    // One that was missed has them listed in the next round.
    #expect(watch.tick(10)?.count == 2)
    #expect(watch.viewer.ended == [])
  }

  @Test func `of a file that goes only its series end`() throws {
    let fixture = try mounted()
    try group(fixture, "/a", ["pids.current": "1\n", "memory.current": "5\n"])
    var options = fixture.options("units")
    options.mostHeldUnits = 0
    var watch = Watch(options)
    _ = watch.tick(0)
    try fixture.remove("sys/fs/cgroup/a/memory.current")
    #expect(watch.tick(5) == ["container_threads{id=\"/a\"}": 1])
    #expect(watch.viewer.ended == ["container_memory_usage_bytes{id=\"/a\"}"])
  }

  @Test func `more groups than may be kept are counted, those nearer to the root first`() throws {
    let fixture = try mounted()
    for path in ["/a", "/a/deep", "/b", "/c", "/d"] { try group(fixture, path) }
    var options = fixture.options("units")
    options.mostUnits = 4
    #expect(
      once(options) == [
        "container_threads{id=\"/a\"}": 1, "container_threads{id=\"/b\"}": 1,
        "container_threads{id=\"/c\"}": 1, "ringside_units_kept": 4, "ringside_units_left_out": 2,
      ])
    try fixture.write("sys/fs/cgroup/cgroup.stat", "nr_descendants 900\n")
    #expect(once(options)["ringside_units_left_out"] == 897)
  }

  @Test func `neither links nor what is too deep are followed`() throws {
    let fixture = try mounted()
    let deep = (1...20).map { "/\($0)" }
    for depth in deep.indices { try group(fixture, deep[...depth].joined()) }
    try fixture.link("sys/fs/cgroup/again", to: ".")
    let values = once(fixture.options("units"))
    #expect(values["ringside_units_kept"] == 17)
    #expect(values["ringside_units_left_out"] == 1)
    #expect(values["container_threads{id=\"\(deep[..<16].joined())\"}"] == 1)
    #expect(values["container_threads{id=\"\(deep[..<17].joined())\"}"] == nil)
  }

  @Test func `names of pods and containers stand beside the path`() throws {
    let fixture = try mounted()
    let (uid, id) = (UnitCollectorTests.uid, UnitCollectorTests.id)
    try group(fixture, "/kubepods/pod\(uid)")
    try group(fixture, "/kubepods/pod\(uid)/\(id)")
    try fixture.write("var/log/containers/web_shop_nginx-\(id).log", "")
    try fixture.make(fixture.root + "/var/log/pods/shop_web_\(uid)")
    let values = once(fixture.options("units")).filter { $0.key.hasPrefix("container") }
    let pod = "id=\"/kubepods/pod\(uid)"
    #expect(
      values == [
        "container_threads{\(pod)\", namespace=\"shop\", pod=\"web\"}": 1,
        "container_threads{container=\"nginx\", \(pod)/\(id)\", name=\"\(id)\", namespace=\"shop\", pod=\"web\"}":
          1,
      ])
  }

  @Test func `names that come later end the series without them`() throws {
    let fixture = try mounted()
    let uid = UnitCollectorTests.uid
    try group(fixture, "/kubepods/pod\(uid)")
    var watch = Watch(fixture.options("units"))
    let id = "id=\"/kubepods/pod\(uid)\""
    #expect(watch.tick(0) == ["container_threads{\(id)}": 1])
    try fixture.make(fixture.root + "/var/log/pods/shop_web_\(uid)")
    #expect(watch.tick(5) == ["container_threads{\(id), namespace=\"shop\", pod=\"web\"}": 1])
    #expect(watch.viewer.ended == ["container_threads{\(id)}"])
  }

  @Test func `a device that a group no longer uses ends`() throws {
    let fixture = try mounted()
    let line = { (device: String) in "\(device) rbytes=1 wbytes=0 rios=1 wios=0\n" }
    try group(fixture, "/a", ["io.stat": line("8:0") + line("8:16") + line("8:0")])
    var watch = Watch(fixture.options("units"))
    #expect(watch.tick(0)?.count == 8)
    try group(fixture, "/a", ["io.stat": line("8:16")])
    #expect(watch.tick(5)?.count == 4)
    #expect(watch.viewer.ended.count == 4)
    #expect(watch.viewer.ended.allSatisfy { $0.contains("device=\"8:0\"") })
  }

  @Test func `kills in groups below are not the group's own, where the kernel tells them apart`()
    throws
  {
    let fixture = try mounted()
    try group(fixture, "/a", ["memory.events": "oom_kill 3\n"])
    try group(
      fixture, "/a/b", ["memory.events": "oom_kill 3\n", "memory.events.local": "oom_kill 1\n"])
    let values = once(fixture.options("units")).filter { $0.key.hasPrefix("container") }
    #expect(
      values == [
        "container_oom_events_total{id=\"/a\"}": 3, "container_oom_events_total{id=\"/a/b\"}": 1,
      ])
  }

  @Test func `without version 2, or switched off, there is nothing`() throws {
    let fixture = try Fixture()
    try group(fixture, "/a")
    #expect(once(fixture.options("units")) == [:])
    let other = try mounted()
    try group(other, "/a")
    #expect(once(other.options("loadavg")) == [:])
  }
}
