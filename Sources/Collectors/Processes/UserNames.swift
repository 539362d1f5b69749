/// The names of user ids, from the file that holds them.
public struct UserNames {
  private let path: String
  private var names: [UInt32: String]?

  /// The names of one machine's users.
  public init(_ paths: HostPaths) { path = paths.root("/etc/passwd") }

  /// The name of a user; its number where it has none.
  public mutating func name(_ id: UInt32) -> String {
    if let name = names?[id] { return name }
    if names == nil || (names?.count ?? 0) > 10_000 { names = UserNames.read(path) }
    let name = names?[id] ?? String(id)
    names?[id] = name
    return name
  }

  private static func read(_ path: String) -> [UInt32: String] {
    var result: [UInt32: String] = [:]
    for line in (Tree.bytes(path, limit: 1 << 20) ?? []).split(separator: 0x0a) {
      let fields = line.split(separator: 0x3a, omittingEmptySubsequences: false)
      guard fields.count > 2, let id = UInt32(String(decoding: fields[2], as: UTF8.self)) else {
        continue
      }
      if result[id] == nil { result[id] = String(decoding: fields[0], as: UTF8.self) }
    }
    return result
  }
}
