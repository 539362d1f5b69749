/// The control sequences that ncurses sends for a TERM, after Debian's terminfo, and our own mode switches.
///
/// `#` in a pattern stands for a number. A TERM that has no row is a terminal that can do nothing.
struct TerminalGrammar {
  /// Control characters that may stand in text.
  let controls: Set<UInt8>
  /// Whether a window title may be set.
  let hasTitle: Bool
  private let patterns: Set<String>
  private let attributes: Set<Int>
  private let paletteSize: Int

  init(term: String) {
    let base = TerminalGrammar.rows[term]
    let row = base ?? Row(patterns: "", attributes: [], paletteSize: 0)
    let words = row.patterns.split(separator: " ").map(String.init)
    patterns = Set(words + (base == nil ? [] : TerminalGrammar.ours))
    attributes = Set(row.attributes)
    paletteSize = row.paletteSize
    hasTitle = row.hasTitle
    controls = Set([0x07, 0x08, 0x09, 0x0a, 0x0d] + (row.usesShifts ? [0x0e, 0x0f] : []))
  }

  /// Whether the bytes after ESC are a sequence of this terminal.
  func allows(_ sequence: [UInt8]) -> Bool {
    if sequence.first == 0x5b, sequence.last == 0x6d { return allowsAttributes(sequence) }
    return patterns.contains(TerminalGrammar.pattern(of: sequence))
      || patterns.contains(String(decoding: sequence, as: UTF8.self))
  }

  /// The sequence with `#` for each of its numbers.
  private static func pattern(of sequence: [UInt8]) -> String {
    var result: [UInt8] = []
    for byte in sequence {
      let isDigit = byte &- 0x30 < 10
      if isDigit, result.last == 0x23 { continue }
      result.append(isDigit ? 0x23 : byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  private func allowsAttributes(_ sequence: [UInt8]) -> Bool {
    let text = String(decoding: sequence.dropFirst().dropLast(), as: UTF8.self)
    if text.isEmpty { return !attributes.isEmpty }
    var numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }[...]
    while let first = numbers.popFirst() {
      guard let first else { return false }
      if first == 38 || first == 48 {
        guard numbers.popFirst() == 5, let colour = numbers.popFirst() ?? nil,
          colour >= 0, colour < paletteSize
        else { return false }
      } else if !attributes.contains(first) {
        return false
      }
    }
    return true
  }

  private struct Row {
    var patterns: String
    var attributes: [Int]
    var paletteSize: Int
    var hasTitle = false
    var usesShifts = false
  }

  /// Synchronised output and its question, bracketed paste, clicks; the crash handler leaves them all, the keypad and
  /// the screen, whatever the terminal.
  private static let ours = [
    "[?2026h", "[?2026l", "[?2026$p", "[?2004h", "[?2004l", "[?1000h", "[?1000l", "[?1006h",
    "[?1006l", "[?25h", "[?1l", ">", "[?1049l", "[m", "[0m",
  ]

  private static let moves = "[H [#;#H [J [K [1K [#A [#B [#C [#D [A [C [#;#r M 7 8"
  private static let edits = "[#d [#G [#P [P [#L [L [#M [M [#@ [4h [4l"
  private static let colours = Array(30...37) + Array(40...47) + [39, 49]

  private static let rows: [String: Row] = [
    "xterm-256color": Row(
      patterns: """
        \(moves) \(edits) (B (0 [?1049h [22;0;0t [23;0;0t [22;2t [23;2t [2J [?7h [?7l [?1h = [?1l > [Z [#X [#b \
        [#S [#T [?25l [?12l [?12;25h [@ [?1034h [?1034l
        """,
      attributes: [0, 1, 2, 3, 4, 5, 7, 8, 23, 24, 27] + colours + Array(90...97)
        + Array(100...107),
      paletteSize: 256, hasTitle: true),
    "tmux-256color": Row(
      patterns: "\(moves) \(edits) (B )0 [?1049h [?1h = [?1l > [Z [#S [#T [?25l [34h [34l [@ E",
      attributes: [0, 1, 2, 3, 4, 5, 7, 8, 23, 24, 27] + colours + Array(90...97)
        + Array(100...107),
      paletteSize: 256, hasTitle: true, usesShifts: true),
    "screen": Row(
      patterns: "\(moves) \(edits) (B )0 [?1049h [?1h = [?1l > [Z [#S [#T [?25l [34h [34l [@ E",
      attributes: [0, 1, 2, 3, 4, 5, 7, 23, 24] + colours, paletteSize: 0, usesShifts: true),
    "linux": Row(
      patterns: "\(moves) \(edits) )0 [?7h [?7l [#X [?25l [?1c [?0c [?8c [@",
      attributes: [0, 1, 2, 4, 5, 7, 10, 11, 24, 27] + colours, paletteSize: 0, usesShifts: true),
    "vt100": Row(
      patterns: "\(moves) (B )0 [?7h [?7l [?1h = [?1l >", attributes: [0, 1, 4, 5, 7],
      paletteSize: 0, usesShifts: true),
  ]
}
