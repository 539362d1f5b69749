import Glibc

/// A folder of files in memory or on disk that goes when the object does.
///
/// A file keeps its inode when it is written again, as a kernel file does for a reader that holds it open.
package final class FileTree {
  /// What was asked of the file system and refused.
  package struct Refused: Error, CustomStringConvertible {
    package var description: String
  }

  /// The folder's path.
  package let root: String
  private var made: Set<String> = []

  /// An empty folder of its own; in memory where there is such a place.
  package init(name: String = "ringside-tree") throws(Refused) {
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileTree.refused(parent) }
    root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { removeAll() }

  /// Removes the folder; nothing can be written any more.
  package func removeAll() { FileTree.remove(root) }

  /// Writes a file below the root, its folders made where they are missing.
  package func write(_ path: String, _ text: String) throws(Refused) {
    try write(path, Array(text.utf8))
  }

  /// Writes a file below the root, its folders made where they are missing.
  package func write(_ path: String, _ bytes: [UInt8]) throws(Refused) {
    if let slash = path.lastIndex(of: "/") { try make(String(path[..<slash])) }
    let file = open("\(root)/\(path)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileTree.refused(path) }
    defer { close(file) }
    guard pwrite(file, bytes, bytes.count, 0) == bytes.count,
      ftruncate(file, off_t(bytes.count)) == 0
    else { throw FileTree.refused(path) }
  }

  /// Makes a folder below the root, and those above it.
  package func make(_ folder: String) throws(Refused) {
    guard !made.contains(folder) else { return }
    if let slash = folder.lastIndex(of: "/") { try make(String(folder[..<slash])) }
    guard mkdir("\(root)/\(folder)", 0o755) == 0 || errno == EEXIST else {
      throw FileTree.refused(folder)
    }
    made.insert(folder)
  }

  /// Makes a symbolic link below the root.
  package func link(_ path: String, to target: String) throws(Refused) {
    if let slash = path.lastIndex(of: "/") { try make(String(path[..<slash])) }
    guard symlink(target, "\(root)/\(path)") == 0 || errno == EEXIST else {
      throw FileTree.refused(path)
    }
  }

  /// Removes a file or a folder with all that is in it.
  package func remove(_ path: String) {
    made = made.filter { $0 != path && !$0.hasPrefix(path + "/") }
    FileTree.remove("\(root)/\(path)")
  }

  private static func remove(_ path: String) {
    guard unlink(path) != 0, errno == EISDIR, let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { remove("\(path)/\(name)") }
    }
    closedir(folder)
    rmdir(path)
  }

  private static func refused(_ path: String) -> Refused {
    Refused(description: "\(path): \(String(cString: strerror(errno)))")
  }
}
