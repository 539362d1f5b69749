internal import Dashboards
internal import Glibc

/// Where files that ship with the program, or that a user puts beside them, are looked up.
struct SharedFiles {
  /// The folders in the order in which they are asked: the user's, the system's, those beside the program.
  let folders: [String]

  /// The folders for this user and this program.
  ///
  /// - Parameters:
  ///   - environment: looks up a variable.
  ///   - executable: the path of the running program; `nil` where it is not known.
  init(environment: (String) -> String?, executable: String?) {
    var folders: [String] = []
    if let home = environment("XDG_CONFIG_HOME") ?? environment("HOME").map({ $0 + "/.config" }) {
      folders.append(home + "/ringside")
    }
    folders.append("/etc/ringside")
    var parent = executable.map(SharedFiles.parent)
    if let bin = parent { folders.append(SharedFiles.parent(bin) + "/share/ringside") }
    while let folder = parent, folder != "/", !folder.isEmpty {
      folders.append(folder + "/dashboards")
      parent = SharedFiles.parent(folder)
    }
    self.folders = folders
  }

  /// The folders for this process.
  static var ofThisProcess: SharedFiles {
    SharedFiles(
      environment: { name in getenv(name).map { String(cString: $0) } },
      executable: link("/proc/self/exe"))
  }

  /// The rule files of the first folder that has any, sorted by name.
  var rules: [String] {
    for folder in folders {
      let files = SharedFiles.yamlFiles(in: folder + "/rules")
      if !files.isEmpty { return files }
    }
    return []
  }

  /// The user's own configuration; `nil` where there is none.
  var configuration: String? {
    folders.first.map { $0 + "/config.yaml" }.flatMap { InputFile.exists($0) ? $0 : nil }
  }

  /// The dashboards of all folders, sorted by name; of two with the same name the one of the earlier folder.
  var dashboards: [(name: String, path: String)] {
    var paths: [String: String] = [:]
    for folder in folders {
      let place = folder.hasSuffix("/dashboards") ? folder : folder + "/dashboards"
      for path in SharedFiles.yamlFiles(in: place) {
        let name = Dashboard.name(of: path)
        paths[name] = paths[name] ?? path
      }
    }
    return paths.sorted { $0.key < $1.key }.map { (name: $0.key, path: $0.value) }
  }

  /// The YAML files of a folder, sorted; none where it cannot be read.
  ///
  /// The corresponding C functions are `opendir` and `readdir`.
  static func yamlFiles(in folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { names.append(folder + "/" + name) }
    }
    return names.sorted()
  }

  private static func parent(_ path: String) -> String {
    let rest = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
    return "/" + rest.joined(separator: "/")
  }

  /// The corresponding C function is `readlink`.
  private static func link(_ path: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { buffer in
      buffer.withMemoryRebound(to: CChar.self) { names in
        names.baseAddress.map { readlink(path, $0, names.count) } ?? 0
      }
    }
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
  }
}
