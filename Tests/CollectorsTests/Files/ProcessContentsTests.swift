import Foundation
import Metrics
import ProcFS
import Testing

@testable import Collectors

/// What a process holds, on made-up processes of which everything is known.
@Suite struct ProcessContentsTests {
  private static let limits = """
    Limit                     Soft Limit           Hard Limit           Units
    Max cpu time              unlimited            unlimited            seconds
    Max open files            1024                 524288               files
    Max nice priority         0                    0

    """
  private static let maps = """
    5600-5800 rw-p 00000000 00:00 0                                  [heap]
    7000-9000 r-xp 00000000 08:01 42                                 /usr/bin/a b (deleted)
    9000-a000 rw-s 00000000 00:01 43                                 /dev/shm/x
    a000-c000 rw-p 00000000 00:00 0
    c000-c800 rw-p 00000000 00:00 0                                  [stack]
    d000-d100 r-xp 00000000 00:00 0                                  [vdso]

    """

  private static func machine() throws -> (Fixture, FakeDescriptors) {
    let fixture = try Fixture()
    let processes = FakeDescriptors(fixture)
    try fixture.write("proc/stat", "btime 1000000\n")
    try processes.process(100, "app", start: 5000)
    try fixture.write("proc/100/limits", limits)
    try fixture.write("proc/100/maps", maps)
    try fixture.write("proc/100/smaps_rollup", "5600-c800 ---p [rollup]\nRss: 10 kB\nPss: 5 kB\n")
    try fixture.write("proc/100/environ", "HOME=/root\0PASSWORD=secret\0")
    return (fixture, processes)
  }

  private func contents(
    _ fixture: Fixture, _ processes: FakeDescriptors, pid: Int32 = 100, start: Double? = 1_000_050,
    withEnvironment: Bool = false, records: [SocketRecord] = []
  ) throws(ProcessGlance.Absence) -> ProcessContents {
    try ProcessContents(
      ProcessPin(pid: pid, startSeconds: start), fixture.paths, withEnvironment: withEnvironment,
      ticksPerSecond: 100, look: processes.look,
      sockets: SocketNames(diagnose: { body in records.forEach(body) }))
  }

  private func known<Value>(_ answer: ProcessAnswer<Value>?) -> Value? {
    guard case .known(let value)? = answer else { return nil }
    return value
  }

  @Test func `limits, memory and address space by kind`() throws {
    let (fixture, processes) = try Self.machine()
    let contents = try contents(fixture, processes)
    #expect(
      known(contents.limits) == [
        ProcessContents.Limit(name: "Max cpu time", unit: "seconds"),
        ProcessContents.Limit(name: "Max open files", soft: 1024, hard: 524_288, unit: "files"),
        ProcessContents.Limit(name: "Max nice priority", soft: 0, hard: 0, unit: ""),
      ])
    #expect(
      known(contents.memory) == ProcessContents.Memory(resident: 10_240, proportional: 5120))
    let spaces = known(contents.spaces)?.map { "\($0.kind) \($0.bytes) \($0.mappings)" }
    #expect(
      spaces == [
        "heap 512 1", "stack 2048 1", "anonymous 8192 1", "file 8192 1", "shared 4096 1",
        "kernel 256 1",
      ])
  }

  @Test func `the environment is read only where that was asked for`() throws {
    let (fixture, processes) = try Self.machine()
    #expect(try contents(fixture, processes).environment == nil)
    let asked = try contents(fixture, processes, withEnvironment: true)
    #expect(known(asked.environment) == ["HOME=/root", "PASSWORD=secret"])
  }

  @Test func `open files by kind, sockets with their other ends`() throws {
    let (fixture, processes) = try Self.machine()
    try processes.open(100, 0, "/dev/null", flags: "0100000", position: 0)
    try processes.open(100, 1, "/var/log/a\n (deleted)", flags: "0102001", position: 99)
    try processes.open(100, 2, "socket:[500]", flags: "02")
    try processes.open(100, 3, "socket:[501]", flags: "02")
    try processes.open(100, 4, "socket:[502]", flags: "02")
    try processes.open(100, 5, "socket:[503]", flags: "02")
    try processes.open(100, 6, "pipe:[9]", flags: "00")
    try processes.open(100, 7, "anon_inode:[eventpoll]", flags: "02")
    try processes.open(100, 8, "/memfd:x (deleted)", flags: "02", position: 4)
    try fixture.write(
      "proc/100/net/udp",
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        + "  1: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 501 2 0\n"
    )
    try fixture.write(
      "proc/100/net/unix",
      "Num RefCount Protocol Flags Type St Inode Path\n"
        + "0: 00000002 00000000 00010000 0001 01 502 /run/a socket\n")
    var record = SocketRecord()
    record.inode = 500
    record.state = SocketRecord.established
    (record.localAddress, record.localPort) = (InternetAddress(version4: 0x0a00_0001), 40_000)
    (record.remoteAddress, record.remotePort) = (InternetAddress(version4: 0x0a00_0002), 5432)
    record.figures = SocketFigures()
    record.figures?.roundTripMicroseconds = 1500
    let files = known(try contents(fixture, processes, records: [record]).files)
    let lines = (files ?? []).map { file in
      let mode = (file.isReadable == true ? "r" : "") + (file.isWritable == true ? "w" : "")
      return "\(file.number) \(file.kind.rawValue) \(mode) \(file.name)"
    }
    #expect(
      lines == [
        "0 file r /dev/null", "1 deleted w /var/log/a\n",
        "2 socket rw tcp 10.0.0.1:40000 10.0.0.2:5432", "3 socket rw udp 127.0.0.1:53",
        "4 socket rw unix /run/a socket", "5 socket rw socket 503", "6 pipe r pipe 9",
        "7 kernel rw eventpoll", "8 memory rw x",
      ])
    #expect(files?[2].socket?.state == "established")
    #expect(files?[2].socket?.roundTripSeconds == 0.0015)
    #expect(files?[1].position == 99)
    #expect(files?[2].position == nil)
    #expect(files?[5].socket == nil)
  }

  @Test func `what may not be read is refused and what is not there is absent`() throws {
    let (fixture, processes) = try Self.machine()
    processes.refuses(100, EACCES)
    try fixture.remove("proc/100/maps")
    let contents = try contents(fixture, processes)
    guard case .denied = contents.files else { return #expect(Bool(false), "\(contents.files)") }
    guard case .absent = contents.spaces else { return #expect(Bool(false), "\(contents.spaces)") }
  }

  @Test func `a kernel thread and a zombie hold nothing`() throws {
    let (fixture, processes) = try Self.machine()
    for (pid, state) in [(2, "S"), (3, "Z")] as [(Int32, String)] {
      try processes.process(pid, "kthreadd", start: 5000)
      try fixture.write(
        "proc/\(pid)/stat", FakeDescriptors.stat(pid, "kthreadd", state: state, start: 5000))
      for file in ["maps", "environ", "smaps_rollup"] {
        try fixture.write("proc/\(pid)/\(file)", "")
      }
      processes.refuses(pid, pid == 3 ? ENOENT : EACCES)
      let contents = try contents(fixture, processes, pid: pid, withEnvironment: true)
      guard case .absent = contents.spaces, case .absent = contents.memory,
        case .absent? = contents.environment
      else { return #expect(Bool(false), "\(contents)") }
    }
  }

  @Test func `who has ended is gone, and another with its number is not shown for it`() throws {
    let (fixture, processes) = try Self.machine()
    #expect(throws: ProcessGlance.Absence.gone) { try contents(fixture, processes, pid: 999) }
    #expect(throws: ProcessGlance.Absence.replaced) {
      try contents(fixture, processes, start: 1_000_020)
    }
    #expect(throws: Never.self) { try contents(fixture, processes, start: nil) }
  }

  @Test func `a number that goes on to another while it is read shows nothing`() throws {
    let (fixture, processes) = try Self.machine()
    try processes.open(100, 2, "socket:[500]", flags: "02")
    let paths = fixture.paths
    let root = fixture.root
    #expect(throws: ProcessGlance.Absence.replaced) {
      try ProcessContents(
        ProcessPin(pid: 100, startSeconds: nil), paths, withEnvironment: false,
        ticksPerSecond: 100, look: processes.look,
        sockets: SocketNames(diagnose: { _ in
          let stat = FakeDescriptors.stat(100, "app", start: 6000)
          try? Data(stat.utf8).write(to: URL(fileURLWithPath: root + "/proc/100/stat"))
        }))
    }
  }
}
