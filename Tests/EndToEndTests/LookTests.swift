import Foundation
import Glibc
import TestTerminal
import TestWorld
import Testing

/// Mouse, colours, glyphs and settings of the program as it ships.
@Suite(ShippedProgram.isNamed) struct LookTests {
  @Test func `without being asked it wants nothing of the mouse`() throws {
    let program = try ShippedProgram.dashboard(try LiveHost(.idle, seed: 1))
    try program.waitForFirstFrame()
    #expect(program.screen.mouse == 0)
    program.press("\u{1b}[<0;5;20M")
    program.press("?")
    try program.wait(forText: "Keys")
    #expect(program.escapes.offence == nil)
  }

  @Test func `a press and the wheel move the selection, and the modes are left at the end`() throws
  {
    let host = try LiveHost(.diskWriter, seed: 4)
    let program = try ShippedProgram.dashboard(host, ["--mouse"])
    try program.waitForFirstFrame()
    #expect(program.screen.mouse == 1)
    program.press("3")
    try program.wait(for: "the first row selected") { $0.screen.lines[4].hasPrefix("▸") }
    program.press("\u{1b}[<0;20;7M")
    try program.wait(for: "the third row selected") { $0.screen.lines[6].hasPrefix("▸") }
    program.press("\u{1b}[<65;20;7M")
    try program.wait(for: "the sixth row selected") { $0.screen.lines[9].hasPrefix("▸") }
    program.press("2")
    program.press("q")
    #expect(try program.waitForEnd() == .exit(0))
    #expect(program.leftovers == [])
    #expect(program.escapes.offence == nil)
  }

  @Test(arguments: [SIGSEGV, SIGTERM])
  func `however it ends, the terminal reports the mouse no more`(signal: Int32) throws {
    let program = try ShippedProgram.dashboard(try LiveHost(.idle, seed: 1), ["--mouse"])
    try program.waitForFirstFrame()
    #expect(program.screen.mouse == 1)
    program.send(signal)
    _ = try program.waitForEnd(within: .seconds(5))
    #expect(program.leftovers == [])
    #expect(program.escapes.offence == nil)
  }

  @Test func `Ctrl-Z leaves the mouse to the shell, and coming back asks for it again`() throws {
    let host = try LiveHost(.idle, seed: 1)
    let program = try ShippedProgram.underShell(host, ["--mouse"])
    try program.waitForFirstFrame()
    program.press("\u{1a}")
    try program.wait(forText: "STOPPED")
    #expect(program.leftovers == [])
    program.press("\r")
    try program.waitForFirstFrame()
    #expect(program.screen.mouse == 1)
    program.press("q")
    _ = try program.waitForEnd()
    #expect(program.leftovers == [])
  }

  @Test func `settings are written only when that is asked for, and read at the next start`() throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ringside-look-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "ringside/settings.yaml").path
    let host = try LiveHost(.idle, seed: 1)
    let program = try ShippedProgram.dashboard(host, environment: ["XDG_CONFIG_HOME": folder.path])
    try program.waitForFirstFrame()
    for key in ["O", "j", "h", "q"] { program.press(key) }
    try program.wait(for: "ASCII at once") { $0.screen.lines.joined().contains("+ CPU busy") }
    #expect(!FileManager.default.fileExists(atPath: file))
    for key in ["O", "w"] { program.press(key) }
    try program.wait(forText: "settings are written to")
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("glyphs: \"ascii\""))
    program.press("q")
    _ = try program.waitForEnd()
    let next = try ShippedProgram.dashboard(host, environment: ["XDG_CONFIG_HOME": folder.path])
    try next.waitForFirstFrame()
    try next.wait(for: "ASCII from the start") { $0.screen.lines.joined().contains("+ CPU busy") }
    #expect(next.escapes.offence == nil)
  }

  @Test(arguments: [
    ([], [:], true), (["--color=never"], [:], false), ([], ["NO_COLOR": "1"], false),
    (["--theme", "mono"], [:], false), (["--color=16"], ["NO_COLOR": "1"], true),
    (["--theme", "high-contrast"], [:], true),
  ])
  func `colours are as many as were asked for`(
    arguments: [String], environment: [String: String], expected: Bool
  ) throws {
    let program = try ShippedProgram.dashboard(
      try LiveHost(.cpuHog, seed: 5), arguments, environment: environment)
    try program.waitForFirstFrame()
    #expect(program.screen.hasColors == expected)
    #expect(program.escapes.offence == nil)
  }

  @Test(arguments: [("--theme", "neon"), ("--glyphs", "sixels"), ("--color", "many")])
  func `an unknown choice is a wrong command line and says what there is`(
    option: String, word: String
  ) throws {
    let run = try ShippedProgram.run(["snapshot", option, word])
    #expect(run.status == 2)
    #expect(
      run.diagnosis.hasPrefix("ringside: option '\(option)': unknown choice '\(word)'; expected "))
  }
}
