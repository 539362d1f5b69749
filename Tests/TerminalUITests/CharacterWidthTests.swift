import Testing

@testable import TerminalUI

@Suite struct CharacterWidthTests {
  @Test(arguments: [
    ("letter", "a", 1), ("accented", "é", 1), ("combining acute", "\u{301}", 0),
    ("Greek", "α", 1), ("CJK", "漢", 2), ("Hangul syllable", "한", 2),
    ("Hangul medial vowel", "\u{1161}", 0), ("fullwidth A", "Ａ", 2), ("halfwidth katakana", "ｱ", 1),
    ("emoji", "😀", 2), ("zero width joiner", "\u{200d}", 0), ("soft hyphen", "\u{ad}", 1),
    ("variation selector", "\u{fe0f}", 0), ("right-to-left override", "\u{202e}", 0),
    ("Braille", "⣿", 1), ("box line", "│", 1), ("full block", "█", 1),
    ("ambiguous circle", "●", 1), ("ambiguous dash", "–", 1), ("ideographic space", "\u{3000}", 2),
    ("CJK extension B", "\u{20000}", 2), ("Arabic letter", "ع", 1),
    ("Devanagari vowel sign", "\u{941}", 0), ("tag", "\u{e0041}", 0),
  ])
  func `every character has one width on every machine`(
    name: String, text: String, columns: Int
  ) throws {
    let scalar = try #require(text.unicodeScalars.first)
    #expect(CharacterWidth.columns(of: scalar) == columns, "\(name)")
  }

  @Test(arguments: [
    ("postgres", 8, "postgres"), ("postgres", 5, "post…"), ("postgres", 1, "…"),
    ("postgres", 0, ""), ("漢字漢字", 8, "漢字漢字"), ("漢字漢字", 7, "漢字漢…"),
    ("漢字漢字", 6, "漢字…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("", 3, ""),
    ("x", -1, ""),
  ])
  func `a text that does not fit ends with an ellipsis`(
    text: String, columns: Int, expected: String
  ) {
    let clipped = ClippedText.head(text, columns: columns)
    #expect(Array(clipped.unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test(arguments: [
    ("device=nvme0n1", 14, "device=nvme0n1"), ("device=nvme0n1", 9, "devi…e0n1"),
    ("device=nvme0n1", 8, "devi…0n1"), ("device=nvme0n1", 2, "d…"), ("漢字漢字", 5, "漢…字"),
    ("漢字漢字", 4, "漢…"),
  ])
  func `the middle of a name gives way`(text: String, columns: Int, expected: String) {
    #expect(ClippedText.middle(text, columns: columns) == expected)
  }

  @Test(arguments: [("rate(up[5m])", 6, "…[5m])"), ("ab", 2, "ab"), ("漢字", 3, "…字")])
  func `the beginning of a typed line gives way`(text: String, columns: Int, expected: String) {
    #expect(ClippedText.tail(text, columns: columns) == expected)
  }
}
