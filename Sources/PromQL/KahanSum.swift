/// A sum that keeps what rounding loses.
///
/// Source: A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54 (1974),
/// doi:10.1002/zamm.19740540106; the treatment of infinities is Prometheus's.
struct KahanSum {
  var sum: Double
  var compensation: Double

  init(_ sum: Double = 0, compensation: Double = 0) {
    self.sum = sum
    self.compensation = compensation
  }

  /// Adds one term.
  @inline(__always) mutating func add(_ term: Double) {
    let total = sum + term
    if total.isInfinite {
      compensation = 0
    } else if sum.magnitude >= term.magnitude {
      compensation += (sum - total) + term
    } else {
      compensation += (term - total) + sum
    }
    sum = total
  }

  /// The sum with the compensation applied.
  @inline(__always) var value: Double { sum.isInfinite ? sum : sum + compensation }

  /// Whether it has not left the numbers, to which no sum returns.
  @inline(__always) var isFinite: Bool { sum.isFinite && compensation.isFinite }
}

/// Four compensated sums side by side; each is bit by bit what `KahanSum` makes of the same terms, while it is finite.
///
/// Source: D. E. Knuth, The Art of Computer Programming 2, 4.2.2, theorem B: the rounding error of a sum without asking
/// which term is larger.
struct KahanLanes {
  private var sums = SIMD4<Double>()
  private var compensations = SIMD4<Double>()

  init() {}

  /// The same sum four times.
  init(repeating sum: KahanSum) {
    sums = SIMD4(repeating: sum.sum)
    compensations = SIMD4(repeating: sum.compensation)
  }

  /// Adds one term to each.
  @inline(__always) mutating func add(_ terms: SIMD4<Double>) {
    let totals = sums + terms
    let added = totals - sums
    compensations += (sums - (totals - added)) + (terms - added)
    sums = totals
  }

  /// One of the four.
  subscript(lane: Int) -> KahanSum {
    KahanSum(sums[lane], compensation: compensations[lane])
  }
}

/// A mean that is exact where the sum fits, and incremental from where it does not.
struct KahanMean {
  private(set) var count = 0.0
  private var sum = KahanSum()
  private var mean = 0.0
  private var isIncremental = false

  init() {}

  /// Adds one value.
  mutating func add(_ value: Double) {
    count += 1
    guard count > 1 else {
      sum = KahanSum(value)
      return
    }
    if !isIncremental {
      var next = sum
      next.add(value)
      guard next.sum.isInfinite else {
        sum = next
        return
      }
      isIncremental = true
      mean = sum.sum / (count - 1)
      sum.compensation /= count - 1
    }
    addIncrementally(value)
  }

  private mutating func addIncrementally(_ value: Double) {
    let keep = (count - 1) / count
    var next = KahanSum(mean * keep, compensation: sum.compensation * keep)
    next.add(value / count)
    mean = next.sum
    sum.compensation = next.compensation
  }

  /// The mean of what was added.
  var value: Double {
    guard !isIncremental else { return mean + sum.compensation }
    let mean = sum.sum / count
    return mean + sum.compensation / count
  }
}
