internal import CLinux
internal import Glibc

/// A program that runs: in a session of its own without a terminal, read while it writes, killed at its deadline.
///
/// It has no descriptor but its input, its output and its errors, and what it has started ends with it. Whoever holds it
/// looks at it now and then, from one thread at a time; no call waits unless it is told to.
public final class ChildProcess {
  private let process: Int32
  private let output: ChildPipe?
  private let errors: ChildPipe
  private let deadline: ContinuousClock.Instant
  private let outputLimit: Int
  private let errorsKept: Int
  private var printed: [UInt8] = []
  private var said: [UInt8] = []
  /// Why it was killed; `nil` where it was not.
  private var reason: ChildEnd.Cause?
  private var hasEnded = false

  /// Starts it.
  ///
  /// - Parameter command: what to start, and how far it may go.
  /// - Throws: where the system does not start it.
  public init(_ command: ChildCommand) throws(ChildError) {
    deadline = .now + command.timeLimit
    (outputLimit, errorsKept) = (command.outputLimit ?? 0, command.errorsKept)
    output = command.outputLimit == nil ? nil : try ChildPipe(room: 1 << 20)
    errors = try ChildPipe()
    let input = try command.input.map { bytes throws(ChildError) in try InputFile(bytes) }
    process = try ChildProcess.start(
      command, input: input?.descriptor ?? -1, output: output?.writing ?? -1,
      errors: errors.writing)
    output?.closeWriting()
    errors.closeWriting()
  }

  deinit {
    if !hasEnded { abandon() }
  }

  /// Looks whether it has ended or its time is over; how it ended, once that is known.
  public func look() -> ChildEnd? {
    read()
    if ContinuousClock.now >= deadline { kill(.timedOut) }
    var facts = siginfo_t()
    guard !hasEnded, waitid(P_PID, id_t(process), &facts, WEXITED | WNOHANG | WNOWAIT) == 0,
      facts.si_signo == SIGCHLD
    else { return nil }
    // Until it is waited for, its number stands for its group and nobody else.
    _ = clinux_kill_group(process, SIGKILL)
    var status: Int32 = 0
    _ = waitpid(process, &status, 0)
    hasEnded = true
    read()
    let line = said.prefix { $0 != UInt8(ascii: "\n") }
    return ChildEnd(
      cause: reason ?? ChildProcess.cause(status), output: printed,
      said: String(decoding: line, as: UTF8.self))
  }

  /// Waits for its end, which its deadline brings about at the latest.
  public func wait() -> ChildEnd {
    while true {
      if let end = look() { return end }
      var ends = [output, errors].compactMap { $0 }.map {
        pollfd(fd: $0.reading, events: Int16(POLLIN), revents: 0)
      }
      let woken = poll(&ends, nfds_t(ends.count), 20)
      // A pipe that is at its end wakes at once; then only the end of the process is missing.
      if woken > 0, !ends.contains(where: { $0.revents & Int16(POLLIN) != 0 }) { usleep(1000) }
    }
  }

  /// Kills it and all that it has started; `look` says when it has ended.
  public func kill() { kill(.killed) }

  private func kill(_ reason: ChildEnd.Cause) {
    self.reason = self.reason ?? reason
    if !hasEnded { _ = clinux_kill_group(process, SIGKILL) }
  }

  /// Kills it and waits a moment: who is stuck in the kernel ends later, or never.
  private func abandon() {
    _ = clinux_kill_group(process, SIGKILL)
    for _ in 0..<50 where waitpid(process, nil, WNOHANG) == 0 { usleep(1000) }
  }

  /// The lowest seven bits are the signal that ended it, the next byte its status; see wait(2).
  private static func cause(_ status: Int32) -> ChildEnd.Cause {
    let signal = status & 0x7f
    return signal == 0 ? .status((status >> 8) & 0xff) : .signal(signal)
  }

  /// Empties both pipes; what is said beyond the bound is not kept.
  private func read() {
    while printed.count <= outputLimit, let chunk = output?.next() { printed += chunk }
    if output != nil, printed.count > outputLimit { kill(.printedTooMuch) }
    for _ in 0..<16 {
      guard let chunk = errors.next() else { return }
      said += chunk.prefix(errorsKept - said.count)
    }
  }

  private static func start(
    _ command: ChildCommand, input: Int32, output: Int32, errors: Int32
  ) throws(ChildError) -> Int32 {
    var started: Int32 = -1
    let error = withCStrings(command.arguments) { arguments in
      withCStrings(command.environment.map { Array($0.utf8) }) { environment in
        guard let path = arguments[0] else { return EINVAL }
        return clinux_spawn(path, arguments, environment, input, output, errors, &started)
      }
    }
    guard error == 0 else { throw ChildError(code: error) }
    return started
  }

  /// Calls `body` with a list of C strings and the end of it.
  private static func withCStrings(
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
