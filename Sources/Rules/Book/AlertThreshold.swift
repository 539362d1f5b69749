public import Metrics

/// The line that an alert's expression draws: the series on one side of a number.
public struct AlertThreshold: Hashable, Sendable {
  /// On which side of the bound the alert fires.
  public enum Comparison: String, Hashable, Sendable {
    /// Fires above the bound.
    case above = ">"
    /// Fires at the bound and above.
    case atLeast = ">="
    /// Fires below the bound.
    case below = "<"
    /// Fires at the bound and below.
    case atMost = "<="
    /// Fires exactly at the bound.
    case equal = "=="
    /// Fires anywhere but at the bound.
    case notEqual = "!="
  }

  /// The part of the expression that is compared, as written; a chart of it shows what the alert watches.
  public var series: ByteString
  /// On which side of the bound the alert fires.
  public var comparison: Comparison
  /// The number that the series is compared with.
  public var bound: Double
  /// The number at which a firing alert clears, where the expression has hysteresis; else `nil`.
  public var clearsAt: Double?

  /// A threshold with these parts.
  public init(
    series: ByteString, comparison: Comparison, bound: Double, clearsAt: Double? = nil
  ) {
    self.series = series
    self.comparison = comparison
    self.bound = bound
    self.clearsAt = clearsAt
  }
}
