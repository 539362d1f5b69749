extension CellBuffer {
  /// The rows as plain text, spaces at their ends left out; what snapshots print and goldens hold.
  public var lines: [String] {
    (0..<size.rows).map { row in
      var scalars = String.UnicodeScalarView()
      for cell in self.row(row) { scalars.append(contentsOf: cell.scalars) }
      while scalars.last == " " { scalars.removeLast() }
      return String(scalars)
    }
  }

  /// All rows as plain text, each ended by a line feed.
  public var text: String { lines.reduce(into: "") { $0 += $1 + "\n" } }

  /// All rows with colours and attributes as SGR sequences and no other, each row ended by a reset and a line feed.
  ///
  /// Source: ECMA-48 §8.3.117 (SGR); the 256 colours are ISO 8613-6's indexed form as xterm reads it.
  public func ansi(theme: Theme, depth: ColorDepth) -> String {
    var result = ""
    var codes: [Style: String] = [:]
    // A theme that colours the background colours all of it.
    let isPainted = theme.appearance(of: Style(), depth: depth).background != nil
    for row in 0..<size.rows {
      var current: Style?
      let cells = self.row(row)
      let end =
        isPainted
        ? cells.endIndex
        : (cells.lastIndex { !$0.isBlank || $0.style.ground != .plain } ?? cells.startIndex - 1) + 1
      for cell in cells[..<end] where !cell.isContinuation {
        if cell.style != current {
          current = cell.style
          if codes[cell.style] == nil {
            codes[cell.style] = CellBuffer.sequence(
              theme.appearance(of: cell.style, depth: depth))
          }
          result += codes[cell.style] ?? ""
        }
        result.unicodeScalars.append(contentsOf: cell.scalars)
      }
      result += "\u{1b}[0m\n"
    }
    return result
  }

  private static func sequence(_ appearance: Appearance) -> String {
    var codes = ["0"]
    if appearance.attributes.contains(.bold) { codes.append("1") }
    if appearance.attributes.contains(.underline) { codes.append("4") }
    if appearance.attributes.contains(.reverse) { codes.append("7") }
    if let color = appearance.foreground { codes.append(code(color, base: 30)) }
    if let color = appearance.background { codes.append(code(color, base: 40)) }
    return "\u{1b}[" + codes.joined(separator: ";") + "m"
  }

  private static func code(_ color: UInt8, base: Int) -> String {
    switch color {
    case 0..<8: "\(base + Int(color))"
    case 8..<16: "\(base + 60 + Int(color) - 8)"
    default: "\(base + 8);5;\(color)"
    }
  }
}
