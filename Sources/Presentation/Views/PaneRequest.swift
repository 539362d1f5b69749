public import Metrics
public import PromQL

/// A query that a pane needs answered.
public struct PaneRequest: Hashable, Sendable {
  /// Which moments a query asks about.
  public enum Timing: Hashable, Sendable {
    /// One moment.
    case instant(Timestamp)
    /// Moments at equal distances; start and end are whole numbers of steps since the epoch, at most 4,096 points.
    case range(start: Timestamp, end: Timestamp, step: Duration)

    /// The last of them.
    public var end: Timestamp {
      switch self {
      case .instant(let moment): moment
      case .range(_, let end, _): end
      }
    }
  }

  /// What is wanted of the expression's series.
  public enum Subject: Hashable, Sendable {
    /// Their values.
    case values
    /// Of a bare range selector: its samples as they were taken, staleness markers among them.
    case samples
    /// The names of their labels, and how many values each has.
    case labelNames
    /// The values of one label that begin with a prefix, and what the series that have them are worth.
    case labelValues(of: ByteString, prefix: ByteString)
  }

  /// Which answer it is for; the newest request of an id wins.
  public var id: QueryID
  /// The expression.
  public var query: String
  /// Which moments it asks about.
  public var timing: Timing
  /// What is wanted of the series.
  public var subject: Subject
  /// Of a range that is drawn as an envelope: the distance of the points of which, for each step, only the least, the
  /// greatest and the newest are answered, at the moments when they were; `nil` for one point a step.
  public var fineStep: Duration?

  /// A query at some moments.
  public init(
    _ id: QueryID, _ query: String, _ timing: Timing, _ subject: Subject = .values
  ) {
    self.id = id
    self.query = query
    self.timing = timing
    self.subject = subject
  }

  /// The same as an envelope of what is sampled so finely.
  func envelope(_ sampling: Sampling) -> PaneRequest {
    guard sampling.fineStep < sampling.step else { return self }
    var request = self
    request.fineStep = sampling.fineStep
    return request
  }

  /// How an engine has to be set up to evaluate it.
  public var engineOptions: EngineOptions {
    var options = EngineOptions()
    options.keepsStaleMarkers = subject == .samples
    return options
  }

  /// What the request is answered with, once its expression is evaluated.
  ///
  /// - Complexity: for labels O(series × labels); so it belongs to the thread that evaluates.
  public func outcome(of evaluation: Evaluation) -> Answer.Outcome {
    guard case .vector(let samples) = evaluation.value else { return .value(evaluation) }
    switch subject {
    case .values, .samples: return .value(evaluation)
    case .labelNames: return .labelNames(LabelCensus.names(samples))
    case .labelValues(let name, let prefix):
      return .labelValues(LabelCensus.values(of: name, prefix: prefix, samples))
    }
  }
}

/// Which query of which pane.
public struct QueryID: Hashable, Sendable, Comparable {
  /// The pane, or `now` and `processes` for what several panes read.
  public var pane: PaneID
  /// Which of its queries.
  public var part: String

  /// The query `part` of a pane.
  public init(_ pane: PaneID, _ part: String = "") {
    self.pane = pane
    self.part = part
  }

  /// Order by pane, then by part.
  public static func < (left: QueryID, right: QueryID) -> Bool {
    left.pane == right.pane ? left.part < right.part : left.pane < right.pane
  }
}
