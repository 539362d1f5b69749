internal import Glibc

/// The process file system's folder, held open: which processes there are, and their files.
///
/// Paths are built in a buffer and opened relative to the folder, so that a tick makes no text.
final class ProcessFolder {
  private let folder: OpaquePointer?
  private let descriptor: Int32
  private var path = [CChar](repeating: 0, count: 32)
  private(set) var buffer = [UInt8](repeating: 0, count: 4096)
  private(set) var failure: Int32 = 0

  /// How many more descriptors may be held open.
  private var room: Int

  init(_ path: String) {
    folder = opendir(path)
    failure = folder == nil ? errno : 0
    descriptor = folder.map { dirfd($0) } ?? -1
    room = ProcessFolder.raiseLimit() - 256
  }

  deinit { if let folder { closedir(folder) } }

  /// Replaces `pids` with the processes there are, rising.
  ///
  /// The corresponding C functions are `rewinddir` and `readdir`.
  func list(_ pids: inout [Int32]) {
    pids.removeAll(keepingCapacity: true)
    guard let folder else { return }
    rewinddir(folder)
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    var isSorted = true
    while let entry = readdir(folder) {
      let name = UnsafeRawPointer(entry) + offset
      guard let pid = ProcessFolder.number(name) else { continue }
      if let last = pids.last, last > pid { isSorted = false }
      pids.append(pid)
    }
    if !isSorted { pids.sort() }
  }

  /// Opens a file of a process to be held; -1 where it is gone or there is no room.
  ///
  /// The corresponding C function is `openat`.
  func hold(_ pid: Int32, _ name: StaticString) -> Int32 {
    guard room > 0 else { return -1 }
    let file = open(pid, name)
    if file >= 0 { room -= 1 }
    return file
  }

  /// Closes a held file.
  func release(_ file: Int32) {
    guard file >= 0 else { return }
    close(file)
    room += 1
  }

  /// Reads a held file into `buffer`, at most its size; the number of bytes, or `nil` where the process is gone.
  ///
  /// The corresponding C function is `pread`.
  func read(_ file: Int32) -> Int? {
    let length = buffer.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    if length < 0 { failure = errno }
    return length > 0 ? length : nil
  }

  /// Opens, reads and closes a file of a process.
  func read(_ pid: Int32, _ name: StaticString) -> Int? {
    let file = open(pid, name)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return read(file)
  }

  private func open(_ pid: Int32, _ name: StaticString) -> Int32 {
    var digits = 0
    var rest = pid
    repeat {
      digits += 1
      rest /= 10
    } while rest > 0
    rest = pid
    for place in (0..<digits).reversed() {
      path[place] = CChar(0x30 + rest % 10)
      rest /= 10
    }
    path[digits] = 0x2f
    for offset in 0..<name.utf8CodeUnitCount {
      path[digits + 1 + offset] = CChar(bitPattern: name.utf8Start[offset])
    }
    path[digits + 1 + name.utf8CodeUnitCount] = 0
    let file = openat(descriptor, path, O_RDONLY | O_CLOEXEC)
    if file < 0 { failure = errno }
    return file
  }

  private static func number(_ name: UnsafeRawPointer) -> Int32? {
    var value: Int64 = 0
    var offset = 0
    while offset < 11 {
      let byte = name.load(fromByteOffset: offset, as: UInt8.self)
      if byte == 0 { return offset > 0 ? Int32(exactly: value) : nil }
      guard byte &- 0x30 < 10 else { return nil }
      value = value * 10 + Int64(byte - 0x30)
      offset += 1
    }
    return nil
  }

  /// Lets this process hold as many files as it may; the number.
  ///
  /// The corresponding C function is `setrlimit`.
  private static func raiseLimit() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    var raised = limit
    raised.rlim_cur = min(limit.rlim_max, 1 << 20)
    if raised.rlim_cur > limit.rlim_cur,
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0
    {
      return Int(clamping: raised.rlim_cur)
    }
    return Int(clamping: limit.rlim_cur)
  }
}
