import TimeSeries
import Testing

@Suite struct DoorTests {
  @Test func `a selection starts empty`() {
    #expect(Selection().series.isEmpty)
  }
}
