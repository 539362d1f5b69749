public import Presentation

/// Which characters draw charts, bars and signs: the rungs from the finest to the plainest.
public enum GlyphSet: String, Hashable, Sendable, CaseIterable {
  /// Solid eighths of a cell, two by four; few terminals draw them, so they are only used where asked for.
  case octants
  /// Dots, two by four in a cell.
  case braille
  /// Blocks: quarters of a cell in charts, eighths in bars.
  case blocks
  /// Lines with corners, one value a cell: what the Linux console's fonts and line drawing sets have.
  case lines
  /// Nothing but ASCII; states are letters.
  case ascii

  /// The rung to draw with.
  ///
  /// - Parameters:
  ///   - choice: what a person chose.
  ///   - shown: the rungs that the terminal shows, the finest first.
  /// - Returns: the choice where the terminal shows it, else the finest that is not only drawn where asked for.
  public static func chosen(_ choice: GlyphChoice, among shown: [GlyphSet]) -> GlyphSet {
    if let wanted = GlyphSet(choice), shown.contains(wanted) { return wanted }
    return shown.first { $0 != .octants } ?? .ascii
  }

  /// The rung that a person chose; `nil` where the terminal is to decide.
  public init?(_ choice: GlyphChoice) { self.init(rawValue: choice.rawValue) }

  /// Which characters may stand in a grid.
  public var repertoire: Repertoire {
    switch self {
    case .octants, .braille, .blocks: .unicode
    case .lines: .console
    case .ascii: .ascii
    }
  }

  /// Whether signs are ASCII too: the fonts that have lines have no dots, arrows and ticks.
  var isPlain: Bool { self == .lines || self == .ascii }

  /// Levels of a bar one cell high, from empty to full.
  var levels: [Unicode.Scalar] {
    switch self {
    case .octants, .braille, .blocks: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    case .lines: [" ", "_", "▄", "█"]
    case .ascii: [" ", "_", ".", ":", "|"]
    }
  }

  /// Parts of a lying bar, from empty to full.
  var steps: [Unicode.Scalar] {
    switch self {
    case .octants, .braille, .blocks: [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    case .lines: [" ", "▌", "█"]
    case .ascii: [" ", "#"]
    }
  }
}
