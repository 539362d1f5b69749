/// The bytes of a ring file, wherever they are.
///
/// `TimeSeries` knows what the bytes mean and opens nothing; `Storage` has the descriptors.
public protocol FileBytes: Sendable {
  /// How many bytes there are now.
  ///
  /// - Throws: where that cannot be found out.
  func byteCount() throws(FileFailure) -> Int

  /// Copies bytes from `offset` on; fewer than asked for only where the file ends.
  ///
  /// - Parameters:
  ///   - offset: where to begin, from the start of the file.
  ///   - count: how many bytes are wanted.
  /// - Returns: what is there.
  /// - Throws: where they cannot be read, or not in time.
  func read(at offset: Int, count: Int) throws(FileFailure) -> [UInt8]
}

/// A ring file that may be written by this process alone.
public protocol WritableFileBytes: FileBytes {
  /// Puts bytes at `offset`; the file grows where they end behind its end.
  ///
  /// - Throws: where they cannot be written; then any part of them may have been.
  func write(_ bytes: [UInt8], at offset: Int) throws(FileFailure)

  /// Returns when everything that was written will survive a loss of power.
  ///
  /// - Throws: where that cannot be had; what was written since the last success may be lost.
  func synchronise() throws(FileFailure)

  /// Makes the file as long as this; what it grows by reads as zeros and takes no room yet.
  ///
  /// - Throws: where it cannot be.
  func resize(to count: Int) throws(FileFailure)
}

/// Why a file could not be read or written.
public struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was being done: "read", "write", "synchronise", "resize".
  public var operation: String
  /// The system's error number; 0 where it is not the system that refuses.
  public var number: Int32
  /// Why, in the system's words or ours.
  public var reason: String

  /// A failure of an operation.
  public init(operation: String, number: Int32, reason: String) {
    self.operation = operation
    self.number = number
    self.reason = reason
  }

  /// "write: No space left on device".
  public var description: String { "\(operation): \(reason)" }
}
