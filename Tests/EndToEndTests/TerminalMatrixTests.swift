import Glibc
import TestTerminal
import TestWorld
import Testing

/// Every kind of terminal and locale shows what matters.
@Suite(ShippedProgram.isNamed) struct TerminalMatrixTests {
  private static let terms = ["dumb", "vt100", "linux", "no-such-terminal", ""]

  @Test(arguments: terms)
  func `a snapshot needs no terminal`(term: String) throws {
    let host = try LiveHost(.cpuHog, seed: 5)
    let run = try ShippedProgram.run(
      ["snapshot", "--size", "160x48"] + host.arguments,
      environment: ["TERM": term, "LC_ALL": "C"])
    #expect(run.status == 0)
    #expect(run.diagnosis == "")
    var escapes = EscapeGuard(term: "dumb")
    escapes.read(Array(run.output.utf8))
    escapes.end()
    #expect(escapes.offence == nil)
    #expect(!run.output.contains("\u{fffd}"))
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 49)
    #expect(lines.allSatisfy { $0.unicodeScalars.count <= 160 })
    #expect(run.output.contains(ShippedProgram.hostName))
    #expect(run.output.contains(host.with { "\($0.cpuCount) cores" }))
    for process in host.with({ $0.busiest.filter { $0.cores > 0 }.prefix(5).map(\.name) }) {
      #expect(run.output.contains(process))
    }
  }

  @Test(arguments: [
    ("xterm-256color", "xterm-256color"), ("tmux-256color", "tmux-256color"), ("screen", "screen"),
    ("linux", "linux"), ("vt100", "vt100"), ("dumb", "dumb"), ("no-such-terminal", "vt100"),
    ("alacritty", "xterm-256color"),
  ])
  func `each terminal gets only what it understands`(term: String, drawsFor: String) throws {
    for locale in ["C", "C.UTF-8"] {
      let host = try LiveHost(.cpuHog, seed: 5)
      let program = try ShippedProgram.dashboard(
        host, environment: ["TERM": term, "LC_ALL": locale], drawsFor: drawsFor)
      try program.wait(forText: ShippedProgram.hostName)
      try program.wait(forText: host.with { "\($0.cpuCount) cores" })
      // Where nothing can be drawn there is a line a minute, the first before there are rates.
      if term != "dumb" { try program.wait(forText: host.with { $0.culprit?.name } ?? "a culprit") }
      #expect(!program.screen.text.contains("\u{fffd}"))
      if term == "dumb" { program.send(SIGTERM) } else { program.press("q") }
      _ = try program.waitForEnd()
      #expect(program.leftovers == [])
      #expect(program.escapes.offence == nil, "\(locale)")
    }
  }
}
