internal import CLinux
internal import Metrics
internal import Scraping
internal import Sharing

/// Reads pages and delivers their batches on a thread of its own, so that no page, however large, keeps another target
/// from its moment.
///
/// It owns the slots of all batches. Of the pages that wait the one whose target is due next is read first. Where the
/// system has no thread to give, they are read on the thread that brings them.
final class PageDesk: Sendable {
  /// What is to be done with one target.
  struct Work: Sendable {
    let id: Int
    var scrape: TargetScrape
    /// What came of its scrape; `nil` where it is scraped no more, and all its series end.
    let answer: ScrapeAnswer?
    let moment: Timestamp
    let deliver: @Sendable (SampleBatch) -> Void
  }

  /// A target whose page was read.
  struct Done: Sendable {
    let id: Int
    var scrape: TargetScrape
  }

  private struct State: Sendable {
    var waiting: [Work] = []
    var done: [Done] = []
    var hasThread = false
    var isOver = false
  }

  private let state = Guarded(State())
  private let slots = Guarded(SlotAllocator())
  private let bell = WakeUp()
  private let waker: EndpointWaker
  private let start: ReaderStart

  /// A desk without work, which needs no thread yet.
  ///
  /// - Parameters:
  ///   - waker: what is woken whenever a page was read.
  ///   - start: what starts the thread.
  init(waker: EndpointWaker, start: @escaping ReaderStart = ReaderThread.start) {
    self.waker = waker
    self.start = start
  }

  /// Has a page read; its target comes back with the next `takeDone` after that.
  func add(_ work: Work) {
    let needsThread = state.withLock { state -> Bool in
      state.waiting.append(work)
      defer { state.hasThread = true }
      return !state.hasThread
    }
    bell.ring()
    guard needsThread, !start({ self.run() }) else { return }
    state.withLock { $0.hasThread = false }
    readAll()
  }

  /// The targets whose pages were read since the last call.
  func takeDone() -> [Done] {
    state.withLock { state in
      defer { state.done = [] }
      return state.done
    }
  }

  /// Ends the thread once it has nothing under way.
  func end() {
    state.withLock { $0.isOver = true }
    bell.ring()
  }

  private func run() {
    clinux_name_thread("pages")
    while !state.withLock({ $0.isOver }) {
      bell.wait()
      readAll()
    }
  }

  private func readAll() {
    while let work = next() {
      let done = read(work)
      state.withLock { $0.done.append(done) }
      waker.wake()
    }
  }

  private func next() -> Work? {
    state.withLock { state in
      let urgent = state.waiting.indices.min { state.waiting[$0].due < state.waiting[$1].due }
      return urgent.map { state.waiting.remove(at: $0) }
    }
  }

  private func read(_ work: consuming Work) -> Done {
    let (answer, moment) = (work.answer, work.moment)
    var done = Done(id: work.id, scrape: work.scrape)
    let deliver = work.deliver
    let batch = slots.withLock { slots in
      guard let answer else { return done.scrape.retire(at: moment, slots: &slots) }
      return done.scrape.end(answer, at: moment, slots: &slots)
    }
    deliver(batch)
    return done
  }
}

extension PageDesk.Work {
  /// When the target must be back for its next scrape.
  fileprivate var due: Timestamp { scrape.status.nextScrape }
}
