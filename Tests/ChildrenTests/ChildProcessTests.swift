import Foundation
import Glibc
import Testing

@testable import Children

/// Children that are really started; a shell runs what stands for a program.
@Suite struct ChildProcessTests {
  private func command(_ script: String, _ arguments: [String] = []) -> ChildCommand {
    var command = ChildCommand(
      (["/bin/sh", "-c", script, "sh"] + arguments).map { Array($0.utf8) },
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"], timeLimit: .seconds(60))
    command.outputLimit = 4 << 20
    return command
  }

  private func end(_ command: ChildCommand) throws -> (ChildEnd.Cause, String, said: String) {
    let end = try ChildProcess(command).wait()
    return (end.cause, String(decoding: end.output, as: UTF8.self), end.said)
  }

  @Test func `arguments and environment arrive as they are`() throws {
    let end = try end(
      command(#"printf '%s|' "$@"; env | sort | grep -v ^PWD"#, ["*.service", "$HOME;ls", ""]))
    #expect(end.0 == .status(0))
    #expect(end.1.hasPrefix("*.service|$HOME;ls||LC_ALL=C\n"))
    #expect(!end.1.contains("HOME="))
  }

  @Test func `it reads what it is given, or nothing`() throws {
    var given = command("cat")
    given.input = Array(String(repeating: "x", count: 200_000).utf8)
    #expect(try end(given).1.utf8.count == 200_000)
    given.input = nil
    #expect(try end(given).1 == "")
  }

  @Test func `more than a pipe holds is read to its end`() throws {
    let end = try end(
      command("i=0; while [ $i -lt 3000 ]; do printf '%01000d' 0; i=$((i+1)); done"))
    #expect(end.0 == .status(0) && end.1.utf8.count == 3_000_000)
  }

  @Test func `who prints without end is ended at the bound`() throws {
    var endless = command("while :; do printf '%01000d' 0; done")
    endless.outputLimit = 100_000
    #expect(try end(endless).0 == .printedTooMuch)
  }

  @Test func `without a bound output goes nowhere, and of errors the first line is kept`() throws {
    var silent = command("echo out; echo first >&2; echo second >&2; exit 3")
    silent.outputLimit = nil
    #expect(try end(silent) == (.status(3), "", said: "first"))
    silent.errorsKept = 3
    #expect(try end(silent) == (.status(3), "", said: "fir"))
  }

  @Test func `who takes too long is ended with all it has started`() throws {
    var slow = command("sleep 1000 & echo $!; sleep 1000")
    slow.timeLimit = .milliseconds(300)
    let end = try end(slow)
    #expect(end.0 == .timedOut)
    let started = try #require(Int32(end.1.trimmingCharacters(in: .newlines)))
    #expect(diesSoon(started))
  }

  @Test func `who is killed is told apart from who kills itself`() throws {
    #expect(try end(command("kill -9 $$")).0 == .signal(9))
    let child = try ChildProcess(command("sleep 1000"))
    #expect(child.look() == nil)
    child.kill()
    #expect(child.wait().cause == .killed)
    #expect(child.look() == nil)
  }

  @Test func `who is let go of is ended`() throws {
    let folder = NSTemporaryDirectory() + "ringside-child-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var child: ChildProcess? = try ChildProcess(
      command("echo $$ > \"$1/new\"; mv \"$1/new\" \"$1/pid\"; exec sleep 1000", [folder]))
    let deadline = ContinuousClock.now + .seconds(60)
    var text: String?
    while text == nil, ContinuousClock.now < deadline {
      text = try? String(contentsOfFile: folder + "/pid", encoding: .utf8)
      usleep(2000)
    }
    #expect(child?.look() == nil)
    child = nil
    let process = try #require(text.flatMap { Int32($0.trimmingCharacters(in: .newlines)) })
    #expect(isDead(process))
  }

  @Test func `what cannot be started is an error`() {
    var none = command("")
    none.arguments = [Array("/nowhere/program".utf8)]
    #expect(throws: ChildError(code: ENOENT)) { try ChildProcess(none) }
    none.arguments = []
    #expect(throws: ChildError(code: EINVAL)) { try ChildProcess(none) }
  }

  @Test func `no descriptor is left to a program that another thread starts`() throws {
    let pipe = try ChildPipe()
    let input = try InputFile([1])
    let flags = [pipe.reading, pipe.writing, input.descriptor].map { fcntl($0, F_GETFD) }
    #expect(flags == [FD_CLOEXEC, FD_CLOEXEC, FD_CLOEXEC])
    let end = try end(command("ls /proc/self/fd | wc -l"))
    // Its input, its output, its errors, and the folder that is listed.
    #expect(end.1 == "4\n")
  }

  /// Whether a process that was killed is gone before long: the kernel ends it when its turn comes.
  private func diesSoon(_ process: Int32) -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while !isDead(process), ContinuousClock.now < end { sched_yield() }
    return isDead(process)
  }

  /// Whether a process is gone, or dead and only not waited for.
  private func isDead(_ process: Int32) -> Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return true
    }
    return stat.split(separator: ")").last?.hasPrefix(" Z") == true
  }
}
