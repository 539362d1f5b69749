internal import Glibc

/// Writes whole files for the person.
enum OutputFile {
  /// Removes a file that this program has begun.
  ///
  /// The corresponding C function is `unlink`.
  static func remove(_ path: String) { unlink(path) }

  /// Writes a file that is not there yet, for its owner only; what went wrong, in words, or `nil`.
  ///
  /// The corresponding C function is `open` with `O_EXCL` and `O_NOFOLLOW`.
  static func create(_ bytes: [UInt8], at path: String) -> String? {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let file = open(path, flags, 0o600)
    guard file >= 0 else {
      let isThere = errno == EEXIST
      return isThere
        ? "\(path) is there already; nothing was written"
        : "\(path): \(String(cString: strerror(errno)).lowercased())"
    }
    defer { close(file) }
    guard Output.write(bytes, to: file) else {
      unlink(path)
      return "\(path): the disk is full or unwritable; nothing was written"
    }
    return nil
  }
}
