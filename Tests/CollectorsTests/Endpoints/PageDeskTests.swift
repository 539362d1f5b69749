import Foundation
import Metrics
import Scraping
import Sharing
import Testing

@testable import Collectors

@Suite struct PageDeskTests {
  private static let now = Timestamp(milliseconds: 1_700_000_000_000)

  /// The page of a target, of about this many bytes.
  private static func work(
    _ id: Int, bytes: Int, deliver: @escaping @Sendable (SampleBatch) -> Void
  ) throws -> PageDesk.Work {
    var scrape = TargetScrape(
      try ScrapeTarget("t\(id):1"), options: ScrapeOptions(version: "1"), now: now)
    scrape.begin(at: now)
    var page = "a 1\nb 2\n"
    page += String(repeating: "# padding that no reader needs\n", count: bytes / 31)
    let answer = ScrapeAnswer(
      result: .success(
        ScrapeAnswer.Response(
          status: 200, contentType: Array("text/plain".utf8), body: Array(page.utf8))),
      duration: .milliseconds(1), targetTime: .milliseconds(1))
    return PageDesk.Work(id: id, scrape: scrape, answer: answer, moment: now, deliver: deliver)
  }

  /// Waits for as many pages, however slow the machine is; whether they came.
  private static func wait(for count: Int, _ desk: PageDesk) -> Bool {
    var done = 0
    let end = Date.now + 30
    while done < count, Date.now < end {
      done += desk.takeDone().count
      usleep(2000)
    }
    return done == count
  }

  @Test func `large pages that take long keep no small one waiting`() throws {
    let desk = PageDesk(waker: EndpointWaker())
    defer { desk.end() }
    let isSmallRead = DispatchSemaphore(value: 0)
    let outcomes = Guarded<[Bool]>([])
    // As many large pages as there are readers for them, and one more, all of which wait for the small one.
    for id in 0..<PageDesk.readers {
      desk.add(
        try Self.work(id, bytes: PageDesk.largePage) { _ in
          let isInTime = isSmallRead.wait(timeout: .now() + 20) == .success
          outcomes.withLock { $0.append(isInTime) }
        })
    }
    desk.add(
      try Self.work(9, bytes: 10) { _ in
        for _ in 0..<PageDesk.readers { isSmallRead.signal() }
      })
    #expect(Self.wait(for: PageDesk.readers + 1, desk))
    #expect(outcomes.withLock { $0 } == [true, true, true, true])
  }

  @Test func `no two series have the same slot, whoever reads them`() throws {
    let desk = PageDesk(waker: EndpointWaker())
    defer { desk.end() }
    let declared = Guarded<[UInt32]>([])
    for id in 0..<12 {
      desk.add(
        try Self.work(id, bytes: id.isMultiple(of: 2) ? PageDesk.largePage : 10) { batch in
          declared.withLock { $0 += batch.declarations.map(\.slot) }
        })
    }
    #expect(Self.wait(for: 12, desk))
    let slots = declared.withLock { $0 }
    #expect(slots.count >= 24)
    #expect(Set(slots).count == slots.count)
  }

  @Test func `without threads pages are read where they come`() throws {
    let desk = PageDesk(waker: EndpointWaker(), start: { _ in false })
    let read = Guarded<[Int]>([])
    for (id, bytes) in [(1, 10), (2, PageDesk.largePage)] {
      desk.add(try Self.work(id, bytes: bytes) { _ in read.withLock { $0.append(id) } })
    }
    #expect(read.withLock { $0 } == [1, 2])
    #expect(desk.takeDone().map(\.id) == [1, 2])
  }
}
