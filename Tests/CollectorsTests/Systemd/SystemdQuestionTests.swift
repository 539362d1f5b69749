import Foundation
import Metrics
import Testing

@testable import Children
@testable import Collectors

/// The children that are asked for systemd's units; scripts stand for `systemctl`.
@Suite struct SystemdQuestionTests {
  /// A shell reads the script: to start a file that was just written fails while another test starts a program, which
  /// has for a moment what this one wrote it with.
  private func script(_ fixture: Fixture, _ text: String) throws -> [String] {
    try fixture.write("systemctl", text)
    return ["/bin/sh", fixture.root + "/systemctl"]
  }

  private func ask(_ script: String, takesAll: Bool = false) throws -> SystemdAnswer? {
    let fixture = try Fixture()
    var question = SystemdQuestion(try self.script(fixture, script), takesAll: takesAll)
    return question.answer(waits: true)
  }

  private func text(_ answer: SystemdAnswer?) -> String? {
    guard case .units(let bytes)? = answer else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let manager =
    "show|--no-pager|--all|--property=Version,SystemState,Virtualization,NNames|"
  private static let units =
    "show|--no-pager|--all|--property=Id,LoadState,ActiveState,Type,NRestarts,"
    + "ActiveEnterTimestamp,StateChangeTimestamp,LastTriggerUSec,Result,ExecMainCode,"
    + "ExecMainStatus,TasksCurrent,TasksMax,NAccepted,NConnections,NRefused|--|"
  private static let usual = "*.service|*.socket|*.timer|*.target|*.path|*.swap|"

  @Test(arguments: [
    ("NNames=512", false, "*|"), ("NNames=513", false, usual), ("", false, usual),
    ("NNames=many", false, usual), ("NNames=513", true, "*|"),
  ])
  func `systemd is asked of itself, then of its units: of all where they are few`(
    names: String, takesAll: Bool, patterns: String
  ) throws {
    let answer = try ask(
      #"printf '%s|' "$@"; printf '%s %s %s\n' "$LC_ALL" "$TZ" "$HOME"; echo '\#(names)'"#,
      takesAll: takesAll)
    let line = { (words: String) in "\(words)C UTC \n\(names)\n" }
    #expect(text(answer) == line(Self.manager) + "\n" + line(Self.units + patterns))
  }

  @Test(arguments: [
    (#"case "$*" in *Version*) ;; *) echo 'Host is down' >&2; exit 1;; esac"#, "Host is down"),
    (
      "echo 'Failed to connect to bus: Host is down' >&2; echo more >&2; exit 1",
      "Failed to connect to bus: Host is down"
    ),
    ("exit 4", "exit status 4"), ("kill -9 $$", "ended by signal 9"),
  ])
  func `a failure of either question is told in the child's own first words, or by its status`(
    script: String, reason: String
  ) throws {
    let answer = try ask(script)
    #expect(answer == .refused(reason))
  }

  @Test func `what cannot be started is told too`() {
    var question = SystemdQuestion(["/nowhere/systemctl"], takesAll: false)
    let answer = question.answer(waits: true)
    #expect(answer == .refused("no such file or directory"))
  }

  @Test func `who takes too long or prints without end is told so`() {
    var command = SystemdQuestion.command(["x"], limit: 100_000)
    command.timeLimit = .seconds(1)
    let ends = [ChildEnd.Cause.timedOut, .printedTooMuch, .killed].map {
      SystemdAnswer(ChildEnd(cause: $0, output: [], said: "x"), command)
    }
    #expect(
      ends == [
        .refused("took too long and was killed"),
        .refused("printed more than 100000 bytes and was killed"), .refused("x"),
      ])
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
