internal import CLinux
internal import Glibc

/// Where curses writes: a file in memory, from which whole frames go to the terminal and are counted.
///
/// One write a frame tears less than the pieces curses makes, and the figure of the program's own cost is real.
final class OutputTap {
  private let memory: Int32
  private let terminal: Int32
  /// Bytes that reached the terminal since the start.
  private(set) var byteCount = 0
  /// Whether the terminal has gone: nothing is written any more.
  private(set) var isGone = false

  /// What curses writes and nobody wants: the reset of the palette that it sends whenever it takes the screen again
  /// would throw away the colours that a person has given the terminal.
  var omitted: [UInt8] = []

  /// The stream for curses to write to; `nil` where memory files do not exist.
  let stream: UnsafeMutablePointer<FILE>

  init?(terminal: Int32) {
    memory = clinux_memfd("ringside-frame")
    guard memory >= 0 else { return nil }
    guard let stream = fdopen(memory, "w") else {
      Glibc.close(memory)
      return nil
    }
    self.stream = stream
    self.terminal = terminal
  }

  /// Sends what curses has written since the last time and returns how many bytes that were.
  @discardableResult
  func flush() -> Int {
    fflush(stream)
    let length = Int(lseek(memory, 0, SEEK_CUR))
    guard length > 0 else { return 0 }
    var bytes = [UInt8](repeating: 0, count: length)
    let read = bytes.withUnsafeMutableBytes { pread(memory, $0.baseAddress, length, 0) }
    lseek(memory, 0, SEEK_SET)
    return send(OutputTap.bytes(bytes.prefix(max(0, read)), without: omitted))
  }

  /// The bytes with every occurrence of a sequence cut out.
  static func bytes(_ bytes: ArraySlice<UInt8>, without omitted: [UInt8]) -> [UInt8] {
    guard let first = omitted.first else { return Array(bytes) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var rest = bytes
    while let start = rest.firstIndex(of: first) {
      result += rest[..<start]
      rest = rest[start...]
      if rest.starts(with: omitted) {
        rest = rest.dropFirst(omitted.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  /// Drops what curses has written.
  func discard() {
    fflush(stream)
    lseek(memory, 0, SEEK_SET)
  }

  /// Sends bytes of our own, such as a mode switch.
  @discardableResult
  func send(_ bytes: some Collection<UInt8>) -> Int {
    let all = Array(bytes)
    var sent = 0
    while sent < all.count, !isGone {
      let count = all[sent...].withUnsafeBytes {
        clinux_terminal_write(terminal, $0.baseAddress, $0.count)
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: terminal, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, 1000)
      } else if errno != EINTR {
        isGone = true
      }
    }
    byteCount += sent
    return sent
  }
}
