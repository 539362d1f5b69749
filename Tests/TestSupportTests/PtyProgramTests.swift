import Glibc
import TestTerminal
import Testing

/// The harness on programs that every machine has.
@Suite struct PtyProgramTests {
  private func shell(
    _ script: String, term: String = "xterm-256color", columns: Int = 40, rows: Int = 10
  ) throws -> PtyProgram {
    try PtyProgram(
      "/bin/sh", ["-c", script], environment: ["TERM": term, "PATH": "/usr/bin:/bin"],
      columns: columns, rows: rows)
  }

  @Test func `a program's words, keys and exit code pass through`() throws {
    let program = try shell("read word; echo \"heard $word\"; exit 7")
    program.press("hello\r")
    try program.wait(forText: "heard hello")
    #expect(try program.waitForEnd() == .exit(7))
    #expect(program.escapes.offence == nil)
    #expect(program.modes == program.modesBefore)
    #expect(program.modes?.isCooked == true)
  }

  @Test func `a program that leaves the terminal raw is found out`() throws {
    let program = try shell("stty raw -echo")
    #expect(try program.waitForEnd() == .exit(0))
    #expect(program.modes != program.modesBefore)
  }

  @Test func `bells are counted, the end of a title is none`() throws {
    let program = try shell("printf 'a\\ab\\a\\033]2;title\\ac'")
    #expect(try program.waitForEnd() == .exit(0))
    #expect(program.screen.bells == 2)
    #expect(program.escapes.offence?.what == "command ESC ]2;title")
  }

  @Test func `places, attributes and the alternate screen are seen`() throws {
    let program = try shell(
      "printf '\\033[?1049h\\033[3;5H\\033[7mx\\033[m\\033[1m漢\\033[m\\033[?25l'; read end")
    try program.wait(for: "the cursor to be hidden") { $0.escapes.isCursorHidden }
    #expect(program.screen.isAlternate)
    #expect(program.screen.lines[2] == "    x漢")
    #expect(program.screen.cell(row: 2, column: 4).isReverse)
    #expect(program.screen.cell(row: 2, column: 5).isBold)
    #expect(program.screen.cell(row: 2, column: 6).text == "")
    program.press("\r")
    #expect(try program.waitForEnd() == .exit(0))
  }

  @Test func `a new size reaches the program`() throws {
    let program = try shell("trap 'stty size' WINCH; echo ready; read a; read b")
    try program.wait(forText: "ready")
    program.resize(columns: 33, rows: 12)
    try program.wait(forText: "12 33")
  }

  @Test func `a signal's end is told from an exit`() throws {
    let program = try shell("echo ready; read end")
    try program.wait(forText: "ready")
    program.send(SIGKILL)
    #expect(try program.waitForEnd() == .signal(SIGKILL))
  }

  @Test func `waiting in vain shows the screen`() throws {
    let program = try shell("echo something else; read end")
    try program.wait(forText: "something else")
    let timeout = #expect(throws: PtyProgram.Timeout.self) {
      try program.wait(forText: "never", within: .milliseconds(20))
    }
    #expect(timeout?.description.contains("waiting for 'never': no such thing within") == true)
    #expect(timeout?.description.contains("something else") == true)
    let ended = try shell("exit 3")
    #expect(throws: PtyProgram.Timeout.self) { try ended.wait(forText: "never") }
    #expect(ended.end == .exit(3))
  }

  @Test func `an unfinished sequence at the end is an offence`() throws {
    let program = try shell("printf 'bye\\033['")
    #expect(try program.waitForEnd() == .exit(0))
    #expect(program.escapes.offence?.what == "unfinished sequence '['")
  }
}
