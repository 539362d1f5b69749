import Metrics
import Presentation
import Testing

@Suite struct DisplayTextTests {
  struct Payload: CustomTestStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]
    var shown: String

    init(_ name: String, _ text: String, _ shown: String) {
      self.name = name
      bytes = Array(text.utf8)
      self.shown = shown
    }

    init(_ name: String, bytes: [UInt8], _ shown: String) {
      self.name = name
      self.bytes = bytes
      self.shown = shown
    }

    var testDescription: String { name }
  }

  static let payloads: [Payload] = [
    Payload("OSC 52 writes the clipboard", "\u{1b}]52;c;aGk=\u{7}", "\\x1b]52;c;aGk=\\x07"),
    Payload("OSC 0 sets the title", "\u{1b}]0;owned\u{1b}\\", "\\x1b]0;owned\\x1b\\"),
    Payload(
      "OSC 8 makes a link", "\u{1b}]8;;http://evil\u{1b}\\x\u{1b}]8;;\u{1b}\\",
      "\\x1b]8;;http://evil\\x1b\\x\\x1b]8;;\\x1b\\"),
    Payload("DCS", "\u{1b}P$q\"p\u{1b}\\", "\\x1bP$q\"p\\x1b\\"),
    Payload("APC", "\u{1b}_Gi=1\u{1b}\\", "\\x1b_Gi=1\\x1b\\"),
    Payload("the cursor moves", "a\u{1b}[2J\u{1b}[1;1Hb", "a\\x1b[2J\\x1b[1;1Hb"),
    Payload("a query whose answer is typed", "\u{1b}[6n\u{1b}[c", "\\x1b[6n\\x1b[c"),
    Payload("an OSC without an end", "\u{1b}]0;x", "\\x1b]0;x"),
    Payload("reset", "\u{1b}c", "\\x1bc"),
    Payload("C1 as code points", "\u{9b}31m\u{9d}0;x\u{9c}", "\\x9b31m\\x9d0;x\\x9c"),
    Payload("C1 as bytes", bytes: [0x9b, 0x33, 0x6d], "\\x9b3m"),
    Payload("lines", "a\nb\r\nc\td", "a\\nb\\r\\nc\\td"),
    Payload("DEL and NUL", "a\u{7f}b\u{0}c", "a\\x7fb\\x00c"),
    Payload("a bell", "\u{7}", "\\x07"),
    Payload(
      "bidi controls", "\u{202e}gpj.exe\u{202c}\u{2066}x\u{2069}",
      "<U+202E>gpj.exe<U+202C><U+2066>x<U+2069>"),
    Payload("marks of direction", "\u{200e}a\u{200f}b\u{61c}", "<U+200E>a<U+200F>b<U+061C>"),
    Payload(
      "no width", "a\u{200b}b\u{200d}c\u{2060}d\u{feff}",
      "a<U+200B>b<U+200D>c<U+2060>d<U+FEFF>"),
    Payload("tags", "a\u{e0041}\u{e007f}", "a<U+E0041><U+E007F>"),
    Payload("line and paragraph separators", "a\u{2028}b\u{2029}c", "a<U+2028>b<U+2029>c"),
    Payload("a soft hyphen", "a\u{ad}b", "a<U+00AD>b"),
    Payload("variation selectors", "a\u{fe0f}b\u{e0100}", "a<U+FE0F>b<U+E0100>"),
    Payload("not assigned", "a\u{378}b\u{10ffff}", "a<U+0378>b<U+10FFFF>"),
    Payload("private use", "\u{e0b0}", "<U+E0B0>"),
    Payload("fillers that look like nothing", "\u{3164}\u{115f}", "<U+3164><U+115F>"),
    Payload("bytes that are no UTF-8", bytes: [0x61, 0xff, 0xfe, 0x62], "a\\xff\\xfeb"),
    Payload("an overlong slash", bytes: [0xc0, 0xaf], "\\xc0\\xaf"),
    Payload("half a surrogate", bytes: [0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"),
    Payload("cut off in a letter", bytes: [0x61, 0xe2, 0x82], "a\\xe2\\x82"),
    Payload("beyond Unicode", bytes: [0xf4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"),
    Payload("a pile of marks", "e\u{301}\u{302}\u{303}\u{304}", "e\u{301}\u{302}<U+0303><U+0304>"),
    Payload("a mark without a letter", "\u{301}a", "<U+0301>a"),
    Payload(
      "ordinary text", "postgres: checkpointer 97 % — 日本語 ü", "postgres: checkpointer 97 % — 日本語 ü"),
    Payload("empty", "", ""),
  ]

  @Test(arguments: payloads)
  func `what could act on a terminal is visible instead`(payload: Payload) {
    #expect(DisplayText(ByteString(payload.bytes)).text == payload.shown)
  }

  @Test(arguments: payloads)
  func `what was shown once is the same when shown again`(payload: Payload) {
    let once = DisplayText(ByteString(payload.bytes))
    #expect(DisplayText(once.text).text == once.text)
  }

  @Test func `escapes are marked so that they can be drawn muted`() {
    let text = DisplayText("a\nb\u{1b}\u{1b}c")
    #expect(text.text == "a\\nb\\x1b\\x1bc")
    #expect(text.escapes == [1..<3, 4..<12])
  }

  @Test func `texts joined keep their escapes`() {
    let text = DisplayText("ü\n") + DisplayText("\t")
    #expect(text.text == "ü\\n\\t")
    #expect(text.escapes == [2..<4, 4..<6])
  }

  @Test(arguments: [
    ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("\n\n\n", 2, "\\n…"), ("x", 1, "x"),
    ("xy", 1, "…"),
  ])
  func `a long text is cut before anything is laid out`(text: String, limit: Int, shown: String) {
    #expect(DisplayText(text, limit: limit).text == shown)
  }

  @Test func `every byte and every scalar becomes something without a control or a turn`() {
    for byte in UInt8.min...UInt8.max {
      #expect(
        DisplayText(ByteString([0x61, byte, 0x62])).text.unicodeScalars.allSatisfy(isHarmless))
    }
    var value: UInt32 = 0
    while value <= 0x10ffff {
      if let scalar = Unicode.Scalar(value) {
        let text = DisplayText("a" + String(Character(scalar))).text
        if !text.unicodeScalars.allSatisfy(isHarmless) {
          Issue.record("U+\(String(value, radix: 16))")
        }
      }
      value += value < 0x3000 ? 1 : 37
    }
  }

  private func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: false
    default: !scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}
