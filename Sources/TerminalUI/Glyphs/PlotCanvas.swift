/// Dots in the cells of a chart: two by four in Braille, fewer with plainer glyphs.
///
/// A cell has one colour. Where lines cross, the later one takes the whole cell: dots of two lines in one colour would
/// show a line that is not there.
///
/// Source: Unicode 14, Braille Patterns (U+2800): dots 1 to 8 are bits 0 to 7.
struct PlotCanvas {
  /// The grid of cells.
  let size: GridSize
  /// Dot columns and dot rows of a cell.
  let dotsAcross: Int, dotsDown: Int
  private let glyphs: GlyphSet
  private var bits: [UInt8]
  private var styles: [Style]

  init(size: GridSize, glyphs: GlyphSet) {
    self.size = GridSize(columns: max(0, size.columns), rows: max(0, size.rows))
    self.glyphs = glyphs
    dotsAcross = PlotCanvas.dotsAcross(glyphs)
    dotsDown = glyphs == .braille ? 4 : 2
    bits = Array(repeating: 0, count: self.size.columns * self.size.rows)
    styles = Array(repeating: Style(), count: bits.count)
  }

  /// Dot columns of a cell.
  static func dotsAcross(_ glyphs: GlyphSet) -> Int {
    glyphs == .braille || glyphs == .blocks ? 2 : 1
  }

  /// All dot columns.
  var width: Int { size.columns * dotsAcross }
  /// All dot rows.
  var height: Int { size.rows * dotsDown }

  /// Sets the dots of one column from one height to another, counted from the bottom; those outside are left out.
  mutating func fill(column: Int, from low: Int, through high: Int, _ style: Style) {
    guard column >= 0, column < width, height > 0 else { return }
    let first = min(max(0, min(low, high)), height - 1)
    let last = min(max(0, max(low, high)), height - 1)
    for dot in first...last { set(column, height - 1 - dot, style) }
  }

  private mutating func set(_ column: Int, _ fromTop: Int, _ style: Style) {
    let index = fromTop / dotsDown * size.columns + column / dotsAcross
    if styles[index] != style {
      bits[index] = 0
      styles[index] = style
    }
    bits[index] |= bit(column % dotsAcross, fromTop % dotsDown)
  }

  private func bit(_ across: Int, _ down: Int) -> UInt8 {
    guard glyphs == .braille else { return 1 << UInt8(down * dotsAcross + across) }
    if down == 3 { return across == 0 ? 0x40 : 0x80 }
    return 1 << UInt8(down + 3 * across)
  }

  /// Whether no dot of a cell is set.
  func isEmpty(_ column: Int, _ row: Int) -> Bool { bits[row * size.columns + column] == 0 }

  /// Writes the cells that have dots.
  func write(to buffer: inout CellBuffer, at origin: Rect) {
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let index = row * size.columns + column
        guard bits[index] != 0 else { continue }
        buffer.put(
          glyph(bits[index]), origin.column + column, origin.row + row, styles[index])
      }
    }
  }

  private static let quarters: [Unicode.Scalar] = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]

  private func glyph(_ bits: UInt8) -> Unicode.Scalar {
    switch glyphs {
    case .braille: Unicode.Scalar(0x2800 + UInt32(bits)) ?? " "
    case .blocks: PlotCanvas.quarters[Int(bits & 15)]
    case .console: [" ", "▀", "▄", "█"][Int(bits & 3)]
    case .ascii: [" ", "'", ".", ":"][Int(bits & 3)]
    }
  }
}
