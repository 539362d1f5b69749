public import Metrics
public import PromQL

/// What has been answered of what was asked.
public struct Answers: Sendable, Equatable {
  private var answers: [QueryID: Answer] = [:]

  /// No answer yet.
  public init() {}

  /// The answer to a query, whatever moment it was asked about; `nil` before the first.
  public subscript(id: QueryID) -> Answer? {
    get { answers[id] }
    set { answers[id] = newValue }
  }

  /// Forgets the answers that no request in `requests` asks for.
  public mutating func keep(only requests: [PaneRequest]) {
    let wanted = Set(requests.map(\.id))
    answers = answers.filter { wanted.contains($0.key) }
  }

  /// What came out of what some panes ask, whenever that was computed: the same as long as nothing else comes out.
  func contents(of panes: [PaneID]) -> Answers {
    var contents = Answers()
    for (id, answer) in answers where panes.contains(id.pane) {
      contents[id] = Answer(answer.request, answer.outcome, computedAt: Timestamp(milliseconds: 0))
    }
    return contents
  }
}

/// The newest answer to a query.
public struct Answer: Sendable, Equatable {
  /// What came out.
  public enum Outcome: Sendable, Equatable {
    /// A value with its annotations and archives.
    case value(Evaluation)
    /// The labels of the series, those with most values first.
    case labelNames([LabelName])
    /// The values of one label, sorted.
    case labelValues([LabelValue])
    /// Why there is none.
    case failure(String)
  }

  /// What was asked.
  public var request: PaneRequest
  /// What came out.
  public var outcome: Outcome
  /// The newest tick when it was computed.
  public var computedAt: Timestamp
  /// Since when a newer one is being computed; `nil` where none is.
  public var computingSince: Timestamp?

  /// An answer.
  public init(_ request: PaneRequest, _ outcome: Outcome, computedAt: Timestamp) {
    self.request = request
    self.outcome = outcome
    self.computedAt = computedAt
  }
}
