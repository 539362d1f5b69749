public import TimeSeries

/// How the bytes of one ring file are come by: to write them, and beside that to read them.
public struct RingFilePlace: Sendable {
  /// Opens the file to be written; makes it where it is not there.
  let openToWrite: @Sendable () throws(StorageError) -> any WritableFileBytes
  /// Opens the file to be read.
  let openToRead: @Sendable () throws(StorageError) -> any FileBytes

  /// The file at a path.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - mode: its permissions where it is not there yet.
  public init(path: String, mode: UInt32 = 0o600) {
    openToWrite = { () throws(StorageError) in
      try DescriptorFile(path, .creating(mode: mode))
    }
    openToRead = { () throws(StorageError) in try DescriptorFile(path, .reading) }
  }

  /// Bytes that are come by in other ways.
  ///
  /// - Parameters:
  ///   - write: opens them to be written.
  ///   - read: opens them to be read.
  public init(
    write: @escaping @Sendable () throws(StorageError) -> any WritableFileBytes,
    read: @escaping @Sendable () throws(StorageError) -> any FileBytes
  ) {
    openToWrite = write
    openToRead = read
  }
}
