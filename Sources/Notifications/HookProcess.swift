internal import CLinux
internal import Glibc
internal import Metrics

/// A hook that runs: a session of its own without a terminal, the document as its input, its errors read to a bound.
struct HookProcess {
  let hook: Hook
  private let process: Int32
  private let errors: Int32
  private let deadline: ContinuousClock.Instant
  private var said: [UInt8] = []
  /// Why it was killed; `nil` where it was not.
  private var reason: HookFailure?

  /// So many bytes of what it says are kept.
  private static let mostSaid = 512

  /// Starts a hook, whose command has a program at least.
  ///
  /// - Parameters:
  ///   - call: the hook and what it reads.
  ///   - environment: `NAME=value`, all that it inherits.
  /// - Throws: where the system does not start it.
  init(_ call: HookCall, environment: [String]) throws(HookFailure) {
    hook = call.hook
    deadline = .now + call.hook.timeLimit
    guard !hook.command.isEmpty else { throw HookProcess.refused(EINVAL) }
    let input = try HookProcess.input(call.document)
    defer { close(input) }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw HookProcess.refused(errno) }
    defer { close(ends[1]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    var started: Int32 = -1
    let error = HookProcess.withStrings(hook.command.map(\.bytes)) { arguments in
      HookProcess.withStrings(environment.map { Array($0.utf8) }) { environment in
        clinux_spawn(arguments[0], arguments, environment, input, -1, ends[1], &started)
      }
    }
    guard error == 0 else {
      close(ends[0])
      throw HookProcess.refused(error)
    }
    process = started
    errors = ends[0]
  }

  /// Looks whether it has ended or its time is over; how it came out, once that is known.
  ///
  /// What it has started ends with it: until it is waited for, its number stands for its group and nobody else.
  mutating func outcome() -> HookOutcome? {
    readErrors()
    if reason == nil, ContinuousClock.now >= deadline { kill(.timedOut(hook.timeLimit)) }
    var facts = siginfo_t()
    guard waitid(P_PID, id_t(process), &facts, WEXITED | WNOHANG | WNOWAIT) == 0,
      facts.si_signo == SIGCHLD
    else { return nil }
    _ = clinux_kill_group(process, SIGKILL)
    var status: Int32 = 0
    _ = waitpid(process, &status, 0)
    readErrors()
    close(errors)
    return HookOutcome(name: hook.name.text, failure: reason ?? failure(status))
  }

  /// Kills it and all that it has started.
  mutating func kill(_ reason: HookFailure) {
    self.reason = self.reason ?? reason
    _ = clinux_kill_group(process, SIGKILL)
  }

  private func failure(_ status: Int32) -> HookFailure? {
    // The lowest seven bits are the signal that ended it, the next byte its status. See wait(2).
    let signal = status & 0x7f
    guard signal == 0 else { return .signal(signal) }
    let code = (status >> 8) & 0xff
    let line = said.prefix { $0 != UInt8(ascii: "\n") }
    return code == 0 ? nil : .status(code, said: String(decoding: line, as: UTF8.self))
  }

  /// Empties the pipe, a bounded part of it at a time; what is beyond the bound is not kept.
  private mutating func readErrors() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    for _ in 0..<16 {
      let count = read(errors, &chunk, chunk.count)
      guard count > 0 else { return }
      said += chunk.prefix(min(count, HookProcess.mostSaid - said.count))
    }
  }

  /// The document as a file that is read from its beginning to its end, however the reader takes its time.
  private static func input(_ document: ByteString) throws(HookFailure) -> Int32 {
    let file = clinux_memfd("ringside-hook")
    guard file >= 0 else { throw refused(errno) }
    guard write(file, document.bytes, document.count) == document.count,
      lseek(file, 0, SEEK_SET) == 0
    else {
      defer { close(file) }
      throw refused(errno)
    }
    return file
  }

  private static func refused(_ error: Int32) -> HookFailure {
    .notStarted(String(cString: strerror(error)))
  }

  /// Calls `body` with a list of C strings and the end of it.
  private static func withStrings(
    _ texts: [[UInt8]], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var copies = texts.map { text in
      (text + [0]).withUnsafeBytes { bytes in
        bytes.baseAddress.flatMap { strdup($0.assumingMemoryBound(to: CChar.self)) }
      }
    }
    defer { copies.forEach { free($0) } }
    guard !copies.contains(where: { $0 == nil }) else { return ENOMEM }
    copies.append(nil)
    return copies.withUnsafeMutableBufferPointer { list in
      list.baseAddress.map(body) ?? EINVAL
    }
  }
}
