import Presentation
import Testing

@testable import TerminalUI

@Suite struct CellBufferTests {
  private func buffer(_ columns: Int, _ rows: Int = 1, _ repertoire: Repertoire = .unicode)
    -> CellBuffer
  {
    CellBuffer(size: GridSize(columns: columns, rows: rows), repertoire: repertoire)
  }

  @Test func `text stops at its end and says where it stopped`() {
    var cells = buffer(10)
    let next = cells.write("abcdef", 2, 0, end: 6, Style())
    #expect(next == 6)
    #expect(cells.lines == ["  abcd"])
  }

  @Test func `a wide character that would straddle the end leaves a space`() {
    var cells = buffer(5)
    cells.write("漢字漢", 0, 0, end: 5, Style())
    #expect(cells.lines == ["漢字"])
    #expect(cells[1, 0].isContinuation)
    #expect(cells[4, 0].character == " ")
  }

  @Test func `overwriting half of a wide character blanks the other half`() {
    var left = buffer(4)
    left.write("漢字", 0, 0, end: 4, Style())
    left.put("x", 0, 0, Style())
    #expect(left.lines == ["x 字"])
    var right = buffer(4)
    right.write("漢字", 0, 0, end: 4, Style())
    right.put("x", 1, 0, Style())
    #expect(right.lines == [" x字"])
    var between = buffer(4)
    between.write("漢字", 0, 0, end: 4, Style())
    between.write("語", 1, 0, end: 4, Style())
    #expect(between.lines == [" 語"])
  }

  @Test func `marks join their letter, at most two of them`() {
    var cells = buffer(3)
    cells.write("e\u{301}\u{302}\u{303}x", 0, 0, end: 3, Style())
    #expect(cells[0, 0].scalars == ["e", "\u{301}", "\u{302}"])
    #expect(cells[1, 0].character == "x")
    var wide = buffer(3)
    wide.write("漢\u{301}", 0, 0, end: 3, Style())
    #expect(wide[0, 0].scalars == ["漢", "\u{301}"])
  }

  @Test func `nothing is written outside the grid`() {
    var cells = buffer(3, 2)
    let blank = cells
    cells.put("x", -1, 0, Style())
    cells.put("x", 3, 0, Style())
    cells.put("x", 0, 2, Style())
    cells.write("xyz", 0, 5, end: 3, Style())
    cells.write("\u{301}", 0, 0, end: 3, Style())
    cells.fill(Rect(column: 5, row: 5, width: 3, height: 3), Style(.critical))
    cells.underlay(Rect(column: -4, row: -4, width: 3, height: 3), .firing)
    #expect(cells == blank)
  }

  @Test func `control characters are a question mark even here`() {
    var cells = buffer(6)
    cells.write("a\u{1b}[\u{9b}\n", 0, 0, end: 6, Style())
    #expect(cells.lines == ["a?[??"])
  }

  @Test(arguments: [
    ("● ○ ▸ … – ×", "F p > . - x"), ("┌─┐│└┘", "+-+|++"), ("漢x", "??x"), ("é", "?"), ("⣿", "?"),
    ("12 µs ±1 °C", "12 us ?1 oC"), ("e\u{301}x", "ex"),
  ])
  func `with ASCII alone every column keeps its place`(text: String, expected: String) {
    var cells = buffer(20, 1, .ascii)
    cells.write(text, 0, 0, end: 20, Style())
    #expect(cells.lines == [expected])
    #expect(cells.text.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test(arguments: [
    ("abcdef", "abcdef", nil), ("abcdef", "xbcdef", 0..<1), ("abcdef", "abxdey", 2..<6),
    ("abcdef", "abcdeX", 5..<6),
    // Half a character cannot be written: `漢` stands in two columns.
    ("ab漢ef", "ab漢ef", nil), ("ab漢ef", "abxdef", 2..<4), ("abcdef", "ab漢ef", 2..<4),
    ("a漢漢f", "ax漢yf", 1..<5), ("漢漢漢", "漢漢字", 4..<6),
  ])
  func `what a row shows anew is told in whole characters`(
    former: String, now: String, expected: Range<Int>?
  ) {
    var (one, other) = (buffer(6, 2), buffer(6, 2))
    one.write(former, 0, 1, end: 6, Style())
    other.write(now, 0, 1, end: 6, Style())
    #expect(other.changes(ofRow: 1, since: one) == expected)
    #expect(other.changes(ofRow: 0, since: one) == nil)
  }

  @Test func `another look is a change, and so is another size`() {
    var (one, other) = (buffer(3, 2), buffer(3, 2))
    one.put("x", 1, 1, Style())
    other.put("x", 1, 1, Style(.critical))
    #expect(other.changes(ofRow: 1, since: one) == 1..<2)
    #expect(other.changes(ofRow: 0, since: buffer(4, 2)) == 0..<3)
    #expect(other.changes(ofRow: 1, since: buffer(3, 1)) == 0..<3)
  }

  @Test func `a theme with a background of its own paints every cell of a snapshot`() {
    let cells = CellBuffer(size: GridSize(columns: 3, rows: 1))
    #expect(
      cells.ansi(theme: .highContrast, depth: .palette)
        == "\u{1b}[0;38;5;231;48;5;16m   \u{1b}[0m\n")
    #expect(cells.ansi(theme: .standard, depth: .palette) == "\u{1b}[0m\n")
  }

  @Test func `a coloured snapshot holds SGR sequences and nothing else that acts`() {
    var cells = buffer(8, 2)
    cells.write("ok", 0, 0, end: 8, Style(.good))
    cells.write("bad", 3, 0, end: 8, Style(.critical))
    cells.put("x", 0, 1, Style(.text, on: .alarm))
    #expect(
      cells.ansi(theme: .standard, depth: .palette)
        == "\u{1b}[0;38;5;42mok\u{1b}[0m \u{1b}[0;1;38;5;203mbad\u{1b}[0m\n\u{1b}[0;7mx\u{1b}[0m\n")
    #expect(
      cells.ansi(theme: .standard, depth: .sixteen)
        == "\u{1b}[0;92mok\u{1b}[0m \u{1b}[0;1;91mbad\u{1b}[0m\n\u{1b}[0;7mx\u{1b}[0m\n")
    #expect(
      cells.ansi(theme: .standard, depth: .mono)
        == "\u{1b}[0mok\u{1b}[0m \u{1b}[0;1;4mbad\u{1b}[0m\n\u{1b}[0;7mx\u{1b}[0m\n")
  }

  @Test func `safe text shows its escapes muted and ends with an ellipsis where it is cut`() {
    var cells = buffer(8)
    cells.write(DisplayText("a\nb"), 0, 0, end: 8, Style(.strong))
    #expect(cells.lines == ["a\\nb"])
    #expect(cells[0, 0].style.role == .strong)
    #expect(cells[1, 0].style.role == .muted)
    #expect(cells[3, 0].style.role == .strong)
    var cut = buffer(8)
    cut.write(DisplayText("postgres: checkpointer"), 0, 0, end: 6, Style())
    #expect(cut.lines == ["postg…"])
  }
}
