internal import PromQL

/// A quantity at equal distances over the last minutes, oldest first; NaN where there is no sample.
struct Course: Hashable {
  var values: [Double]

  init(_ values: [Double]) { self.values = values }

  /// The course without any sample.
  init(absent count: Int) { values = [Double](repeating: .nan, count: count) }

  /// The course of a series on the grid of a range query.
  init(_ series: SeriesResult?, start: Int64, step: Int64, count: Int) {
    self.init(absent: count)
    guard let series else { return }
    for (time, value) in zip(series.timestamps, series.values) {
      let index = Int((time - start) / step)
      if values.indices.contains(index) { values[index] = value }
    }
  }

  /// Whether there is no sample at all.
  var isEmpty: Bool { values.allSatisfy(\.isNaN) }

  /// The newest value; `nil` where the last point has none.
  var last: Double? { values.last.flatMap { $0.isNaN ? nil : $0 } }

  /// For every point the mean of the samples in the `points` up to it.
  func smoothed(_ points: Int) -> Course {
    var result = Course(absent: values.count)
    var sum = 0.0
    var count = 0
    for index in values.indices {
      if !values[index].isNaN {
        sum += values[index]
        count += 1
      }
      if index >= points, !values[index - points].isNaN {
        sum -= values[index - points]
        count -= 1
      }
      if count > 0 { result.values[index] = max(sum, 0) / Double(count) }
    }
    return result
  }

  /// The sum of courses on one grid; NaN only where none has a sample.
  static func sum(_ courses: some Sequence<Course>, count: Int) -> Course {
    var result = Course(absent: count)
    for course in courses {
      for (index, value) in course.values.enumerated() where !value.isNaN && index < count {
        let known = result.values[index]
        result.values[index] = known.isNaN ? value : known + value
      }
    }
    return result
  }
}
