internal import Metrics

/// Checks the buckets, the count and the sum of each histogram of one family, which stand together.
///
/// Source: OpenMetrics 1.0, "Histogram" and "GaugeHistogram".
struct HistogramCheck {
  /// One sample of the family.
  struct Part {
    var ending: String
    var bound: Double?
    var value: Double
    var offset: Int
  }

  private var offset = 0
  private var bound: Double?
  private var value = 0.0
  private var count: Double?
  private var sum: Double?
  private var hasGaugeSum = false
  private var hasNegativeBounds = false
  private var isEmpty = true

  /// Takes the next sample of the same histogram.
  mutating func take(_ part: Part, in bytes: Span<UInt8>, _ list: inout ProblemList) {
    if isEmpty { offset = part.offset }
    isEmpty = false
    switch part.ending {
    case "_bucket": takeBucket(part, in: bytes, &list)
    case "_count", "_gcount": count = part.value
    case "_sum": sum = part.value
    case "_gsum":
      sum = part.value
      hasGaugeSum = true
    case _: break
    }
  }

  private mutating func takeBucket(
    _ part: Part, in bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    guard let next = part.bound else { return }
    if next < 0 { hasNegativeBounds = true }
    if let bound, next <= bound {
      list.add("bucket bounds out of order; expected them to rise", at: part.offset, in: bytes)
    } else if part.value < value {
      list.add("a bucket counts less than the one before", at: part.offset, in: bytes)
    }
    bound = next
    value = part.value
  }

  /// Ends the histogram: what is wrong with it as a whole stands at its first sample.
  func finish(in bytes: Span<UInt8>, _ list: inout ProblemList) {
    guard !isEmpty else { return }
    for problem in wholeProblems { list.add(problem, at: offset, in: bytes) }
  }

  private var wholeProblems: [String] {
    var problems: [String] = []
    if bound != .infinity { problems.append("no bucket with le=\"+Inf\"; expected one") }
    if let count, count != value {
      problems.append("the count differs from the bucket with le=\"+Inf\"; expected the same")
    }
    if sum != nil, count == nil { problems.append("a sum without a count; expected both") }
    if sum == nil, count != nil { problems.append("a count without a sum; expected both") }
    if hasNegativeBounds, sum != nil, !hasGaugeSum {
      problems.append("a sum with negative bucket bounds; expected none")
    }
    if !hasNegativeBounds, hasGaugeSum, let sum, sum < 0 {
      problems.append("a negative sum without negative bucket bounds; expected zero or more")
    }
    return problems
  }
}
