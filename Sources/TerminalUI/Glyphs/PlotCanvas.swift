/// Dots in the cells of a chart: two by four in octants and Braille, fewer with plainer glyphs.
///
/// A cell has one colour. Where lines cross, the later one takes the whole cell: dots of two lines in one colour would
/// show a line that is not there. On the rung of lines a cell is one dot, and its bits are the ways that leave it.
///
/// Source: `DotGlyphs` for what the bits become.
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
    dotsDown = PlotCanvas.dotsDown(glyphs)
    bits = Array(repeating: 0, count: self.size.columns * self.size.rows)
    styles = Array(repeating: Style(), count: bits.count)
  }

  /// Dot columns of a cell.
  static func dotsAcross(_ glyphs: GlyphSet) -> Int {
    switch glyphs {
    case .octants, .braille, .blocks: 2
    case .lines, .ascii: 1
    }
  }

  private static func dotsDown(_ glyphs: GlyphSet) -> Int {
    switch glyphs {
    case .octants, .braille: 4
    case .blocks, .ascii: 2
    case .lines: 1
    }
  }

  /// All dot columns.
  var width: Int { size.columns * dotsAcross }
  /// All dot rows.
  var height: Int { size.rows * dotsDown }

  /// What a line does in one dot column, as heights counted from the bottom.
  struct Reach: Hashable {
    /// The span of the bucket's values.
    var least: Int, greatest: Int
    /// Where the line came from; `nil` where it begins here.
    var previous: Int?
    /// Where it goes on.
    var last: Int
  }

  /// Draws a line through one column, joined to where it was in the column before.
  mutating func trace(column: Int, _ reach: Reach, _ style: Style) {
    guard glyphs == .lines else {
      var (low, high) = (reach.least, reach.greatest)
      if let previous = reach.previous {
        // Joined to the neighbour's last value, without its own dot.
        if previous < low { low = previous + 1 }
        if previous > high { high = previous - 1 }
      }
      return fill(column: column, from: low, through: high, style)
    }
    let entry = clamped(reach.previous ?? reach.last)
    let exit = clamped(reach.last)
    let low = min(entry, exit, clamped(reach.least))
    let high = max(entry, exit, clamped(reach.greatest))
    guard column >= 0, column < width, height > 0 else { return }
    for dot in low...high {
      var ways: UInt8 = 0
      if dot < high { ways |= DotGlyphs.up }
      if dot > low { ways |= DotGlyphs.down }
      if dot == entry { ways |= DotGlyphs.left }
      if dot == exit { ways |= DotGlyphs.right }
      set(column, height - 1 - dot, ways, style)
    }
  }

  /// Sets the dots of one column from one height to another, counted from the bottom; those outside are left out.
  mutating func fill(column: Int, from low: Int, through high: Int, _ style: Style) {
    guard column >= 0, column < width, height > 0 else { return }
    for dot in clamped(min(low, high))...clamped(max(low, high)) {
      let fromTop = height - 1 - dot
      let bit = DotGlyphs.bit(column % dotsAcross, fromTop % dotsDown, glyphs)
      set(column, fromTop, bit, style)
    }
  }

  private func clamped(_ dot: Int) -> Int { min(max(0, dot), height - 1) }

  private mutating func set(_ column: Int, _ fromTop: Int, _ bit: UInt8, _ style: Style) {
    let index = fromTop / dotsDown * size.columns + column / dotsAcross
    if styles[index] != style {
      bits[index] = 0
      styles[index] = style
    }
    bits[index] |= bit
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
          DotGlyphs.glyph(bits[index], glyphs), origin.column + column, origin.row + row,
          styles[index])
      }
    }
  }
}
