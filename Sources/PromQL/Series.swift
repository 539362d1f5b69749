internal import Metrics

/// One series while an expression is evaluated: a value for each step, `Double.absent` where there is none.
struct Series {
  var labels: Labels
  /// Whether the name goes at the end of the evaluation, or at the next label operation that asks (delayed removal).
  var dropsName = false
  var values: [Double]
}

extension Double {
  /// Stands for "no value at this step": the staleness marker, which no expression can compute.
  @inline(__always) static var absent: Double { Double(bitPattern: 0x7ff0_0000_0000_0002) }

  /// Whether there is no value at this step.
  @inline(__always) var isAbsent: Bool { bitPattern == 0x7ff0_0000_0000_0002 }
}

/// The moments at which an expression is evaluated.
struct Steps: Hashable {
  /// The first moment in milliseconds.
  var start: Int64
  /// The distance between two moments; 1 where there is only one.
  var interval: Int64
  /// How many there are; at least one, except in a subquery whose range holds none.
  var count: Int

  init(start: Int64, interval: Int64, count: Int) {
    self.start = start
    self.interval = interval
    self.count = count
  }

  /// A single moment.
  init(at moment: Int64) { self.init(start: moment, interval: 1, count: 1) }

  /// The last moment.
  var end: Int64 { start + interval * Int64(max(0, count - 1)) }

  /// The moment of a step.
  @inline(__always) func time(_ step: Int) -> Int64 { start &+ interval &* Int64(step) }
}

extension Labels {
  /// The set without what identifies the metric: its name and the labels that state type and unit.
  var withoutMetricIdentity: Labels { dropping(Labels.metricIdentity) }

  /// `__name__`, `__type__` and `__unit__`, sorted.
  static let metricIdentity: [ByteString] = [metricNameLabel, "__type__", "__unit__"]
}

extension [Series] {
  /// The series with those of one label set merged.
  ///
  /// - Throws: where two of them have a value at the same step.
  func merged() throws(EvaluationError) -> [Series] {
    var places: [Labels: Int] = [:]
    places.reserveCapacity(count)
    var result: [Series] = []
    result.reserveCapacity(count)
    for series in self {
      guard let place = places[series.labels] else {
        places[series.labels] = result.count
        result.append(series)
        continue
      }
      for step in series.values.indices where !series.values[step].isAbsent {
        guard result[place].values[step].isAbsent else { throw .sameLabels }
        result[place].values[step] = series.values[step]
      }
    }
    return result
  }

  /// The series with the names gone that were marked, merged where that makes two alike.
  func withNamesDropped() throws(EvaluationError) -> [Series] {
    guard contains(where: \.dropsName) else { return try merged() }
    var result = self
    for index in result.indices where result[index].dropsName {
      result[index].labels = result[index].labels.withoutMetricIdentity
      result[index].dropsName = false
    }
    return try result.merged()
  }
}
