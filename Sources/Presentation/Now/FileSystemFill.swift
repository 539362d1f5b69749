internal import Metrics

/// When a file system is full, by two slopes that must agree: of the last ten minutes and of the last hour.
///
/// With less history the short slope is of its last third, and below two minutes nothing is said. What was written once
/// is not growth: the space must go down in every third of the short time.
struct FileSystemFill {
  /// Milliseconds since the epoch of the first point, and the distance of points.
  let start: Int64
  let step: Int64
  /// Bytes that anyone may use.
  let available: Course
  let sizeBytes: Double

  /// What is said of a file system that fills.
  struct Forecast: Hashable {
    var usedShare: Double
    var bytesPerSecond: Double
    var secondsToFull: Double
    /// The first point from which the space only went down.
    var since: Int
  }

  private static let shortest = 120.0
  private static let longShort = 600.0
  private static let soon = 3600.0
  private static let agreed = 8 * 3600.0

  /// The forecast; `nil` where the file system does not fill within an hour, or within eight where it is nearly full.
  var forecast: Forecast? {
    guard let left = available.last, sizeBytes > 0, left >= 0,
      let first = available.values.firstIndex(where: { !$0.isNaN })
    else { return nil }
    let last = available.values.count - 1
    let held = Double(Int64(last - first) * step) / 1000
    guard held >= FileSystemFill.shortest else { return nil }
    let shortSeconds = min(FileSystemFill.longShort, held / 3)
    let shortFirst = last - max(3, Int(shortSeconds * 1000) / Int(step))
    guard shortFirst >= first, goesDown(shortFirst, last) else { return nil }
    let pace = -slope(shortFirst, last)
    let longPace = -slope(first, last)
    guard pace > 0, longPace > 0, left / longPace <= FileSystemFill.agreed else { return nil }
    let used = 1 - left / sizeBytes
    let horizon = used >= 0.9 && held >= 900 ? FileSystemFill.agreed : FileSystemFill.soon
    guard left / pace <= horizon else { return nil }
    return Forecast(
      usedShare: used, bytesPerSecond: pace, secondsToFull: left / pace, since: beginning(last))
  }

  /// Whether there is less at the end of each third than at its beginning.
  private func goesDown(_ first: Int, _ last: Int) -> Bool {
    let marks = (0...3).map { available.values[first + (last - first) * $0 / 3] }
    return zip(marks, marks.dropFirst()).allSatisfy { $0 > $1 }
  }

  /// Where the space began to go down: the last point before which it had stood for a minute, or grown.
  private func beginning(_ last: Int) -> Int {
    let standstill = max(1, Int(60_000 / step))
    var index = last
    while index >= standstill, available.values[index - standstill] > available.values[index] {
      index -= 1
    }
    while index > 0, available.values[index - 1] > available.values[index] { index -= 1 }
    return index
  }

  /// Bytes a second by least squares over the points that are there.
  private func slope(_ first: Int, _ last: Int) -> Double {
    var count = 0.0
    var (sumX, sumY, sumXX, sumXY) = (0.0, 0.0, 0.0, 0.0)
    for index in first...last where !available.values[index].isNaN {
      // Both are taken from the newest point, so that large numbers do not eat small slopes.
      let x = Double(Int64(index - last) * step) / 1000
      let y = available.values[index] - available.values[last]
      (count, sumX, sumY) = (count + 1, sumX + x, sumY + y)
      (sumXX, sumXY) = (sumXX + x * x, sumXY + x * y)
    }
    let spread = count * sumXX - sumX * sumX
    return spread > 0 ? (count * sumXY - sumX * sumY) / spread : 0
  }
}
