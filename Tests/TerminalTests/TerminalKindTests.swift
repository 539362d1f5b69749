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

  private static let rungs: [(name: String, isUTF8: Bool, description: String, [GlyphSet])] = [
    ("xterm-256color", true, "xterm-256color", [.braille, .blocks, .lines, .ascii]),
    ("xterm-256color", false, "xterm-256color", [.ascii]),
    ("linux", true, "linux", [.lines, .ascii]), ("linux", false, "linux", [.ascii]),
    ("vt100", true, "vt100", [.ascii]), ("nonsense", true, "vt100", [.ascii]),
    ("tmux-256color", true, "tmux-256color", [.braille, .blocks, .lines, .ascii]),
  ]

  @Test(arguments: rungs)
  func `glyphs are those that the terminal's fonts have`(
    name: String, isUTF8: Bool, description: String, expected: [GlyphSet]
  ) {
    let glyphs = TerminalKind(name: name).glyphs(
      isUTF8: isUTF8, description: description, octantWidth: 1, environment: [:])
    #expect(glyphs == expected)
  }

  private static let octants: [(name: String, [String: String], width: Int, Bool)] = [
    ("xterm-kitty", [:], 1, true), ("xterm-ghostty", [:], 1, true), ("foot", [:], 1, true),
    ("foot-extra", [:], 1, true), ("xterm-256color", ["VTE_VERSION": "7800"], 1, true),
    ("xterm-256color", ["VTE_VERSION": "7603"], 1, false), ("xterm-256color", [:], 1, false),
    ("xterm-256color", ["VTE_VERSION": "new"], 1, false), ("xterm-kitty", [:], -1, false),
    ("xterm-kitty", ["TMUX": "/tmp/tmux-0/default,1,0"], 1, false), ("alacritty", [:], 1, false),
  ]

  @Test(arguments: octants)
  func `octants need a terminal that draws them and a C library that knows them`(
    name: String, environment: [String: String], width: Int, expected: Bool
  ) {
    let glyphs = TerminalKind(name: name).glyphs(
      isUTF8: true, description: "xterm-256color", octantWidth: width, environment: environment)
    #expect(glyphs.contains(.octants) == expected)
  }

  @Test(arguments: [
    ("0;15", true), ("0;default;15", true), ("0;7", true), ("15;0", false), ("", false),
    ("7", true),
  ])
  func `a light background is taken from COLORFGBG`(value: String, expected: Bool) {
    #expect(TerminalKind.isLight(["COLORFGBG": value]) == expected)
    #expect(!TerminalKind.isLight([:]))
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
