public import Metrics

/// A remark on an answer that is probably not what the author meant.
public struct Annotation: Hashable, Sendable {
  /// How grave a remark is.
  public enum Severity: Hashable, Sendable {
    /// The answer is likely wrong.
    case warning
    /// The answer may surprise.
    case info
  }

  /// How grave it is.
  public var severity: Severity
  /// Prometheus's text without prefix and position.
  public var message: String
  /// The part of the expression concerned, in byte offsets of its text.
  public var range: Range<Int>

  /// A remark on the part `range` of an expression.
  public init(severity: Severity, message: String, range: Range<Int>) {
    self.severity = severity
    self.message = message
    self.range = range
  }

  /// The remark as the HTTP API shows it: `PromQL warning: … (1:23)`, the position counted from 1 in the text `query`.
  public func rendered(in query: ByteString) -> String {
    let before = query.bytes.prefix(max(0, range.lowerBound))
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
    return "\(prefix): \(message) (\(line):\(column))"
  }

  private var prefix: String {
    switch severity {
    case .warning: "PromQL warning"
    case .info: "PromQL info"
    }
  }
}

/// Collects remarks once each while an expression is evaluated.
struct Annotations {
  private var seen: Set<Annotation> = []

  mutating func warn(_ message: String, at range: Range<Int>) {
    seen.insert(Annotation(severity: .warning, message: message, range: range))
  }

  mutating func inform(_ message: String, at range: Range<Int>) {
    seen.insert(Annotation(severity: .info, message: message, range: range))
  }

  mutating func formUnion(_ others: Set<Annotation>) { seen.formUnion(others) }

  var ordered: [Annotation] {
    seen.sorted { left, right in
      if left.severity != right.severity { return left.severity == .warning }
      if left.range.lowerBound != right.range.lowerBound {
        return left.range.lowerBound < right.range.lowerBound
      }
      return left.message < right.message
    }
  }
}

/// Prometheus's texts.
///
/// Source: prometheus, `util/annotations`.
enum Remark {
  static func invalidQuantile(_ value: Double) -> String {
    "quantile value should be between 0 and 1, got \(FloatText.shortest(value))"
  }

  static func invalidRatio(_ value: Double, capped: Double) -> String {
    "ratio value should be between -1 and 1, got \(FloatText.shortest(value)), "
      + "capping to \(FloatText.shortest(capped))"
  }

  static func badBucketLabel(_ value: String, metric: String) -> String {
    "bucket label \"le\" is missing or has a malformed value of \"\(value)\""
      + forMetric(metric)
  }

  static let sortedRange =
    "sort is ineffective for range queries since results are always ordered by labels"

  static func possibleNonCounter(_ metric: String) -> String {
    "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"\(metric)\""
  }

  static func overlappingStart(_ metric: String) -> String {
    "sample has start time that overlaps with previous sample timestamp for metric \"\(metric)\""
  }

  static func forcedMonotonic(_ metric: String) -> String {
    "input to histogram_quantile needed to be fixed for monotonicity "
      + "(see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
      + forMetric(metric)
  }

  static func incompatibleTypes(_ left: String, _ spelling: String, _ right: String) -> String {
    "incompatible sample types encountered for binary operator \"\(spelling)\": "
      + "\(left) \(spelling) \(right)"
  }

  static func ignoredHistogram(_ aggregation: String) -> String {
    "ignored histogram in \(aggregation) aggregation"
  }

  static func ignoredHistograms(_ metric: String) -> String {
    "ignored histograms in a range containing both floats and histograms for metric name "
      + "\"\(metric)\""
  }

  static func mixedRange(_ metric: String) -> String {
    "encountered a mix of histograms and floats for metric name \"\(metric)\""
  }

  static let mixedAggregation = "encountered a mix of histograms and floats for aggregation"

  private static func forMetric(_ metric: String) -> String {
    metric.isEmpty ? "" : " for metric name \"\(metric)\""
  }
}
