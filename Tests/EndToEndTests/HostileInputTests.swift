import Foundation
import TestTerminal
import TestWorld
import Testing

/// Whatever comes from outside, only ncurses and our own mode switches reach the terminal.
@Suite(ShippedProgram.isNamed) struct HostileInputTests {
  /// The payloads that a page can carry at all: exposition is UTF-8.
  private static let texts = HostileText.all.compactMap {
    String(validating: $0.bytes.prefix(4000), as: UTF8.self)
  }

  /// A page with a payload in every value, every HELP and, quoted, in every label's and metric's name.
  private static let page: [UInt8] = {
    var page = ""
    for (index, text) in texts.enumerated() {
      let value = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n")
      page += "# HELP hostile_\(index) \(value)\n# TYPE hostile_\(index) gauge\n"
      page += "hostile_\(index){value=\"\(value)\"} 1\n"
      page += "{\"hostile \(index) \(value)\", \"name \(value)\"=\"x\"} 1\n"
    }
    return Array(page.utf8)
  }()

  private static let rules: String = {
    var rules = "groups:\n  - name: hostile\n    rules:\n"
    for (index, text) in texts.enumerated() {
      let words = text.unicodeScalars.map { scalar in
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
      }.joined()
      rules += "      - alert: Hostile\(index)\n        expr: vector(1)\n"
      rules += "        annotations: {summary: \"\(words)\"}\n"
    }
    return rules
  }()

  @Test(arguments: ["xterm-256color", "tmux-256color", "linux", "vt100"])
  func `payloads in every source stay text in every view`(term: String) throws {
    let host = try LiveHost(.idle, seed: 9) { host in
      for (index, payload) in HostileText.all.enumerated() {
        var process = FakeProcess(pid: 6000 + index, comm: "")
        process.comm = payload.comm
        process.commandLine = payload.bytes.filter { $0 != 0 } + [0]
        process.userCores = 0.01
        process.controlGroup = "/x/" + String(decoding: payload.oneLine.prefix(200), as: UTF8.self)
        host.processes.append(process)
        let mount = payload.bytes.filter { $0 != 0 && $0 != 0x2f }.prefix(200)
        host.mountPoints.append(Array("/mnt/".utf8) + mount)
      }
    }
    let good = try FakeExporter(.page { _ in Self.page })
    let reason = HostileText.all[0].oneLine
    let bad = try FakeExporter(.status(503, reason: reason))
    let rules = FileManager.default.temporaryDirectory.appending(path: "ringside-\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: rules) }
    try Data(Self.rules.utf8).write(to: rules)
    let program = try ShippedProgram.dashboard(
      host, [good.target, bad.target, "--rules", rules.path], environment: ["TERM": term],
      columns: 200, rows: 50)
    try program.waitForFirstFrame()
    for keys in [
      "3", "jjjj", "\r", "\u{1b}", "1", "i", "q", "8", "jj\r", "\r", "9", "\r", "i", "q", "2",
    ] {
      program.press(keys)
      program.read(for: .milliseconds(300))
      #expect(program.end == nil, "ended after '\(EscapeGuard.visible(Array(keys.utf8)))'")
    }
    for page in 0..<6 {
      program.press("3" + String(repeating: "\u{06}", count: page))
      program.read(for: .milliseconds(200))
    }
    program.press("2")
    try program.wait(forText: "Now")
    program.send(SIGTERM)
    #expect(try program.waitForEnd() == .exit(0))
    #expect(program.leftovers == [])
    #expect(program.escapes.offence == nil)
  }

  @Test(arguments: ["hang", "503", "garbage", "endless", "hang up"])
  func `an endpoint that misbehaves is shown as down and holds nothing up`(name: String) throws {
    let scenarios: [String: FakeExporter.Scenario] = [
      "hang": .hang, "503": .status(503, reason: Array("out of order".utf8)),
      "garbage": .garbage(seed: 3), "endless": .endless(bytes: 1 << 30), "hang up": .hangUp,
    ]
    let exporter = try FakeExporter(try #require(scenarios[name]))
    let host = try LiveHost(.idle, seed: 1)
    let program = try ShippedProgram.dashboard(host, [exporter.target])
    try program.waitForFirstFrame()
    program.press("1")
    try program.wait(forText: exporter.target)
    try program.wait(for: "the target to be down", within: .seconds(30)) {
      $0.screen.text.lowercased().contains("down")
    }
    program.press("2")
    try program.wait(forText: "Now", within: .seconds(3))
    #expect(program.escapes.offence == nil)
  }
}
