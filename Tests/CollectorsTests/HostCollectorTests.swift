import Foundation
import Metrics
import Testing

@testable import Collectors

struct HostCollectorTests {
  private func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

  private func disk(_ name: String, _ reads: Int) -> String {
    "8 0 \(name) \(reads) 0 2 3 0 0 0 0 0 0 0\n"
  }

  @Test func `a device that is gone ends its series and one that comes has new ones`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/net/dev", "eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n")
    var collector = HostCollector(fixture.options("netdev"), withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collect(at: at(0))[0])
    #expect(viewer.values.count == 16)
    #expect(viewer.values["node_network_receive_bytes_total{device=\"eth0\"}"] == 1)
    try fixture.write("proc/net/dev", "eth1: 7 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n")
    viewer.read(collector.collect(at: at(1))[0])
    #expect(viewer.ended.count == 16)
    #expect(viewer.ended[0] == "node_network_receive_bytes_total{device=\"eth0\"}")
    #expect(viewer.values["node_network_receive_bytes_total{device=\"eth1\"}"] == 7)
  }

  @Test func `what the kernel does not have is neither a series nor a problem`() throws {
    let fixture = try Fixture()
    var collector = HostCollector(
      fixture.options("pressure", "meminfo", "cpu"), withProcesses: false)
    let batch = collector.collect(at: at(0))[0]
    #expect(batch.slots.isEmpty && batch.declarations.isEmpty)
    #expect(collector.problems == [])
  }

  @Test func `a known series is declared once and costs no declaration again`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/loadavg", "0.21 0.37 0.39 1/719 19737\n")
    var collector = HostCollector(fixture.options("loadavg"), withProcesses: false)
    let first = collector.collect(at: at(0))[0]
    try fixture.write("proc/loadavg", "1 2 3 1/719 19737\n")
    let second = collector.collect(at: at(1))[0]
    #expect(first.declarations.count == 3)
    #expect(second.declarations.isEmpty && second.ended.isEmpty)
    #expect(second.slots == first.slots)
  }

  @Test func `idle time that falls a little stays, and a CPU that was away begins anew`() throws {
    let fixture = try Fixture()
    var collector = HostCollector(fixture.options("cpu"), withProcesses: false)
    var idle: [Double?] = []
    var viewer = Viewer()
    for (tick, ticks) in [1000, 990, 1001, 200].enumerated() {
      try fixture.write("proc/stat", "cpu0 10 0 5 \(ticks) 1\n")
      viewer.read(collector.collect(at: at(Int64(tick)))[0])
      idle.append(viewer.values["node_cpu_seconds_total{cpu=\"0\", mode=\"idle\"}"])
    }
    #expect(idle == [10, 10, 10.01, 2])
  }

  @Test(arguments: [
    ("sda", false), ("sda1", true), ("nvme0n1", false), ("nvme0n1p1", true), ("loop0", true),
    ("ram15", true), ("zram0", true), ("fd0", true), ("xvda1", true), ("vdb", false),
    ("mmcblk0p1", false), ("dm-0", false), ("md0", false), ("sdaa1", false), ("nvmen1p1", false),
    ("1", false), ("", false),
  ])
  func `partitions and memory devices are left out`(_ name: String, _ isExcluded: Bool) {
    #expect(DiskPart.isExcluded(Array(name.utf8)[...]) == isExcluded)
  }

  @Test(arguments: [
    ("/", false), ("/dev", true), ("/dev/shm", true), ("/devices", false), ("/sys/fs", true),
    ("/var/lib/docker/x", true), ("/var/lib/docker", false), ("/run", false),
    ("/run/credentials/a.service", true), ("/var/lib/containers/storage/overlay", true),
  ])
  func `mount points of the system are left out`(_ point: String, _ isExcluded: Bool) {
    #expect(FilesystemPart.isExcluded(point) == isExcluded)
  }

  @Test func `a mount that does not answer stops nothing and says so`() throws {
    let fixture = try Fixture()
    try fixture.write(
      "proc/1/mountinfo",
      "1 0 8:1 / \(fixture.root) rw - ext4 /dev/sda1 rw\n2 1 0:9 / \(fixture.root)/dead rw - nfs srv:/x rw\n"
        + "3 1 8:2 / \(fixture.root)/live ro - ext4 /dev/sda2 rw\n4 1 0:5 / /proc rw - proc proc rw\n"
    )
    let dead = DispatchSemaphore(value: 0)
    let reader = MountReader(start: ReaderThread.start, deadline: .zero) { path in
      if path.hasSuffix("/dead") { dead.wait() }
      return .usage(
        MountUsage(sizeBytes: 100, freeBytes: 50, availableBytes: 40, files: 10, filesFree: 5))
    }
    var part: any HostPart = FilesystemPart(fixture.paths, reader: reader, patience: .seconds(5))
    var writer = SampleWriter(origin: .host, targetLabels: [], slots: SlotAllocator())
    var section = SeriesSection()
    var viewer = Viewer()
    let round = HostRound(number: 1, timestamp: at(0), wallSeconds: 0)
    writer.startRound(at: at(0))
    writer.begin(&section)
    part.write(to: &writer, round)
    writer.end(&section)
    viewer.read(writer.batch)
    dead.signal()
    let error =
      "node_filesystem_device_error{device=\"srv:/x\", device_error=\"mountpoint timeout\", fstype=\"nfs\", mountpoint=\"/dead\"}"
    #expect(viewer.values[error] == 1)
    let live = "{device=\"/dev/sda2\", fstype=\"ext4\", mountpoint=\"/live\"}"
    #expect(viewer.values["node_filesystem_size_bytes" + live] == 100)
    #expect(viewer.values["node_filesystem_readonly" + live] == 1)
    let root = "{device=\"/dev/sda1\", fstype=\"ext4\", mountpoint=\"/\"}"
    #expect(viewer.values["node_filesystem_avail_bytes" + root] == 40)
    #expect(viewer.values.keys.contains { $0.contains("proc") } == false)
  }

  @Test func `the first round waits for a mount no longer than it is told to`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/1/mountinfo", "2 1 0:9 / /dead rw - fuse them rw\n")
    let dead = DispatchSemaphore(value: 0)
    var options = fixture.options("filesystem")
    // Who waited for the deadline would wait longer than any test may.
    (options.mountDeadline, options.mountPatience) = (.seconds(3600), .milliseconds(20))
    options.askMount = { _ in
      dead.wait()
      return .failure(5)
    }
    var collector = HostCollector(options, withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collect(at: at(0))[0])
    viewer.read(collector.collect(at: at(1))[0])
    dead.signal()
    let error =
      "node_filesystem_device_error{device=\"them\", device_error=\"mountpoint timeout\", fstype=\"fuse\", mountpoint=\"/dead\"}"
    #expect(viewer.values[error] == 1)
  }

  @Test func `slow collectors are read at the first tick and then in turn`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/sys/kernel/random/entropy_avail", "256\n")
    var collector = HostCollector(fixture.options("entropy"), withProcesses: false)
    let ticks = (0..<31).map { collector.collect(at: at(Int64($0)))[0].slots.count }
    #expect(ticks.filter { $0 == 1 }.count == 3)
    #expect(ticks[0] == 1)
  }

  @Test func `target labels are on every series`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/loadavg", "1 2 3 1/1 1\n")
    var options = HostOptions(paths: fixture.paths, instance: "web-3")
    options.collectors = ["loadavg"]
    var collector = HostCollector(options, withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collect(at: at(0))[0])
    #expect(viewer.values["node_load1{instance=\"web-3\", job=\"node\"}"] == 1)
  }
}
