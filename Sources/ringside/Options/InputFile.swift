internal import Glibc

/// Why a file could not be read.
struct InputFileError: Error, Equatable {
  /// The file and what the system says.
  var message: String
}

/// Reads whole files.
enum InputFile {
  /// The largest file that is read at all.
  static let limit = 4 << 30

  /// The bytes of a file; of standard input for `-`.
  ///
  /// The corresponding C functions are `open` and `read`.
  static func read(_ path: String) throws(InputFileError) -> [UInt8] {
    let file = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path, errno) }
    defer { if file > 0 { close(file) } }
    var status = stat()
    let size = fstat(file, &status) == 0 ? Int(status.st_size) : 0
    var bytes = [UInt8](repeating: 0, count: max(size + 1, 64 << 10))
    var filled = 0
    while true {
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(file, $0.baseAddress.map { $0 + filled }, $0.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, errno) }
      if count == 0 { break }
      filled += count
      guard filled < limit else {
        throw InputFileError(message: "\(path): more than 4 GiB; expected a smaller file")
      }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// Whether `path` is a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether something is called `path`.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func failure(_ path: String, _ code: Int32) -> InputFileError {
    InputFileError(message: "\(path): \(String(cString: strerror(code)).lowercased())")
  }
}
