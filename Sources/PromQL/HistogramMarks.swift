internal import Metrics

// Native histograms, which no ring holds and the engine does not compute with. A source may say that a sample is one;
// then a mark stands for it among the numbers, and it is carried, left out or refused where Prometheus does so with a
// histogram. What would have to look into one, and an answer that would have to show one, is an error.

extension Double {
  /// Stands for the native histogram that a source gave this number: a NaN that no computation yields.
  static func histogram(_ number: UInt32) -> Double {
    Double(bitPattern: 0x7ff0_0001_0000_0000 | UInt64(number))
  }

  /// Stands for a native histogram that was computed, of which nothing is known.
  static var unknownHistogram: Double { histogram(0) }

  /// Whether a native histogram stands here instead of a number.
  @inline(__always) var isHistogram: Bool { bitPattern >> 32 == 0x7ff0_0001 }

  /// Whether two histograms are the same; `nil` where that is not known.
  func isSameHistogram(_ other: Double) -> Bool? {
    let unknown = Double.unknownHistogram.bitPattern
    guard bitPattern != unknown, other.bitPattern != unknown else { return nil }
    return bitPattern == other.bitPattern
  }
}

extension EvaluationError {
  /// A native histogram stands where one would have to look into it.
  static func histograms(_ place: String) -> EvaluationError {
    .execution("native histograms are not evaluated, and there is one \(place)")
  }
}

extension [Double] {
  /// Takes the histograms out; whether there was one.
  mutating func leaveOutHistograms() -> Bool {
    var found = false
    for step in indices where self[step].isHistogram {
      self[step] = .absent
      found = true
    }
    return found
  }

  /// Takes everything but the histograms out; whether there was one.
  mutating func leaveOutNumbers() -> Bool {
    var found = false
    for step in indices {
      if self[step].isHistogram { found = true } else { self[step] = .absent }
    }
    return found
  }
}

extension Samples {
  /// The samples that are numbers.
  var withoutHistograms: Samples {
    let kept = values.indices.filter { !values[$0].isHistogram }
    return Samples(
      times: kept.map { times[$0] }, values: kept.map { values[$0] },
      startTimes: startTimes.isEmpty ? [] : kept.map { startTimes[$0] })
  }
}

/// A binary operation in which histograms take part.
struct HistogramOperation {
  let operation: Operator
  /// Hears of two kinds that do not go together.
  let inform: (String) -> Void

  /// The result for two values; a histogram where the reference has one.
  func callAsFunction(_ left: Double, _ right: Double) throws(EvaluationError) -> Double {
    guard left.isHistogram, right.isHistogram else { return mixed(left, right) }
    switch operation {
    case .arithmetic(.add), .arithmetic(.subtract): return .unknownHistogram
    case .comparison(.equal, let isBool):
      return isBool ? try isSame(left, right) ? 1 : 0 : try isSame(left, right) ? left : .absent
    case .comparison(.notEqual, let isBool):
      return isBool ? try isSame(left, right) ? 0 : 1 : try isSame(left, right) ? .absent : left
    case .arithmetic, .comparison, .trim: return incompatible(left, right)
    }
  }

  private func isSame(_ left: Double, _ right: Double) throws(EvaluationError) -> Bool {
    guard let isSame = left.isSameHistogram(right) else {
      throw .histograms("on both sides of '\(operation.spelling)'")
    }
    return isSame
  }

  /// The result for two values of which at most one is a histogram.
  func mixed(_ left: Double, _ right: Double) -> Double {
    switch (operation, left.isHistogram, right.isHistogram) {
    case (.trim, false, false): incompatible(left, right)
    case (_, false, false): operation(left, right)
    case (.arithmetic(.multiply), _, _), (.arithmetic(.divide), true, _), (.trim, true, _):
      .unknownHistogram
    case (.arithmetic, _, _), (.comparison, _, _), (.trim, _, _): incompatible(left, right)
    }
  }

  private func incompatible(_ left: Double, _ right: Double) -> Double {
    func kind(_ value: Double) -> String { value.isHistogram ? "histogram" : "float" }
    inform(Remark.incompatibleTypes(kind(left), operation.spelling, kind(right)))
    return .absent
  }

  /// The column for two sides.
  func combine(_ left: [Double], _ right: [Double]) throws(EvaluationError) -> [Double] {
    var result = left
    for step in result.indices where !left[step].isAbsent {
      result[step] = right[step].isAbsent ? .absent : try self(left[step], right[step])
    }
    return result
  }

  /// Replaces each present value of a vector's column by the result with the scalar of the same step.
  func combine(_ column: inout [Double], scalar: [Double], scalarIsLeft: Bool) {
    for step in column.indices where !column[step].isAbsent {
      let value = column[step]
      let (left, right) = scalarIsLeft ? (scalar[step], value) : (value, scalar[step])
      let result = mixed(left, right)
      switch operation {
      case .comparison(_, isBool: false): column[step] = result.isAbsent ? .absent : value
      case .comparison, .arithmetic, .trim: column[step] = result
      }
    }
  }
}

extension WindowFunction {
  /// What a function makes of a window in which there are histograms.
  private enum Treatment {
    /// Numbers or histograms, of which it wants `minimum`, but not both.
    case unmixed(minimum: Int)
    /// The two newest samples, which must be of one kind.
    case newestPair
    /// Numbers alone.
    case numbers
    /// Every sample, whatever it is.
    case all
    /// What changes from one sample to the next.
    case transitions
  }

  private var treatment: Treatment {
    switch self {
    case .extrapolated: .unmixed(minimum: 2)
    case .overTime(.sum), .overTime(.average): .unmixed(minimum: 1)
    case .instantRate, .instantDelta: .newestPair
    case .overTime(.count), .overTime(.last), .overTime(.first), .overTime(.present),
      .overTime(.timeOfFirst), .overTime(.timeOfLast):
      .all
    case .resets, .changes: .transitions
    case .overTime, .quantile, .slope, .prediction, .smoothing: .numbers
    }
  }

  /// The result for each step where samples are histograms; `remark` hears of windows that hold both kinds.
  func histogramColumn(
    _ samples: Samples, _ bounds: WindowBounds, _ extent: Selector.Extension,
    _ arguments: [[Double]], _ remark: (_ isIgnored: Bool) -> Void
  ) throws(EvaluationError) -> [Double] {
    guard extent == .none else { throw .histograms("under anchored or smoothed") }
    let treatment = treatment
    if case .all = treatment { return rawColumn(samples, bounds, extent, arguments) }
    let numbers = samples.withoutHistograms
    var result =
      numbers.times.isEmpty
      ? [Double](repeating: .absent, count: bounds.steps.count)
      : rawColumn(numbers, bounds, extent, arguments)
    var isUnknown = false
    bounds.slide(over: samples.times.span) { step, window in
      let kinds = samples.values[window.lower..<window.upper].map(\.isHistogram)
      let histograms = kinds.count { $0 }
      guard histograms > 0 else { return }
      let isMixed = histograms < kinds.count
      switch treatment {
      case .unmixed(let minimum):
        if isMixed { remark(false) }
        result[step] = isMixed || histograms < minimum ? .absent : .unknownHistogram
      case .newestPair:
        let pair = kinds.suffix(2)
        guard pair.contains(true) else { return }
        if pair.count == 2, pair.contains(false) { remark(false) }
        result[step] = pair.count == 2 && !pair.contains(false) ? .unknownHistogram : .absent
      case .numbers:
        if isMixed { remark(true) }
      case .transitions:
        if let count = transitions(samples, window) {
          result[step] = count
        } else {
          isUnknown = true
        }
      case .all: return
      }
    }
    if isUnknown { throw .histograms("after another, and whether they differ is asked") }
    return result
  }

  /// How often a window changes or falls; `nil` where histograms would have to be compared and cannot.
  private func transitions(_ samples: Samples, _ window: Window) -> Double? {
    let values = samples.values[window.lower..<window.upper]
    var count = 0.0
    for (previous, next) in zip(values, values.dropFirst()) {
      guard let isCounted = isTransition(previous, next) else { return nil }
      if isCounted { count += 1 }
    }
    return count
  }

  private func isTransition(_ previous: Double, _ next: Double) -> Bool? {
    let isReset = if case .resets = self { true } else { false }
    switch (previous.isHistogram, next.isHistogram) {
    case (true, true):
      guard let isSame = previous.isSameHistogram(next) else { return nil }
      return isSame ? false : isReset ? nil : true
    case (false, false):
      if isReset { return next < previous }
      return previous != next && !(previous.isNaN && next.isNaN)
    case (true, false), (false, true): return true
    }
  }
}
