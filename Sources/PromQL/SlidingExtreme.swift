/// The smallest or largest values of windows that slide over one series; each sample is looked at once.
///
/// Source: D. Lemire, Streaming maximum-minimum filter using no more than three comparisons per element, Nordic Journal
/// of Computing 13 (2006), arXiv:cs/0610046.
struct SlidingExtreme {
  /// The places that are an extreme of the window, or will be when those before have left it; from `head` on.
  private var places: [Int] = []
  private var head = 0
  private var end = 0

  /// Where the extreme of a window is that lies nowhere before the last one asked for; its last place where all is NaN.
  ///
  /// `supersedes` says whether a value takes the place of an earlier one for good.
  @inline(__always)
  mutating func place(
    in window: Window, _ values: Span<Double>, supersedes: (Double, Double) -> Bool
  ) -> Int {
    end = max(end, window.lower)
    while end < window.upper {
      let value = values[end]
      if !value.isNaN {
        while places.count > head, supersedes(value, values[places[places.count - 1]]) {
          places.removeLast()
        }
        places.append(end)
      }
      end += 1
    }
    while head < places.count, places[head] < window.lower { head += 1 }
    if head == places.count {
      places.removeAll(keepingCapacity: true)
      head = 0
    }
    return head < places.count ? places[head] : window.last
  }
}
