import Glibc
import Metrics
import Testing

@testable import Collectors

/// Why groups, or some of their files, are not known.
@Suite struct UnitProblemTests {
  private func mounted() throws -> Fixture {
    let fixture = try Fixture()
    try fixture.write("sys/fs/cgroup/cgroup.controllers", "cpu io memory pids\n")
    return fixture
  }

  private struct Seen {
    var problems: [String]
    var isAbsent: [Bool]
    var success: Double?
    var values: [String: Double]
  }

  private func see(_ fixture: Fixture) -> Seen {
    var options = fixture.options("units")
    options.reportsCollectors = true
    options.slowInterval = .seconds(1)
    var collector = HostCollector(options, withProcesses: false)
    var viewer = Viewer()
    var values: [String: Double] = [:]
    for batch in collector.collect(at: Timestamp(milliseconds: 0)) {
      viewer.read(batch)
      values.merge(viewer.values) { $1 }
    }
    viewer.read(collector.collect(at: Timestamp(milliseconds: 1000))[0])
    let problems = collector.problems + collector.absences
    return Seen(
      problems: problems.map { $0.description.replacing(fixture.root, with: "") },
      isAbsent: problems.map(\.isAbsent),
      success: viewer.values["node_scrape_collector_success{collector=\"units\"}"],
      values: values.filter { $0.key.hasPrefix("container") })
  }

  @Test func `a tree that can be read is no problem`() throws {
    let fixture = try mounted()
    try fixture.write("sys/fs/cgroup/a/pids.current", "1\n")
    let seen = see(fixture)
    #expect(seen.problems == [] && seen.success == 1)
  }

  @Test func `nothing mounted and version 1 are told apart, and are no blind spot`() throws {
    let empty = see(try Fixture())
    #expect(
      empty.problems == ["/sys/fs/cgroup: control groups of version 2 are not mounted"])
    #expect(empty.isAbsent == [true] && empty.success == 0 && empty.values == [:])
    let old = try Fixture()
    try old.write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1\n")
    #expect(
      see(old).problems == [
        "/sys/fs/cgroup: control groups of version 1, which are not read; units need version 2"
      ])
  }

  /// A link to itself stands for what may not be opened: even root is refused.
  @Test func `a file that cannot be opened is a gap with its reason, never a zero`() throws {
    let fixture = try mounted()
    try fixture.write("sys/fs/cgroup/a/pids.current", "1\n")
    try fixture.link("sys/fs/cgroup/a/memory.current", to: "memory.current")
    let seen = see(fixture)
    #expect(seen.values == ["container_threads{id=\"/a\"}": 1])
    #expect(
      seen.problems == ["/sys/fs/cgroup/a/memory.current: too many levels of symbolic links"])
    #expect(seen.isAbsent == [false] && seen.success == 0)
    try fixture.link("sys/fs/cgroup/a/io.stat", to: "io.stat")
    try fixture.write("sys/fs/cgroup/b/pids.current", "1\n")
    try fixture.link("sys/fs/cgroup/b/cpu.stat", to: "cpu.stat")
    #expect(
      see(fixture).problems == [
        "/sys/fs/cgroup/a/memory.current: too many levels of symbolic links, "
          + "and 2 further files of control groups too"
      ])
  }

  @Test(.enabled(if: geteuid() != 0, "root may list everything"))
  func `a folder that may not be listed is told with its reason`() throws {
    let fixture = try mounted()
    try fixture.write("sys/fs/cgroup/a/pids.current", "1\n")
    chmod(fixture.root + "/sys/fs/cgroup/a", 0o300)
    defer { chmod(fixture.root + "/sys/fs/cgroup/a", 0o700) }
    #expect(see(fixture).problems == ["/sys/fs/cgroup/a: permission denied (EACCES)"])
  }
}
