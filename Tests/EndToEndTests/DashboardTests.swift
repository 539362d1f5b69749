import Glibc
import TestTerminal
import TestWorld
import Testing

/// The dashboard as it ships, in a terminal, on a made-up machine.
@Suite(ShippedProgram.isNamed) struct DashboardTests {
  @Test func `it shows the machine's numbers, its busiest processes and what is saturated`() throws
  {
    let host = try LiveHost(.cpuHog, seed: 2, withDecoys: true)
    let program = try ShippedProgram.dashboard(host)
    try program.waitForFirstFrame()
    try program.wait(forText: ShippedProgram.hostName)
    try program.wait(forText: host.with { "\($0.cpuCount) cores" })
    let culprit = try #require(host.with { $0.culprit.map { "\($0.name)[\($0.pid)]" } })
    try program.wait(for: "\(culprit) on the Now line") { program in
      program.screen.lines.prefix(8).contains { $0.contains("cpu") && $0.contains("saturated") }
        && program.screen.text.contains(culprit)
    }
    for decoy in ["java[", "backup[", "prometheus["] {
      #expect(!program.screen.lines.prefix(8).joined().contains(decoy))
    }
    for name in host.with({ $0.busiest.filter { $0.cores > 0 }.prefix(5).map(\.name) }) {
      try program.wait(forText: name)
    }
    #expect(program.escapes.offence == nil)
    #expect(program.screen.bells == 0)
  }

  @Test func `keys go from the host to its processes and back`() throws {
    let host = try LiveHost(.diskWriter, seed: 4)
    let program = try ShippedProgram.dashboard(host)
    try program.waitForFirstFrame()
    program.press("3")
    let culprit = try #require(host.with { $0.culprit?.name })
    try program.wait(forText: culprit)
    program.press("?")
    try program.wait(forText: "quit")
    program.press("q")
    program.press("2")
    try program.wait(for: "the host view") { $0.screen.text.contains("Now") }
    program.press(" ")
    try program.wait(for: "a stopped clock") { !$0.screen.text.contains("LIVE") }
    program.press("0")
    try program.wait(forText: "LIVE")
    #expect(program.escapes.offence == nil)
  }

  @Test(arguments: [
    (80, 24), (40, 10), (200, 50), (20, 5), (5, 2), (1, 1), (300, 100), (120, 40),
  ])
  func `it starts in a terminal of any size and is resized to any other`(
    columns: Int, rows: Int
  ) throws {
    let host = try LiveHost(.idle, seed: 1)
    let program = try ShippedProgram.dashboard(host, columns: columns, rows: rows)
    try program.wait(for: "a first frame") { $0.byteCount > 0 }
    for size in [(10, 3), (columns, rows), (1, 1), (250, 60), (80, 24)] {
      program.resize(columns: size.0, rows: size.1)
      program.read(for: .milliseconds(60))
    }
    try program.waitForFirstFrame()
    try program.wait(forText: ShippedProgram.hostName)
    program.press("q")
    #expect(try program.waitForEnd() == .exit(0))
    #expect(program.leftovers == [])
    #expect(program.escapes.offence == nil)
  }

  @Test func `what is selected goes to the terminal and never claims to be copied`() throws {
    let host = try LiveHost(.diskWriter, seed: 4)
    let program = try ShippedProgram.dashboard(host)
    try program.waitForFirstFrame()
    program.press("3")
    let culprit = try #require(host.with { $0.culprit })
    try program.wait(forText: culprit.name)
    program.pressCopy("Y")
    try program.wait(forText: "sent to terminal: the view as text")
    #expect(!program.screen.text.contains("copied"))
    let text = String(decoding: try #require(program.escapes.copies.first), as: UTF8.self)
    #expect(text.contains(culprit.name) && text.contains("ringside --path.procfs"))
    #expect(text.contains("then type  :proc"))
    program.pressCopy("y")
    try program.wait(for: "a number") { $0.escapes.copies.count == 2 }
    let pid = String(decoding: program.escapes.copies[1], as: UTF8.self)
    #expect(host.with { $0.processes.contains { "\($0.pid)" == pid } }, "\(pid)")
    #expect(program.escapes.offence == nil)
  }

  @Test(arguments: ["linux", "vt100"])
  func `a terminal without a clipboard is sent nothing and says so`(term: String) throws {
    let host = try LiveHost(.idle, seed: 4)
    let program = try ShippedProgram.dashboard(host, environment: ["TERM": term])
    try program.waitForFirstFrame()
    program.press("3Y")
    try program.wait(forText: "this terminal takes no copy; w writes a file")
    #expect(program.escapes.offence == nil)
  }

  @Test func `a view is written to a new file, which it names`() throws {
    let host = try LiveHost(.diskWriter, seed: 4)
    let program = try ShippedProgram.dashboard(host)
    try program.waitForFirstFrame()
    program.press("3")
    let culprit = try #require(host.with { $0.culprit })
    try program.wait(forText: culprit.name)
    let path = "/tmp/ringside-export-\(getpid())-\(UInt32.random(in: 0 ... .max)).json"
    defer { unlink(path) }
    program.press(":export \(path)\r")
    try program.wait(forText: "wrote ")
    #expect(access(path, R_OK) == 0)
    program.press(":export \(path)\r")
    try program.wait(forText: "is there already; nothing was written")
    #expect(program.escapes.offence == nil)
  }

  @Test func `a tree without processes or pressure still makes a screen`() throws {
    let host = try LiveHost(.pressureOff, seed: 3) { $0.processes = [] }
    let program = try ShippedProgram.dashboard(host)
    try program.wait(forText: "LIVE")
    try program.wait(forText: ShippedProgram.hostName)
    program.press("q")
    #expect(try program.waitForEnd() == .exit(0))
    #expect(program.escapes.offence == nil)
  }
}
