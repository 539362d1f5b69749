/// Whose share of the ring a sample belongs to.
public enum SampleOrigin: Hashable, Sendable {
  /// The host's own readings.
  case host
  /// Processes and units.
  case processes
  /// A scraped target, named by what keeps its share apart from another target's; rules record under their own name.
  case target(ByteString)
  /// Alerts, marks, events.
  case events
}

/// The first appearance of a series in a batch.
public struct SeriesDeclaration: Hashable, Sendable {
  /// The number by which this collector's later samples name the series; dense, and free for reuse once it has ended.
  public var slot: UInt32
  /// The whole identity, target labels included.
  public var labels: Labels
  /// The name of the family that the metadata describes; for a histogram without `_bucket`.
  public var family: ByteString
  /// What the source says about the family.
  public var metadata: MetricMetadata

  /// The declaration of the series `labels` under `slot`.
  public init(slot: UInt32, labels: Labels, family: ByteString, metadata: MetricMetadata) {
    self.slot = slot
    self.labels = labels
    self.family = family
    self.metadata = metadata
  }
}

/// What a collector hands over after one round: a column of samples, each naming its series by slot.
///
/// A collector knows its own series by small numbers, so that a known series costs no label work. `slots` and `values`
/// have the same count; `timestamps` is empty when all samples carry `timestamp`, else it has that count too.
/// A slot stands for one declaration until it is in `ended`; a later declaration may use it again.
public struct SampleBatch: Sendable {
  /// The share of the ring that pays for these samples.
  public var origin: SampleOrigin
  /// The nominal time of the round.
  public var timestamp: Timestamp
  /// Series that appear for the first time; they are declared before their samples are read.
  public var declarations: [SeriesDeclaration] = []
  /// The series of each sample.
  public var slots: [UInt32] = []
  /// The value of each sample.
  public var values: [Double] = []
  /// The time of each sample in milliseconds since the epoch, or nothing.
  public var timestamps: [Int64] = []
  /// Series that are gone: each gets a staleness marker at `timestamp`.
  public var ended: [UInt32] = []

  /// An empty batch of a round at `timestamp`.
  public init(origin: SampleOrigin, timestamp: Timestamp) {
    self.origin = origin
    self.timestamp = timestamp
  }

  /// Removes samples, declarations and ends, and keeps their room for the next round.
  public mutating func removeAll() {
    declarations.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    timestamps.removeAll(keepingCapacity: true)
    ended.removeAll(keepingCapacity: true)
  }

  /// Adds a sample of the series in `slot` at the batch's time.
  public mutating func append(_ value: Double, slot: UInt32) {
    slots.append(slot)
    values.append(value)
  }
}
