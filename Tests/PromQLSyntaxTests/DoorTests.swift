import PromQLSyntax
import Testing

@Suite struct DoorTests {
  @Test func `an error knows its bytes`() {
    #expect(SyntaxError(message: "x", range: 0..<1) != SyntaxError(message: "x", range: 0..<2))
  }
}
