import Foundation
import TestTerminal
import TestWorld
import Testing

/// From a chart to a line that beeps, and beeps again when it is over.
@Suite(ShippedProgram.isNamed) struct TripwireTests {
  @Test func `three keys on a chart are a line that rings once each way`() throws {
    let host = try LiveHost(.idle, seed: 6)
    // No rule rings in between.
    let rules = FileManager.default.temporaryDirectory.appending(path: "ringside-\(UUID()).yaml")
    let written = FileManager.default.temporaryDirectory.appending(path: "wires-\(UUID()).yaml")
    defer { for file in [rules, written] { try? FileManager.default.removeItem(at: file) } }
    try Data("groups: []\n".utf8).write(to: rules)
    let program = try ShippedProgram.dashboard(host, ["--rules", rules.path])
    try program.waitForFirstFrame()
    // The chart of memory: it stands still until the test moves it.
    for _ in 0..<2 { program.press("\t") }
    try program.wait(for: "a chart with a value") {
      $0.screen.text.contains("t tripwire") && $0.screen.text.contains("8G│")
    }
    program.press("t")
    try program.wait(forText: "tripwire  Memory used > ")
    program.press("\u{1b}[A")
    try program.wait(forText: "would not have fired")
    program.press("\r")
    try program.wait(forText: "rings at Memory used > ")
    #expect(program.screen.bells == 0)
    let idle: Int = host.with { host in
      let idle = host.availableBytes
      host.availableBytes = host.memoryBytes / 50
      return idle
    }
    try program.wait(for: "the bell", within: .seconds(60)) { $0.screen.bells > 0 }
    try program.wait(forText: "Tripwire1 fires: Memory used > ")
    program.read(for: .seconds(15))
    #expect(program.screen.bells == 1)
    host.with { $0.availableBytes = idle }
    try program.wait(for: "the bell again", within: .seconds(60)) { $0.screen.bells > 1 }
    try program.wait(forText: "Tripwire1 is over: Memory used > ")
    program.read(for: .seconds(15))
    #expect(program.screen.bells == 2)
    program.press(":tripwire write \(written.path)\r")
    try program.wait(forText: "1 tripwire written to the new file")
    let check = try ShippedProgram.run(["check", "rules", written.path])
    #expect(check.status == 0, "\(check)")
    program.press("9")
    try program.wait(forText: "resolved")
    program.press("X")
    try program.wait(forText: "Tripwire1 dismissed")
    #expect(program.escapes.offence == nil)
  }

  @Test func `the desktop is told only when that was asked for, and the guard knows`() throws {
    let host = try LiveHost(.idle, seed: 6)
    let program = try ShippedProgram.dashboard(
      host, ["--notify-desktop", "osc777", "--bell", "line"],
      isNotice: { $0.hasPrefix("777;notify;Ringside;a test of the bell") })
    try program.waitForFirstFrame()
    program.press(":bell test\r")
    try program.wait(forText: "a test of the bell")
    try program.wait(for: "the notice") { $0.escapes.notices == 1 }
    #expect(program.screen.bells == 0)
    #expect(program.escapes.offence == nil)
  }
}
