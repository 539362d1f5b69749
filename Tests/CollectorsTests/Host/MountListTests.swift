import Metrics
import Testing

@testable import Collectors

/// Which mounts there are, and under which names.
struct MountListTests {
  private func points(_ fixture: Fixture, rootfs: String) throws -> [String] {
    var options = HostOptions(
      paths: HostPaths(procfs: fixture.root + "/proc", sysfs: fixture.root, rootfs: rootfs),
      instance: nil)
    options.collectors = ["filesystem"]
    options.askMount = { _ in .failure(2) }
    try options.settings.set("--collector.filesystem.mount-points-exclude", "^$")
    try options.settings.set("--collector.filesystem.fs-types-exclude", "^$")
    var collector = HostCollector(options, withProcesses: false)
    let batch = collector.collectOnce(at: Timestamp(milliseconds: 0))
    return batch.declarations.filter { $0.family == "node_filesystem_device_error" }
      .compactMap { $0.labels["mountpoint"]?.text }
  }

  @Test func `what the root file system is mounted below is taken off`() throws {
    let fixture = try Fixture()
    try fixture.write(
      "proc/1/mountinfo",
      """
      29 1 259:0 / /host rw shared:1 - ext4 /dev/nvme1n0 rw
      30 1 260:0 / /host/media/v1 rw shared:1 - ext4 /dev/nvme1n1 rw
      31 26 0:26 / /dev/shm rw,nosuid - tmpfs tmpfs rw

      """)
    #expect(try points(fixture, rootfs: "/host") == ["/", "/media/v1", "/dev/shm"])
    #expect(try points(fixture, rootfs: "/") == ["/host", "/host/media/v1", "/dev/shm"])
  }

  @Test func `where the first process is hidden the own list is read`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/self/mountinfo", "29 1 259:2 / / rw shared:1 - ext4 /dev/a rw\n")
    #expect(try points(fixture, rootfs: "/") == ["/"])
  }
}
