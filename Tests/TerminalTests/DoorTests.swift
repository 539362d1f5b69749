import Terminal
import Testing

@Suite struct DoorTests {
  @Test func `an error keeps its reason`() {
    #expect(TerminalError(reason: "x").reason == "x")
  }
}
