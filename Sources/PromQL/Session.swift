internal import Metrics
internal import TimeSeries

/// What all parts of one evaluation share: where samples come from, what was remarked, and when to stop.
final class Session {
  let sources: [any SampleSource]
  let options: EngineOptions
  /// The steps of the whole query, which `start()`, `end()`, `range()` and `step()` speak of.
  let query: Steps
  /// Whether the answer is a matrix, even where it has a single step.
  let isRange: Bool
  var annotations = Annotations()
  /// For each width of an archive's buckets the moment from which something finer answers.
  var archived: [Int64: Int64] = [:]
  /// Whether a native histogram was among the samples so far.
  var hasHistograms = false
  private let interruption: () -> Interruption?
  private var heldSamples = 0

  init(
    sources: [any SampleSource], options: EngineOptions, query: Steps, isRange: Bool,
    interruption: @escaping () -> Interruption?
  ) {
    self.sources = sources
    self.options = options
    self.query = query
    self.isRange = isRange
    self.interruption = interruption
  }

  /// Stops the evaluation where it should not go on; called between nodes and between series.
  func check() throws(EvaluationError) {
    switch interruption() {
    case nil: return
    case .cancelled: throw .cancelled
    case .timedOut: throw .timedOut
    }
  }

  /// Counts samples that are held from now on.
  func hold(_ count: Int) throws(EvaluationError) {
    let (total, overflow) = heldSamples.addingReportingOverflow(count)
    guard !overflow, total <= options.maximumSamples else {
      throw .tooManySamples(limit: options.maximumSamples)
    }
    heldSamples = total
  }

  /// Counts samples that are no longer held.
  func release(_ count: Int) { heldSamples -= min(count, heldSamples) }
}
