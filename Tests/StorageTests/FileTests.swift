import Glibc
import Metrics
import TestWorld
import Testing
import TimeSeries

@testable import Storage

struct FileTests {
  private let tree: FileTree

  init() throws { tree = try FileTree() }

  private func path(_ name: String) -> String { "\(tree.root)/\(name)" }

  private func mode(_ name: String) -> UInt32 {
    var status = stat()
    return lstat(path(name), &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  // MARK: - Ring files

  @Test func `what was written is read, and nothing past the end`() throws {
    let file = try DescriptorFile(path("a.ring"), .creating(mode: 0o600))
    try file.write([1, 2, 3, 4], at: 6)
    try file.synchronise()
    #expect(try file.byteCount() == 10)
    #expect(try file.read(at: 0, count: 8) == [0, 0, 0, 0, 0, 0, 1, 2])
    #expect(try file.read(at: 8, count: 8) == [3, 4])
    #expect(try file.read(at: 10, count: 8) == [])
    try file.resize(to: 7)
    #expect(try DescriptorFile(path("a.ring"), .reading).read(at: 0, count: 99).count == 7)
    #expect(mode("a.ring") == 0o600)
  }

  @Test func `a link, a pipe and a folder are refused, and a missing file is not made to be read`()
    throws
  {
    try tree.write("plain", "x")
    try tree.link("link", to: "plain")
    try tree.make("folder")
    mkfifo(path("pipe"), 0o600)
    let rows: [(name: String, access: DescriptorFile.Access, reason: String)] = [
      ("link", .reading, "is a link; expected a file"),
      ("link", .creating(mode: 0o600), "is a link; expected a file"),
      ("folder", .reading, "is no plain file; expected one"),
      ("folder", .writing, "is a directory"),
      ("pipe", .reading, "is no plain file; expected one"),
      ("none", .reading, "no such file or directory"),
      ("none", .writing, "no such file or directory"),
    ]
    for row in rows {
      let error = #expect(throws: StorageError.self) {
        _ = try DescriptorFile(path(row.name), row.access)
      }
      #expect(error?.reason == row.reason, "\(row.name) \(row.access)")
      #expect(error?.path == path(row.name))
    }
    #expect(access(path("none"), F_OK) != 0)
  }

  @Test func `a file that is open to read refuses to be written in words`() throws {
    try tree.write("a", "x")
    let file = try DescriptorFile(path("a"), .reading)
    let failure = #expect(throws: FileFailure.self) { try file.write([1], at: 0) }
    #expect(failure?.description == "write: bad file descriptor")
  }

  // MARK: - The lock

  @Test func `one has the lock, the next learns who, and it ends with its owner`() throws {
    let ring = path("a.ring")
    #expect(WriterLock.holder(of: ring) == nil)
    let holder = Holder(
      pid: 1234, command: "ringside record", since: Timestamp(milliseconds: 1_700_000_000_000),
      arena: "/dev/shm/a b.arena", inbox: "/dev/shm/a.inbox")
    do {
      guard case .taken(let lock) = try WriterLock.take(ring) else {
        Issue.record("nobody else has the lock")
        return
      }
      guard case .heldBy(nil) = try WriterLock.take(ring) else {
        Issue.record("the file says nobody yet")
        return
      }
      lock.note(holder)
      guard case .heldBy(let found) = try WriterLock.take(ring) else {
        Issue.record("the lock was taken twice")
        return
      }
      #expect(found == holder)
      #expect(WriterLock.holder(of: ring) == holder)
      withExtendedLifetime(lock) {}
    }
    // A program that another test starts has the lock too until it has become itself.
    let deadline = ContinuousClock.now + .seconds(20)
    while WriterLock.holder(of: ring) != nil, ContinuousClock.now < deadline { usleep(1000) }
    #expect(WriterLock.holder(of: ring) == nil)
    guard case .taken(let next) = try WriterLock.take(ring) else {
      Issue.record("the lock outlived its owner")
      return
    }
    #expect(next.former == holder)
    #expect(mode("a.ring.lock") == 0o600)
  }

  @Test(arguments: ["", "pid\n", "pid 0\nsince 1\n", "pid x\nsince 1\n", "pid 3\n", "\u{0}\u{1}"])
  func `a lock file of other words names nobody`(text: String) {
    #expect(Holder(text) == nil)
  }

  // MARK: - Arenas

  @Test func `an arena is found by the next writer and read by it alone`() throws {
    let stem = ArenaFile.stem(ring: "/s/a.ring", user: 7)
    #expect(stem.hasPrefix("ringside-7-") && stem.utf8.count == 27)
    #expect(stem != ArenaFile.stem(ring: "/s/b.ring", user: 7))
    let folders = ["\(tree.root)/none", tree.root]
    let first = ArenaFile.make(stem, count: 8192, in: folders)
    let second = ArenaFile.make(stem, count: 8192, in: folders)
    _ = ArenaFile.make(stem + "0", count: 4096, in: folders)
    let files = [try #require(first.file), try #require(second.file)]
    #expect(first.bytes.count == 8192 && first.bytes.isWritable)
    #expect(Set(ArenaFile.left(stem, in: folders)) == Set(files))
    #expect(files[0].path != files[1].path)
    let read = try files[0].openForReading()
    #expect(read.count == 8192 && !read.isWritable)
    #expect(files[0].isNamed(stem))
    #expect(!ArenaFile(path: "/etc/\(stem)").isNamed(stem))
    #expect(!ArenaFile(path: "/\(stem).1.arena/passwd").isNamed(stem))
    files[0].remove()
    #expect(ArenaFile.left(stem, in: folders) == [files[1]])
  }

  @Test func `an arena that others can write, or that is none, is not mapped`() throws {
    try tree.write("open.arena", [UInt8](repeating: 0, count: 4096))
    chmod(path("open.arena"), 0o666)
    try tree.write("short.arena", [UInt8](repeating: 0, count: 100))
    try tree.write("twice.arena", [UInt8](repeating: 0, count: 4096))
    link(path("twice.arena"), path("other"))
    try tree.link("link.arena", to: "open.arena")
    let rows = [
      ("open.arena", "belongs to somebody else"), ("short.arena", "is no arena: 100 bytes"),
      ("twice.arena", "belongs to somebody else"), ("link.arena", "is a link; expected a file"),
      ("none.arena", "no such file or directory"),
    ]
    for (name, reason) in rows {
      let error = #expect(throws: StorageError.self) {
        _ = try ArenaFile(path: path(name)).openForReading()
      }
      #expect(error?.reason == reason)
    }
  }

  @Test func `where no folder has room the memory is this process's, and that is said`() {
    let nowhere = ArenaFile.make("a", count: 4096, in: ["\(tree.root)/none"])
    #expect(nowhere.file == nil && nowhere.bytes.count == 4096)
    #expect(nowhere.objection == "no folder whose files are in memory")
    #expect(ArenaFile.left("a", in: [tree.root]) == [])
  }

  // MARK: - The inbox

  @Test func `letters come in order, once, with their owner; what is no letter is thrown away`()
    throws
  {
    let inbox = Inbox(folder: path("in"))
    try inbox.make(isShared: false)
    #expect(mode("in") == 0o700)
    try inbox.leave(Array("b".utf8), name: "2-b")
    try inbox.leave(Array("a".utf8), name: "1-a")
    try tree.write("secret", "x")
    try tree.link("in/3.json", to: "../secret")
    mkfifo(path("in/4.json"), 0o600)
    try tree.write("in/5.json", [UInt8](repeating: 0, count: Inbox.mostBytes + 1))
    link(path("secret"), path("in/6.json"))
    try tree.write("in/.7.draft", "x")
    #expect(
      inbox.take() == [
        Inbox.Letter(bytes: Array("a".utf8), owner: geteuid()),
        Inbox.Letter(bytes: Array("b".utf8), owner: geteuid()),
      ])
    #expect(inbox.take() == [])
    #expect(access(path("secret"), F_OK) == 0)
    try inbox.make(isShared: true)
    #expect(mode("in") == 0o3770)
    let error = #expect(throws: StorageError.self) {
      try Inbox(folder: path("none")).leave([], name: "1")
    }
    #expect(error?.reason == "no such file or directory")
    try tree.link("linked", to: "in")
    #expect(throws: StorageError.self) { try Inbox(folder: path("linked")).make(isShared: false) }
  }
}
