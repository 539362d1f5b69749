import Foundation
import Glibc
import Metrics
import Sharing
import TestWorld
import Testing

@testable import Notifications

/// Hooks that are really started, each a script of a shell that writes down what it sees.
struct HookRunnerTests {
  private let tree: FileTree

  init() throws { tree = try FileTree(name: "ringside-hooks") }

  /// A runner whose thread runs, and what it has reported.
  private final class Runs: Sendable {
    private let state = Guarded<(outcomes: [HookOutcome], hasEnded: Bool)>(([], false))
    private let runner = Guarded<HookRunner?>(nil)

    init(
      _ environment: [String] = ["PATH=/usr/bin:/bin"], pauses: [Duration] = [],
      isRunning: Bool = true
    ) {
      let runner = HookRunner(environment: environment, pauses: pauses) { [self] outcome in
        state.withLock { $0.outcomes.append(outcome) }
      }
      self.runner.withLock { $0 = runner }
      guard isRunning else { return }
      Thread.detachNewThread { [self] in
        runner.run()
        state.withLock { $0.hasEnded = true }
      }
    }

    var outcomes: [HookOutcome] { state.withLock { $0.outcomes } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    func enqueue(_ calls: [HookCall]) { runner.withLock { $0 }?.enqueue(calls) }

    /// Ends the runner, and the circle of references with it.
    func stop() { runner.withLock { $0.take() }?.stop() }
  }

  private func call(
    _ script: String, name: ByteString = "page", document: ByteString = "{}\n",
    _ arguments: [ByteString] = [], limit: Duration = .seconds(30)
  ) -> HookCall {
    let folder = ByteString(tree.root)
    var hook = Hook(
      name: name, command: ["/bin/sh", "-c", ByteString(script), "sh", folder] + arguments)
    hook.timeLimit = limit
    return HookCall(hook: hook, document: document)
  }

  private func wait(_ what: String, until condition: () -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !condition(), ContinuousClock.now < deadline { usleep(2000) }
    try #require(condition(), "\(what) did not come about")
  }

  /// Runs calls to their ends; how they came out.
  private func outcomes(_ calls: [HookCall], _ environment: [String] = ["PATH=/usr/bin:/bin"])
    throws -> [HookOutcome]
  {
    let runs = Runs(environment)
    defer { runs.stop() }
    runs.enqueue(calls)
    try wait("the end of \(calls.count) hooks") { runs.outcomes.count >= calls.count }
    return runs.outcomes
  }

  private func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(tree.root)/\(file)", encoding: .utf8)
  }

  /// Whether a process is gone, or dead and only not waited for.
  private func isGone(_ process: String) -> Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return true
    }
    return stat.split(separator: ")").last?.hasPrefix(" Z") == true
  }

  private static let witness = """
    cat > "$1/input"
    tr '\\0' '\\n' < /proc/$$/environ > "$1/environment"
    tr '\\0' '\\n' < /proc/$$/cmdline | tail -n 3 > "$1/arguments"
    cut -d' ' -f5,6,7 /proc/$$/stat > "$1/session"
    echo $$ > "$1/process"
    if (: < /dev/tty) 2> /dev/null; then echo yes; else echo no; fi > "$1/terminal"
    output=$(readlink /proc/$$/fd/1)
    echo "$output" > "$1/output"
    """

  @Test func `a hook has its document, its arguments, few variables, and no terminal`() throws {
    let document = ByteString(String(repeating: "{\"a\":\"\u{1f980}\"}", count: 20_000) + "\n")
    let hostile: [ByteString] = [
      ByteString("$(touch \(tree.root)/shell)"), "two\nlines; `x` '\"",
    ]
    let environment = ["PATH=/usr/bin:/bin", "LANG=C.UTF-8"]
    let outcomes = try outcomes(
      [call(Self.witness, document: document, hostile)], environment)
    #expect(outcomes == [HookOutcome(name: "page", failure: nil)])
    #expect(try text("input") == document.text)
    #expect(try text("environment") == environment.map { $0 + "\n" }.joined())
    #expect(
      try text("arguments") == "$(touch \(tree.root)/shell)\ntwo\nlines; `x` '\"\n")
    #expect(!FileManager.default.fileExists(atPath: tree.root + "/shell"))
    let process = try text("process").trimmingCharacters(in: .newlines)
    #expect(try text("session") == "\(process) \(process) 0\n", "group, session, terminal")
    #expect(try text("terminal") == "no\n")
    #expect(try text("output") == "/dev/null\n")
  }

  @Test func `one that takes too long is killed with what it has started`() throws {
    let script = "sleep 1000 & echo $! > \"$1/child\"; echo $$ > \"$1/leader\"; wait"
    let outcomes = try outcomes([call(script, limit: .milliseconds(1500))])
    #expect(outcomes == [HookOutcome(name: "page", failure: .timedOut(.milliseconds(1500)))])
    #expect(outcomes.first?.text == "hook 'page' failed: killed after 1.5 s")
    for file in ["child", "leader"] {
      let process = try text(file).trimmingCharacters(in: .newlines)
      try wait("the end of the \(file)") { isGone(process) }
    }
  }

  @Test func `what a hook leaves behind ends with it`() throws {
    let outcomes = try outcomes([call("sleep 1000 & echo $! > \"$1/child\"")])
    #expect(outcomes == [HookOutcome(name: "page", failure: nil)])
    let process = try text("child").trimmingCharacters(in: .newlines)
    try wait("the end of the child") { isGone(process) }
  }

  private static let failures: [(script: String, text: String)] = [
    (
      "echo 'cannot reach the pager' >&2; echo more >&2; exit 3",
      "hook 'page' failed: exit status 3: cannot reach the pager"
    ),
    ("echo quiet; exit 255", "hook 'page' failed: exit status 255"),
    ("kill -9 $$", "hook 'page' failed: ended by signal 9"),
    (
      "yes x | head -n 300000 | tr -d '\\n' >&2; exit 4",
      "hook 'page' failed: exit status 4: " + String(repeating: "x", count: 512)
    ),
  ]

  @Test(arguments: failures)
  func `a hook that fails is told of with what it said first`(script: String, text: String) throws {
    #expect(try outcomes([call(script)]).map(\.text) == [text])
  }

  @Test func `a program that is not there, or is none, is told of`() throws {
    try tree.write("data", "no program")
    let commands: [ByteString] = [
      "/nonexistent/hook", ByteString(tree.root + "/data"), ByteString(tree.root),
    ]
    let calls = commands.map {
      HookCall(hook: Hook(name: "page", command: [$0]), document: "{}")
    }
    #expect(
      try outcomes(calls).map(\.text) == [
        "hook 'page' failed: not started: No such file or directory",
        "hook 'page' failed: not started: Permission denied",
        "hook 'page' failed: not started: Permission denied",
      ])
  }

  @Test func `one hook is run for one call at a time, in order; others run beside it`() throws {
    let slow = "while [ ! -e \"$1/go\" ]; do sleep 0.02; done; cat >> \"$1/log\""
    let outcomes = try outcomes([
      call(slow, document: "1\n"), call("cat >> \"$1/log\"", document: "2\n"),
      call("touch \"$1/go\"", name: "mail"),
    ])
    #expect(outcomes.map(\.name).sorted() == ["mail", "page", "page"])
    #expect(outcomes.allSatisfy { $0.failure == nil })
    #expect(try text("log") == "1\n2\n")
  }

  @Test func `what waits is bounded`() {
    let runs = Runs(isRunning: false)
    defer { runs.stop() }
    runs.enqueue(Array(repeating: call("true"), count: HookRunner.mostWaiting + 6))
    #expect(
      runs.outcomes == Array(repeating: HookOutcome(name: "page", failure: .dropped), count: 6))
    #expect(runs.outcomes.first?.text == "hook 'page' failed: more than 64 calls were waiting")
  }

  @Test func `at the end what runs has a moment and is killed then`() throws {
    let runs = Runs()
    runs.enqueue([call("touch \"$1/begun\"; sleep 1000"), call("touch \"$1/second\"")])
    try wait("the hook") { FileManager.default.fileExists(atPath: tree.root + "/begun") }
    runs.stop()
    try wait("the end of the runner") { runs.hasEnded }
    #expect(
      Set(runs.outcomes) == [HookOutcome(name: "page", failure: .abandoned)])
    #expect(runs.outcomes.count == 2)
    #expect(!FileManager.default.fileExists(atPath: tree.root + "/second"))
  }

  @Test func `a runner with nothing to do ends at once`() throws {
    let runs = Runs()
    runs.stop()
    try wait("the end of the runner") { runs.hasEnded }
    #expect(runs.outcomes == [])
  }

  // MARK: - Tried again

  /// Writes down what it reads, and fails until it was run so often.
  private static let reluctant = """
    n=$(cat "$1/runs-$2" 2> /dev/null || echo 0)
    n=$((n + 1))
    echo $n > "$1/runs-$2"
    cat >> "$1/seen"
    [ $n -ge "$3" ]
    """

  private func failure(_ name: String = "page", retry: Duration?) -> HookOutcome {
    HookOutcome(name: name, failure: .status(1, said: ""), retry: retry)
  }

  @Test func `a call that failed is tried again, and the next one of its hook waits for it`()
    throws
  {
    let runs = Runs(pauses: [.milliseconds(20), .milliseconds(30), .milliseconds(40)])
    defer { runs.stop() }
    runs.enqueue([
      call(Self.reluctant, document: "first\n", ["page", "3"]),
      call(Self.reluctant, document: "second\n", ["page", "0"]),
    ])
    try wait("the end of both") { runs.outcomes.count >= 4 }
    #expect(
      runs.outcomes == [
        failure(retry: .milliseconds(20)), failure(retry: .milliseconds(30)),
        HookOutcome(name: "page", failure: nil), HookOutcome(name: "page", failure: nil),
      ])
    #expect(try text("seen") == "first\nfirst\nfirst\nsecond\n")
    #expect(runs.outcomes[0].text == "hook 'page' failed: exit status 1; again in 0.02 s")
  }

  @Test func `a call that fails every time is given up, and other hooks are not held up by it`()
    throws
  {
    let runs = Runs(pauses: [.milliseconds(10), .seconds(3600)])
    defer { runs.stop() }
    runs.enqueue([
      call("exit 1"), call("exit 0", name: "other"), call("exit 0", name: "other"),
    ])
    try wait("two failures and both others") { runs.outcomes.count >= 4 }
    let others = runs.outcomes.filter { $0.name == "other" }
    #expect(others == Array(repeating: HookOutcome(name: "other", failure: nil), count: 2))
    let own = runs.outcomes.filter { $0.name == "page" }
    #expect(own == [failure(retry: .milliseconds(10)), failure(retry: .seconds(3600))])
    // At the end what waits for its time is tried at once, and that is final.
    runs.stop()
    try wait("the end of the runner") { runs.hasEnded }
    #expect(runs.outcomes.last == failure(retry: nil))
    #expect(runs.outcomes.count == 5)
  }
}
