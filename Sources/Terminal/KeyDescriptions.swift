internal import CNcurses
internal import TerminalUI

/// What the terminal's description says its keys send.
///
/// Source: terminfo(5), the capabilities whose names begin with `k`.
enum KeyDescriptions {
  /// Every described key with more than one byte.
  static func all() -> [(bytes: [UInt8], key: Key)] {
    capabilities.compactMap { name, key in
      guard let text = cncurses_string(name) else { return nil }
      let bytes = Array(String(cString: text).utf8)
      return bytes.count > 1 ? (bytes, key) : nil
    }
  }

  private static let capabilities: [(String, Key)] =
    [
      ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("khome", .home),
      ("kend", .end), ("kpp", .pageUp), ("knp", .pageDown), ("kdch1", .delete),
      ("kich1", .insert), ("kcbt", .backTab), ("kLFT", .shiftLeft), ("kRIT", .shiftRight),
      ("kri", .shiftUp), ("kind", .shiftDown), ("kent", .enter), ("kbs", .backspace),
    ] + (1...12).map { ("kf\($0)", Key.function($0)) }
}
