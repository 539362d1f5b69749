internal import CLinux
internal import Metrics
internal import Scraping
internal import Sharing

/// Reads pages and delivers their batches on threads of its own, so that no page, however large, keeps another target
/// from its moment.
///
/// One reader has the pages of usual size; a large one goes to the least busy of three others, so that a page that takes
/// longer to read than its interval is late by itself alone. Each reader has slots of its own. Of the pages that wait for
/// a reader the one whose target is due next is read first. A thread begins with its first page; where the system has
/// none to give, pages are read on the thread that brings them.
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

  /// What one reader has to do.
  private struct Reader: Sendable {
    var waiting: [Work] = []
    /// Where the series of its pages get their slots; away with the page that is being read.
    var slots: SlotAllocator
    var isReading = false
    var hasThread = false

    var load: Int { waiting.count + (isReading ? 1 : 0) }
  }

  private struct State: Sendable {
    var readers = (0..<PageDesk.readers).map { reader in
      Reader(slots: SlotAllocator(first: UInt32(reader), stride: UInt32(PageDesk.readers)))
    }
    var done: [Done] = []
    var isOver = false
  }

  /// How many pages are read at the same time at most.
  static let readers = 4
  /// From how many bytes on a page goes to a reader for large ones.
  static let largePage = 1 << 20

  private let state = Guarded(State())
  private let bells = (0..<PageDesk.readers).map { _ in Semaphore() }
  private let waker: EndpointWaker
  private let start: ReaderStart

  /// A desk without work, which needs no thread yet.
  ///
  /// - Parameters:
  ///   - waker: what is woken whenever a page was read.
  ///   - start: what starts a thread.
  init(waker: EndpointWaker, start: @escaping ReaderStart = ReaderThread.start) {
    self.waker = waker
    self.start = start
  }

  /// Has a page read; its target comes back with the next `takeDone` after that.
  func add(_ work: Work) {
    let (reader, needsThread) = state.withLock { state -> (Int, Bool) in
      let reader = PageDesk.reader(for: work, state.readers.map(\.load))
      state.readers[reader].waiting.append(work)
      defer { state.readers[reader].hasThread = true }
      return (reader, !state.readers[reader].hasThread)
    }
    bells[reader].ring()
    guard needsThread, !start({ self.run(reader) }) else { return }
    state.withLock { $0.readers[reader].hasThread = false }
    readAll(reader)
  }

  /// The first reader, or for a large page the least busy of the others.
  private static func reader(for work: Work, _ loads: [Int]) -> Int {
    guard work.bodyBytes >= largePage else { return 0 }
    return (1..<loads.count).min { loads[$0] < loads[$1] } ?? 0
  }

  /// The targets whose pages were read since the last call.
  func takeDone() -> [Done] {
    state.withLock { state in
      defer { state.done = [] }
      return state.done
    }
  }

  /// Ends the threads once they have nothing under way.
  func end() {
    state.withLock { $0.isOver = true }
    for bell in bells { bell.ring() }
  }

  private func run(_ reader: Int) {
    clinux_name_thread("pages")
    while !state.withLock({ $0.isOver }) {
      bells[reader].wait()
      readAll(reader)
    }
  }

  private func readAll(_ reader: Int) {
    while let (work, known) = next(reader) {
      var slots = known
      let done = PageDesk.read(work, &slots)
      state.withLock { state in
        state.readers[reader].slots = slots
        state.readers[reader].isReading = false
        state.done.append(done)
      }
      waker.wake()
    }
  }

  private func next(_ reader: Int) -> (work: Work, slots: SlotAllocator)? {
    state.withLock { state in
      let waiting = state.readers[reader].waiting
      let urgent = waiting.indices.min { waiting[$0].due < waiting[$1].due }
      guard let urgent else { return nil }
      state.readers[reader].isReading = true
      return (state.readers[reader].waiting.remove(at: urgent), state.readers[reader].slots)
    }
  }

  private static func read(_ work: Work, _ slots: inout SlotAllocator) -> Done {
    var done = Done(id: work.id, scrape: work.scrape)
    let batch =
      work.answer.map { done.scrape.end($0, at: work.moment, slots: &slots) }
      ?? done.scrape.retire(at: work.moment, slots: &slots)
    work.deliver(batch)
    return done
  }
}

extension PageDesk.Work {
  /// When the target must be back for its next scrape.
  fileprivate var due: Timestamp { scrape.status.nextScrape }

  /// The bytes of the page that is to be read.
  fileprivate var bodyBytes: Int {
    guard case .success(let response)? = answer?.result else { return 0 }
    return response.body.count
  }
}
