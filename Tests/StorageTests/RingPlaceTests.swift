import Testing

@testable import Storage

struct RingPlaceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var state: String?
    var home: String?
    var machine: String?
    var host = "web-3"
    var path: String?
    var testDescription: String { path ?? "no place" }
  }

  @Test(arguments: [
    Case(state: "/s", home: "/home/a", machine: "4f2a\n", path: "/s/ringside/4f2a.ring"),
    Case(state: "/s/", home: nil, machine: "4f2a", path: "/s/ringside/4f2a.ring"),
    Case(home: "/home/a", machine: "4f2a", path: "/home/a/.local/state/ringside/4f2a.ring"),
    // A relative path in the variable does not count.
    Case(
      state: "state", home: "/home/a", machine: "4f2a",
      path: "/home/a/.local/state/ringside/4f2a.ring"),
    Case(state: "/s", machine: nil, path: "/s/ringside/web-3.ring"),
    Case(state: "/s", machine: "\n", path: "/s/ringside/web-3.ring"),
    // Nothing in an id leads to another folder.
    Case(state: "/s", machine: "../../etc/x", path: "/s/ringside/....etcx.ring"),
    Case(state: "/s", machine: "..", path: "/s/ringside/web-3.ring"),
    Case(state: "/s", machine: "", host: "", path: nil),
    Case(home: nil, machine: "4f2a", path: nil),
  ])
  func `the ring file has the machine's name in the folder for state`(_ row: Case) {
    #expect(
      RingPlace.path(
        stateHome: row.state, home: row.home, machineID: row.machine, hostName: row.host)
        == row.path)
  }

  private static let ext4: UInt64 = 0xef53
  private static let gigabyte = 1 << 30
  private static let file = 512 << 20

  struct Objection: CustomTestStringConvertible, Sendable {
    var kind: UInt64 = RingPlaceTests.ext4
    var free: Int?
    var file = RingPlaceTests.file
    var stored = 0
    var words: String?
    var testDescription: String { words ?? "none, \(free ?? 0) bytes free" }
  }

  @Test(arguments: [
    Objection(free: 20 * (512 << 20)),
    Objection(
      free: 20 * (512 << 20) - 20,
      words: "512 MiB is more than 5 % of the 9.9 GiB that are free; --ring FILE insists"),
    // 40 MiB of 1 GiB are less than a twentieth of it, and leave less than 1 GiB.
    Objection(
      free: 1 << 30, file: 40 << 20,
      words: "40 MiB of the 1 GiB that are free leave less than 1 GiB; --ring FILE insists"),
    Objection(free: (1 << 30) + (40 << 20), file: 40 << 20),
    // What is there already is gone on with, however full the disk has become.
    Objection(free: 0, stored: 4096),
    Objection(free: nil, words: "no folder for a ring file; --ring FILE names one"),
    Objection(
      kind: 0x6969, free: 1 << 44,
      words: "the folder is on a network file system (NFS); --ring FILE insists"),
    Objection(
      kind: 0xff53_4d42, free: 1 << 44, stored: 4096,
      words: "the folder is on a network file system (CIFS); --ring FILE insists"),
    Objection(
      kind: 0x6573_5546, free: 1 << 44,
      words: "the folder is on a network file system (FUSE); --ring FILE insists"),
    Objection(kind: 0x0102_1994, free: 1 << 44),
  ])
  func `a file that nobody asked for is made only where it harms nothing`(_ row: Objection) {
    let place = row.free.map { FileSystemFacts(kind: row.kind, freeBytes: $0) }
    let objection = StoreObjection.objection(
      fileBytes: row.file, storedBytes: row.stored, place: place)
    #expect(objection?.description == row.words)
  }
}
