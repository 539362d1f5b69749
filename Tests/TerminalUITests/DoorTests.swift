import TerminalUI
import Testing

@Suite struct DoorTests {
  @Test func `a size counts columns first`() {
    #expect(GridSize(columns: 80, rows: 24).columns == 80)
  }
}
