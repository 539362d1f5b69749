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

  private let options: ScrapeOptions
  private let clock: EndpointClock
  private var scrapes: [TargetScrape] = []
  private var slots = SlotAllocator()
  private var transfers: HTTPTransfers?

  /// A collector of `targets`, of which one that is named twice is scraped once.
  ///
  /// - Parameters:
  ///   - targets: what to scrape.
  ///   - options: how.
  ///   - clock: the wall clock.
  ///   - waker: what ends a wait of `run`.
  public init(
    targets: [ScrapeTarget], options: ScrapeOptions, clock: EndpointClock = .system,
    waker: EndpointWaker = EndpointWaker()
  ) {
    self.waker = waker
    self.options = options
    self.clock = clock
    let now = clock.now()
    var known: Set<String> = []
    for target in targets where known.insert(target.url).inserted {
      scrapes.append(TargetScrape(target, options: options, now: now))
    }
  }

  /// What is known of every target, in the order in which they were named.
  public var statuses: [TargetStatus] { scrapes.map(\.status) }

  /// Scrapes until `shouldStop`, which is asked at least once a second and after every `waker.wake()`.
  ///
  /// - Parameters:
  ///   - deliver: takes the batch of each scrape that is over, failed ones too.
  ///   - report: takes the statuses of all targets whenever one of them changed, and at the start.
  ///   - shouldStop: whether to return.
  public func run(
    deliver: (SampleBatch) -> Void, report: ([TargetStatus]) -> Void, shouldStop: () -> Bool
  ) {
    report(statuses)
    while !shouldStop() { step(deliver: deliver, report: report) }
  }

  /// Ends all series of all targets, which are scraped no more by this instance.
  public func retire(deliver: (SampleBatch) -> Void) {
    let now = clock.now()
    for index in scrapes.indices {
      transfers?.forget(index)
      deliver(scrapes[index].retire(at: now, slots: &slots))
    }
    scrapes = []
  }

  /// One turn: begins what is due, then waits for what is over, at most until the next scrape is due.
  private func step(deliver: (SampleBatch) -> Void, report: ([TargetStatus]) -> Void) {
    let now = clock.now()
    var hasChanged = false
    for index in scrapes.indices {
      scrapes[index].adjust(to: now)
      guard scrapes[index].isDue(at: now) else { continue }
      hasChanged = true
      begin(index, now, deliver)
    }
    if hasChanged { report(statuses) }
    let done = wait()
    for transfer in done { end(transfer, deliver) }
    if !done.isEmpty { report(statuses) }
  }

  private func begin(_ index: Int, _ now: Timestamp, _ deliver: (SampleBatch) -> Void) {
    let timeout = scrapes[index].timeout
    scrapes[index].begin(at: now)
    let request = EndpointRequest.request(scrapes[index].target, options, timeout: timeout)
    do throws(TransportFailure) {
      if transfers == nil { transfers = HTTPTransfers() }
      guard let transfers else { throw .other(reason: Array("libcurl cannot start".utf8)) }
      try transfers.start(request, id: index)
    } catch {
      deliver(
        scrapes[index].end(EndpointRequest.answer(error, options), at: now, slots: &slots))
    }
  }

  private func end(_ transfer: CompletedTransfer, _ deliver: (SampleBatch) -> Void) {
    guard scrapes.indices.contains(transfer.id) else { return }
    let timeout = scrapes[transfer.id].timeout
    let answer = EndpointRequest.answer(transfer, options, timeout: timeout)
    deliver(scrapes[transfer.id].end(answer, at: clock.now(), slots: &slots))
  }

  /// Waits at most a second, so that a wall clock that jumped is noticed.
  private func wait() -> [CompletedTransfer] {
    let now = clock.now()
    let next = scrapes.compactMap(\.next).map { max(0, ($0 - now).milliseconds) }.min() ?? 1000
    guard let transfers else {
      return EndpointCollector.pause(Int(min(1000, next)), waker)
    }
    let done = transfers.wait(
      milliseconds: Int(min(1000, next)), wakeDescriptor: waker.descriptor)
    waker.clear()
    return done
  }
}
