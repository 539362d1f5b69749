import Foundation
import Metrics
import Testing

@testable import Collectors

/// Who fills a file system, on made-up processes of which everything is known.
@Suite struct MountSearchTests {
  /// `/` and `/var` on disks, memory at `/dev/shm`, a share that hangs, and a container's overlay on `/var`.
  private static let mounts = """
    20 1 8:1 / / rw - ext4 /dev/sda1 rw
    30 20 8:17 / /var rw - xfs /dev/sdb1 rw
    40 20 0:25 / /dev/shm rw - tmpfs tmpfs rw
    50 20 0:60 / /mnt/share rw - fuse.sshfs them:/ rw

    """

  private struct Row: Equatable, CustomStringConvertible {
    var path: String
    var size: UInt64
    var held: UInt64
    var isWritable: Bool
    var isDeleted: Bool
    var holders: [String]

    init(_ file: MountSearch.File) {
      path = file.path.text
      (size, held) = (file.sizeBytes, file.heldBytes)
      (isWritable, isDeleted) = (file.isWritable, file.isDeleted)
      holders = file.holders.map { "\($0.comm)[\($0.pid)]" }
    }

    init(
      _ path: String, _ size: UInt64, _ held: UInt64, _ isWritable: Bool, _ isDeleted: Bool,
      _ holders: [String]
    ) {
      (self.path, self.size, self.held) = (path, size, held)
      (self.isWritable, self.isDeleted, self.holders) = (isWritable, isDeleted, holders)
    }

    var description: String {
      "\(path) \(size) \(held) \(isWritable ? "w" : "-")\(isDeleted ? "d" : "-") \(holders)"
    }
  }

  private static func machine() throws -> (Fixture, FakeDescriptors) {
    let fixture = try Fixture()
    let processes = FakeDescriptors(fixture)
    try fixture.write("proc/1/mountinfo", mounts)
    try processes.process(1, "init")
    try processes.process(100, "postgres")
    // A log that grows, open by two processes, in one of them twice.
    try processes.open(100, 3, "/var/log/app.log", mount: 30, .file(7, 5000))
    try processes.open(100, 4, "/var/log/app.log", mount: 30, .file(7, 5000))
    // Open read-only: however it grows, this process does not write it.
    try processes.open(
      100, 5, "/var/log/other.log", flags: "0100000", mount: 30, .file(8, 90_000))
    // Deleted on another mount, and memory with a name on none.
    try processes.open(100, 6, "/tmp/x (deleted)", mount: 20, .file(9, 1_000_000, links: 0))
    try processes.open(
      100, 7, "/memfd:cache (deleted)", flags: "02", mount: 14, .file(10, 1 << 20, links: 0))
    try processes.open(100, 8, "socket:[77]", flags: "02", mount: 9)
    try processes.process(200, "worker")
    try processes.open(200, 3, "/var/log/app.log", flags: "0102001", mount: 30, .file(7, 5000))
    // Deleted, open for reading only: it still holds its room.
    try processes.open(
      200, 4, "/var/spool/big (deleted)", flags: "0100000", mount: 30,
      .file(11, 1 << 30, held: 1 << 29, links: 0))
    // A name that ends like the kernel's mark.
    try processes.open(200, 5, "/var/not gone (deleted)", mount: 30, .file(12, 10))
    try processes.open(200, 6, "/dev/shm/buffer", flags: "02", mount: 40, .file(13, 4096))
    try processes.open(200, 7, "/mnt/share/hangs", mount: 50, nil)
    return (fixture, processes)
  }

  private func search(
    _ mountPoint: ByteString, _ fixture: Fixture, _ processes: FakeDescriptors,
    _ limits: MountSearch.Limits = MountSearch.Limits(), isOver: () -> Bool = { false }
  ) -> MountSearch {
    MountSearch(mountPoint, fixture.paths, limits: limits, look: processes.look, isOver: isOver)
  }

  private func rows(_ search: MountSearch) -> [Row] {
    search.files.sorted { $0.identity.inode < $1.identity.inode }.map(Row.init)
  }

  @Test func `files open for writing and deleted ones, each once, with all who hold them`() throws {
    let (fixture, processes) = try Self.machine()
    let search = search("/var", fixture, processes)
    #expect(
      rows(search) == [
        Row("/var/log/app.log", 5000, 8192, true, false, ["postgres[100]", "worker[200]"]),
        Row("/var/spool/big", 1 << 30, 1 << 29, false, true, ["worker[200]"]),
        Row("/var/not gone (deleted)", 10, 4096, true, false, ["worker[200]"]),
      ])
    #expect(search.processes == 3)
    #expect(search.denied == 0)
    #expect(search.stoppedAfter == nil)
  }

  @Test func `nothing on another mount is asked for its size`() throws {
    let (fixture, processes) = try Self.machine()
    _ = search("/var", fixture, processes)
    let asked = processes.asked.map {
      $0.replacingOccurrences(of: fixture.root + "/proc/", with: "")
    }
    #expect(asked == ["100/fd/3", "100/fd/4", "200/fd/3", "200/fd/4", "200/fd/5"])
  }

  @Test(
    arguments: [
      ("/", ["/tmp/x"]), ("/dev/shm", ["/dev/shm/buffer"]), ("/mnt/share", []),
    ] as [(ByteString, [String])])
  func `memory and other mounts have their own files`(mount: ByteString, paths: [String]) throws {
    let (fixture, processes) = try Self.machine()
    #expect(rows(search(mount, fixture, processes)).map(\.path) == paths)
  }

  @Test func `a point at which nothing is mounted says so`() throws {
    let (fixture, processes) = try Self.machine()
    let search = search("/va", fixture, processes)
    #expect(!search.isMounted)
    #expect(search.files.isEmpty)
    #expect(processes.asked.isEmpty)
  }

  @Test func `what a container writes to its overlay lies where the upper folder does`() throws {
    let (fixture, processes) = try Self.machine()
    try processes.process(300, "app")
    // Its mounts have numbers that the host's list does not have.
    try fixture.write(
      "proc/300/mountinfo",
      "900 800 0:99 / / rw - overlay overlay rw,lowerdir=/var/lib/l,upperdir=/var/lib/u,workdir=/w\n"
        + "901 900 8:1 /data /data rw - ext4 /dev/sda1 rw\n")
    try processes.open(300, 1, "/log/out", mount: 900, .file(20, 100))
    try processes.open(300, 2, "/data/db", mount: 901, .file(21, 200))
    #expect(rows(search("/var", fixture, processes)).map(\.path).contains("/log/out"))
    #expect(rows(search("/", fixture, processes)).map(\.path) == ["/tmp/x", "/data/db"])
  }

  @Test func `who may not be looked into is counted, who has gone is not`() throws {
    let (fixture, processes) = try Self.machine()
    for (pid, code) in [(400, EACCES), (401, EPERM), (402, ENOENT), (403, ESRCH)]
      as [(Int32, Int32)]
    {
      try processes.process(pid, "other")
      processes.refuses(pid, code)
    }
    let search = search("/var", fixture, processes)
    #expect(search.processes == 3)
    #expect(search.denied == 2)
  }

  @Test func `limits end a search and it says so`() throws {
    let (fixture, processes) = try Self.machine()
    var limits = MountSearch.Limits()
    limits.processes = 2
    #expect(search("/var", fixture, processes, limits).stoppedAfter == 100)
    #expect(search("/var", fixture, processes, limits).processes == 2)
    limits = MountSearch.Limits()
    limits.descriptors = 2
    let cut = search("/var", fixture, processes, limits)
    #expect(cut.stoppedAfter == 100)
    #expect(rows(cut).map(\.path) == ["/var/log/app.log"])
    var looks = 0
    let late = search("/var", fixture, processes) {
      looks += 1
      return looks > 1
    }
    #expect(late.stoppedAfter == 1)
    #expect(late.processes == 1)
  }

  @Test func `a search goes on behind the process where another stopped`() throws {
    let (fixture, processes) = try Self.machine()
    let rest = MountSearch(
      "/var", fixture.paths, after: 100, limits: MountSearch.Limits(), look: processes.look
    ) { false }
    #expect(rest.processes == 1 && rest.stoppedAfter == nil)
    #expect(
      rows(rest).map(\.path) == ["/var/log/app.log", "/var/spool/big", "/var/not gone (deleted)"])
    #expect(rows(rest).allSatisfy { $0.holders == ["worker[200]"] })
  }

  @Test func `a deleted file that is only mapped holds its room too`() throws {
    let (fixture, processes) = try Self.machine()
    let mapped = FileStatus.file(31, 1 << 20, held: 1 << 20, links: 0)
    try processes.map(100, "/var/lib/segment", inode: 31, mapped)
    // Open and mapped: it is told once. Replaced under its name, so that it is not deleted. On another mount.
    let big = FileStatus.file(11, 1 << 30, held: 1 << 29, links: 0)
    try processes.map(200, "/var/spool/big", inode: 11, big)
    try processes.map(200, "/var/lib/segment", inode: 31, mapped)
    try processes.map(200, "/var/lib/linked", inode: 32, .file(32, 100))
    try processes.map(200, "/lib/old.so", device: "08:01", inode: 33, .file(33, 9, links: 0))
    let found = search("/var", fixture, processes)
    #expect(
      rows(found).filter(\.isDeleted) == [
        Row("/var/spool/big", 1 << 30, 1 << 29, false, true, ["worker[200]"]),
        Row("/var/lib/segment", 1 << 20, 1 << 20, false, true, ["postgres[100]", "worker[200]"]),
      ])
    #expect(found.unaskedMappings == 0)
    #expect(!processes.asked.contains { $0.contains("map_files/7f33000-") })
  }

  @Test func `mappings that may not be asked are counted, and those of a stuck process not read`()
    throws
  {
    let (fixture, processes) = try Self.machine()
    try processes.map(100, "/var/lib/segment", inode: 31, nil)
    try processes.map(200, "/var/spool/big", inode: 11, nil)
    let found = search("/var", fixture, processes)
    // That of the file which is open too is known.
    #expect(found.unaskedMappings == 1)
    #expect(rows(found).filter(\.isDeleted).map(\.path) == ["/var/spool/big"])
    try fixture.write(
      "proc/100/stat", FakeDescriptors.stat(100, "postgres", state: "D", start: 100))
    #expect(search("/var", fixture, processes).unaskedMappings == 0)
  }

  @Test func `a kernel that does not name mounts shows nothing rather than wrong things`() throws {
    let (fixture, processes) = try Self.machine()
    try fixture.write("proc/200/fdinfo/3", "pos:\t0\nflags:\t0100001\n")
    #expect(
      rows(search("/var", fixture, processes)).first?.holders == ["postgres[100]"])
  }
}
