internal import CLinux
internal import Glibc

/// What the system knows about an open file.
public struct FileFacts: Hashable, Sendable {
  /// Whether it is a plain file.
  public var isPlain: Bool
  /// How many names it has.
  public var names: Int
  /// The number of its owner.
  public var owner: UInt32
  /// Its permissions.
  public var mode: UInt32
  /// Its length.
  public var byteCount: Int
  /// The room that it takes on the disk.
  public var storedBytes: Int

  /// Asks about an open file; `nil` where the system does not say.
  ///
  /// The corresponding C function is `fstat`.
  init?(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    isPlain = status.st_mode & S_IFMT == S_IFREG
    names = Int(status.st_nlink)
    owner = status.st_uid
    mode = status.st_mode & 0o7777
    byteCount = Int(status.st_size)
    storedBytes = Int(status.st_blocks) * 512
  }

  /// Whether nobody but the user `user` can have put anything into it.
  func isTrusted(by user: UInt32) -> Bool {
    isPlain && names == 1 && owner == user && mode & 0o022 == 0
  }
}

/// A file system, as far as it matters to a ring file.
public struct FileSystemFacts: Hashable, Sendable {
  /// The kind, as statfs(2) numbers it.
  public var kind: UInt64
  /// The bytes that anyone may still use.
  public var freeBytes: Int

  /// A file system.
  public init(kind: UInt64, freeBytes: Int) {
    self.kind = kind
    self.freeBytes = freeBytes
  }

  /// Asks about the file system of a folder; `nil` where the system does not say.
  ///
  /// The corresponding C function is `fstatfs`.
  public init?(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var kind: UInt64 = 0
    var free: UInt64 = 0
    guard clinux_file_system(descriptor, &kind, &free) == 0 else { return nil }
    self.init(kind: kind, freeBytes: Int(clamping: free))
  }

  /// What the file system is called where it may be another machine's; `nil` where it is this one's.
  ///
  /// Source: statfs(2). What FUSE serves may be on any machine, and does not say.
  public var networkName: String? { FileSystemFacts.networkNames[kind] }

  private static let networkNames: [UInt64: String] = [
    0x6969: "NFS", 0x517b: "SMB", 0xff53_4d42: "CIFS", 0xfe53_4d42: "SMB", 0x0102_1997: "9p",
    0x00c3_6400: "Ceph", 0x5346_414f: "AFS", 0x6b41_4653: "AFS", 0x7375_7245: "Coda",
    0x0116_1970: "GFS2", 0x7461_636f: "OCFS2", 0x0bd0_0bd0: "Lustre", 0x6573_5546: "FUSE",
  ]
}
