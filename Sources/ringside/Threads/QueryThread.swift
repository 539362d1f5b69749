internal import Metrics
internal import PromQL
internal import PromQLSyntax
internal import Presentation
internal import TimeSeries

/// Answers the queries of panes; a range is kept from refresh to refresh, so that only its new steps are evaluated.
struct PaneQueries {
  private struct Kept {
    var query: String
    var step: Duration
    var fineStep: Duration?
    var range: IncrementalRange

    /// Whether it answers this request, perhaps over another window.
    func serves(_ request: PaneRequest, _ step: Duration) -> Bool {
      query == request.query && self.step == step && fineStep == request.fineStep
    }
  }

  /// What two panes may both ask about a moment.
  private struct Question: Hashable {
    var query: String
    var moment: Timestamp
    var subject: PaneRequest.Subject
  }

  private let sources: [any SampleSource]
  private let engine: Engine
  private let deadline: Duration
  private var expressions: [String: Result<Expression, SyntaxError>] = [:]
  private var kept: [QueryID: Kept] = [:]
  /// What was answered in this round.
  private var shared: [Question: Evaluation] = [:]
  /// Answers that no sample can change any more, as long as the same is asked.
  private var settled: [QueryID: Answer] = [:]

  init(sources: [any SampleSource], engine: Engine = Engine(), deadline: Duration = .seconds(20)) {
    self.sources = sources
    self.engine = engine
    self.deadline = deadline
  }

  /// Begins a round: forgets what panes that are gone have kept.
  mutating func keep(only requests: [PaneRequest]) {
    shared = [:]
    let ids = Set(requests.map(\.id))
    kept = kept.filter { ids.contains($0.key) }
    settled = settled.filter { ids.contains($0.key) }
    let queries = Set(requests.map(\.query))
    if expressions.count > 4 * queries.count + 64 {
      expressions = expressions.filter { queries.contains($0.key) }
    }
  }

  /// The answer to one query.
  ///
  /// - Parameters:
  ///   - request: the query.
  ///   - tick: the newest completed tick; no sample up to it is still to come.
  ///   - isObsolete: whether nobody wants the answer any more.
  /// - Returns: the answer; `nil` where it became obsolete.
  mutating func answer(
    _ request: PaneRequest, tick: Timestamp, isObsolete: @escaping () -> Bool = { false }
  ) -> Answer? {
    if let known = settled[request.id], known.request == request {
      return Answer(request, known.outcome, computedAt: tick)
    }
    let expression: Expression
    switch parsed(request.query) {
    case .success(let parsed): expression = parsed
    case .failure(let error):
      return Answer(request, .failure(error.message), computedAt: tick)
    }
    do throws(EvaluationError) {
      let value = try evaluate(request, expression, tick, interruption(isObsolete))
      let answer = Answer(request, request.outcome(of: value), computedAt: tick)
      let isSettled = request.timing.end < tick && expression.isIncremental
      settled[request.id] = isSettled ? answer : nil
      return answer
    } catch .cancelled {
      return nil
    } catch {
      return Answer(request, .failure(error.description), computedAt: tick)
    }
  }

  /// What an evaluation asks before each series; a series takes microseconds, so that one answer in thirty-two is new.
  private func interruption(_ isObsolete: @escaping () -> Bool) -> () -> Interruption? {
    let end = ContinuousClock.now + deadline
    var asked: UInt8 = 0
    return {
      defer { asked &+= 1 }
      guard asked % 32 == 0 else { return nil }
      if isObsolete() { return .cancelled }
      return ContinuousClock.now >= end ? .timedOut : nil
    }
  }

  private mutating func evaluate(
    _ request: PaneRequest, _ expression: Expression, _ tick: Timestamp,
    _ interruption: @escaping () -> Interruption?
  ) throws(EvaluationError) -> Evaluation {
    switch request.timing {
    case .instant(let moment):
      let question = Question(query: request.query, moment: moment, subject: request.subject)
      if let known = shared[question] { return known }
      var engine = engine
      engine.options.keepsStaleMarkers = request.engineOptions.keepsStaleMarkers
      let value = try engine.evaluate(
        expression, at: moment, over: sources, interruption: interruption)
      shared[question] = value
      return value
    case .range(let start, let end, let step):
      var entry = kept[request.id]
      if let known = entry, !known.serves(request, step) { entry = nil }
      var range =
        entry?.range
        ?? IncrementalRange(
          expression, step: step, fineStep: request.fineStep, engine: engine)
      kept[request.id] = nil
      let value = try range.refresh(
        from: start, through: end, complete: tick, over: sources, interruption: interruption)
      kept[request.id] = Kept(
        query: request.query, step: step, fineStep: request.fineStep, range: range)
      return value
    }
  }

  private mutating func parsed(_ query: String) -> Result<Expression, SyntaxError> {
    if let known = expressions[query] { return known }
    let result = Result<Expression, SyntaxError> { () throws(SyntaxError) in
      try Parser.parse(query)
    }
    expressions[query] = result
    return result
  }
}

/// The `query` thread: answers what panes ask for; the newest request of a pane wins.
struct QueryThread: Sendable {
  let sources: [any SampleSource]
  let keeping: Keeping
  let exchange: Exchange

  /// Answers until the exchange says stop.
  func run() {
    var queries = PaneQueries(sources: sources)
    var catalogue = CatalogueSchedule()
    var changes = 0
    while !exchange.isStopping {
      _ = exchange.queryWakeUp.wait(atMost: .seconds(60))
      guard let request = exchange.takeRequests(), let tick = exchange.tick else { continue }
      if keeping.changes != changes {
        // What was kept of ranges lacks the history that has come since.
        queries = PaneQueries(sources: sources)
        changes = keeping.changes
      }
      queries.keep(only: request.panes)
      exchange.publish { $0.answers.keep(only: request.panes) }
      var fresh: [Answer] = []
      var published = ContinuousClock.now
      for pane in request.panes {
        let answer = queries.answer(pane, tick: tick) { exchange.isObsolete(pane) }
        if let answer { fresh.append(answer) }
        guard ContinuousClock.now - published > .milliseconds(50) else { continue }
        publish(fresh)
        fresh = []
        published = .now
      }
      publish(fresh)
      if request.wantsCatalogue, catalogue.isDue(at: tick) {
        let metrics = metricEntries(sources)
        exchange.publish { $0.catalogue = metrics }
      }
    }
  }

  private func publish(_ answers: [Answer]) {
    guard !answers.isEmpty else { return }
    exchange.publish { published in
      for answer in answers { published.answers[answer.request.id] = answer }
    }
  }
}

/// When the list of all metrics is made again: it is long, and changes seldom.
private struct CatalogueSchedule {
  private var last: Timestamp?

  mutating func isDue(at tick: Timestamp) -> Bool {
    if let last, tick - last < .seconds(5), tick >= last { return false }
    last = tick
    return true
  }
}
