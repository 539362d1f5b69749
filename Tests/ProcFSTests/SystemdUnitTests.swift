import ProcFS
import TestWorld
import Testing

/// What `systemctl show` prints, read.
@Suite struct SystemdUnitTests {
  private func read(_ text: String) -> [SystemdUnit] { SystemdUnit.read(Array(text.utf8).span) }

  @Test func `units are told apart by empty lines, each with what its kind has`() {
    let units = read(SystemctlOutput.sample)
    #expect(
      units.map { String(decoding: $0.name, as: UTF8.self) } == [
        "ssh.service", "api.service", "logrotate.timer", "docker.socket", "gone.service",
      ])
    #expect(units.map(\.state) == [.active, .failed, .inactive, .active, .inactive])
    #expect(units.map(\.isLoaded) == [true, true, true, true, false])
    #expect(units.map(\.restarts) == [0, 5, nil, nil, nil])
    // date -u -d '2026-11-25 14:47:49' +%s and its like.
    #expect(units.map(\.activeSince) == [1_795_618_069, nil, nil, nil, nil])
    #expect(units.map(\.changedAt) == [1_795_618_069, 1_709_251_199, nil, nil, nil])
    #expect(units.map(\.triggeredAt) == [nil, nil, 7, nil, nil])
    #expect(units.map(\.exit) == [nil, .status(203), nil, nil, nil])
    #expect(units.map(\.tasks) == [3, nil, nil, nil, nil])
    #expect(units.map(\.tasksLimit) == [4915, nil, nil, nil, nil])
    #expect(units.map(\.acceptedConnections) == [nil, nil, nil, 12, nil])
    #expect(units.map(\.connections) == [nil, nil, nil, 2, nil])
    #expect(units.map(\.refusedConnections) == [nil, nil, nil, 1, nil])
    #expect(String(decoding: units[1].result, as: UTF8.self) == "exit-code")
    #expect(String(decoding: units[0].type, as: UTF8.self) == "notify")
  }

  @Test(arguments: [
    ("1", "3", SystemdUnit.Exit.status(3)), ("2", "9", .signal(9)), ("3", "11", .signal(11)),
    ("0", "0", nil), ("1", "", nil), ("x", "1", nil), ("1", "99999999999", nil),
  ])
  func `an end is a status or a signal, or is not known`(
    code: String, status: String, expected: SystemdUnit.Exit?
  ) {
    let units = read("Id=a.service\nExecMainCode=\(code)\nExecMainStatus=\(status)\n")
    #expect(units.map(\.exit) == [expected])
  }

  @Test(arguments: [
    "n/a", "", "0", "Wed 2026-11-25 14:47:49 CET", "Wed 2026-11-25 14:47:49",
    "Wed 2026-13-25 14:47:49 UTC", "Wed 2026-11-32 14:47:49 UTC", "Wed 2026-11-25 24:00:00 UTC",
    "Wed 2026-11-25 14:47 UTC", "2026-11-25 14:47:49 UTC", "Wed 2026-11-25 14:47:49 UTC x",
    "Wed 99999999999999999999-11-25 14:47:49 UTC",
  ])
  func `what is no time in UTC is no time`(text: String) {
    #expect(read("Id=a\nStateChangeTimestamp=\(text)\n").map(\.changedAt) == [nil])
  }

  @Test(arguments: [
    ("252.38-1~deb12u1", 252.38), ("v257.9", 257.9), ("255", 255), ("254 (254.5-1.fc39)", 254),
    ("12", nil), ("", nil), ("x", nil), ("a12b345.6.7", 345.6),
  ])
  func `a version's number has three digits at least`(text: String, number: Double?) {
    let manager = SystemdManager(Array("NNames=7\nVersion=\(text)\n".utf8).span)
    #expect(manager.versionNumber == number)
    #expect(String(decoding: manager.version, as: UTF8.self) == text)
    #expect(manager.names == 7 && manager.isRunning == nil && manager.virtualization.isEmpty)
  }

  @Test func `a name alone is a unit, and what has no name is none`() {
    #expect(read("Id=a\u{1b}[31m.service\n").count == 1)
    #expect(read("ActiveState=active\n\n\n=\n==\nId=\n").isEmpty)
    #expect(read("Id=a\n\nId=b").count == 2)
  }

  @Test func `whatever the bytes are, nothing breaks`() {
    var random = AnyBytesTests.Generator(state: 77)
    let words =
      SystemdUnit.properties + [
        "=", "\n", "\n\n", "loaded", "failed", "Wed 2026-11-25 14:47:49 UTC", "-1", "4294967296",
        "18446744073709551616", " ", ":", "\0", "\u{ff}",
      ]
    for _ in 0..<3000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...24, using: &random) {
        if Bool.random(using: &random) {
          bytes.append(UInt8.random(in: 0...255, using: &random))
        } else {
          bytes += Array((words.randomElement(using: &random) ?? "").utf8)
        }
      }
      for unit in SystemdUnit.read(bytes.span) { #expect(!unit.name.isEmpty) }
    }
  }
}
