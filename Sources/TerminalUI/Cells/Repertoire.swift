/// Which characters a terminal can show.
public enum Repertoire: Hashable, Sendable, CaseIterable {
  /// All.
  case unicode
  /// ASCII, and the lines and blocks that the Linux console's fonts have.
  case console
  /// ASCII only.
  case ascii

  /// The character, or the closest that can be shown.
  func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let value = scalar.value
    if value >= 0x20, value < 0x7f { return scalar }
    if value < 0x20 || (value >= 0x7f && value < 0xa0) { return "?" }
    switch self {
    case .unicode: return scalar
    case .console: return isOnConsole(value) ? scalar : Repertoire.plain(scalar)
    case .ascii: return Repertoire.plain(scalar)
    }
  }

  /// Latin-1 and what code page 437 has of lines and blocks.
  private func isOnConsole(_ value: UInt32) -> Bool {
    if value < 0x100 { return value != 0xad }
    if value >= 0x2500, value < 0x256d { return true }
    return [0x2580, 0x2584, 0x2588, 0x258c, 0x2590, 0x2591, 0x2592, 0x2593, 0x25a0].contains(value)
  }

  /// The ASCII character that says the same; `?` where none does.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "–", "—", "‐", "‑", "−", "─", "━", "┄", "╌", "╴", "╶": "-"
    case "│", "┃", "┆", "╎", "▏", "▕": "|"
    case "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼", "╭", "╮", "╯", "╰": "+"
    case "…", "·", "•", "‥": "."
    case "▸", "▶", "→", "›", "»": ">"
    case "◂", "◀", "←", "‹", "«": "<"
    case "▴", "▲", "↑", "△": "^"
    case "⇧": "S"
    case "▾", "▼", "↓", "▽": "v"
    case "×", "✕", "✗", "╳": "x"
    case "✓": "+"
    case "●": "F"
    case "○": "p"
    case "≈", "∼": "~"
    case "‘", "’", "′": "'"
    case "“", "”", "″": "\""
    case "µ", "μ": "u"
    case "\u{a0}": " "
    case "█", "▓", "■", "▆", "▇": "#"
    case "▒", "▅", "▄": "+"
    case "░", "▂", "▃": ":"
    case "▁": "_"
    case "∞": "8"
    case "°": "o"
    case "₀"..."₉": Unicode.Scalar(UInt8(scalar.value - 0x2080) + 0x30)
    default: "?"
    }
  }
}
