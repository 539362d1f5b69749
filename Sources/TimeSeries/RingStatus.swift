public import Metrics

/// How full a ring is and how far back it reaches.
public struct RingStatus: Hashable, Sendable {
  /// What one class holds.
  public struct Share: Hashable, Sendable {
    /// Bytes that hold blocks, records and tables now.
    public var bytesUsed = 0
    /// The most that may.
    public var byteBound = 0
    /// Series that have at least one sample.
    public var series = 0
    /// Raw samples that are held.
    public var samples = 0
    /// Blocks that were taken from their series to be reused, since the start.
    public var evictedBlocks = 0
    /// Series that were forgotten, since the start.
    public var forgottenSeries = 0
    /// Since when raw samples are complete; `nil` where there is none.
    public var oldestRaw: Timestamp?
    /// Since when the 10 s archive is complete; `nil` where it is empty.
    public var oldestTenSeconds: Timestamp?
    /// Since when the 1 min archive is complete; `nil` where it is empty.
    public var oldestMinute: Timestamp?

    /// An empty share.
    public init() {}
  }

  /// The classes.
  public var shares: [RingClass: Share] = [:]
  /// Samples that were taken in, since the start.
  public var appendedSamples = 0
  /// Samples that were not taken in because they were no newer than the newest of their series, since the start.
  public var outOfOrderSamples = 0
  /// Samples that were not taken in because their series could not be kept, since the start.
  public var refusedSamples = 0
  /// The longest time that the lock of the index was held.
  public var longestLockHold: Duration = .zero

  /// The status of an empty ring.
  public init() {}

  /// Bytes in use, over all classes.
  public var bytesUsed: Int { shares.values.reduce(0) { $0 + $1.bytesUsed } }
  /// The bound of the ring.
  public var byteBound: Int { shares.values.reduce(0) { $0 + $1.byteBound } }
  /// Series, over all classes.
  public var series: Int { shares.values.reduce(0) { $0 + $1.series } }
  /// Raw samples, over all classes.
  public var samples: Int { shares.values.reduce(0) { $0 + $1.samples } }
  /// Blocks reused, over all classes.
  public var evictions: Int { shares.values.reduce(0) { $0 + $1.evictedBlocks } }
}

/// What became of the samples of one call.
public struct AppendResult: Hashable, Sendable {
  /// Samples that were taken in, staleness markers included.
  public var appended = 0
  /// Samples no newer than the newest of their series.
  public var outOfOrder = 0
  /// Samples of series that could not be kept, or of a slot that nothing declared.
  public var refused = 0

  /// Nothing happened.
  public init() {}
}
