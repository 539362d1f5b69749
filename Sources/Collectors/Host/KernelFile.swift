internal import Glibc

/// A kernel file that is opened once and read again from its beginning every time.
///
/// The corresponding C functions are `open` and `pread`.
final class KernelFile {
  let path: String
  private var descriptor: Int32 = -1
  private var buffer: [UInt8]
  private var retryIn = 0

  /// Why the last reading failed; 0 where it did not.
  private(set) var failure: Int32 = 0

  /// The number of bytes of the last reading.
  private(set) var count = 0

  init(_ path: String, capacity: Int = 4096) {
    self.path = path
    buffer = [UInt8](repeating: 0, count: capacity)
  }

  deinit { close() }

  /// The bytes of the last reading and whatever the buffer holds behind them.
  var bytes: [UInt8] { buffer }

  /// Whether the file could be read; one that could not is asked again at every sixtieth call only.
  func read() -> Bool {
    if retryIn > 0 {
      retryIn -= 1
      return false
    }
    guard descriptor >= 0 || open(), fill() else {
      close()
      count = 0
      retryIn = 60
      return false
    }
    failure = 0
    return true
  }

  /// Reads and hands over the bytes; `nil` where the file could not be read.
  func parse<Reading>(_ body: (Span<UInt8>) -> Reading) -> Reading? {
    guard read() else { return nil }
    let bytes = buffer
    return body(bytes.span.extracting(0..<count))
  }

  private func open() -> Bool {
    descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { failure = errno }
    return descriptor >= 0
  }

  private func close() {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }

  private func fill() -> Bool {
    var filled = 0
    while true {
      let room = buffer.count - filled
      let length = buffer.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress.map { $0 + filled }, room, off_t(filled))
      }
      if length < 0 {
        if errno == EINTR { continue }
        failure = errno
        return false
      }
      filled += length
      if length == 0 {
        count = filled
        return true
      }
      if filled == buffer.count {
        guard filled < 64 << 20 else { break }
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
      }
    }
    failure = EFBIG
    return false
  }
}
