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

  /// Whether it saves and restores its title.
  var keepsTitles: Bool { name.hasPrefix("xterm") }

  /// Which descriptions are tried, the name's own first.
  var descriptions: [String] {
    let looksLikeXterm = isModern || name.contains("256color") || name.contains("direct")
    return [name] + (looksLikeXterm ? ["xterm-256color"] : []) + ["vt100"]
  }

  /// The glyphs that its fonts have, where text beyond ASCII can be shown or not.
  func glyphs(isUTF8: Bool, description: String) -> GlyphSet {
    guard isUTF8, !description.hasPrefix("vt1"), !description.hasPrefix("vt2") else {
      return .ascii
    }
    return description == "linux" ? .console : .braille
  }
}
