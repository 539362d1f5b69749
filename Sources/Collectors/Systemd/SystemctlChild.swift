internal import CLinux
internal import Glibc

/// What asking systemd came to.
package enum SystemdAnswer: Equatable, Sendable {
  /// What `systemctl show` printed.
  case units([UInt8])
  /// Why there is no answer, in words.
  case refused(String)
}

/// A `systemctl show` that runs: in a session of its own without a terminal, read while it writes, killed at its deadline.
///
/// It is started without a shell. Whoever holds it looks at it now and then; no call waits unless it is told to.
final class SystemctlChild {
  private let process: Int32
  private let output: Int32
  private let errors: Int32
  private let deadline: ContinuousClock.Instant
  private let limit: Int
  private var bytes: [UInt8] = []
  private var said: [UInt8] = []
  /// Why it was killed; `nil` where it was not.
  private var reason: String?
  private var hasEnded = false

  /// So many bytes of its errors are kept.
  private static let mostSaid = 256
  /// What the pipe should hold, so that it need not wait for the next look.
  private static let pipeBytes: Int32 = 1 << 20
  /// F_SETPIPE_SZ of fcntl(2), which the Glibc module lacks.
  private static let setPipeSize: Int32 = 1031
  private static let environment = [
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TZ=UTC",
    "SYSTEMD_COLORS=0", "SYSTEMD_PAGER=",
  ]

  /// Starts it.
  ///
  /// - Parameters:
  ///   - command: the program's path and its arguments.
  ///   - timeLimit: how long it may take.
  ///   - limit: how many bytes it may print.
  /// - Throws: where the system does not start it.
  init(
    _ command: [String], timeLimit: Duration, limit: Int = 4 << 20
  ) throws(CollectorProblem) {
    self.limit = limit
    deadline = .now + timeLimit
    let outputs = try SystemctlChild.pipe(command)
    defer { close(outputs.writing) }
    let errors: (reading: Int32, writing: Int32)
    do throws(CollectorProblem) {
      errors = try SystemctlChild.pipe(command)
    } catch {
      close(outputs.reading)
      throw error
    }
    defer { close(errors.writing) }
    _ = fcntl(outputs.writing, SystemctlChild.setPipeSize, SystemctlChild.pipeBytes)
    var started: Int32 = -1
    let error = SystemctlChild.withStrings(command) { arguments in
      SystemctlChild.withStrings(SystemctlChild.environment) { environment in
        clinux_spawn(
          arguments[0], arguments, environment, -1, outputs.writing, errors.writing, &started)
      }
    }
    guard error == 0 else {
      for end in [outputs.reading, errors.reading] { close(end) }
      throw SystemctlChild.problem(command, error)
    }
    (process, output, self.errors) = (started, outputs.reading, errors.reading)
  }

  deinit {
    if !hasEnded { reap() }
    close(output)
    close(errors)
  }

  /// Looks whether it has ended or its time is over; what it came to, once that is known.
  func look() -> SystemdAnswer? {
    read()
    if reason == nil, ContinuousClock.now >= deadline { kill("took too long and was killed") }
    var facts = siginfo_t()
    guard waitid(P_PID, id_t(process), &facts, WEXITED | WNOHANG | WNOWAIT) == 0,
      facts.si_signo == SIGCHLD
    else { return nil }
    let status = reap()
    read()
    if let reason { return .refused(reason) }
    guard status == 0 else { return .refused(words(status)) }
    return .units(bytes)
  }

  /// Waits for its end, which its deadline brings about at the latest.
  func wait() -> SystemdAnswer {
    while true {
      if let answer = look() { return answer }
      var ends = [output, errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      // A pipe that is at its end wakes at once; then only the end of the process is missing.
      if ends.withUnsafeMutableBufferPointer({ poll($0.baseAddress, 2, 20) }) > 0,
        !ends.contains(where: { $0.revents & Int16(POLLIN) != 0 })
      {
        usleep(1000)
      }
    }
  }

  private func kill(_ reason: String) {
    self.reason = self.reason ?? reason
    _ = clinux_kill_group(process, SIGKILL)
  }

  /// Waits for the child, and ends what it has started: until then its number stands for its group and nobody else.
  @discardableResult private func reap() -> Int32 {
    _ = clinux_kill_group(process, SIGKILL)
    var status: Int32 = 0
    _ = waitpid(process, &status, 0)
    hasEnded = true
    return status
  }

  private func words(_ status: Int32) -> String {
    let line = String(decoding: said.prefix { $0 != 0x0a }, as: UTF8.self)
    if !line.isEmpty { return line }
    // The lowest seven bits are the signal that ended it, the next byte its status. See wait(2).
    let signal = status & 0x7f
    return signal == 0 ? "exit status \((status >> 8) & 0xff)" : "ended by signal \(signal)"
  }

  /// Empties both pipes.
  private func read() {
    var chunk = [UInt8](repeating: 0, count: 65536)
    while bytes.count <= limit {
      let count = Glibc.read(output, &chunk, chunk.count)
      guard count > 0 else { break }
      bytes += chunk.prefix(count)
    }
    if bytes.count > limit { kill("printed more than \(limit) bytes and was killed") }
    for _ in 0..<16 {
      let count = Glibc.read(errors, &chunk, chunk.count)
      guard count > 0 else { return }
      said += chunk.prefix(min(count, SystemctlChild.mostSaid - said.count))
    }
  }

  private static func pipe(
    _ command: [String]
  ) throws(CollectorProblem) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw problem(command, errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
  }

  private static func problem(_ command: [String], _ code: Int32) -> CollectorProblem {
    CollectorProblem(
      collector: SystemdCollector.name, path: command.first ?? "systemctl", code: code)
  }

  /// Calls `body` with a list of C strings and the end of it.
  private static func withStrings(
    _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var copies = texts.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    guard !copies.isEmpty, !copies.contains(where: { $0 == nil }) else { return ENOMEM }
    copies.append(nil)
    return copies.withUnsafeMutableBufferPointer { list in
      list.baseAddress.map(body) ?? EINVAL
    }
  }
}
