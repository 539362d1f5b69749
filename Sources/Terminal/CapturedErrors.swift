internal import CLinux
internal import Glibc

/// Standard error while the screen is shown: a file in memory, so that no library scribbles on the screen.
struct CapturedErrors {
  /// The stderr from before.
  let saved: Int32
  /// The memory file.
  let memory: Int32

  /// Redirects descriptor 2; `nil` where that is not possible.
  init?() {
    memory = clinux_memfd("ringside-stderr")
    saved = fcntl(2, F_DUPFD_CLOEXEC, 3)
    guard memory >= 0, saved >= 0, dup2(memory, 2) >= 0 else { return nil }
  }

  /// Gives descriptor 2 back and writes to it what was captured.
  func release() {
    dup2(saved, 2)
    var chunk = [UInt8](repeating: 0, count: 4096)
    var offset = 0
    while true {
      let count = chunk.withUnsafeMutableBytes { pread(memory, $0.baseAddress, $0.count, offset) }
      guard count > 0 else { break }
      offset += count
      var written = 0
      while written < count {
        let sent = chunk[written..<count].withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        guard sent > 0 else { break }
        written += sent
      }
    }
    close(memory)
    close(saved)
  }
}
