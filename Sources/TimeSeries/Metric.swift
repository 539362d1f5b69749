public import Metrics

/// A metric that a ring holds series of: a name of series, such as `http_requests_total` or `x_bucket`.
public struct Metric: Hashable, Sendable {
  /// The name that its series carry.
  public var name: ByteString
  /// What its source says about the family that the series belong to.
  public var metadata: MetricMetadata
  /// How many series have the name.
  public var series: Int
  /// The values of the label `job` among them, sorted; empty where none has that label.
  public var jobs: [ByteString]

  /// A metric with these parts.
  public init(name: ByteString, metadata: MetricMetadata, series: Int, jobs: [ByteString]) {
    self.name = name
    self.metadata = metadata
    self.series = series
    self.jobs = jobs
  }
}
