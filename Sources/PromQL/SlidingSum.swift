/// The sums of windows that slide over one series; no sample is added more than twice, and none is ever subtracted.
///
/// A window is two parts: of the front one the sums from each sample to its end are kept, to the back one samples are
/// added. Where the window has left the front, all of it becomes the front. The two parts are summed in another order
/// than Prometheus sums a window; compensated, both round to the same number to the last bit or two, as long as the
/// terms do not nearly cancel, which is watched.
struct SlidingSum {
  /// The sums of the samples from each place of `frontStart..<backStart` to `backStart`.
  private var front: [Part] = []
  private var frontStart = 0
  private var backStart = 0
  private var back = Part()
  private var backEnd = 0

  /// A part of a window.
  private struct Part {
    var sum = KahanSum()
    /// The sum of the terms without their signs.
    var magnitude = 0.0

    @inline(__always) mutating func add(_ term: Double) {
      sum.add(term)
      magnitude += term.magnitude
    }
  }

  /// The sum of a window that lies nowhere before the last one asked for; `nil` where it is not finite, or so small
  /// beside its terms that the order of the summing tells.
  @inline(__always)
  mutating func sum(of window: Window, _ values: Span<Double>) -> KahanSum? {
    if window.lower >= backStart {
      turn(window, values)
    } else {
      while backEnd < window.upper {
        back.add(values[backEnd])
        backEnd += 1
      }
    }
    var whole = front[window.lower - frontStart]
    whole.sum.add(back.sum.sum)
    whole.sum.compensation += back.sum.compensation
    whole.magnitude += back.magnitude
    guard whole.sum.isFinite, whole.sum.value.magnitude >= whole.magnitude * 1e-3 else {
      return nil
    }
    return whole.sum
  }

  private mutating func turn(_ window: Window, _ values: Span<Double>) {
    frontStart = window.lower
    backStart = window.upper
    backEnd = window.upper
    back = Part()
    front.removeAll(keepingCapacity: true)
    front.reserveCapacity(window.count)
    var part = Part()
    for index in (window.lower..<window.upper).reversed() {
      part.add(values[index])
      front.append(part)
    }
    front.reverse()
  }
}
