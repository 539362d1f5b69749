internal import Glibc

/// The folder into which others rename small files that ask the writer of a ring for something.
///
/// The writer alone removes them. What a file asks is done in the name of its owner, whom the kernel knows.
public struct Inbox: Hashable, Sendable {
  /// One file that was found.
  public struct Letter: Hashable, Sendable {
    /// What it holds.
    public var bytes: [UInt8]
    /// The number of the user who put it there.
    public var owner: UInt32
  }

  /// The folder.
  public let folder: String

  /// The inbox in a folder.
  public init(folder: String) { self.folder = folder }

  /// The longest letter that is read.
  public static let mostBytes = 64 << 10
  /// The most letters that are read at once.
  private static let mostLetters = 64

  // MARK: - For the writer

  /// Makes the folder, or takes over the one that this user has left.
  ///
  /// - Parameter isShared: whether users of the ring's group may leave letters too.
  /// - Throws: where it cannot be made, or belongs to somebody else.
  public func make(isShared: Bool) throws(StorageError) {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw StorageError(path: folder, number: errno)
    }
    let file = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { throw StorageError(path: folder, number: errno) }
    defer { close(file) }
    guard FileFacts(file)?.owner == geteuid() else {
      throw StorageError(path: folder, reason: "belongs to somebody else")
    }
    // Letters belong to the folder's group, so that the writer may read them, and only their owner may take one back.
    guard fchmod(file, isShared ? 0o3770 : 0o700) == 0 else {
      throw StorageError(path: folder, number: errno)
    }
  }

  /// Takes the letters that are there, in the order of their names.
  ///
  /// The corresponding C functions are `readdir`, `openat` with `O_NOFOLLOW`, and `unlinkat`.
  public func take() -> [Letter] {
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard directory >= 0 else { return [] }
    defer { close(directory) }
    return Inbox.names(in: directory).prefix(Inbox.mostLetters).compactMap { name in
      defer { unlinkat(directory, name, 0) }
      return Inbox.letter(name, in: directory)
    }
  }

  /// Removes the folder; letters that came too late go with it.
  public func remove() {
    _ = take()
    rmdir(folder)
  }

  private static func names(in directory: Int32) -> [String] {
    guard let stream = fdopendir(dup(directory)) else { return [] }
    defer { closedir(stream) }
    rewinddir(stream)
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".json"), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  private static func letter(_ name: String, in directory: Int32) -> Letter? {
    let file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard let facts = FileFacts(file), facts.isPlain, facts.names == 1,
      facts.byteCount <= mostBytes
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: mostBytes)
    let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    guard count >= 0 else { return nil }
    return Letter(bytes: Array(bytes.prefix(count)), owner: facts.owner)
  }

  // MARK: - For others

  /// Leaves a letter: written whole under another name, then renamed.
  ///
  /// - Parameters:
  ///   - bytes: what it says.
  ///   - name: its name, by which letters are ordered; no two may have the same.
  /// - Throws: where it cannot be left.
  public func leave(_ bytes: [UInt8], name: String) throws(StorageError) {
    let draft = "\(folder)/.\(name).draft"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let file = open(draft, flags, 0o640)
    guard file >= 0 else { throw StorageError(path: folder, number: errno) }
    fchmod(file, 0o640)
    let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    let isWhole = count == bytes.count && close(file) == 0
    guard isWhole, rename(draft, "\(folder)/\(name).json") == 0 else {
      let number = errno
      unlink(draft)
      throw StorageError(path: folder, number: number)
    }
  }
}
