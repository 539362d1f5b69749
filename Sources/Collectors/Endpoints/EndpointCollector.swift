public import Metrics
public import Scraping
internal import Transport

/// Scrapes endpoints, each at its own place in its interval, and hands over what they say in batches.
///
/// Use one instance on one thread, the one that makes it; only its waker may be used from others. Pages are read on a thread
/// of its own, which delivers them one after the other. All batches share one space of slots. A target that hangs, its name
/// server included, or whose page is large delays no other. libcurl starts with the first scrape, not before.
public final class EndpointCollector {
  /// Takes a batch, on the thread that reads the pages, one call at a time.
  public typealias Delivery = @Sendable (SampleBatch) -> Void

  /// A target and the number of its transfers.
  private struct Entry {
    let id: Int
    let plan: ScrapePlan
    /// `nil` while its page is being read.
    var scrape: TargetScrape?
    var status: TargetStatus
  }

  /// Ends a wait of `run` early, from any thread.
  public let waker: EndpointWaker

  private let clock: EndpointClock
  private let desk: PageDesk
  /// The targets in their order.
  private var entries: [Entry] = []
  /// Those that are scraped no more but whose page is being read.
  private var leaving: Set<Int> = []
  private var nextID = 0
  /// How many targets are at the desk.
  private var handedOver = 0
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
    desk = PageDesk(waker: waker)
    change(to: plans) { _ in }
  }

  deinit { desk.end() }

  /// What is known of every target, in the order in which they were named.
  public var statuses: [TargetStatus] { entries.map(\.status) }

  /// Takes other targets; one whose plan is the same keeps its series, its place in time and the scrape under way.
  ///
  /// - Parameters:
  ///   - plans: what to scrape from now on, and how.
  ///   - deliver: takes the end of the series of every target that is not among them, before this returns.
  public func replace(_ plans: [ScrapePlan], deliver: @escaping Delivery) {
    change(to: plans, deliver)
    settle(deliver)
  }

  private func change(to plans: [ScrapePlan], _ deliver: @escaping Delivery) {
    var former = Dictionary(entries.map { ($0.plan, $0) }, uniquingKeysWith: { $1 })
    entries = []
    let now = clock.now()
    var known: Set<String> = []
    for plan in plans where known.insert(plan.target.identity).inserted {
      if let same = former.removeValue(forKey: plan) {
        entries.append(same)
      } else {
        let scrape = TargetScrape(plan.target, options: plan.options, now: now)
        entries.append(Entry(id: nextID, plan: plan, scrape: scrape, status: scrape.status))
        nextID += 1
      }
    }
    for gone in former.values.sorted(by: { $0.id < $1.id }) {
      if let scrape = gone.scrape {
        retire(gone.id, scrape, deliver)
      } else {
        leaving.insert(gone.id)
      }
    }
  }

  /// Scrapes until `shouldStop`, which is asked at least once a second and after every `waker.wake()`.
  ///
  /// - Parameters:
  ///   - deliver: takes the batch of each scrape that is over, failed ones too, before it is in a report.
  ///   - report: takes the statuses of all targets whenever one of them changed, and at the start.
  ///   - changes: other targets to scrape from now on, asked for as `shouldStop` is; `nil` for the same.
  ///   - shouldStop: whether to return; pages that have come are read before.
  public func run(
    deliver: @escaping Delivery, report: ([TargetStatus]) -> Void,
    changes: () -> [ScrapePlan]? = { nil }, shouldStop: () -> Bool
  ) {
    report(statuses)
    while !shouldStop() {
      if let plans = changes() {
        change(to: plans, deliver)
        report(statuses)
      }
      step(deliver, report)
    }
    settle(deliver)
  }

  /// Ends all series of all targets, which are scraped no more.
  public func retire(deliver: @escaping Delivery) { replace([], deliver: deliver) }

  /// One turn: begins what is due, then waits for what is over, at most until the next scrape is due.
  private func step(_ deliver: @escaping Delivery, _ report: ([TargetStatus]) -> Void) {
    var hasChanged = takeBack(deliver)
    let now = clock.now()
    for index in entries.indices {
      entries[index].scrape?.adjust(to: now)
      if let next = entries[index].scrape?.status.nextScrape {
        entries[index].status.nextScrape = next
      }
      guard entries[index].scrape?.isDue(at: now) == true else { continue }
      hasChanged = true
      begin(index, now, deliver)
    }
    if hasChanged { report(statuses) }
    for transfer in wait() { end(transfer, deliver) }
  }

  private func begin(_ index: Int, _ now: Timestamp, _ deliver: @escaping Delivery) {
    let options = entries[index].plan.options
    guard let timeout = entries[index].scrape?.timeout else { return }
    entries[index].scrape?.begin(at: now)
    if let status = entries[index].scrape?.status { entries[index].status = status }
    do throws(ScrapeFailure) {
      let request = try EndpointRequest.request(
        entries[index].plan.target, options, timeout: timeout)
      do throws(TransportFailure) {
        try start(request, id: entries[index].id)
      } catch {
        handOver(index, EndpointRequest.answer(error, options), now, deliver)
      }
    } catch {
      let answer = ScrapeAnswer(result: .failure(error), duration: .zero, targetTime: .zero)
      handOver(index, answer, now, deliver)
    }
  }

  private func start(_ request: HTTPRequest, id: Int) throws(TransportFailure) {
    if transfers == nil { transfers = HTTPTransfers() }
    guard let transfers else { throw .other(reason: Array("libcurl cannot start".utf8)) }
    try transfers.start(request, id: id)
  }

  private func end(_ transfer: CompletedTransfer, _ deliver: @escaping Delivery) {
    guard let index = entries.firstIndex(where: { $0.id == transfer.id }),
      let timeout = entries[index].scrape?.timeout
    else { return }
    let answer = EndpointRequest.answer(transfer, entries[index].plan.options, timeout: timeout)
    handOver(index, answer, clock.now(), deliver)
  }

  /// Waits at most a second, so that a wall clock that jumped is noticed.
  private func wait() -> [CompletedTransfer] {
    let now = clock.now()
    let next =
      entries.compactMap { $0.scrape?.next }.map { max(0, ($0 - now).milliseconds) }.min() ?? 1000
    guard let transfers else {
      return EndpointCollector.pause(Int(min(1000, next)), waker)
    }
    let done = transfers.wait(
      milliseconds: Int(min(1000, next)), wakeDescriptor: waker.descriptor)
    waker.clear()
    return done
  }
}

// The way to the desk and back.
extension EndpointCollector {
  /// Has the page of a scrape that is over read; until then the target is at the desk.
  private func handOver(
    _ index: Int, _ answer: ScrapeAnswer, _ now: Timestamp, _ deliver: @escaping Delivery
  ) {
    // Moved, not copied: else the desk would have to copy its tables to change them.
    guard let scrape = entries[index].scrape.take() else { return }
    handedOver += 1
    desk.add(
      PageDesk.Work(
        id: entries[index].id, scrape: scrape, answer: answer, moment: now, deliver: deliver))
  }

  private func retire(_ id: Int, _ scrape: TargetScrape, _ deliver: @escaping Delivery) {
    transfers?.forget(id)
    handedOver += 1
    desk.add(
      PageDesk.Work(id: id, scrape: scrape, answer: nil, moment: clock.now(), deliver: deliver))
  }

  /// Takes the targets whose pages were read back from the desk; whether there were any.
  private func takeBack(_ deliver: @escaping Delivery) -> Bool {
    let all = desk.takeDone()
    handedOver -= all.count
    for done in all {
      if leaving.remove(done.id) != nil {
        retire(done.id, done.scrape, deliver)
      } else if let index = entries.firstIndex(where: { $0.id == done.id }) {
        entries[index].status = done.scrape.status
        entries[index].scrape = done.scrape
      }
    }
    return !all.isEmpty
  }

  /// Waits until every target is back from the desk.
  private func settle(_ deliver: @escaping Delivery) {
    while handedOver > 0 {
      _ = EndpointCollector.pause(1000, waker)
      _ = takeBack(deliver)
    }
  }
}
