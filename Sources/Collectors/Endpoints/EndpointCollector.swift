public import Metrics
public import Scraping
internal import Transport

/// Scrapes endpoints, each at its own place in its interval, and hands over what they say in batches.
///
/// Use one instance on one thread, the one that makes it; only its waker may be used from others. All batches share one space of slots. A
/// target that hangs, its name server included, delays no other. libcurl starts with the first scrape, not before.
public final class EndpointCollector {
  /// Ends a wait of `run` early, from any thread.
  public let waker: EndpointWaker

  private let clock: EndpointClock
  /// The targets in their order, each with the number of its transfers.
  private var scrapes: [(id: Int, plan: ScrapePlan, scrape: TargetScrape)] = []
  private var nextID = 0
  private var slots = SlotAllocator()
  private var transfers: HTTPTransfers?

  /// A collector of the targets of `plans`, of which one that is named twice is scraped once.
  ///
  /// - Parameters:
  ///   - plans: what to scrape, and how.
  ///   - clock: the wall clock.
  ///   - waker: what ends a wait of `run`.
  public init(
    _ plans: [ScrapePlan], clock: EndpointClock = .system, waker: EndpointWaker = EndpointWaker()
  ) {
    self.waker = waker
    self.clock = clock
    replace(plans) { _ in }
  }

  /// What is known of every target, in the order in which they were named.
  public var statuses: [TargetStatus] { scrapes.map(\.scrape.status) }

  /// Takes other targets; one whose plan is the same keeps its series, its place in time and the scrape under way.
  ///
  /// - Parameters:
  ///   - plans: what to scrape from now on, and how.
  ///   - deliver: takes the end of the series of every target that is not among them.
  public func replace(_ plans: [ScrapePlan], deliver: (SampleBatch) -> Void) {
    var former = Dictionary(
      scrapes.map { ($0.plan, (id: $0.id, scrape: $0.scrape)) }, uniquingKeysWith: { $1 })
    let now = clock.now()
    var known: Set<String> = []
    var kept: [(id: Int, plan: ScrapePlan, scrape: TargetScrape)] = []
    for plan in plans where known.insert(plan.target.identity).inserted {
      if let same = former.removeValue(forKey: plan) {
        kept.append((same.id, plan, same.scrape))
      } else {
        let scrape = TargetScrape(plan.target, options: plan.options, now: now)
        kept.append((nextID, plan, scrape))
        nextID += 1
      }
    }
    scrapes = kept
    for (id, scrape) in former.values.sorted(by: { $0.id < $1.id }) {
      var gone = scrape
      transfers?.forget(id)
      deliver(gone.retire(at: now, slots: &slots))
    }
  }

  /// Scrapes until `shouldStop`, which is asked at least once a second and after every `waker.wake()`.
  ///
  /// - Parameters:
  ///   - deliver: takes the batch of each scrape that is over, failed ones too.
  ///   - report: takes the statuses of all targets whenever one of them changed, and at the start.
  ///   - changes: other targets to scrape from now on, asked for as `shouldStop` is; `nil` for the same.
  ///   - shouldStop: whether to return.
  public func run(
    deliver: (SampleBatch) -> Void, report: ([TargetStatus]) -> Void,
    changes: () -> [ScrapePlan]? = { nil }, shouldStop: () -> Bool
  ) {
    report(statuses)
    while !shouldStop() {
      if let plans = changes() {
        replace(plans, deliver: deliver)
        report(statuses)
      }
      step(deliver: deliver, report: report)
    }
  }

  /// Ends all series of all targets, which are scraped no more.
  public func retire(deliver: (SampleBatch) -> Void) { replace([], deliver: deliver) }

  /// One turn: begins what is due, then waits for what is over, at most until the next scrape is due.
  private func step(deliver: (SampleBatch) -> Void, report: ([TargetStatus]) -> Void) {
    let now = clock.now()
    var hasChanged = false
    for index in scrapes.indices {
      scrapes[index].scrape.adjust(to: now)
      guard scrapes[index].scrape.isDue(at: now) else { continue }
      hasChanged = true
      begin(index, now, deliver)
    }
    if hasChanged { report(statuses) }
    let done = wait()
    for transfer in done { end(transfer, deliver) }
    if !done.isEmpty { report(statuses) }
  }

  private func begin(_ index: Int, _ now: Timestamp, _ deliver: (SampleBatch) -> Void) {
    let options = scrapes[index].plan.options
    let timeout = scrapes[index].scrape.timeout
    scrapes[index].scrape.begin(at: now)
    do throws(ScrapeFailure) {
      let request = try EndpointRequest.request(
        scrapes[index].plan.target, options, timeout: timeout)
      do throws(TransportFailure) {
        try start(request, id: scrapes[index].id)
      } catch {
        let answer = EndpointRequest.answer(error, options)
        deliver(scrapes[index].scrape.end(answer, at: now, slots: &slots))
      }
    } catch {
      let answer = ScrapeAnswer(result: .failure(error), duration: .zero, targetTime: .zero)
      deliver(scrapes[index].scrape.end(answer, at: now, slots: &slots))
    }
  }

  private func start(_ request: HTTPRequest, id: Int) throws(TransportFailure) {
    if transfers == nil { transfers = HTTPTransfers() }
    guard let transfers else { throw .other(reason: Array("libcurl cannot start".utf8)) }
    try transfers.start(request, id: id)
  }

  private func end(_ transfer: CompletedTransfer, _ deliver: (SampleBatch) -> Void) {
    guard let index = scrapes.firstIndex(where: { $0.id == transfer.id }) else { return }
    let answer = EndpointRequest.answer(
      transfer, scrapes[index].plan.options, timeout: scrapes[index].scrape.timeout)
    deliver(scrapes[index].scrape.end(answer, at: clock.now(), slots: &slots))
  }

  /// Waits at most a second, so that a wall clock that jumped is noticed.
  private func wait() -> [CompletedTransfer] {
    let now = clock.now()
    let next =
      scrapes.compactMap(\.scrape.next).map { max(0, ($0 - now).milliseconds) }.min() ?? 1000
    guard let transfers else {
      return EndpointCollector.pause(Int(min(1000, next)), waker)
    }
    let done = transfers.wait(
      milliseconds: Int(min(1000, next)), wakeDescriptor: waker.descriptor)
    waker.clear()
    return done
  }
}
