internal import Glibc

/// A file that was not there before and is written piece by piece; given up as a whole where that fails.
struct NewFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// How many bytes were written.
  private(set) var count = 0
  /// Whether something could not be written; nothing more is then.
  private(set) var hasFailed = false

  private static let piece = 1 << 20

  /// Makes the file, for its owner only.
  ///
  /// The corresponding C function is `open` with `O_EXCL` and `O_NOFOLLOW`.
  /// - Throws: where it is there already, or cannot be made.
  init(_ path: String) throws(InputFileError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let isThere = errno == EEXIST
      throw InputFileError(
        message: isThere
          ? "\(path) is there already; nothing was written"
          : "\(path): \(String(cString: strerror(errno)).lowercased())")
    }
  }

  /// Adds a text.
  mutating func write(_ text: String) {
    buffer += text.utf8
    if buffer.count >= NewFile.piece { flush() }
  }

  private mutating func flush() {
    guard !hasFailed, !buffer.isEmpty else { return }
    hasFailed = !Output.write(buffer, to: descriptor)
    count += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Ends the file; how many bytes it has, or `nil` where not all could be written: then it is gone.
  consuming func finished() -> Int? {
    flush()
    guard hasFailed else { return count }
    unlink(path)
    return nil
  }

  deinit { close(descriptor) }
}
