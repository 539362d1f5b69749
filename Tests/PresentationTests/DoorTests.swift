import Metrics
import Presentation
import Testing

@Suite struct DoorTests {
  @Test func `live is no moment`() {
    #expect(TimeMode.live != .at(Timestamp(milliseconds: 0)))
  }
}
