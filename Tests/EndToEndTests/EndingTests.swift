import Foundation
import Glibc
import TestTerminal
import TestWorld
import Testing

/// However the program ends, the terminal is as it was.
@Suite(ShippedProgram.isNamed) struct EndingTests {
  @Test(arguments: ["q", "\u{03}"])
  func `a key ends it, and the terminal is as it was`(key: String) throws {
    let program = try ShippedProgram.dashboard(try LiveHost(.idle, seed: 1))
    try program.waitForFirstFrame()
    #expect(program.screen.isAlternate)
    program.press(key)
    #expect(try program.waitForEnd() == .exit(0))
    #expect(program.leftovers == [])
    #expect(program.escapes.offence == nil)
  }

  @Test(arguments: [SIGTERM, SIGQUIT])
  func `a signal ends it, and the terminal is as it was`(signal: Int32) throws {
    let program = try ShippedProgram.dashboard(try LiveHost(.idle, seed: 1))
    try program.waitForFirstFrame()
    program.send(signal)
    _ = try program.waitForEnd(within: .seconds(5))
    #expect(program.modes == program.modesBefore)
    #expect(program.leftovers == [])
    #expect(program.escapes.offence == nil)
  }

  @Test(arguments: [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE])
  func `a crash gives the terminal back and says where it was`(signal: Int32) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ringside-crash-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = try ShippedProgram.dashboard(
      try LiveHost(.idle, seed: 1), environment: ["XDG_STATE_HOME": folder.path])
    try program.waitForFirstFrame()
    program.send(signal)
    #expect(try program.waitForEnd() == .signal(signal))
    #expect(program.leftovers == [])
    let words = "fatal signal \(signal) at 0x"
    #expect(program.screen.text.contains(words))
    let report = try String(
      contentsOf: folder.appending(path: "ringside/crash.txt"), encoding: .utf8)
    #expect(report.contains(words))
    #expect(report.split(separator: "\n").count > 1, "no return addresses: \(report)")
    #expect(program.escapes.offence == nil)
  }

  @Test func `Ctrl-Z gives the terminal back, and coming back draws everything again`() throws {
    let host = try LiveHost(.idle, seed: 1)
    let program = try ShippedProgram.underShell(host)
    try program.waitForFirstFrame()
    program.press("\u{1a}")
    try program.wait(forText: "STOPPED")
    #expect(program.leftovers == [])
    program.press("\r")
    try program.waitForFirstFrame()
    try program.wait(forText: ShippedProgram.hostName)
    #expect(!program.screen.text.contains("STOPPED"))
    program.press("q")
    _ = try program.waitForEnd()
    #expect(program.leftovers == [])
    #expect(program.escapes.offence == nil)
  }

  @Test func `killed outright it leaves no process behind`() throws {
    let program = try ShippedProgram.dashboard(try LiveHost(.idle, seed: 1))
    try program.waitForFirstFrame()
    program.send(SIGKILL)
    #expect(try program.waitForEnd() == .signal(SIGKILL))
    #expect(try Self.session(of: program.pid) == [])
  }

  /// The processes whose session is the one that `leader` led.
  private static func session(of leader: Int32) throws -> [Int32] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter {
      guard let stat = try? String(contentsOfFile: "/proc/\($0)/stat", encoding: .utf8),
        let bracket = stat.lastIndex(of: ")")
      else { return false }
      let fields = stat[stat.index(after: bracket)...].split(separator: " ")
      return fields.count > 3 && fields[3] == String(leader)
    }
  }
}
