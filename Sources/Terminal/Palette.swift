internal import CNcurses
internal import TerminalUI

/// Styles as curses knows them: attributes and a colour pair, each pair made once.
///
/// Re-initialising a pair repaints every cell that uses it, so a pair never changes. `init_pair` is called only where
/// the terminal has colours: without them it fails, and `alloc_pair` crashes (ncurses 6.4).
struct Palette {
  /// Attributes and pair of a style.
  struct Entry {
    var attributes: attr_t
    var pair: Int16
  }

  private struct Colors: Hashable {
    var foreground: UInt8?
    var background: UInt8?
  }

  /// How many colours are used.
  let depth: ColorDepth
  private var theme: Theme
  /// What stands for the terminal's own colours: −1, or white on black where it cannot say which they are.
  private let own: (foreground: Int16, background: Int16)
  private var pairs: [Colors: Int16] = [Colors(): 0]
  private var entries: [Style: Entry] = [:]

  init(theme: Theme, depth: ColorDepth) {
    self.theme = theme
    self.depth = depth
    let hasOwn = depth != .mono && use_default_colors() == OK
    own = hasOwn ? (-1, -1) : (7, 0)
  }

  /// Takes another theme, between frames; whether it differs from the one before.
  mutating func use(_ theme: Theme) -> Bool {
    guard theme.name != self.theme.name else { return false }
    self.theme = theme
    entries = [:]
    // Pairs of colours are shared by themes as long as the table has room; all cells are drawn again anyway.
    if pairs.count + 256 > Int(cncurses_pairs()) { pairs = [Colors(): 0] }
    return true
  }

  /// The entry of a style; made on its first use.
  mutating func entry(_ style: Style) -> Entry {
    if let entry = entries[style] { return entry }
    let appearance = theme.appearance(of: style, depth: depth)
    var attributes: attr_t = 0
    if appearance.attributes.contains(.bold) { attributes |= cncurses_bold() }
    if appearance.attributes.contains(.underline) { attributes |= cncurses_underline() }
    if appearance.attributes.contains(.reverse) { attributes |= cncurses_reverse() }
    let colors = Colors(foreground: appearance.foreground, background: appearance.background)
    let entry = Entry(attributes: attributes, pair: pair(colors))
    entries[style] = entry
    return entry
  }

  private mutating func pair(_ colors: Colors) -> Int16 {
    if let pair = pairs[colors] { return pair }
    let next = Int16(pairs.count)
    guard depth != .mono, Int32(next) < cncurses_pairs() else { return 0 }
    let foreground = colors.foreground.map { Int16($0) } ?? own.foreground
    let background = colors.background.map { Int16($0) } ?? own.background
    guard init_pair(next, foreground, background) == OK else { return 0 }
    pairs[colors] = next
    return next
  }
}
