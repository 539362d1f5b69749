internal import Glibc
public import TimeSeries

/// A ring file that is open in this process.
///
/// Links are not followed and only plain files are opened, so that nobody can lead a writer elsewhere or have a reader
/// wait at a pipe.
public final class DescriptorFile: WritableFileBytes {
  /// How a file is opened.
  public enum Access: Hashable, Sendable {
    /// To read it; it must be there.
    case reading
    /// To read and write it; it must be there.
    case writing
    /// To read and write it; where it is not there it is made with this mode.
    case creating(mode: UInt32)
  }

  /// Where the file was when it was opened.
  public let path: String
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// The corresponding C function is `open` with `O_NOFOLLOW` and `O_CLOEXEC`.
  /// - Throws: where the file is no plain one, or the system refuses.
  public init(_ path: String, _ access: Access) throws(StorageError) {
    self.path = path
    // A pipe must not hold the program up.
    let usual = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
    descriptor =
      switch access {
      case .reading: open(path, O_RDONLY | usual)
      case .writing: open(path, O_RDWR | usual)
      case .creating(let mode): open(path, O_RDWR | O_CREAT | usual, mode)
      }
    guard descriptor >= 0 else { throw StorageError(path: path, number: errno) }
    guard FileFacts(descriptor)?.isPlain == true else {
      throw StorageError(path: path, reason: "is no plain file; expected one")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// What the system knows about the file; `nil` where it does not say.
  public var facts: FileFacts? { FileFacts(descriptor) }

  /// How many bytes there are now.
  ///
  /// The corresponding C function is `fstat`.
  public func byteCount() throws(FileFailure) -> Int {
    guard let facts else { throw FileFailure("read", errno) }
    return facts.byteCount
  }

  /// Copies bytes; fewer than asked for only at the end of the file.
  ///
  /// The corresponding C function is `pread`.
  public func read(at offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
    guard offset >= 0, count > 0 else { return [] }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let part = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, offset + filled)
        if part < 0, errno == EINTR { continue }
        if part < 0 { failure = errno }
        guard part > 0 else { return }
        filled += part
      }
    }
    guard failure == 0 else { throw FileFailure("read", failure) }
    return bytes
  }

  /// Puts bytes at `offset`, all of them.
  ///
  /// The corresponding C function is `pwrite`.
  public func write(_ bytes: [UInt8], at offset: Int) throws(FileFailure) {
    var done = 0
    while done < bytes.count {
      let part = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done, offset + done)
      }
      if part < 0, errno == EINTR { continue }
      guard part > 0 else { throw FileFailure("write", part < 0 ? errno : ENOSPC) }
      done += part
    }
  }

  /// Returns when what was written is on the disk.
  ///
  /// The corresponding C function is `fdatasync`.
  public func synchronise() throws(FileFailure) {
    while fdatasync(descriptor) != 0 {
      guard errno == EINTR else { throw FileFailure("synchronise", errno) }
    }
  }

  /// Makes the file as long as this.
  ///
  /// The corresponding C function is `ftruncate`.
  public func resize(to count: Int) throws(FileFailure) {
    while ftruncate(descriptor, count) != 0 {
      guard errno == EINTR else { throw FileFailure("resize", errno) }
    }
  }
}

extension FileFailure {
  /// What the system said.
  init(_ operation: String, _ number: Int32) {
    self.init(operation: operation, number: number, reason: systemWords(number))
  }
}
