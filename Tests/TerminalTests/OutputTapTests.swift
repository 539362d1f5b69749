import Testing

@testable import Terminal

@Suite struct OutputTapTests {
  @Test(arguments: [
    ("a\u{1b}]104\u{07}b", "ab"), ("\u{1b}]104\u{07}\u{1b}]104\u{07}", ""),
    ("\u{1b}[m\u{1b}]104\u{07}\u{1b}[1m", "\u{1b}[m\u{1b}[1m"), ("\u{1b}]10", "\u{1b}]10"),
    ("\u{1b}\u{1b}]104\u{07}", "\u{1b}"), ("", ""), ("plain", "plain"),
  ])
  func `the reset of the palette is cut out, all else stays`(sent: String, rest: String) {
    let reset = Array("\u{1b}]104\u{07}".utf8)
    #expect(OutputTap.bytes(Array(sent.utf8)[...], without: reset) == Array(rest.utf8))
    #expect(OutputTap.bytes(Array(sent.utf8)[...], without: []) == Array(sent.utf8))
  }
}
