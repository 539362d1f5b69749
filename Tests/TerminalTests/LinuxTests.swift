import CLinux
import Glibc
import Testing

@Suite struct LinuxTests {
  @Test func `an event counter tells how often it was signalled`() {
    let counter = clinux_eventfd()
    defer { close(counter) }
    #expect(clinux_eventfd_clear(counter) == 0)
    #expect(clinux_eventfd_signal(counter) == 0)
    #expect(clinux_eventfd_signal(counter) == 0)
    #expect(clinux_eventfd_clear(counter) == 2)
    #expect(clinux_eventfd_clear(counter) == 0)
  }

  @Test(arguments: [Int32(0), 1])
  func `a timer goes off at an absolute time`(realtime: Int32) {
    let timer = clinux_timerfd(realtime)
    defer { close(timer) }
    #expect(clinux_timerfd_read(timer) == 0)
    // In the past: at once.
    #expect(clinux_timerfd_set(timer, clinux_clock(realtime) - 1, 0) == 0)
    var waiting = pollfd(fd: timer, events: Int16(POLLIN), revents: 0)
    #expect(poll(&waiting, 1, 5000) == 1)
    #expect(clinux_timerfd_read(timer) == 1)
    #expect(clinux_timerfd_set(timer, clinux_clock(realtime) + 3_600_000_000_000, 0) == 0)
    #expect(poll(&waiting, 1, 0) == 0)
  }

  /// Runs a shell with its output in a pipe and returns what it wrote and its process id.
  private static func output(of script: String) -> (text: String, process: Int32, status: Int32) {
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    var process: Int32 = -1
    var arguments: [UnsafeMutablePointer<CChar>?] = [
      strdup("sh"), strdup("-c"), strdup(script), nil,
    ]
    var environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/bin:/bin"), nil]
    defer { (arguments + environment).forEach { free($0) } }
    let error = clinux_spawn("/bin/sh", &arguments, &environment, -1, ends[1], -1, &process)
    close(ends[1])
    defer { close(ends[0]) }
    guard error == 0 else { return ("", -1, error) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ends[0], &chunk, chunk.count)
      guard count > 0 else { break }
      bytes += chunk.prefix(count)
    }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return (String(decoding: bytes, as: UTF8.self), process, status)
  }

  @Test
  func
    `a child has a session of its own, no terminal, no descriptor but three and no blocked signal`()
  {
    let leaked = fcntl(1, F_DUPFD, 200)
    defer { close(leaked) }
    let (text, process, status) = Self.output(
      of: "cut -d' ' -f5,6,7 /proc/$$/stat; echo $(ls /proc/$$/fd); grep SigBlk /proc/self/status")
    #expect(status == 0)
    let lines = text.split(separator: "\n")
    #expect(lines.first == "\(process) \(process) 0", "group, session, terminal")
    #expect(!text.contains("\(leaked)"))
    #expect(text.contains("SigBlk:\t0000000000000000"))
  }

  @Test func `a program that does not exist is an error number`() {
    var process: Int32 = -1
    var nothing: [UnsafeMutablePointer<CChar>?] = [nil]
    #expect(clinux_spawn("/nonexistent", &nothing, &nothing, -1, -1, -1, &process) == ENOENT)
  }
}
