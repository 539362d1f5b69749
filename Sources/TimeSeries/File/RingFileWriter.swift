public import Metrics
internal import Sharing

/// Writes what a ring has into a file, so that it is there when the ring is not.
///
/// A flush appends to the journal what every block has gained. When half of the journal is full, blocks that are
/// complete go into segments, where each is written once, and the other half begins with those that are not.
/// One process at a time may write a file; any number may read it meanwhile.
public final class RingFileWriter: Sendable {
  private let state: Guarded<FileWriting>

  /// Makes a new file; what was in it is gone.
  ///
  /// - Parameters:
  ///   - bytes: the file; it gets the length of the layout.
  ///   - layout: how it is shared out.
  ///   - facts: where it comes from.
  /// - Throws: where it cannot be written, or the facts are too long.
  public init(
    creating bytes: any WritableFileBytes, layout: RingFileLayout, facts: RingFileFacts
  ) throws(RingFileError) {
    state = Guarded(try FileWriting(creating: bytes, layout, facts))
  }

  /// Goes on with a file that a writer has made.
  ///
  /// - Parameter bytes: the file.
  /// - Throws: where it cannot be read or is no ring file of this version.
  public init(opening bytes: any WritableFileBytes) throws(RingFileError) {
    state = Guarded(try FileWriting(opening: bytes))
  }

  /// Where the file comes from.
  public var facts: RingFileFacts { state.withLock { $0.head.facts } }

  /// How the file is shared out.
  public var layout: RingFileLayout { state.withLock { $0.head.layout } }

  /// Writes everything that the ring has and the file has not, and waits until it would survive a loss of power.
  ///
  /// The ring's lock is held for a slice of series at a time. Where writing is refused, nothing counts as written that
  /// may not have been: the next flush writes it again.
  ///
  /// - Parameters:
  ///   - ring: the ring that is being written, or one of a writer that is dead; its series are told by their labels.
  ///   - time: now.
  /// - Returns: what was written.
  /// - Throws: where the file refuses.
  @discardableResult public func flush(
    _ ring: Ring, at time: Timestamp
  ) throws(FileFailure) -> FlushReport {
    try state.withLock { (state) throws(FileFailure) -> FlushReport in
      try state.flush(ring, at: time.milliseconds)
    }
  }

  /// Puts what is complete into segments and begins the other half of the journal, as a full half does by itself.
  ///
  /// - Throws: where the file refuses.
  public func checkpoint() throws(FileFailure) {
    try state.withLock { (state) throws(FileFailure) -> Void in try state.checkpointNow() }
  }

  /// Waits until everything that was written would survive a loss of power.
  ///
  /// - Throws: where that cannot be had.
  public func close() throws(FileFailure) {
    try state.withLock { (state) throws(FileFailure) -> Void in try state.bytes.synchronise() }
  }
}

/// What a flush did.
public struct FlushReport: Hashable, Sendable {
  /// Bytes that were written to the file, everything included.
  public var bytes = 0
  /// Bytes of samples among them that were written for the first time.
  public var payloadBytes = 0
  /// Blocks of which something was written.
  public var blocks = 0
  /// Series that the file did not have before.
  public var series = 0
  /// Series that have no room in the index.
  public var refusedSeries = 0
  /// Open blocks that have no room in the journal and are written when they are complete.
  public var deferredBlocks = 0
  /// Whether the other half of the journal was begun.
  public var hasCheckpoint = false

  /// Nothing was done.
  public init() {}
}
