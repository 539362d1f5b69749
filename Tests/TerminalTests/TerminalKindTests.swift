import TerminalUI
import Testing

@testable import Terminal

@Suite struct TerminalKindTests {
  @Test(arguments: [
    ("xterm-kitty", ["xterm-kitty", "xterm-256color", "vt100"]),
    ("alacritty", ["alacritty", "xterm-256color", "vt100"]),
    ("screen.xterm-256color", ["screen.xterm-256color", "xterm-256color", "vt100"]),
    ("wy60", ["wy60", "vt100"]),
  ])
  func `a name without a description falls back to the nearest`(name: String, expected: [String]) {
    #expect(TerminalKind(name: name).descriptions == expected)
  }

  @Test(arguments: [
    ("xterm-256color", true, "xterm-256color", GlyphSet.braille),
    ("xterm-256color", false, "xterm-256color", .ascii), ("linux", true, "linux", .console),
    ("linux", false, "linux", .ascii), ("vt100", true, "vt100", .ascii),
    ("nonsense", true, "vt100", .ascii), ("tmux-256color", true, "tmux-256color", .braille),
  ])
  func `glyphs are those that the terminal's fonts have`(
    name: String, isUTF8: Bool, description: String, expected: GlyphSet
  ) {
    let kind = TerminalKind(name: name)
    #expect(kind.glyphs(isUTF8: isUTF8, description: description) == expected)
  }

  @Test(arguments: [("linux", false), ("vt100", false), ("xterm", true), ("tmux-256color", true)])
  func `titles and pastes are asked of terminals that know them`(name: String, expected: Bool) {
    #expect(TerminalKind(name: name).isModern == expected)
  }

  @Test func `without a terminal there is a reason and nothing is touched`() {
    let options = TerminalOptions(environment: ["TERM": "xterm"], version: "test")
    guard case .plain(let error) = TerminalScreen.open(options) else { return }
    #expect(error.reason == "standard input and output are not a terminal")
  }
}
