internal import CLinux
internal import Glibc

/// The right to write a ring file, which one process has at a time.
///
/// It is a lock of the kernel on the file beside it, `<ring>.lock`, and ends with the process however that ends; the
/// text in the file says who has it. The file stays when the lock ends: to remove it would let two writers in.
public final class WriterLock: Sendable {
  /// What asking for the right came to.
  public enum Outcome: Sendable {
    /// This process has it.
    case taken(WriterLock)
    /// Another process has it; `nil` where the file does not say which.
    case heldBy(Holder?)
  }

  /// Who had the lock last; `nil` where the file names nobody.
  public let former: Holder?
  private let descriptor: Int32

  private init(_ descriptor: Int32) {
    self.descriptor = descriptor
    former = WriterLock.read(descriptor)
  }

  deinit { close(descriptor) }

  /// The lock file of a ring file.
  public static func path(of ring: String) -> String { ring + ".lock" }

  /// Asks for the right to write the file `ring`, without waiting.
  ///
  /// - Parameters:
  ///   - ring: the ring file.
  ///   - mode: the permissions of a lock file that is not there yet.
  /// - Returns: whether this process has it now, or who does.
  /// - Throws: where there can be no lock file.
  public static func take(_ ring: String, mode: UInt32 = 0o600) throws(StorageError) -> Outcome {
    let path = path(of: ring)
    let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode)
    guard file >= 0 else { throw StorageError(path: path, number: errno) }
    guard FileFacts(file)?.isPlain == true else {
      close(file)
      throw StorageError(path: path, reason: "is no plain file; expected one")
    }
    guard clinux_lock(file) != 0 else { return .taken(WriterLock(file)) }
    let number = errno
    defer { close(file) }
    guard number == EAGAIN || number == EACCES else {
      throw StorageError(path: path, number: number)
    }
    return .heldBy(read(file))
  }

  /// Who writes the file `ring` now; `nil` where nobody does, or nobody may know.
  public static func holder(of ring: String) -> Holder? {
    let file = open(path(of: ring), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return clinux_is_locked(file) == 1 ? read(file) : nil
  }

  /// Says who has the lock, for those who ask.
  public func note(_ holder: Holder) {
    let bytes = Array(holder.text.utf8)
    _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    ftruncate(descriptor, bytes.count)
  }

  private static func read(_ file: Int32) -> Holder? {
    var bytes = [UInt8](repeating: 0, count: Holder.mostBytes)
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    return Holder(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
  }
}
