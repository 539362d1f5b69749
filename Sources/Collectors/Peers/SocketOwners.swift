internal import Glibc
internal import Metrics

/// Finds which process has a socket open, as far as this user may look.
///
/// A reading looks at a bounded number of open files and goes on where the last one stopped. A socket that was not found
/// in one whole turn through the processes is not looked for again.
struct SocketOwners {
  /// A process that has a socket open.
  struct Owner: Hashable, Sendable {
    var pid: Int32
    var comm: ByteString
  }

  /// Open files that one reading looks at.
  static let limit = 4096

  private let procfs: String
  private var owners: [UInt32: Owner] = [:]
  /// How many processes are still to be looked at for a socket.
  private var wanted: [UInt32: Int] = [:]
  private var unfound: Set<UInt32> = []
  private var next: Int32 = 0

  init(_ paths: HostPaths) { procfs = paths.procfs }

  /// The process that has the socket open; `nil` where none was found.
  func owner(_ inode: UInt32) -> Owner? { owners[inode] }

  /// Looks for those of the sockets that are new, and forgets all others.
  mutating func find(_ inodes: Set<UInt32>) {
    owners = owners.filter { inodes.contains($0.key) }
    unfound.formIntersection(inodes)
    wanted = wanted.filter { inodes.contains($0.key) }
    let new = inodes.filter { owners[$0] == nil && wanted[$0] == nil && !unfound.contains($0) }
    guard !new.isEmpty || !wanted.isEmpty else { return }
    let pids = Tree.names(procfs).compactMap { Int32($0) }.sorted()
    for inode in new { wanted[inode] = pids.count }
    search(pids)
  }

  private mutating func search(_ pids: [Int32]) {
    var left = SocketOwners.limit
    var visited = 0
    let start = pids.firstIndex { $0 >= next } ?? 0
    while visited < pids.count, left > 0, visited < wanted.values.max() ?? 0 {
      let pid = pids[(start + visited) % pids.count]
      visited += 1
      look(into: pid, &left)
      next = pid &+ 1
    }
    for (inode, rest) in wanted {
      wanted[inode] = rest > visited ? rest - visited : nil
      if rest <= visited { unfound.insert(inode) }
    }
  }

  private mutating func look(into pid: Int32, _ left: inout Int) {
    let folder = "\(procfs)/\(pid)/fd"
    left -= 1
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    var comm: ByteString?
    while left > 0, let inode = SocketOwners.nextSocket(directory, &left) {
      guard wanted.removeValue(forKey: inode) != nil else { continue }
      let name = comm ?? SocketOwners.name(procfs, pid)
      comm = name
      owners[inode] = Owner(pid: pid, comm: name)
    }
  }

  /// The file number of the next socket in a folder of open files.
  ///
  /// The corresponding C functions are `readdir` and `readlinkat`.
  private static func nextSocket(_ directory: OpaquePointer, _ left: inout Int) -> UInt32? {
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    var target = [CChar](repeating: 0, count: 32)
    while left > 0, let entry = readdir(directory) {
      left -= 1
      let name = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
      let count = readlinkat(dirfd(directory), name, &target, target.count)
      guard count > 0 else { continue }
      if let inode = socket(target[..<count].map { UInt8(bitPattern: $0) }) { return inode }
    }
    return nil
  }

  /// The number in `socket:[123]`; `nil` where it says something else.
  static func socket(_ target: [UInt8]) -> UInt32? {
    guard target.starts(with: "socket:[".utf8), target.last == UInt8(ascii: "]") else { return nil }
    return UInt32(String(decoding: target.dropFirst(8).dropLast(), as: UTF8.self))
  }

  private static func name(_ procfs: String, _ pid: Int32) -> ByteString {
    var bytes = Tree.bytes("\(procfs)/\(pid)/comm", limit: 64) ?? []
    if bytes.last == 0x0a { bytes.removeLast() }
    return ByteString(bytes)
  }
}
