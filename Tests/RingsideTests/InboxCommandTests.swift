import Metrics
import Rules
import Storage
import Testing

@testable import ringside

struct InboxCommandTests {
  private static let noon = Timestamp(milliseconds: 1_700_000_000_500)

  static let letters: [(command: InboxCommand, json: String)] = [
    (.mark(text: "deploy \"1.4\"", at: nil, labels: Labels()), #"{"mark":"deploy \"1.4\""}"#),
    (
      .mark(text: "deploy", at: noon, labels: ["version": "1.4"]),
      #"{"mark":"deploy","at":1700000000.5,"labels":{"version":"1.4"}}"#
    ),
    (
      .acknowledge([["alertname": "HostDown", "instance": "db-1"]]),
      #"{"acknowledge":[{"alertname":"HostDown","instance":"db-1"}]}"#
    ),
    (.unacknowledge([["alertname": "A"]]), #"{"unacknowledge":[{"alertname":"A"}]}"#),
    (
      .silence(
        Silence(
          matchers: [LabelMatcher("alertname", equals: "A")], from: noon,
          until: noon + .seconds(60), by: "")),
      #"{"silence":"alertname=\"A\"","from":1700000000.5,"until":1700000060.5}"#
    ),
    (.endSilence([LabelMatcher("alertname", equals: "A")]), #"{"unsilence":"alertname=\"A\""}"#),
  ]

  @Test(arguments: letters)
  func `a command is a letter, and the letter is the command`(
    command: InboxCommand, json: String
  ) {
    #expect(String(decoding: command.json, as: UTF8.self) == json + "\n")
    #expect(InboxCommand.parse(Array(json.utf8)) == .success(command))
  }

  @Test(arguments: [
    (#"{}"#, "no command; expected one of mark, acknowledge, unacknowledge, silence, unsilence"),
    (
      #"["mark"]"#,
      "no command; expected one of mark, acknowledge, unacknowledge, silence, unsilence"
    ),
    (#"{"mark":""}"#, "'mark': expected a text of at most 1024 bytes"),
    (#"{"mark":["a"]}"#, "'mark': expected a text of at most 1024 bytes"),
    (
      #"{"mark":"\#(String(repeating: "x", count: 1025))"}"#,
      "'mark': expected a text of at most 1024 bytes"
    ),
    (#"{"mark":"a","at":"noon"}"#, "'at': expected seconds since the epoch"),
    (#"{"mark":"a","at":1e300}"#, "'at': expected seconds since the epoch"),
    (#"{"mark":"a","labels":{"user":"root"}}"#, "'user' is a label that ringside sets"),
    (#"{"mark":"a","labels":{"__name__":"up"}}"#, "'__name__' is a label that ringside sets"),
    (#"{"mark":"a","labels":{"1":"x"}}"#, "'1' is no name of a label"),
    (#"{"mark":"a","labels":{"x":["y"]}}"#, "'x': expected a text"),
    (#"{"acknowledge":[]}"#, "expected a list of the labels of alerts"),
    (#"{"acknowledge":["A"]}"#, "expected labels"),
    (
      #"{"silence":"alertname=A","from":2,"until":1}"#,
      "'silence': expected 'from' and a later 'until'"
    ),
    (
      #"{"silence":"x=~\"\"","from":1,"until":2}"#,
      "that matches every alert; expected a matcher that needs a label"
    ),
    (#"{"unsilence":["a"]}"#, "expected matchers of at most 4096 bytes"),
  ])
  func `a letter that asks for anything else is refused in words`(json: String, words: String) {
    #expect(InboxCommand.parse(Array(json.utf8)) == .failure(.init(message: words)))
  }

  @Test func `a letter that is no JSON says where`() {
    guard case .failure(let problem) = InboxCommand.parse(Array("{mark}".utf8)) else {
      Issue.record("it was taken")
      return
    }
    #expect(problem.message.contains("1:2"))
  }
}

struct KeepingCommandTests {
  private func message(_ body: () throws(UsageError) -> Void) -> String? {
    do throws(UsageError) {
      try body()
      return nil
    } catch {
      return error.message
    }
  }

  @Test func `a mark takes one text, a moment and labels`() throws {
    let command = try MarkCommand([
      "rolled back", "--at", "-15m", "--label", "version=1.4", "--label=by=ci", "--ring", "a.ring",
    ])
    #expect(command.text == "rolled back")
    #expect(command.moment == "-15m")
    #expect(command.ring == "a.ring")
    #expect(
      command.labels == [
        VariableArgument(name: "version", value: "1.4"), VariableArgument(name: "by", value: "ci"),
      ])
  }

  @Test(arguments: [
    (["a", "b"], "more than one text: 'b'; expected quotes around all of it"),
    (["a", "--x"], "unknown option '--x'; see 'ringside mark --help'"),
    ([""], "the text is empty; expected what the mark is to say"),
    (
      ["a", "--label", "x"],
      "option '--label': 'x' is no label; expected NAME=VALUE such as version=1.4"
    ),
    (
      ["a", "--label", "user=root"],
      "option '--label': 'user' is a label that ringside sets; expected another name"
    ),
    (
      [String(repeating: "x", count: 2000)],
      "the text has 2000 bytes; expected at most 1024"
    ),
  ])
  func `a mark that cannot be left is refused`(arguments: [String], words: String) {
    #expect(message { () throws(UsageError) in _ = try MarkCommand(arguments) } == words)
  }

  @Test func `a recording has a file, sources, and the options of the dashboard`() throws {
    let command = try RecordCommand([
      "a.ring", "db-1:9100", "--for", "10m", "--shared", "-r", "rules", "--ring-size", "16MiB",
    ])
    #expect(command.file == "a.ring")
    #expect(command.options.sources == ["db-1:9100"])
    #expect(command.options.rules == ["rules"])
    #expect(command.options.ringBytes == 16 << 20)
    #expect(command.options.recordingSize("a.ring") == .bytes(128 << 20))
    #expect(command.options.interval == .seconds(5))
    #expect(command.length == .seconds(600))
    #expect(command.isShared)
  }

  @Test(arguments: [
    (["a.ring", "--no-store"], "option '--no-store': 'ringside record FILE' names the file"),
    (["a.ring", "--ring", "b"], "option '--ring': 'ringside record FILE' names the file"),
    (["a.ring", "--x"], "unknown option '--x'; see 'ringside record --help'"),
  ])
  func `a recording that contradicts itself is refused`(arguments: [String], words: String) {
    #expect(message { () throws(UsageError) in _ = try RecordCommand(arguments) } == words)
  }

  @Test(arguments: [
    (["look", "a"], "unknown word 'look'; expected info, verify or repair"),
    (["info", "a", "b"], "more than one file: 'b'; expected one"),
    (["verify", "a", "--x"], "unknown option '--x'; see 'ringside ring --help'"),
  ])
  func `a word about a ring that is none is refused`(arguments: [String], words: String) {
    #expect(message { () throws(UsageError) in _ = try RingCommand(arguments) } == words)
  }

  @Test func `what is said of a holder names process, program and time`() {
    let since = Timestamp(milliseconds: 1_700_000_000_000)
    let holder = Holder(pid: 1234, command: Holder.recorder, since: since)
    #expect(
      Keeping.words(holder) == "pid 1234 (ringside record), since 2023-11-14T22:13:20Z")
    #expect(Keeping.words(nil) == "another process")
  }
}
