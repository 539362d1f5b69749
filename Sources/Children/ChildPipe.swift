internal import CLinux
internal import Glibc

/// A pipe that a child writes to, closed on exec from its first moment on and read without waiting.
final class ChildPipe {
  let reading: Int32
  private(set) var writing: Int32

  private static let closed: Int32 = -1

  /// Makes one.
  ///
  /// - Parameter room: how many bytes it should hold, so that the child need not wait for the next look; 0 for the usual.
  /// - Throws: where the system makes none.
  init(room: Int32 = 0) throws(ChildError) {
    var ends: (reading: Int32, writing: Int32) = (-1, -1)
    guard clinux_pipe(&ends.reading, &ends.writing, room) == 0 else {
      throw ChildError(code: errno)
    }
    (reading, writing) = ends
  }

  deinit {
    close(reading)
    closeWriting()
  }

  /// Leaves the end for writing to the child.
  func closeWriting() {
    if writing != ChildPipe.closed { close(writing) }
    writing = ChildPipe.closed
  }

  /// The next bytes; `nil` where there are none now.
  func next() -> [UInt8]? {
    let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
      count = max(0, read(reading, buffer.baseAddress, buffer.count))
    }
    return chunk.isEmpty ? nil : chunk
  }
}

/// Bytes as a file that is read from its beginning to its end, however the reader takes its time.
final class InputFile {
  let descriptor: Int32

  init(_ bytes: [UInt8]) throws(ChildError) {
    descriptor = clinux_memfd("ringside-input")
    guard descriptor >= 0 else { throw ChildError(code: errno) }
    guard write(descriptor, bytes, bytes.count) == bytes.count, lseek(descriptor, 0, SEEK_SET) == 0
    else { throw ChildError(code: errno) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
