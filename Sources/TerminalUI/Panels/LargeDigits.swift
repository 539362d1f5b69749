/// Numbers three rows high: of half blocks, or of lines where there are only ASCII characters.
struct LargeDigits {
  /// The rows, top to bottom, all as wide.
  let rows: [String]
  /// The columns of every row.
  let columns: Int

  /// The number three rows high; `nil` where a character of it has no such form.
  init?(_ text: String, glyphs: GlyphSet) {
    var rows = ["", "", ""]
    for (index, character) in text.enumerated() {
      let form = glyphs == .ascii ? LargeDigits.lined(character) : LargeDigits.blocks(character)
      guard let form else { return nil }
      for row in rows.indices { rows[row] += (index > 0 ? " " : "") + form[row] }
    }
    guard !text.isEmpty else { return nil }
    self.rows = rows
    columns = rows[0].unicodeScalars.count
  }

  /// Five rows of dots, the leftmost the highest bit, two rows to a cell.
  private static func blocks(_ character: Character) -> [String]? {
    guard let (dots, width) = forms[character] else { return nil }
    return [(0, 1), (2, 3), (4, nil)].map { (upper: Int, lower: Int?) -> String in
      var row = String.UnicodeScalarView()
      for bit in (0..<width).reversed() {
        let isUpper = dots[upper] >> bit & 1 == 1
        let isLower = lower.map { dots[$0] >> bit & 1 == 1 } ?? false
        row.append(isUpper ? (isLower ? "█" : "▀") : (isLower ? "▄" : " "))
      }
      return String(row)
    }
  }

  private static let forms: [Character: (dots: [UInt8], width: Int)] = [
    "0": ([7, 5, 5, 5, 7], 3), "1": ([2, 6, 2, 2, 7], 3), "2": ([7, 1, 7, 4, 7], 3),
    "3": ([7, 1, 7, 1, 7], 3), "4": ([5, 5, 7, 1, 1], 3), "5": ([7, 4, 7, 1, 7], 3),
    "6": ([7, 4, 7, 5, 7], 3), "7": ([7, 1, 1, 1, 1], 3), "8": ([7, 5, 7, 5, 7], 3),
    "9": ([7, 5, 7, 1, 7], 3), ".": ([0, 0, 0, 0, 1], 1), "-": ([0, 0, 3, 0, 0], 2),
    "–": ([0, 0, 7, 0, 0], 3),
  ]

  private static func lined(_ character: Character) -> [String]? {
    switch character {
    case "0": [" _ ", "| |", "|_|"]
    case "1": ["   ", "  |", "  |"]
    case "2": [" _ ", " _|", "|_ "]
    case "3": [" _ ", " _|", " _|"]
    case "4": ["   ", "|_|", "  |"]
    case "5": [" _ ", "|_ ", " _|"]
    case "6": [" _ ", "|_ ", "|_|"]
    case "7": [" _ ", "  |", "  |"]
    case "8": [" _ ", "|_|", "|_|"]
    case "9": [" _ ", "|_|", " _|"]
    case ".": [" ", " ", "."]
    case "-", "–": ["  ", "--", "  "]
    default: nil
    }
  }
}
