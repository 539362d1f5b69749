internal import TerminalUI

/// What a terminal's name says beyond its description.
struct TerminalKind {
  let name: String

  private static let modern = [
    "xterm", "tmux", "rxvt", "alacritty", "foot", "kitty", "ghostty", "wezterm", "konsole", "gnome",
    "vte", "st-", "contour", "iterm",
  ]

  /// Whether it understands xterm's titles and bracketed paste.
  var isModern: Bool { TerminalKind.modern.contains { name.hasPrefix($0) } }

  /// Whether it may be asked to take a text into its clipboard: what does not know how would draw it.
  var takesCopies: Bool { isModern || name.hasPrefix("screen") }

  /// Whether it saves and restores its title.
  var keepsTitles: Bool { name.hasPrefix("xterm") }

  /// Which descriptions are tried, the name's own first.
  var descriptions: [String] {
    let looksLikeXterm = isModern || name.contains("256color") || name.contains("direct")
    return [name] + (looksLikeXterm ? ["xterm-256color"] : []) + ["vt100"]
  }

  /// The rungs of glyphs that it shows, the finest first.
  ///
  /// - Parameters:
  ///   - isUTF8: whether text beyond ASCII can be shown.
  ///   - description: the description that is used.
  ///   - octantWidth: the columns that the C library gives an octant: one in a library that knows Unicode 16.
  ///   - environment: what the terminal says of itself.
  /// - Returns: at least the last rung.
  func glyphs(
    isUTF8: Bool, description: String, octantWidth: Int, environment: [String: String]
  ) -> [GlyphSet] {
    guard isUTF8, !description.hasPrefix("vt1"), !description.hasPrefix("vt2") else {
      return [.ascii]
    }
    guard description != "linux" else { return [.lines, .ascii] }
    let hasOctants = octantWidth == 1 && drawsOctants(environment)
    return (hasOctants ? [.octants] : []) + [.braille, .blocks, .lines, .ascii]
  }

  /// Whether it draws octants itself, whatever its font has; behind tmux nobody knows which terminal draws.
  private func drawsOctants(_ environment: [String: String]) -> Bool {
    guard environment["TMUX"] == nil else { return false }
    if ["foot", "xterm-kitty", "xterm-ghostty"].contains(where: name.hasPrefix) { return true }
    return environment["VTE_VERSION"].flatMap { Int($0) }.map { $0 >= 7800 } ?? false
  }

  /// Whether the environment says that the background is light: `COLORFGBG` of rxvt, Konsole and others, whose last
  /// number is the background's colour.
  static func isLight(_ environment: [String: String]) -> Bool {
    guard let last = environment["COLORFGBG"]?.split(separator: ";").last else { return false }
    return last == "7" || last == "15"
  }
}
