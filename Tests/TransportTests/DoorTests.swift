import Transport
import Testing

@Suite struct DoorTests {
  @Test func `a failure keeps its reason`() {
    #expect(TransportFailure(reason: "x").reason == "x")
  }
}
