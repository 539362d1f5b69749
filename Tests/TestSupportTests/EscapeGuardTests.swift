import Testing
import TestWorld

@testable import TestTerminal

@Suite struct EscapeGuardTests {
  private func offence(
    _ bytes: [UInt8], term: String = "xterm-256color", titles: Set<String> = []
  ) -> EscapeGuard.Offence? {
    var escapes = EscapeGuard(term: term) { titles.contains($0) }
    escapes.read(bytes)
    escapes.end()
    return escapes.offence
  }

  /// What a program sends to a kind of terminal; shown escaped.
  struct Sent: CustomTestStringConvertible, Sendable {
    let term: String
    let bytes: [UInt8]

    init(_ term: String, _ text: String) { (self.term, bytes) = (term, Array(text.utf8)) }

    var testDescription: String { "\(term): \(EscapeGuard.visible(bytes))" }
  }

  /// What Debian's ncurses was seen to send from newterm to endwin, by TERM.
  private static let sessions = [
    Sent(
      "xterm-256color",
      "\u{1b}[?1049h\u{1b}[22;0;0t\u{1b}[1;24r\u{1b}(B\u{1b}[m\u{1b}[4l\u{1b}[?7h\u{1b}[?1h\u{1b}="
        + "\u{1b}[39;49m\u{1b}(B\u{1b}[m\u{1b}[H\u{1b}[2J\u{1b}[2d \u{1b}[32mhi -\u{1b}[20b\u{1b}[39m"
        + "\u{1b}[38;5;240m⣿│é漢\u{1b}[48;5;17m\u{1b}[12X\r\n\u{1b}[?1l\u{1b}>\u{1b}[24;1H"
        + "\u{1b}[?12l\u{1b}[?25h\u{1b}[?1049l\u{1b}[23;0;0t\r\u{1b}[?1l\u{1b}>"
    ),
    Sent(
      "linux",
      "\u{1b})0\u{1b}[1;24r\u{1b}[m\u{0f}\u{1b}[4l\u{1b}[?7h\u{1b}[39;49m\u{1b}[H\u{1b}[J\u{1b}[2d \u{1b}[32m"
        + "hi\u{1b}[0;10;7m\u{0e}q\u{0f}\u{1b}[?25l\u{1b}[?1c\u{1b}[?25h\u{1b}[?0c\u{1b}[24;1H\r"
    ),
    Sent(
      "vt100",
      "\u{1b}(B\u{1b})0\u{1b}[1;24r\u{1b}[m\u{0f}\u{1b}[?7h\u{1b}[?1h\u{1b}=\u{1b}[H\u{1b}[J\u{1b}[0;7m"
        + "\u{0e}qq\u{0f}\u{1b}[?1l\u{1b}>\u{1b}[24;1H\r"
    ),
    Sent(
      "tmux-256color",
      "\u{1b}(B\u{1b})0\u{1b}[?1049h\u{1b}[1;24r\u{1b}[m\u{0f}\u{1b}[4l\u{1b}[?1h\u{1b}=\u{1b}[39;49m\u{1b}[H"
        + "\u{1b}[J\u{1b}[38;5;9mhi\u{1b}[?25l\u{1b}[34h\u{1b}[?25h\u{1b}[?1049l"
    ),
    Sent("dumb", "plain text\r\n\twith a bell\u{07}\n"),
  ]

  @Test(arguments: sessions)
  func `what ncurses sends passes`(sent: Sent) {
    #expect(offence(sent.bytes, term: sent.term) == nil)
  }

  /// What is sent after how many keys that ask for it, and what of it passes.
  private static let copies: [(sent: String, keys: Int, copies: [String]?)] = [
    ("\u{1b}]52;c;Zm9vYg==\u{1b}\\", 1, ["foob"]),
    ("\u{1b}]52;c;Zm8=\u{1b}\\ok\u{1b}]52;c;Zm9v\u{1b}\\", 2, ["fo", "foo"]),
    // Without a key, once more than there were keys, or for another place than the clipboard.
    ("\u{1b}]52;c;Zm9v\u{1b}\\", 0, nil),
    ("\u{1b}]52;c;Zm8=\u{1b}\\\u{1b}]52;c;Zm9v\u{1b}\\", 1, nil),
    ("\u{1b}]52;p;Zm9v\u{1b}\\", 1, nil), ("\u{1b}]52;;Zm9v\u{1b}\\", 1, nil),
    // A question for the clipboard's content, what is no base64, and a BEL at the end.
    ("\u{1b}]52;c;?\u{1b}\\", 1, nil), ("\u{1b}]52;c;Zm9\u{1b}\\", 1, nil),
    ("\u{1b}]52;c;Zm9*\u{1b}\\", 1, nil), ("\u{1b}]52;c;Zm9v\u{07}", 1, nil),
    ("\u{1b}]52;c;\u{1b}\\", 1, nil), ("\u{1b}]0;pwned\u{1b}\\", 1, nil),
  ]

  @Test(arguments: copies.indices)
  func `a text goes to the clipboard only after a key that asks for it`(index: Int) {
    let row = Self.copies[index]
    var escapes = EscapeGuard(term: "xterm-256color")
    for _ in 0..<row.keys { escapes.expectCopy() }
    escapes.read(Array(row.sent.utf8))
    escapes.end()
    #expect((escapes.offence == nil) == (row.copies != nil))
    if let copies = row.copies {
      #expect(escapes.copies.map { Array($0) } == copies.map { Array($0.utf8) })
    }
  }

  /// What stands before CAN, what follows it, and whether that passes.
  @Test(arguments: [
    ("", "\u{1b}[?25h", true), ("\u{1b}", "\u{1b}[?25h", true),
    ("\u{1b}[38;5", "\u{1b}[?25h", true),
    ("\u{1b}]0;half", "\u{1b}[?25h", true), ("text", "\u{1b}]0;pwned\u{7}", false),
    ("\u{1b}[38;5", "text", false), ("\u{1b}", "", false), ("text", "\u{18}text", false),
  ])
  func `CAN ends what was unfinished, and a sequence follows it`(
    before: String, after: String, passes: Bool
  ) {
    #expect((offence(Array((before + "\u{18}" + after).utf8)) == nil) == passes)
  }

  @Test func `our own mode switches pass where there are any modes`() {
    let ours = "\u{1b}[?2026$p\u{1b}[?2026h\u{1b}[?2026l\u{1b}[?2004h\u{1b}[?1000h\u{1b}[?1006l"
    #expect(offence(Array(ours.utf8)) == nil)
    #expect(offence(Array(ours.utf8), term: "dumb") != nil)
  }

  @Test(arguments: [
    ("\u{1b}]9;Ringside: x\u{1b}\\", true), ("\u{1b}]777;notify;Ringside;x\u{1b}\\", true),
    ("\u{1b}]9;Ringside: x\u{07}", false), ("\u{1b}]9;4;1;50\u{1b}\\", false),
    ("\u{1b}]52;c;eA==\u{1b}\\", false), ("\u{1b}]99;;x\u{1b}\\", false),
  ])
  func `a notice for the desktop passes where it was asked for, ended by ST`(
    text: String, passes: Bool
  ) {
    let isNotice: (String) -> Bool = {
      $0.hasPrefix("9;Ringside: ") || $0.hasPrefix("777;notify;Ringside;")
    }
    var escapes = EscapeGuard(term: "xterm-256color", isNotice: isNotice)
    escapes.read(Array(text.utf8))
    escapes.end()
    #expect((escapes.offence == nil) == passes)
    #expect(escapes.notices == (passes ? 1 : 0))
    #expect(offence(Array(text.utf8)) != nil)
  }

  @Test(arguments: HostileText.all.filter(\.isForeignToTerminal))
  func `a hostile string sent as it is does not pass`(payload: HostileText) {
    for term in ["xterm-256color", "tmux-256color", "screen", "linux", "vt100", "dumb"] {
      #expect(offence(Array("ok ".utf8) + payload.bytes, term: term) != nil, "\(term)")
    }
  }

  /// Sequences of one terminal that mean something else, or nothing, on another.
  @Test(arguments: [
    Sent("vt100", "\u{1b}[38;5;1m"), Sent("vt100", "\u{1b}[31m"), Sent("linux", "\u{1b}[?1049h"),
    Sent("xterm-256color", "\u{1b}[?1c"), Sent("xterm-256color", "\u{1b}[38;5;256m"),
    Sent("xterm-256color", "\u{1b}[38;2;1;2;3m"), Sent("xterm-256color", "\u{1b}[1;;m"),
    Sent("xterm-256color", "\u{0e}"), Sent("screen", "\u{1b}[90m"), Sent("dumb", "\u{1b}[m"),
    Sent("xterm-256color", "\u{1b}[?25"),
    Sent("xterm-256color", "\u{1b}[1\u{07};1H"), Sent("xterm-256color", "\u{1b}"),
  ])
  func `a sequence of another terminal does not pass`(sent: Sent) {
    #expect(offence(sent.bytes, term: sent.term) != nil)
  }

  @Test func `a title passes only where it is expected, printable and the terminal has one`() {
    let title = Array("\u{1b}]2;●1 web-3\u{1b}\\".utf8)
    #expect(offence(title, titles: ["●1 web-3"]) == nil)
    #expect(offence(Array("\u{1b}]0;●1 web-3\u{07}".utf8), titles: ["●1 web-3"]) == nil)
    #expect(offence(title) != nil)
    #expect(offence(title, term: "linux", titles: ["●1 web-3"]) != nil)
    let hidden = Array("\u{1b}]2;a\u{202e}b\u{07}".utf8)
    #expect(offence(hidden, titles: ["a\u{202e}b"]) != nil)
    #expect(offence(Array("\u{1b}]52;c;AA\u{07}".utf8), titles: ["c;AA", "AA"]) != nil)
  }

  @Test func `the first offence is told with its place and what led to it`() {
    #expect(
      offence(Array("ab\u{1b}]52;c;cHdu\u{07}cd\u{1b}c".utf8))
        == EscapeGuard.Offence(
          what: "command ESC ]52;c;cHdu", offset: 14, context: "ab\\x1b]52;c;cHdu\\x07"))
    #expect(
      offence(Array("\u{1b}[5n".utf8))?.description
        == "byte 4: sequence ESC [5n, which is not of this terminal; after '\\x1b[5n'")
  }

  @Test func `a sequence may be cut anywhere between two readings`() {
    let bytes = Array("\u{1b}[?1049h⣿\u{1b}]2;t\u{1b}\\\u{1b}[38;5;9mx".utf8)
    for cut in bytes.indices {
      var escapes = EscapeGuard(term: "xterm-256color") { $0 == "t" }
      escapes.read(bytes[..<cut])
      escapes.read(bytes[cut...])
      escapes.end()
      #expect(escapes.offence == nil, "cut at \(cut)")
    }
  }
}
