import Documents
import Testing

@Suite struct DoorTests {
  @Test func `positions are ordered as in the text`() {
    #expect(Position(line: 1, column: 9) < Position(line: 2, column: 1))
  }
}
