/// What kind of metric a family is, as its source declares it.
public enum MetricType: String, Hashable, Sendable, CaseIterable {
  /// Only rises, apart from resets.
  case counter
  /// Rises and falls.
  case gauge
  /// Counts of observations in cumulative `le` buckets, with `_sum` and `_count`.
  case histogram
  /// Buckets that may fall.
  case gaugeHistogram = "gaugehistogram"
  /// Quantiles that the source computed, with `_sum` and `_count`.
  case summary
  /// A constant 1 whose labels are the information.
  case info
  /// One series a state, 0 or 1.
  case stateSet = "stateset"
  /// Not declared.
  case unknown
}

/// What a source says about a metric family.
public struct MetricMetadata: Hashable, Sendable {
  /// The declared type; `.unknown` where none was.
  public var type: MetricType
  /// The HELP text, escapes resolved; empty where none was.
  public var help: ByteString
  /// The unit; empty where none was.
  public var unit: ByteString

  /// Metadata with these parts.
  public init(type: MetricType = .unknown, help: ByteString = "", unit: ByteString = "") {
    self.type = type
    self.help = help
    self.unit = unit
  }
}
