import Foundation
import Metrics
import Testing

@testable import Collectors

/// The child that is asked for systemd's units; scripts stand for `systemctl`.
@Suite struct SystemctlChildTests {
  private func script(_ fixture: Fixture, _ text: String) throws -> String {
    try fixture.write("systemctl", "#!/bin/sh\n" + text)
    let path = fixture.root + "/systemctl"
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  private func run(
    _ script: String, _ arguments: [String] = [], limit: Int = 4 << 20,
    timeLimit: Duration = .seconds(60)
  ) throws -> SystemdAnswer {
    let fixture = try Fixture()
    let path = try self.script(fixture, script)
    return try SystemctlChild([path] + arguments, timeLimit: timeLimit, limit: limit).wait()
  }

  private func text(_ answer: SystemdAnswer) -> String? {
    guard case .units(let bytes) = answer else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `arguments arrive as they are, no shell reads them, and the language is C`() throws {
    let answer = try run(
      #"printf '%s|' "$@"; printf '%s %s %s' "$LC_ALL" "$TZ" "$HOME""#,
      ["*.service", "$HOME;ls", ""])
    #expect(text(answer) == "*.service|$HOME;ls||C UTC ")
  }

  @Test func `more than a pipe holds is read to its end`() throws {
    let answer = try run("i=0; while [ $i -lt 3000 ]; do printf '%01000d' 0; i=$((i+1)); done")
    #expect(text(answer)?.utf8.count == 3_000_000)
  }

  @Test func `who prints without end is ended at the bound`() throws {
    let answer = try run("while :; do printf '%01000d' 0; done", limit: 100_000)
    #expect(answer == .refused("printed more than 100000 bytes and was killed"))
  }

  @Test func `who takes too long is ended with all it has started`() throws {
    let answer = try run("sleep 1000 & sleep 1000", timeLimit: .milliseconds(50))
    #expect(answer == .refused("took too long and was killed"))
  }

  @Test func `a failure is told in the child's own first words, or by its status`() throws {
    let said = try run("echo 'Failed to connect to bus: Host is down' >&2; echo more >&2; exit 1")
    #expect(said == .refused("Failed to connect to bus: Host is down"))
    let silent = try run("exit 4")
    #expect(silent == .refused("exit status 4"))
    let killed = try run("kill -9 $$")
    #expect(killed == .refused("ended by signal 9"))
  }

  @Test func `what cannot be started is an error`() {
    #expect(throws: CollectorProblem.self) {
      try SystemctlChild(["/nowhere/systemctl"], timeLimit: .seconds(1))
    }
  }

  @Test func `a tick does not wait for the child`() throws {
    let fixture = try Fixture()
    // It waits for a file that comes after the first two ticks.
    let path = try script(
      fixture,
      """
      while [ ! -e '\(fixture.root)/go' ]; do sleep 0.01; done
      printf 'Id=a.service\\nLoadState=loaded\\nActiveState=active\\nType=exec\\n'
      """)
    var options = fixture.options("systemd")
    options.systemctl = path
    var collector = HostCollector(options, withProcesses: false)
    for second in 0..<2 {
      #expect(collector.collect(at: Timestamp(milliseconds: Int64(second) * 1000)).count == 1)
    }
    try fixture.write("go", "")
    var viewer = Viewer()
    let deadline = ContinuousClock.now + .seconds(60)
    var batches: [SampleBatch] = []
    while batches.count < 2, ContinuousClock.now < deadline {
      batches = collector.collect(at: Timestamp(milliseconds: 2000))
      usleep(2000)
    }
    viewer.read(try #require(batches.last))
    #expect(
      viewer.values["node_systemd_unit_state{name=\"a.service\", state=\"active\", type=\"exec\"}"]
        == 1)
    // Before fifteen seconds are over nobody is asked again.
    #expect(collector.collect(at: Timestamp(milliseconds: 14_000)).count == 1)
  }
}
