import Rules
import Testing

@Suite struct DoorTests {
  @Test func `states have the names of the ALERTS series`() {
    #expect(AlertState(rawValue: "firing") == .firing)
  }
}
