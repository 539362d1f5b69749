/// Strings that attack whoever shows them: to be planted wherever a string comes from outside.
///
/// Each has the word `canary` at its end, so that a test sees that the string was shown and not just left out.
/// Cursor movements are ones that ncurses does not send, so that a guard of the bytes can tell them apart.
package struct HostileText: CustomStringConvertible, Sendable {
  /// What it tries.
  package let name: String
  /// The bytes.
  package let bytes: [UInt8]
  /// Whether a terminal that received the bytes as they are received something that ncurses never sends.
  package let isForeignToTerminal: Bool

  package var description: String { name }

  /// The end of every payload.
  package static let canary = "canary"

  /// The bytes as the kernel keeps a command's name: at most 15, no NUL.
  package var comm: [UInt8] { Array(bytes.filter { $0 != 0 }.prefix(15)) }

  /// The bytes as a C program's argument, a label's value or a path would hold them: no NUL, no line break.
  package var oneLine: [UInt8] { bytes.filter { $0 != 0 && $0 != 0x0a && $0 != 0x0d } }

  /// All payloads.
  package static let all: [HostileText] = [
    text("OSC 52 writes the clipboard", "\u{1b}]52;c;cHduZWQ=\u{07}"),
    text("OSC 0 sets the title", "\u{1b}]0;pwned\u{07}"),
    text("OSC 2 with ST sets the title", "\u{1b}]2;pwned\u{1b}\\"),
    text("OSC 8 makes a link", "\u{1b}]8;;http://evil.example/\u{1b}\\"),
    text("OSC 777 notifies", "\u{1b}]777;notify;pwned;pwned\u{1b}\\"),
    text("unterminated OSC swallows the rest", "\u{1b}]0;"),
    text("DCS", "\u{1b}P+q544e\u{1b}\\"),
    text("APC", "\u{1b}_Gf=100;AAAA\u{1b}\\"),
    text("PM", "\u{1b}^pwned\u{1b}\\"),
    text("SOS", "\u{1b}Xpwned\u{1b}\\"),
    text("cursor to a place", "\u{1b}[1;1f"),
    text("cursor lines up", "\u{1b}[9F"),
    text("erases the scrollback", "\u{1b}[3J"),
    text("asks where the cursor is", "\u{1b}[6n"),
    text("asks who the terminal is", "\u{1b}[c"),
    text("asks for the title", "\u{1b}[21t"),
    text("resets the terminal", "\u{1b}c"),
    text("unfinished CSI", "\u{1b}[38;5;"),
    text("scrolls within two lines for good", "\u{1b}[?6h"),
    raw("8-bit CSI", [0x9b, 0x33, 0x4a]),
    raw("8-bit OSC", [0x9d] + Array("0;pwned".utf8) + [0x9c]),
    raw("8-bit DCS", [0x90, 0x2b, 0x71, 0x9c]),
    text("C1 as a character", "\u{9b}31m"),
    text("NEL as a character", "a\u{85}b"),
    text("line break", "a\nb", isForeign: false),
    text("carriage return", "a\rb", isForeign: false),
    text("backspaces", "secret\u{08}\u{08}\u{08}\u{08}\u{08}\u{08}", isForeign: false),
    text("tab", "a\tb", isForeign: false),
    text("bell", "\u{07}\u{07}", isForeign: false),
    text("form feed", "a\u{0c}b"),
    text("NUL", "a\0b"),
    text("DEL", "a\u{7f}b"),
    text("right-to-left override", "\u{202e}gpj.exe"),
    text("bidi isolate", "\u{2066}a\u{2069}"),
    text("zero-width joiner", "a\u{200d}b"),
    text("zero-width space", "a\u{200b}b"),
    text("byte order mark", "\u{feff}a"),
    text("tag characters", "a\u{e0041}\u{e0042}\u{e007f}"),
    text("line separator", "a\u{2028}b"),
    text(
      "many marks on one letter", "a" + String(repeating: "\u{301}", count: 40), isForeign: false),
    text("wide characters", "漢字漢字漢字", isForeign: false),
    raw("overlong UTF-8", [0xc0, 0x9b, 0x33, 0x4a]),
    raw("surrogate in UTF-8", [0xed, 0xa0, 0x80]),
    raw("lone continuation byte", [0x61, 0xbf, 0x62]),
    raw("broken UTF-8 at the end", [0x61, 0xe2, 0x82]),
    text("very long", String(repeating: "long ", count: 20_000), isForeign: false),
  ]

  private static func text(_ name: String, _ text: String, isForeign: Bool = true) -> HostileText {
    HostileText(name: name, bytes: Array((text + canary).utf8), isForeignToTerminal: isForeign)
  }

  private static func raw(_ name: String, _ bytes: [UInt8]) -> HostileText {
    HostileText(name: name, bytes: bytes + Array(canary.utf8), isForeignToTerminal: true)
  }
}
