import Metrics
import Testing

@testable import Collectors

@Suite struct ControlGroupPartTests {
  private func values(_ fixture: Fixture) -> [String: Double] {
    var collector = HostCollector(fixture.options("cgroup"), withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collectOnce(at: Timestamp(milliseconds: 0)))
    return viewer.values.filter { $0.key.hasPrefix("container_") }
  }

  @Test func `the own group and those above it that have a limit are marked`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/self/cgroup", "0::/a/b/c\n")
    try fixture.write("sys/fs/cgroup/cgroup.controllers", "cpu memory\n")
    for path in ["/a", "/a/b", "/a/b/c", "/other"] {
      let limit = path == "/a/b" ? "max" : "4096"
      try group(fixture, path, ["memory.max": "\(limit)\n", "memory.current": "1024\n"])
    }
    var collector = HostCollector(fixture.options("cgroup"), withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collectOnce(at: Timestamp(milliseconds: 0)))
    let marks = viewer.values.filter { $0.key.hasPrefix("ringside_own") }
    #expect(
      marks == [
        "ringside_own_control_group{id=\"/a/b/c\"}": 1, "ringside_own_control_group{id=\"/a\"}": 1,
      ])
  }

  @Test
  func `what happened in groups below is not the group's own, where the kernel tells them apart`()
    throws
  {
    let fixture = try Fixture()
    try fixture.write("proc/self/cgroup", "0::/a\n")
    try fixture.write("sys/fs/cgroup/cgroup.controllers", "cpu memory\n")
    let events = [
      "memory.events": "max 9\noom_kill 8\n", "memory.events.local": "max 2\noom_kill 1\n",
    ]
    try group(fixture, "/a", events)
    #expect(
      values(fixture) == [
        "container_memory_failcnt{id=\"/a\"}": 2, "container_oom_events_total{id=\"/a\"}": 1,
      ])
  }

  private func group(_ fixture: Fixture, _ path: String, _ files: [String: String]) throws {
    for (name, text) in files { try fixture.write("sys/fs/cgroup\(path)/\(name)", text) }
  }

  @Test func `the own group has cAdvisor's names, and no series for what has no limit`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/self/cgroup", "0::/a.slice/b.service\n")
    try fixture.write("sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n")
    try group(
      fixture, "/a.slice/b.service",
      [
        "cpu.max": "150000 100000\n",
        "cpu.stat": "usage_usec 2500000\nnr_periods 40\nnr_throttled 10\nthrottled_usec 750000\n",
        "memory.max": "max\n", "memory.current": "1000\n",
        "memory.stat": "anon 600\ninactive_file 300\n",
        "memory.events": "low 0\nhigh 0\nmax 4\noom 1\noom_kill 2\n", "pids.max": "64\n",
        "pids.current": "9\n",
      ])
    let id = "{id=\"/a.slice/b.service\"}"
    #expect(
      values(fixture) == [
        "container_cpu_usage_seconds_total\(id)": 2.5, "container_spec_cpu_quota\(id)": 150_000,
        "container_spec_cpu_period\(id)": 100_000, "container_cpu_cfs_periods_total\(id)": 40,
        "container_cpu_cfs_throttled_periods_total\(id)": 10,
        "container_cpu_cfs_throttled_seconds_total\(id)": 0.75,
        "container_memory_usage_bytes\(id)": 1000, "container_memory_working_set_bytes\(id)": 700,
        "container_memory_failcnt\(id)": 4, "container_oom_events_total\(id)": 2,
        "container_threads_max\(id)": 64, "container_threads\(id)": 9,
      ])
  }

  @Test func `a group above is there where it has a limit`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/self/cgroup", "0::/a/b/c\n")
    try fixture.write("sys/fs/cgroup/cgroup.controllers", "cpu memory\n")
    try group(fixture, "/a", ["memory.max": "4096\n", "memory.current": "2048\n"])
    try group(fixture, "/a/b", ["memory.max": "max\n", "memory.current": "2048\n"])
    try group(fixture, "/a/b/c", ["memory.max": "max\n", "memory.current": "1024\n"])
    #expect(
      values(fixture) == [
        "container_memory_usage_bytes{id=\"/a/b/c\"}": 1024,
        "container_spec_memory_limit_bytes{id=\"/a\"}": 4096,
        "container_memory_usage_bytes{id=\"/a\"}": 2048,
      ])
  }

  @Test(arguments: ["1:name=systemd:/x\n", "0::/../x\n", ""])
  func `without version 2 there is nothing`(membership: String) throws {
    let fixture = try Fixture()
    try fixture.write("proc/self/cgroup", membership)
    try group(fixture, "/x", ["memory.max": "4096\n", "memory.current": "2048\n"])
    #expect(values(fixture) == [:])
  }
}
