import Glibc
public import TimeSeries

/// A file whose bytes several processes share as an arena.
public enum MappedArena {
  /// Maps a file; makes it where it is to be written.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - count: the bytes of an arena that is to be written; `nil` for one that is read.
  /// - Returns: the bytes; `nil` where the system refuses.
  public static func map(_ path: String, writing count: Int?) -> ArenaBytes? {
    let isWriting = count != nil
    let file = open(path, isWriting ? O_RDWR | O_CREAT | O_CLOEXEC : O_RDONLY | O_CLOEXEC, 0o600)
    guard file >= 0 else { return nil }
    defer { close(file) }
    if let count, ftruncate(file, count) != 0 { return nil }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size > 0 else { return nil }
    let size = Int(status.st_size)
    let protection = isWriting ? PROT_READ | PROT_WRITE : PROT_READ
    guard let base = mmap(nil, size, protection, MAP_SHARED, file, 0), base != MAP_FAILED else {
      return nil
    }
    return ArenaBytes(base, count: size, isWritable: isWriting) { munmap($0, $1) }
  }

  /// The bytes of a file in memory of this process alone, torn where somebody writes them meanwhile.
  ///
  /// - Parameter path: the file.
  /// - Returns: the bytes; `nil` where the system refuses.
  public static func copy(_ path: String) -> ArenaBytes? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size > 0 else { return nil }
    let size = Int(status.st_size)
    let base = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
    guard read(file, base, size) == size else {
      base.deallocate()
      return nil
    }
    return ArenaBytes(base, count: size, isWritable: false) { base, _ in base.deallocate() }
  }

  /// A path in memory that no other process uses.
  public static func path(_ name: String) -> String {
    "/dev/shm/ringside-test-\(getpid())-\(name)"
  }

  /// Removes a file.
  public static func remove(_ path: String) { unlink(path) }
}
