internal import Glibc

/// A folder of files that a suite needs, removed when it is over.
///
/// Text archives are unpacked into it and folders copied, so that the suite's own data is never written to.
final class FixtureTree {
  /// The folder's path.
  let root: String

  /// An empty folder of its own; `nil` where none can be made.
  init?() {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/conformance-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { FixtureTree.remove(root) }

  /// Makes a folder and those above it.
  func make(_ path: String) {
    var made = root
    for part in path.split(separator: "/") {
      made += "/\(part)"
      mkdir(made, 0o755)
    }
  }

  /// Writes a file, and the folders above it.
  func write(_ path: String, _ bytes: [UInt8]) {
    make(parent(path))
    let descriptor = open("\(root)/\(path)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Makes a symbolic link, and the folders above it.
  func link(_ path: String, to target: String) {
    make(parent(path))
    symlink(target, "\(root)/\(path)")
  }

  /// Sets when every file below a folder was last changed, in seconds since the epoch.
  func setModified(below path: String, seconds: Int) {
    for name in FixtureTree.names("\(root)/\(path)") {
      let child = "\(path)/\(name)"
      if FixtureTree.isFolder("\(root)/\(child)") {
        setModified(below: child, seconds: seconds)
      } else {
        let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
        utimensat(AT_FDCWD, "\(root)/\(child)", times, 0)
      }
    }
  }

  /// Copies a folder with everything in it.
  ///
  /// A checkout without symbolic links has a file that holds the target instead: `self` is made a link again.
  func copy(_ source: String, to path: String) {
    make(path)
    for name in FixtureTree.names(source) {
      let (from, into) = ("\(source)/\(name)", "\(path)/\(name)")
      if let target = FixtureTree.target(from) {
        link(into, to: target)
      } else if FixtureTree.isFolder(from) {
        copy(from, to: into)
      } else {
        let bytes = Files.read(from) ?? []
        let text = String(decoding: bytes, as: UTF8.self)
        if name == "self", FixtureTree.isFolder("\(source)/\(text)") {
          link(into, to: text)
        } else {
          write(into, bytes)
        }
      }
    }
  }

  private func parent(_ path: String) -> String {
    path.split(separator: "/").dropLast().joined(separator: "/")
  }

  // MARK: - Folders

  private static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var result: [String] = []
    while let entry = readdir(folder) {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let start = UnsafeRawPointer(entry).advanced(by: offset)
      let name = String(cString: start.assumingMemoryBound(to: CChar.self))
      if name != "." && name != ".." { result.append(name) }
    }
    return result.sorted()
  }

  /// Whether a folder is there, links followed.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func target(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink(path, &buffer, buffer.count)
    guard length >= 0 else { return nil }
    return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func remove(_ path: String) {
    for name in names(path) {
      let child = "\(path)/\(name)"
      if target(child) == nil, isFolder(child) { remove(child) } else { unlink(child) }
    }
    rmdir(path)
  }
}
