public import Metrics

/// A metric family that a ring holds series of.
public struct MetricFamily: Hashable, Sendable {
  /// The family's name, as its metadata is filed under.
  public var name: ByteString
  /// What its source says about it.
  public var metadata: MetricMetadata
  /// How many series of it there are.
  public var series: Int
  /// The values of the label `job` among them, sorted; empty where none has that label.
  public var jobs: [ByteString]

  /// A family with these parts.
  public init(name: ByteString, metadata: MetricMetadata, series: Int, jobs: [ByteString]) {
    self.name = name
    self.metadata = metadata
    self.series = series
    self.jobs = jobs
  }
}
