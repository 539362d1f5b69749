import TestTerminal
import TestWorld
import Testing

/// The command line of the program as it ships: what it prints where, and how it ends.
@Suite(ShippedProgram.isNamed) struct CommandLineTests {
  @Test(arguments: ["--help", "--version", "metrics --help"])
  func `what was asked for goes to the output with status 0`(line: String) throws {
    let run = try ShippedProgram.run(line.split(separator: " ").map(String.init))
    #expect(run.status == 0)
    #expect(run.diagnosis == "")
    #expect(run.output.contains("ringside"))
  }

  @Test(arguments: [
    "--frobnicate", "metrics --frobnicate", "metrics --collector", "metrics --collector cpus",
    "metrics --path.procfs=",
  ])
  func `a wrong command line is status 2 and one line of diagnosis`(line: String) throws {
    let run = try ShippedProgram.run(line.split(separator: " ").map(String.init))
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.diagnosis.hasPrefix("ringside: "))
    #expect(run.diagnosis.split(separator: "\n").count == 1)
  }

  @Test(arguments: HostileText.all)
  func `hostile arguments do not reach the terminal`(payload: HostileText) throws {
    let argument = String(decoding: payload.bytes.filter { $0 != 0 }.prefix(100_000), as: UTF8.self)
    let program = try PtyProgram(
      try #require(ShippedProgram.path), ["metrics", "--collector", argument],
      environment: ShippedProgram.environment(["TERM": "dumb"]), columns: 200, rows: 50)
    #expect(try program.waitForEnd() == .exit(2))
    #expect(program.escapes.offence == nil)
    #expect(program.screen.bells == 0)
  }

  @Test func `an output that is full is status 3`() throws {
    let program = try PtyProgram(
      "/bin/sh", ["-c", "\"$RINGSIDE\" metrics >/dev/full"],
      environment: ShippedProgram.environment(["RINGSIDE": try #require(ShippedProgram.path)]))
    #expect(try program.waitForEnd() == .exit(3))
  }
}
