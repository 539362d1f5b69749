import CPty
import Glibc

/// A program that runs in a pseudo-terminal; its screen, and every byte of it guarded.
///
/// Nothing here waits for a fixed time: reading goes on until a condition holds or a deadline passes.
package final class PtyProgram {
  /// How a program ended.
  package enum End: Equatable {
    case exit(Int32)
    case signal(Int32)
  }

  /// A condition that did not come true, with the screen at its deadline.
  package struct Timeout: Error, CustomStringConvertible {
    package var description: String
  }

  /// The screen that the program drew.
  package let screen: VirtualTerminal
  /// What keeps watch over the bytes.
  package private(set) var escapes: EscapeGuard
  /// The bytes that the program sent so far.
  package private(set) var byteCount = 0
  /// The newest bytes, at most 64 KiB.
  package private(set) var tail: [UInt8] = []
  /// The modes of the terminal before the program started.
  package let modesBefore: TerminalModes?
  /// The process that was started.
  package let pid: Int32
  /// How the program ended; `nil` while it runs.
  package private(set) var end: End?
  private let terminal: Int32
  private let watch: Int32
  private var isHungUp = false

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - path: the program's file.
  ///   - arguments: what follows its name.
  ///   - environment: all of its environment; TERM and a size are not added.
  ///   - columns: the terminal's width.
  ///   - rows: the terminal's height.
  ///   - drawsFor: the kind of terminal whose sequences are allowed; TERM's where not given.
  ///   - isTitle: whether a window title is one that the program may set.
  ///   - isNotice: whether a notice for the desktop is one that the program may send.
  /// - Throws: where there is no pseudo-terminal to be had.
  package init(
    _ path: String, _ arguments: [String], environment: [String: String], columns: Int = 80,
    rows: Int = 24, drawsFor: String? = nil, isTitle: @escaping (String) -> Bool = { _ in false },
    isNotice: @escaping (String) -> Bool = { _ in false }
  ) throws(Timeout) {
    screen = VirtualTerminal(columns: columns, rows: rows)
    escapes = EscapeGuard(
      term: drawsFor ?? environment["TERM"] ?? "", isTitle: isTitle, isNotice: isNotice)
    let words = CStrings([path] + arguments)
    let variables = CStrings(environment.map { "\($0.key)=\($0.value)" }.sorted())
    var (line, pid): (Int32, Int32) = (-1, 0)
    terminal = cpty_open(Int32(rows), Int32(columns), &line)
    guard terminal >= 0 else { throw Timeout(description: "no pseudo-terminal (errno \(errno))") }
    // Before there is a program that changes them.
    modesBefore = TerminalModes(of: terminal)
    let result = cpty_start(path, words.pointers, variables.pointers, terminal, line, &pid)
    guard result == 0 else { throw Timeout(description: "no process (errno \(errno))") }
    self.pid = pid
    watch = cpty_watch(pid)
  }

  deinit {
    if end == nil {
      kill(pid, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
    }
    close(terminal)
    if watch >= 0 { close(watch) }
  }

  /// The modes of the terminal now.
  package var modes: TerminalModes? { TerminalModes(of: terminal) }

  /// Types `keys`.
  package func press(_ keys: String) {
    let bytes = Array(keys.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      sent += max(0, count)
    }
  }

  /// Types a key that sends something to the clipboard.
  package func pressCopy(_ key: String) {
    escapes.expectCopy()
    press(key)
  }

  /// Sends the program a signal.
  package func send(_ signal: Int32) { kill(pid, signal) }

  /// Takes the terminal away, as closing its window does; the kernel tells the program.
  package func hangUp() {
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard nothing >= 0 else { return }
    // The terminal's last descriptor on this side is closed by it.
    dup2(nothing, terminal)
    close(nothing)
    isHungUp = true
  }

  /// Makes the terminal larger or smaller.
  package func resize(columns: Int, rows: Int) {
    screen.resize(columns: columns, rows: rows)
    _ = cpty_resize(terminal, Int32(rows), Int32(columns))
  }

  /// Reads until `condition` holds.
  ///
  /// - Parameters:
  ///   - what: what is waited for, in words.
  ///   - limit: how long at most.
  ///   - condition: looked at before the first and after every reading.
  /// - Throws: the screen, where the deadline passes or the program ends first.
  package func wait(
    for what: String, within limit: Duration = .seconds(20), until condition: (PtyProgram) -> Bool
  ) throws(Timeout) {
    let deadline = ContinuousClock.now + limit
    while !condition(self) {
      guard pump(until: deadline) else {
        if condition(self) { return }
        let state = end.map { "the program ended with \($0)" } ?? "no such thing within \(limit)"
        throw Timeout(description: "waiting for \(what): \(state); the screen:\n\(screen.text)")
      }
    }
  }

  /// Reads until the screen shows `text`.
  package func wait(forText text: String, within limit: Duration = .seconds(20)) throws(Timeout) {
    try wait(for: "'\(text)'", within: limit) { $0.screen.text.contains(text) }
  }

  /// Reads until the deadline whatever comes, unless the program ends first.
  package func read(for time: Duration) {
    let deadline = ContinuousClock.now + time
    while pump(until: deadline) {}
  }

  /// Reads to the program's end.
  package func waitForEnd(within limit: Duration = .seconds(20)) throws(Timeout) -> End {
    try wait(for: "the program's end", within: limit) { $0.end != nil }
    guard let end else { throw Timeout(description: "the program's end is unknown") }
    return end
  }

  /// Reads once; `false` when the deadline passed or the program has ended and all is read.
  private func pump(until deadline: ContinuousClock.Instant) -> Bool {
    guard end == nil else { return false }
    let left = ContinuousClock.now.duration(to: deadline)
    guard left > .zero else { return false }
    // poll(2) passes over a negative descriptor.
    var files = [isHungUp ? -1 : terminal, watch].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    let milliseconds = Int32(clamping: Int64(left / .milliseconds(1)) + 1)
    guard poll(&files, nfds_t(files.count), milliseconds) > 0 else { return errno == EINTR }
    if files[0].revents != 0, readOnce() { return true }
    reap()
    return end == nil
  }

  /// Whether there were bytes.
  private func readOnce() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = buffer.withUnsafeMutableBytes { Glibc.read(terminal, $0.baseAddress, $0.count) }
    guard count > 0 else {
      isHungUp = true
      return false
    }
    take(Array(buffer[..<count]))
    return true
  }

  private func take(_ bytes: [UInt8]) {
    byteCount += bytes.count
    screen.write(bytes)
    escapes.read(bytes)
    tail = Array((tail + bytes).suffix(65536))
  }

  private func reap() {
    var code: Int32 = 0
    switch cpty_reap(pid, &code) {
    case 1: end = .exit(code)
    case 2: end = .signal(code)
    default: return
    }
    escapes.end()
  }
}

/// Strings as C wants them: an array of pointers that ends with a null.
private final class CStrings {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
    pointers[count] = nil
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}
