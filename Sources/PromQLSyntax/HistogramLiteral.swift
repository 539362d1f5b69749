internal import Metrics

/// A native histogram as test scripts write it: `{{schema:1 sum:3 count:2 buckets:[1 1]}}`.
///
/// Buckets are absolute counts of neighbouring buckets, gaps are zeros.
public struct HistogramLiteral: Hashable, Sendable {
  /// What is known about a reset before this histogram.
  public enum ResetHint: String, Hashable, Sendable, CaseIterable {
    /// Nothing.
    case unknown
    /// There was one.
    case reset
    /// There was none.
    case notReset = "not_reset"
    /// It is no counter.
    case gauge
  }

  /// The resolution: -4 … 8 exponential, -53 custom bounds.
  public var schema = 0
  /// The number of observations, not derived from the buckets.
  public var count = 0.0
  /// The sum of the observations.
  public var sum = 0.0
  /// The observations in the zero bucket.
  public var zeroCount = 0.0
  /// The width of the zero bucket.
  public var zeroThreshold = 0.0
  /// The upper bounds of custom buckets, `+Inf` not among them.
  public var customValues: [Double] = []
  /// What is known about a reset; `nil` where nothing is written.
  public var resetHint: ResetHint?
  /// The index of the first positive bucket.
  public var offset = 0
  /// The positive buckets.
  public var buckets: [Double] = []
  /// The index of the first negative bucket.
  public var negativeOffset = 0
  /// The negative buckets.
  public var negativeBuckets: [Double] = []

  /// The histogram of nothing.
  public init() {}
}

extension HistogramLiteral: CustomStringConvertible {
  /// The literal, what is zero or unknown left out.
  public var description: String {
    var parts: [String] = []
    func add(_ key: String, _ value: Double) {
      if value != 0 { parts.append("\(key):\(text(value))") }
    }
    func list(_ key: String, _ values: [Double]) {
      if !values.isEmpty { parts.append("\(key):[\(values.map(text).joined(separator: " "))]") }
    }
    if schema != 0 { parts.append("schema:\(schema)") }
    add("count", count)
    add("sum", sum)
    add("z_bucket", zeroCount)
    add("z_bucket_w", zeroThreshold)
    list("custom_values", customValues)
    if let resetHint, resetHint != .unknown {
      parts.append("counter_reset_hint:\(resetHint.rawValue)")
    }
    if offset != 0 { parts.append("offset:\(offset)") }
    list("buckets", buckets)
    if negativeOffset != 0 { parts.append("n_offset:\(negativeOffset)") }
    list("n_buckets", negativeBuckets)
    return "{{\(parts.joined(separator: " "))}}"
  }

  private func text(_ value: Double) -> String { FloatText.shortest(value) }
}

extension HistogramLiteral {
  /// The histogram with another added, or taken away, bucket by bucket.
  ///
  /// - Returns: the sum in this one's resolution; `nil` where the other's is coarser.
  func combined(with other: HistogramLiteral, isSubtracted: Bool) -> HistogramLiteral? {
    guard schema == other.schema || schema < other.schema && schema != Self.customSchema else {
      return nil
    }
    let sign = isSubtracted ? -1.0 : 1.0
    let other = other.reduced(to: schema)
    var result = self
    result.count += sign * other.count
    result.sum += sign * other.sum
    result.zeroCount += sign * other.zeroCount
    (result.offset, result.buckets) = Self.added(
      (offset, buckets), (other.offset, other.buckets), sign)
    (result.negativeOffset, result.negativeBuckets) = Self.added(
      (negativeOffset, negativeBuckets), (other.negativeOffset, other.negativeBuckets), sign)
    return result
  }

  private static let customSchema = -53

  /// The same observations in a coarser resolution: two neighbouring buckets become one at each level.
  private func reduced(to schema: Int) -> HistogramLiteral {
    guard schema < self.schema else { return self }
    let levels = self.schema - schema
    var result = self
    result.schema = schema
    (result.offset, result.buckets) = Self.reduced((offset, buckets), levels)
    (result.negativeOffset, result.negativeBuckets) = Self.reduced(
      (negativeOffset, negativeBuckets), levels)
    return result
  }

  private typealias Side = (offset: Int, buckets: [Double])

  private static func reduced(_ side: Side, _ levels: Int) -> Side {
    guard !side.buckets.isEmpty else { return side }
    func index(_ bucket: Int) -> Int { ((side.offset + bucket - 1) >> levels) + 1 }
    let first = index(0)
    var buckets = [Double](repeating: 0, count: index(side.buckets.count - 1) - first + 1)
    for (bucket, value) in side.buckets.enumerated() { buckets[index(bucket) - first] += value }
    return (first, buckets)
  }

  private static func added(_ left: Side, _ right: Side, _ sign: Double) -> Side {
    guard !right.buckets.isEmpty else { return left }
    guard !left.buckets.isEmpty else { return (right.offset, right.buckets.map { sign * $0 }) }
    let first = min(left.offset, right.offset)
    let end = max(left.offset + left.buckets.count, right.offset + right.buckets.count)
    guard end - first <= 1 << 16 else { return left }
    var buckets = [Double](repeating: 0, count: end - first)
    for (index, value) in left.buckets.enumerated() { buckets[left.offset - first + index] = value }
    for (index, value) in right.buckets.enumerated() {
      buckets[right.offset - first + index] += sign * value
    }
    return (first, buckets)
  }
}
