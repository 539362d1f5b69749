internal import Glibc

/// The folders of the control groups, from the root down.
struct UnitTree {
  /// The groups that were found, by their path, and how many more there are.
  struct Groups {
    var paths: [[UInt8]] = []
    var leftOut = 0
    /// The first folder that could not be listed, and the system's error number.
    var refused: (path: [UInt8], code: Int32)?
  }

  /// Where the root group is.
  let root: String
  /// How many groups are kept.
  let most: Int
  /// How deep below the root a group may be.
  var depth = 16

  /// All groups, those nearer to the root first; what is no folder or a link is none.
  ///
  /// Folders of groups that are left out are not looked into.
  func walk() -> Groups {
    var found = Groups()
    guard most > 0 else { return found }
    var level: [[UInt8]] = [[0x2f]]
    var below = 0
    while !level.isEmpty {
      let kept = level.prefix(below > depth ? 0 : most - found.paths.count)
      found.leftOut += level.count - kept.count
      found.paths += kept
      level = kept.flatMap { children($0, &found) }
      below += 1
    }
    return found
  }

  /// The groups in a group, sorted by bytes.
  ///
  /// The corresponding C functions are `opendir` and `readdir`.
  private func children(_ path: [UInt8], _ found: inout Groups) -> [[UInt8]] {
    guard let folder = opendir(UnitFolder.path(root, path)) else {
      if found.refused == nil, !CollectorProblem.isAbsence(errno) { found.refused = (path, errno) }
      return []
    }
    defer { closedir(folder) }
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    var names: [[UInt8]] = []
    while let entry = readdir(folder) {
      let type = Int(entry.pointee.d_type)
      guard type == Int(DT_DIR) || type == Int(DT_UNKNOWN) else { continue }
      let start = UnsafeRawPointer(entry) + offset
      let length = strlen(start.assumingMemoryBound(to: CChar.self))
      let name = Array(UnsafeRawBufferPointer(start: start, count: length))
      guard name != [0x2e], name != [0x2e, 0x2e] else { continue }
      let child = (path.count == 1 ? path : path + [0x2f]) + name
      if type == Int(DT_DIR) || isFolder(child) { names.append(child) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private func isFolder(_ path: [UInt8]) -> Bool {
    var status = stat()
    return lstat(UnitFolder.path(root, path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
