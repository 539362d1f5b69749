internal import Glibc

/// Writes whole files for the person.
enum OutputFile {
  /// Writes a new file, or over one that is there and no link; what went wrong, in words, or `nil`.
  ///
  /// The corresponding C function is `open` with `O_NOFOLLOW`.
  static func write(_ bytes: [UInt8], to path: String) -> String? {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return "\(path): \(String(cString: strerror(errno)).lowercased())" }
    defer { close(file) }
    return Output.write(bytes, to: file) ? nil : "\(path): the disk is full or unwritable"
  }
}
