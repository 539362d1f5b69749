internal import Glibc
internal import Metrics

/// Reads files and folders that are looked at seldom; what cannot be read is absent.
enum Tree {
  /// The bytes of a file; `nil` where it cannot be read.
  ///
  /// The corresponding C functions are `open` and `read`.
  static func bytes(_ path: String, limit: Int = 16 << 20) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while result.count < limit {
      let length = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if length < 0, errno == EINTR { continue }
      guard length >= 0 else { return nil }
      if length == 0 { break }
      result.append(contentsOf: chunk[..<length])
      if length == chunk.count { chunk = [UInt8](repeating: 0, count: chunk.count * 4) }
    }
    return result
  }

  /// The text of a file without white space around it; `nil` where it cannot be read.
  static func text(_ path: String) -> String? { bytes(path).map(trimmed) }

  /// The number that a file holds, hexadecimal with `0x`; `nil` where it cannot be read or is none.
  static func number(_ path: String) -> Double? { text(path).flatMap { number(in: $0) } }

  /// The number that `text` writes, hexadecimal with `0x`; `nil` where it is none.
  static func number(in text: some StringProtocol) -> Double? {
    if text.hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16).map { Double($0) } }
    guard let first = text.utf8.first, first == 0x2d || first &- 0x30 < 10,
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  /// The names in a folder, sorted by bytes; empty where it cannot be read.
  ///
  /// The corresponding C functions are `opendir` and `readdir`.
  static func names(_ path: String) -> [String] { contents(path) ?? [] }

  /// The names in a folder, sorted by bytes; `nil` where it cannot be read.
  static func contents(_ path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var result: [String] = []
    while let entry = readdir(folder) {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let start = UnsafeRawPointer(entry).advanced(by: offset)
      let name = String(cString: start.assumingMemoryBound(to: CChar.self))
      if name != "." && name != ".." { result.append(name) }
    }
    return result.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether something is there, links followed.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// When a file was last changed, in whole seconds since the epoch; `nil` where it is not there.
  static func modificationSeconds(_ path: String) -> Double? {
    var status = stat()
    return stat(path, &status) == 0 ? Double(status.st_mtim.tv_sec) : nil
  }

  /// Whether a folder is there, links followed.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The last part of what a link points at; `nil` where there is no link.
  static func linkName(_ path: String) -> String? {
    link(path)?.split(separator: "/").last.map(String.init)
  }

  /// What a link points at; `nil` where there is no link.
  ///
  /// The corresponding C function is `readlink`.
  static func link(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink(path, &buffer, buffer.count)
    guard length >= 0 else { return nil }
    return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The path with links and dots resolved; `nil` where it does not exist.
  ///
  /// The corresponding C function is `realpath`.
  static func resolved(_ path: String) -> String? {
    guard let result = realpath(path, nil) else { return nil }
    defer { free(result) }
    return String(cString: result)
  }

  /// The text as a part of a metric's name: other characters than letters, digits and colons are underscores.
  static func metricName(_ text: some StringProtocol) -> String {
    let bytes = text.utf8.map { byte -> UInt8 in
      switch byte {
      case 0x30...0x3a, 0x41...0x5a, 0x61...0x7a: byte
      default: 0x5f
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func trimmed(_ bytes: [UInt8]) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0 || $0 == 0x20 || (0x09...0x0d).contains($0) }
    let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
    let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }
}
