/// Which characters draw charts, bars and signs.
///
/// Source: the rungs of terminals without a good font, from the finest to the plainest.
public enum GlyphSet: String, Hashable, Sendable, CaseIterable {
  /// Dots, two by four in a cell.
  case braille
  /// Blocks: quarters of a cell in charts, eighths in bars.
  case blocks
  /// What the Linux console's fonts have: halves of a cell, lines.
  case console
  /// Nothing but ASCII; states are letters.
  case ascii

  /// Which characters may stand in a grid.
  public var repertoire: Repertoire {
    switch self {
    case .braille, .blocks: .unicode
    case .console: .console
    case .ascii: .ascii
    }
  }

  /// Levels of a bar one cell high, from empty to full.
  var levels: [Unicode.Scalar] {
    switch self {
    case .braille, .blocks: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    case .console: [" ", "░", "▄", "█"]
    case .ascii: [" ", "_", ".", ":", "|"]
    }
  }

  /// Parts of a lying bar, from empty to full.
  var steps: [Unicode.Scalar] {
    switch self {
    case .braille, .blocks: [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    case .console: [" ", "▌", "█"]
    case .ascii: [" ", "#"]
    }
  }
}
