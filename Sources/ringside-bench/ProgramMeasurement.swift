internal import Glibc
internal import TestTerminal

/// What the running program costs: in a terminal of 200×50, at one tick a second, on this machine's own processes and
/// with a thousand idle ones more.
///
/// These are figures of a machine and a moment, and are compared with performance.md by eye.
struct ProgramMeasurement {
  /// The program to start, RINGSIDE_BINARY, and its arguments.
  let path: String
  let arguments: [String]
  /// How long it runs before, and while, it is measured.
  var warmUp = Duration.seconds(4)
  var window = Duration.seconds(20)

  /// The rows, quiet and in a herd.
  func rows() throws -> [String] {
    let quiet = try measured("", bars: ["0.8", "24 + ring", "2000", "200", "50"])
    let herd = try Herd(1000)
    return try quiet
      + withExtendedLifetime(herd) {
        try measured(".herd", bars: ["2.7", "24 + ring", "2000", "200", "50"])
      }
  }

  private func measured(_ suffix: String, bars: [String]) throws -> [String] {
    let program = try PtyProgram(
      path, arguments,
      environment: [
        "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin",
        "HOME": "/nonexistent",
      ], columns: 200, rows: 50)
    let firstPaint = firstPaint(of: program)
    let (cpu, bytes, start) = (cpuSeconds(of: program.pid), program.byteCount, ContinuousClock.now)
    program.read(for: window)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard program.end == nil else {
      throw Failure(description: "the program ended; its last screen:\n\(program.screen.text)")
    }
    let values = [
      ("cpu", (cpuSeconds(of: program.pid) - cpu) / seconds * 100, "% of a core"),
      ("pss", proportionalMebibytes(of: program.pid), "MiB"),
      ("terminal", Double(program.byteCount - bytes) / seconds, "bytes/s"),
      ("first", firstPaint, "ms to the first full screen"),
      ("key", try keyToFrame(program), "ms from a key to its frame, the slowest of 100"),
    ]
    return zip(values, bars).map { value, bar in
      "program.\(value.0)\(suffix): \(Workload.rounded(value.1)) \(value.2), first \(bar)"
    }
  }

  /// The longest time between a key that changes the view and the first bytes of what follows.
  private func keyToFrame(_ program: PtyProgram) throws -> Double {
    var longest = 0.0
    for press in 0..<100 {
      let (before, start) = (program.byteCount, ContinuousClock.now)
      program.press(press % 2 == 0 ? "3" : "2")
      try program.wait(for: "a frame") { $0.byteCount > before }
      longest = max(longest, (ContinuousClock.now - start) / .milliseconds(1))
      program.read(for: .milliseconds(30))
    }
    return longest
  }

  /// The time until nine tenths of the rows and six tenths of the cells held something that do after the warm-up.
  private func firstPaint(of program: PtyProgram) -> Double {
    let start = ContinuousClock.now
    var seen: [(milliseconds: Double, rows: Int, cells: Int)] = []
    try? program.wait(for: "the warm-up", within: warmUp) { program in
      let lines = program.screen.lines.map { $0.utf8.count { $0 != 0x20 } }
      let time = (ContinuousClock.now - start) / .milliseconds(1)
      seen.append((time, lines.count { $0 > 0 }, lines.reduce(0, +)))
      return false
    }
    guard let last = seen.last else { return .infinity }
    return seen.first { $0.rows * 10 >= last.rows * 9 && $0.cells * 10 >= last.cells * 6 }?
      .milliseconds
      ?? .infinity
  }

  /// The CPU time of another process.
  ///
  /// The corresponding C function is `clock_getcpuclockid`.
  private func cpuSeconds(of pid: Int32) -> Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func proportionalMebibytes(of pid: Int32) -> Double {
    guard let file = fopen("/proc/\(pid)/smaps_rollup", "r") else { return .nan }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("Pss:") }
    return line.flatMap { Double($0.split(separator: " ")[1]) }.map { $0 / 1024 } ?? .nan
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Idle processes, ended with the object.
  private final class Herd {
    private var pids: [pid_t] = []

    init(_ count: Int) throws {
      for _ in 0..<count {
        var pid: pid_t = 0
        let words = [strdup("sleep"), strdup("1000"), nil]
        defer { words.forEach { free($0) } }
        guard posix_spawn(&pid, "/bin/sleep", nil, nil, words, nil) == 0 else {
          throw Failure(description: "no more than \(pids.count) idle processes could be started")
        }
        pids.append(pid)
      }
    }

    deinit {
      for pid in pids { kill(pid, SIGKILL) }
      for pid in pids { waitpid(pid, nil, 0) }
    }
  }
}
