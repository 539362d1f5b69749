internal import Glibc
internal import Metrics
internal import Scraping

/// Reads passwords and keys that stand in files of their own.
enum SecretFile {
  /// More bytes than these are no password.
  private static let limit = 64 << 10

  /// The text of a secret, read anew where it stands in a file.
  ///
  /// The corresponding C functions are `open` and `read`.
  /// - Throws: which file cannot be read, and why.
  static func text(of secret: Secret) throws(ScrapeFailure) -> String {
    switch secret {
    case .text(let text): return text.text
    case .file(let path):
      let text = ByteString(try bytes(path))
      guard HeaderText.isValue(text) else {
        throw .secret(file: path, reason: "found more than one line; expected one")
      }
      return text.text
    }
  }

  private static func bytes(_ path: String) throws(ScrapeFailure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path, errno) }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = read(file, &bytes, limit)
    guard count >= 0 else { throw failure(path, errno) }
    let blanks: [UInt8] = [9, 10, 11, 12, 13, 32]
    var text = bytes[..<count].drop { blanks.contains($0) }
    while let last = text.last, blanks.contains(last) { text.removeLast() }
    return Array(text)
  }

  private static func failure(_ path: String, _ code: Int32) -> ScrapeFailure {
    .secret(file: path, reason: String(cString: strerror(code)).lowercased())
  }
}
