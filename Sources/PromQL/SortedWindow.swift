/// The values of a window that slides over one series, sorted, NaN first.
struct SortedWindow {
  /// The values of the window last moved to.
  private(set) var values: [Double] = []
  private var lower = 0
  private var upper = 0

  /// Goes to a window that lies nowhere before the last one.
  mutating func move(to window: Window, _ samples: Span<Double>) {
    let changes = window.lower - lower + window.upper - upper
    if window.lower >= upper || changes > window.count / 8 {
      refill(window, samples)
    } else {
      for index in lower..<window.lower { remove(samples[index]) }
      for index in upper..<window.upper { insert(samples[index]) }
    }
    lower = window.lower
    upper = window.upper
  }

  private mutating func refill(_ window: Window, _ samples: Span<Double>) {
    values.removeAll(keepingCapacity: true)
    for index in window.lower..<window.upper { values.append(samples[index]) }
    values.sort(by: Self.precedes)
  }

  private mutating func insert(_ value: Double) { values.insert(value, at: place(of: value)) }

  private mutating func remove(_ value: Double) {
    var index = place(of: value)
    // Zeros of either sign are alike in order, as is every NaN.
    while index < values.count, values[index].bitPattern != value.bitPattern { index += 1 }
    if index < values.count { values.remove(at: index) }
  }

  /// The first place that `value` may have.
  private func place(of value: Double) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.precedes(values[middle], value) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  @inline(__always)
  private static func precedes(_ left: Double, _ right: Double) -> Bool {
    left < right || (left.isNaN && !right.isNaN)
  }
}
