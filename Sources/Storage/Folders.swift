internal import Glibc

/// The folder of a ring file that nobody has named.
public enum Folders {
  /// Makes the folder that `path` stands in and those above it that are missing, for this user only.
  ///
  /// The home itself is never made: where it is missing, nothing belongs there.
  /// - Parameters:
  ///   - path: the file.
  ///   - home: the folder that must be there already.
  /// - Returns: the folder; `nil` where it is not there afterwards.
  public static func make(for path: String, below home: String) -> String? {
    let folder = parent(of: path)
    guard isFolder(home), folder.hasPrefix(home) else { return nil }
    var made = ""
    for part in folder.split(separator: "/") {
      made += "/" + part
      if made.utf8.count > home.utf8.count { mkdir(made, 0o700) }
    }
    return isFolder(folder) ? folder : nil
  }

  /// The folder that a file stands in.
  public static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path from the root, links resolved as far as there are files; the same path where it cannot be found out.
  ///
  /// The corresponding C function is `realpath`.
  public static func absolute(_ path: String) -> String {
    guard let resolved = realpath(parent(of: path), nil) else { return path }
    defer { free(resolved) }
    let folder = String(cString: resolved)
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    return folder == "/" ? "/" + name : "\(folder)/\(name)"
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
