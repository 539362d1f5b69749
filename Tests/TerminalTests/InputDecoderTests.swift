import TerminalUI
import Testing

@testable import Terminal

@Suite struct InputDecoderTests {
  private static func keys(_ keys: Key...) -> [InputEvent] { keys.map { .key($0) } }

  @Test(arguments: [
    ("q", keys(.character("q"))), (" ", keys(.character(" "))), ("\r", keys(.enter)),
    ("\n", keys(.enter)), ("\t", keys(.tab)), ("\u{7f}", keys(.backspace)),
    ("\u{8}", keys(.backspace)), ("\u{3}", keys(.control("c"))), ("\u{7}", keys(.control("g"))),
    ("\u{1b}[A", keys(.up)), ("\u{1b}OB", keys(.down)), ("\u{1b}[H", keys(.home)),
    ("\u{1b}[1~", keys(.home)), ("\u{1b}[4~", keys(.end)), ("\u{1b}[5~", keys(.pageUp)),
    ("\u{1b}[6~", keys(.pageDown)), ("\u{1b}[3~", keys(.delete)), ("\u{1b}[Z", keys(.backTab)),
    ("\u{1b}[1;2D", keys(.shiftLeft)), ("\u{1b}[1;2C", keys(.shiftRight)),
    ("\u{1b}[1;5C", keys(.right)), ("\u{1b}OP", keys(.function(1))),
    ("\u{1b}[15~", keys(.function(5))), ("\u{1b}[21~", keys(.function(10))),
    ("\u{1b}[[E", keys(.function(5))), ("\u{1b}b", keys(.alt("b"))), ("é", keys(.character("é"))),
    ("漢", keys(.character("漢"))), ("😀", keys(.character("😀"))),
    ("jj\u{1b}[Bk", keys(.character("j"), .character("j"), .down, .character("k"))),
  ])
  func `bytes are keys`(text: String, expected: [InputEvent]) {
    var decoder = InputDecoder()
    #expect(decoder.feed(text.utf8) == expected)
    #expect(!decoder.hasPending)
  }

  @Test(arguments: [
    "\u{1b}[A", "\u{1b}[1;2D", "\u{1b}[15~", "漢", "\u{1b}Ox", "\u{1b}[200~pasted\u{1b}[201~",
    "\u{1b}[[A",
  ])
  func `it does not matter where a read ends`(text: String) {
    var whole = InputDecoder()
    let expected = whole.feed(text.utf8)
    var decoder = InputDecoder()
    var events: [InputEvent] = []
    for byte in text.utf8 { events += decoder.feed([byte]) }
    #expect(events == expected)
    #expect(!decoder.hasPending)
  }

  @Test(arguments: [
    ("\u{1b}[<0;10;3M", MouseAct.press), ("\u{1b}[<64;10;3M", .wheelUp),
    ("\u{1b}[<65;10;3M", .wheelDown),
    ("\u{1b}[<16;10;3M", .press),
  ])
  func `the mouse says what was done where`(text: String, act: MouseAct) {
    var decoder = InputDecoder()
    #expect(
      decoder.feed((text + "q").utf8)
        == [.mouse(act, column: 9, row: 2), .key(.character("q"))])
  }

  @Test func `Esc alone is a key once nothing follows`() {
    var decoder = InputDecoder()
    #expect(decoder.feed([0x1b]) == [])
    #expect(decoder.hasPending)
    #expect(decoder.finish() == Self.keys(.escape))
    #expect(!decoder.hasPending)
    #expect(decoder.finish() == [])
  }

  @Test func `Esc twice is Esc twice`() {
    var decoder = InputDecoder()
    #expect(decoder.feed([0x1b, 0x1b]) + decoder.finish() == Self.keys(.escape, .escape))
  }

  @Test func `a sequence that never ends is Esc and what followed`() {
    var decoder = InputDecoder()
    #expect(decoder.feed("\u{1b}[1".utf8) == [])
    #expect(decoder.finish() == Self.keys(.escape, .character("["), .character("1")))
  }

  @Test(arguments: [
    ("\u{1b}[200~q!\r\u{1b}[A\u{1b}[201~x", "q!\r\u{1b}[A"), ("\u{1b}[200~\u{1b}[201~x", ""),
    ("\u{1b}[200~a\u{1b}[20b\u{1b}[201~x", "a\u{1b}[20b"),
  ])
  func `what is pasted is one piece and no keys`(text: String, pasted: String) {
    var decoder = InputDecoder()
    #expect(decoder.feed(text.utf8) == [.paste(pasted), .key(.character("x"))])
  }

  @Test func `a paste that lost its end is given up after a while`() {
    var decoder = InputDecoder()
    #expect(decoder.feed("\u{1b}[200~rm -rf q".utf8) == [])
    #expect(decoder.isPasting)
    #expect(decoder.finish() == [.paste("rm -rf q")])
    #expect(decoder.feed("q".utf8) == Self.keys(.character("q")))
  }

  @Test func `a paste is bounded`() {
    var decoder = InputDecoder()
    let text = String(repeating: "x", count: 200_000)
    let events = decoder.feed("\u{1b}[200~\(text)\u{1b}[201~".utf8)
    guard case .paste(let pasted) = events.first else {
      Issue.record("no paste arrived")
      return
    }
    #expect(pasted.utf8.count <= InputDecoder.pasteLimit)
  }

  @Test(arguments: [
    "\u{1b}[?2026;2$y", "\u{1b}[?1;2c", "\u{1b}]11;rgb:0000/0000/0000\u{7}",
    "\u{1b}]52;c;aGk=\u{1b}\\", "\u{1b}P1$r0m\u{1b}\\", "\u{1b}[<0;10;10m", "\u{1b}[<35;10;10M",
    "\u{1b}[<0;0;10M", "\u{1b}[<0;10M",
    "\u{1b}[99~",
    "\u{1b}[1;2;3;4X",
  ])
  func `what the terminal answers is no key`(text: String) {
    var decoder = InputDecoder()
    #expect(decoder.feed((text + "x").utf8) == Self.keys(.character("x")))
  }

  @Test(
    arguments: [[0xff], [0xc3, 0x28], [0xe2, 0x82], [0xf5, 0x80], [0xc2, 0x9b]] as [[UInt8]])
  func `bytes that are no text are dropped and harm nothing`(bytes: [UInt8]) {
    var decoder = InputDecoder()
    let events = decoder.feed(bytes + Array("q".utf8))
    #expect(events.last == .key(.character("q")))
    for event in events {
      guard case .key(.character(let scalar)) = event else { continue }
      #expect(scalar.value < 0x7f)
    }
  }

  @Test func `the terminal's own description counts`() {
    var decoder = InputDecoder(described: [(Array("\u{1b}[w".utf8), .home)])
    #expect(decoder.feed("\u{1b}[w".utf8) == Self.keys(.home))
  }

  @Test(arguments: 0..<20)
  func `no bytes at all make it trap or hang`(seed: UInt64) {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1
    var decoder = InputDecoder()
    for _ in 0..<2000 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let favourites: [UInt8] = [0x1b, 0x5b, 0x4f, 0x32, 0x30, 0x7e, 0x3b, 0x5d]
      let byte = state & 1 == 0 ? favourites[Int(state >> 8 & 7)] : UInt8(state >> 8 & 0xff)
      _ = decoder.feed([byte])
    }
    _ = decoder.finish()
    #expect(!decoder.hasPending, "seed \(seed)")
  }
}
