internal import Glibc
internal import ProcFS

/// How large a file is, and whether a folder still has it.
struct FileStatus: Equatable, Sendable {
  /// The device and the file's number on it: a file system may have several devices, whose numbers repeat.
  var device: UInt64
  var inode: UInt64
  /// Bytes from its beginning to its end.
  var sizeBytes: UInt64
  /// Bytes of the file system that it holds.
  var heldBytes: UInt64
  /// How many names it has; none where it was deleted.
  var links: UInt64
}

/// Looks into the folders of processes; tests put something else in its place.
struct DescriptorLook: Sendable {
  /// What is in a folder of open files, or the system's error number.
  var names: @Sendable (_ folder: String, _ limit: Int) -> Result<[Int32], Errno>
  /// What a link points at; `nil` where it is gone.
  var target: @Sendable (_ link: String) -> [UInt8]?
  /// The status of what a link points at, which its file system may never answer; `nil` where it is gone.
  var status: @Sendable (_ link: String) -> FileStatus?

  /// Why a folder could not be read.
  struct Errno: Error, Equatable {
    var code: Int32

    /// Whether it is there but not for this user.
    var isDenied: Bool { code == EACCES || code == EPERM }
  }

  /// The kernel's own answers.
  static let kernel = DescriptorLook(
    names: { names($0, $1) }, target: { target($0) }, status: { status($0) })

  /// The corresponding C functions are `opendir` and `readdir`.
  private static func names(_ path: String, _ limit: Int) -> Result<[Int32], Errno> {
    guard let folder = opendir(path) else { return .failure(Errno(code: errno)) }
    defer { closedir(folder) }
    var numbers: [Int32] = []
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    errno = 0
    while numbers.count < limit, let entry = readdir(folder) {
      let name = UnsafeRawPointer(entry).advanced(by: offset)
      let text = String(cString: name.assumingMemoryBound(to: CChar.self))
      if let number = Int32(text) { numbers.append(number) }
      errno = 0
    }
    let code = errno
    return numbers.isEmpty && code != 0 ? .failure(Errno(code: code)) : .success(numbers.sorted())
  }

  /// The corresponding C function is `readlink`.
  private static func target(_ path: String) -> [UInt8]? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink(path, &buffer, buffer.count)
    return length >= 0 ? buffer[..<length].map { UInt8(bitPattern: $0) } : nil
  }

  /// The corresponding C function is `stat`.
  private static func status(_ path: String) -> FileStatus? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return FileStatus(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
      sizeBytes: UInt64(max(0, status.st_size)),
      heldBytes: UInt64(max(0, status.st_blocks)) * 512, links: UInt64(status.st_nlink))
  }
}
