internal import Metrics

/// Keeps of each series and each step the least, the greatest and the newest value, at the moments when they were.
///
/// So a spike of one sample is still there when a chart has a thousand samples to a column.
struct EnvelopeBuilder {
  /// What is kept of one series in the step that is open.
  fileprivate struct Open {
    var end: Int64
    var least: (time: Int64, value: Double)
    var greatest: (time: Int64, value: Double)
    var last: (time: Int64, value: Double)
  }

  fileprivate struct Course {
    var closed: SeriesResult
    var open: Open?
  }

  private let step: Int64
  private var courses: [Labels: Course] = [:]

  /// Steps that end at the multiples of `step` milliseconds.
  init(step: Int64) { self.step = max(1, step) }

  /// Adds points that are later than those of the same series so far.
  mutating func add(_ results: [SeriesResult]) {
    for result in results {
      var course =
        courses[result.labels]
        ?? Course(closed: SeriesResult(labels: result.labels, timestamps: [], values: []))
      for (time, value) in zip(result.timestamps, result.values) {
        course.add(time, value, end: end(of: time))
      }
      courses[result.labels] = course
    }
  }

  /// The end of the step that a moment lies in; it belongs to it, the beginning does not.
  private func end(of time: Int64) -> Int64 {
    let (bucket, rest) = time.quotientAndRemainder(dividingBy: step)
    return rest > 0 ? (bucket + 1) * step : bucket * step
  }

  /// Everything that was kept.
  func results() -> [SeriesResult] {
    courses.values.map { course in
      var course = course
      course.close()
      return course.closed
    }
  }
}

extension EnvelopeBuilder.Course {
  mutating func add(_ time: Int64, _ value: Double, end: Int64) {
    guard var open, open.end == end else {
      close()
      self.open = EnvelopeBuilder.Open(
        end: end, least: (time, value), greatest: (time, value), last: (time, value))
      return
    }
    if value < open.least.value || open.least.value.isNaN { open.least = (time, value) }
    if value > open.greatest.value || open.greatest.value.isNaN { open.greatest = (time, value) }
    open.last = (time, value)
    self.open = open
  }

  /// Writes the points of the open step in their order; one that equals the newest says nothing more.
  mutating func close() {
    guard let open else { return }
    let isFalling = open.greatest.time < open.least.time
    let extremes = isFalling ? [open.greatest, open.least] : [open.least, open.greatest]
    for point in extremes where point.time < open.last.time {
      guard point.value != open.last.value, point.time != closed.timestamps.last else { continue }
      closed.timestamps.append(point.time)
      closed.values.append(point.value)
    }
    closed.timestamps.append(open.last.time)
    closed.values.append(open.last.value)
    self.open = nil
  }
}
