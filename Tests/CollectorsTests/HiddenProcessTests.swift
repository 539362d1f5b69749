import Foundation
import Glibc
import Metrics
import Testing

@testable import Collectors

struct HiddenProcessTests {
  private static let mounts = "25 1 0:21 / /proc rw,relatime - proc proc rw"

  private func fixture(_ mountinfo: String, seesFirst: Bool) throws -> Fixture {
    let fixture = try Fixture()
    try fixture.write("proc/stat", "cpu 100 0 0 0\nbtime 1000\n")
    try fixture.write("proc/self/mountinfo", mountinfo)
    for pid in seesFirst ? [1, 42] : [42] {
      try fixture.write(
        "proc/\(pid)/stat", "\(pid) (app) S 1 1 1 0 -1 0 3 0 1 0 1 2 0 0 20 0 1 0 5 8192 10 0\n")
    }
    return fixture
  }

  @Test(arguments: [
    (mounts + ",hidepid=invisible\n", "hidepid=invisible"), (mounts + ",hidepid=2\n", "hidepid=2"),
    (mounts + ",gid=4,hidepid=noaccess\n", "hidepid=noaccess"),
    (mounts + "\n" + mounts + ",hidepid=ptraceable\n", "hidepid=ptraceable"),
  ])
  func `where a mount option hides other users' processes, that is said and their CPU is nobody's`(
    _ mountinfo: String, _ option: String
  ) throws {
    let fixture = try fixture(mountinfo, seesFirst: false)
    var collector = HostCollector(fixture.options("none"))
    var viewer = Viewer()
    viewer.read(collector.collect(at: Timestamp(milliseconds: 0))[1])
    try fixture.write("proc/stat", "cpu 900 0 0 0\nbtime 1000\n")
    viewer.read(collector.collect(at: Timestamp(milliseconds: 1000))[1])
    #expect(
      collector.problems.map(\.description) == [
        "\(fixture.root)/proc: other users' processes are hidden (mounted with \(option))"
      ])
    #expect(collector.problems.map(\.isDenied) == [true])
    #expect(viewer.values["ringside_unattributed_cpu_seconds_total"] == 0)
  }

  @Test(arguments: [
    (mounts + "\n", false), (mounts + ",hidepid=off\n", false), (mounts + ",hidepid=0\n", false),
    (mounts + ",hidepid=2\n", true), (mounts + ",hidepid=2\n" + mounts + "\n", false), ("", false),
    ("30 1 0:9 / /other rw - proc proc rw,hidepid=2\n", false),
  ])
  func `where every process may be seen nothing is said`(_ mountinfo: String, _ seesFirst: Bool)
    throws
  {
    let fixture = try fixture(mountinfo, seesFirst: seesFirst)
    var collector = HostCollector(fixture.options("none"))
    for second: Int64 in 0...1 {
      _ = collector.collect(at: Timestamp(milliseconds: second * 1000))
    }
    #expect(collector.problems == [])
  }
}
