/// What the dots of a cell look like on each rung.
///
/// Source: Unicode 16. Braille Patterns (U+2800): dots 1 to 8 are bits 0 to 7, the lowest pair last. Symbols for Legacy
/// Computing Supplement: U+1CD00 and the 229 after it are the octants in the order of their bits, read line by line from
/// the upper left, without those that older blocks have. Block Elements: quadrants and halves.
enum DotGlyphs {
  /// The ways that leave a cell on the rung of lines.
  static let up: UInt8 = 1, right: UInt8 = 2, down: UInt8 = 4, left: UInt8 = 8

  /// The bit of a dot, counted from the upper left corner of its cell.
  static func bit(_ across: Int, _ down: Int, _ glyphs: GlyphSet) -> UInt8 {
    switch glyphs {
    case .octants, .blocks: return 1 << UInt8(2 * down + across)
    case .braille:
      if down == 3 { return across == 0 ? 0x40 : 0x80 }
      return 1 << UInt8(down + 3 * across)
    case .lines: return up | self.down
    case .ascii: return 1 << UInt8(down)
    }
  }

  /// The character for the bits of a cell.
  static func glyph(_ bits: UInt8, _ glyphs: GlyphSet) -> Unicode.Scalar {
    switch glyphs {
    case .octants: octants[Int(bits)]
    case .braille: Unicode.Scalar(0x2800 + UInt32(bits)) ?? " "
    case .blocks: quarters[Int(bits & 15)]
    case .lines: corners[Int(bits & 15)]
    case .ascii: [" ", "'", ".", ":"][Int(bits & 3)]
    }
  }

  private static let quarters: [Unicode.Scalar] = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]

  /// By the ways that leave the cell; one way alone is drawn as a whole line.
  private static let corners: [Unicode.Scalar] = [
    " ", "│", "─", "└", "│", "│", "┌", "├", "─", "┘", "─", "┴", "┐", "┤", "┬", "┼",
  ]

  private static let octants: [Unicode.Scalar] = {
    var next: UInt32 = 0x1cd00
    return (0..<256).map { bits in
      if let older = olderBlocks[bits] { return older }
      defer { next += 1 }
      return Unicode.Scalar(next) ?? " "
    }
  }()

  /// The patterns that have no octant of their own.
  private static let olderBlocks: [Int: Unicode.Scalar] = [
    0x00: " ", 0x01: "\u{1cea8}", 0x02: "\u{1ceab}", 0x03: "\u{1fb82}", 0x05: "▘", 0x0a: "▝",
    0x0f: "▀", 0x14: "\u{1fbe6}", 0x28: "\u{1fbe7}", 0x3f: "\u{1fb85}", 0x40: "\u{1cea3}",
    0x50: "▖", 0x55: "▌", 0x5a: "▞", 0x5f: "▛", 0x80: "\u{1cea0}", 0xa0: "▗", 0xa5: "▚",
    0xaa: "▐", 0xaf: "▜", 0xc0: "▂", 0xf0: "▄", 0xf5: "▙", 0xfa: "▟", 0xfc: "▆", 0xff: "█",
  ]
}
