internal import Collectors
internal import Metrics
internal import Presentation
internal import Scraping
internal import Sharing

/// What a person has agreed to scrape.
struct TargetAgreement: Sendable {
  /// So many targets are scraped without a question.
  static let unasked = 20

  /// Whether everything is scraped without a question.
  let isSure: Bool
  /// The targets that a person was asked about, or that were few.
  private var known: Set<String> = []
  /// What the person answered.
  private var choice = TargetChoice.all

  init(isSure: Bool) { self.isSure = isSure }

  /// Takes the targets that files and the command line name now.
  ///
  /// - Parameter plans: all of them.
  /// - Returns: those to scrape, and whether a person must be asked about the others.
  mutating func propose(_ plans: [ScrapePlan]) -> (scraped: [ScrapePlan], mustAsk: Bool) {
    let new = plans.filter { !known.contains($0.target.identity) }
    let mustAsk = !isSure && new.count > TargetAgreement.unasked
    if !mustAsk { known.formUnion(new.map(\.target.identity)) }
    return (plans.filter { known.contains($0.target.identity) && isChosen($0.target) }, mustAsk)
  }

  /// Takes the answer about `plans`; those to scrape.
  mutating func answer(_ choice: TargetChoice, _ plans: [ScrapePlan]) -> [ScrapePlan] {
    self.choice = choice
    // Who wants none for now is asked again at the next reload.
    if choice != .none { known.formUnion(plans.map(\.target.identity)) }
    return plans.filter { isChosen($0.target) }
  }

  private func isChosen(_ target: ScrapeTarget) -> Bool {
    choice.takes(url: target.url, labels: target.labels)
  }
}

/// Where targets are handed to the `http` thread, from the start, a reload, and a person's answer.
final class TargetDesk: Sendable {
  private struct State: Sendable {
    var agreement: TargetAgreement
    /// All targets that are named now.
    var plans: [ScrapePlan] = []
    /// What is scraped.
    var scraped: [ScrapePlan] = []
    var isChanged = false
  }

  /// Ends a wait of the collector.
  let waker = EndpointWaker()
  private let state: Guarded<State>

  init(isSure: Bool) { state = Guarded(State(agreement: TargetAgreement(isSure: isSure))) }

  /// Takes the targets that are named now.
  ///
  /// - Returns: whether a person must be asked before all of them are scraped, and how many are new and gone.
  func propose(_ plans: [ScrapePlan]) -> (mustAsk: Bool, new: Int, gone: Int) {
    let result = state.withLock { state in
      let before = Set(state.scraped)
      let (scraped, mustAsk) = state.agreement.propose(plans)
      state.plans = plans
      state.scraped = scraped
      state.isChanged = true
      let after = Set(scraped)
      return (mustAsk, after.subtracting(before).count, before.subtracting(after).count)
    }
    waker.wake()
    return result
  }

  /// Takes a person's answer.
  func answer(_ choice: TargetChoice) {
    state.withLock { state in
      state.scraped = state.agreement.answer(choice, state.plans)
      state.isChanged = true
    }
    waker.wake()
  }

  /// What is scraped now.
  var scraped: [ScrapePlan] { state.withLock { $0.scraped } }

  /// What is scraped from now on, if that has changed since the last call.
  func takeChanges() -> [ScrapePlan]? {
    state.withLock { state in
      guard state.isChanged else { return nil }
      state.isChanged = false
      return state.scraped
    }
  }
}
