internal import Glibc
public import TimeSeries

/// The memory of an arena as a file that needs no disk: what a process leaves in it is there when the process is not.
///
/// Its name begins with a word that is made of the ring file's path, so that the next writer of the ring file finds the
/// arenas of those before it. Only files that nobody else can have written are looked at.
public struct ArenaFile: Hashable, Sendable {
  /// Where it is.
  public let path: String

  /// The file at a path.
  public init(path: String) { self.path = path }

  /// Folders whose files live in memory.
  ///
  /// - Parameter runtime: what `XDG_RUNTIME_DIR` says; only an absolute path counts.
  /// - Returns: the best first: `/run/ringside`, `$XDG_RUNTIME_DIR`, `/dev/shm`.
  public static func folders(runtime: String?) -> [String] {
    let own = runtime.flatMap { $0.hasPrefix("/") ? $0 : nil }
    return ["/run/ringside", own, "/dev/shm"].compactMap { $0 }
  }

  /// The first part of the names of the arenas of one ring file and one user.
  public static func stem(ring: String, user: UInt32) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in ring.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return "ringside-\(user)-\(String(repeating: "0", count: 16 - digits.count))\(digits)"
  }
}

// MARK: - Making one

extension ArenaFile {
  /// Memory for an arena, in the first of `folders` that has room for it.
  ///
  /// All of it is claimed at once: a file system that is full would end the program at the first touch of a page.
  /// - Parameters:
  ///   - stem: the first part of its name.
  ///   - count: how many bytes, a multiple of 4096.
  ///   - folders: where to try, in this order.
  ///   - mode: the permissions of the file.
  /// - Returns: the memory and its file; no file and the reason where memory of this process has to do.
  public static func make(
    _ stem: String, count: Int, in folders: [String], mode: UInt32 = 0o600
  ) -> (bytes: ArenaBytes, file: ArenaFile?, objection: String?) {
    var objection = "no folder whose files are in memory"
    for folder in folders {
      switch create("\(folder)/\(stem).\(getpid())", count: count, mode: mode) {
      case .success(let made): return (made.bytes, made.file, nil)
      case .failure(let error) where error.number == ENOENT || error.number == ENOTDIR: continue
      case .failure(let error) where error.number == ENOSPC:
        objection = "\(folder) has no room for \(sizeText(count))"
      case .failure(let error): objection = "\(folder): \(error.reason)"
      }
    }
    return (ArenaBytes(count: count), nil, objection)
  }

  private static func create(
    _ start: String, count: Int, mode: UInt32
  ) -> Result<(bytes: ArenaBytes, file: ArenaFile), StorageError> {
    var path = ""
    var file: Int32 = -1
    // A name that is taken is of a process that had this number before: in containers all of them have the same.
    for attempt in 0..<mostLeft {
      path = "\(start).\(attempt).arena"
      file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      if file >= 0 || errno != EEXIST { break }
    }
    guard file >= 0 else { return .failure(StorageError(path: path, number: errno)) }
    defer { close(file) }
    // Not less than was asked for, whatever the umask says.
    fchmod(file, mode)
    var number = Int32(0)
    repeat { number = posix_fallocate(file, 0, count) } while number == EINTR
    guard number == 0, let bytes = ArenaFile.map(file, count: count, isWritable: true) else {
      let number = number == 0 ? errno : number
      unlink(path)
      return .failure(StorageError(path: path, number: number))
    }
    return .success((bytes, ArenaFile(path: path)))
  }

  /// The most arenas that are left lying about.
  private static let mostLeft = 16

  fileprivate static func map(_ file: Int32, count: Int, isWritable: Bool) -> ArenaBytes? {
    let access = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
    guard let base = mmap(nil, count, access, MAP_SHARED, file, 0), base != MAP_FAILED else {
      return nil
    }
    return ArenaBytes(base, count: count, isWritable: isWritable) { base, count in
      munmap(base, count)
    }
  }
}

// MARK: - Finding those of others

extension ArenaFile {
  /// The arenas that earlier writers of a ring file have left.
  ///
  /// - Parameters:
  ///   - stem: the first part of their names.
  ///   - folders: where they may be.
  /// - Returns: the oldest first.
  public static func left(_ stem: String, in folders: [String]) -> [ArenaFile] {
    var found: [(file: ArenaFile, changed: Int)] = []
    for folder in folders {
      guard let stream = opendir(folder) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let path = "\(folder)/\(name)"
        guard ArenaFile(path: path).isNamed(stem) else { continue }
        var status = stat()
        guard lstat(path, &status) == 0 else { continue }
        found.append((ArenaFile(path: path), status.st_mtim.tv_sec))
      }
    }
    return found.sorted { ($0.changed, $0.file.path) < ($1.changed, $1.file.path) }.map(\.file)
  }

  /// Whether the file's name begins with `stem` and is that of an arena: no other file is ever removed.
  public func isNamed(_ stem: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name.hasPrefix(stem + ".") && name.hasSuffix(".arena")
  }

  /// Maps the file to be read.
  ///
  /// - Throws: where it is not a file that only this user can have written, or cannot be mapped. One that somebody else
  ///   can shorten would end the program at the next touch of a page.
  public func openForReading() throws(StorageError) -> ArenaBytes {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw StorageError(path: path, number: errno) }
    defer { close(file) }
    guard let facts = FileFacts(file),
      facts.isTrusted(by: geteuid()) || facts.isTrusted(by: 0)
    else { throw StorageError(path: path, reason: "belongs to somebody else") }
    guard facts.byteCount >= 4096, facts.byteCount % 4096 == 0 else {
      throw StorageError(path: path, reason: "is no arena: \(facts.byteCount) bytes")
    }
    guard let bytes = ArenaFile.map(file, count: facts.byteCount, isWritable: false) else {
      throw StorageError(path: path, number: errno)
    }
    return bytes
  }

  /// Removes the file; processes that have mapped it keep what they have.
  public func remove() { unlink(path) }
}
