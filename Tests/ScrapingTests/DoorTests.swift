import Scraping
import Testing

@Suite struct DoorTests {
  @Test func `a failure is a value`() {
    #expect(ScrapeFailure.timedOut(.seconds(1)) == .timedOut(.milliseconds(1000)))
  }
}
