import Metrics
import Presentation
import Testing

@testable import TerminalUI

/// One course on every rung of glyphs.
@Suite struct RungTests {
  private static let last: Int64 = 1_700_000_000_000

  /// A slope over thirty seconds, a spike, a gap, a step.
  private static let values: [Double?] =
    (0..<12).map { Double($0) } + [
      3, 3, 11, 3, nil, nil, nil, nil, nil, nil, 2, 2, 2, 8, 8, 8, 8, 4,
    ]

  private func plot(_ glyphs: GlyphSet) -> [String] {
    let end = Timestamp(milliseconds: Self.last)
    var chart = ChartModel(
      title: "x", unit: .count, start: end - .seconds(30), end: end, step: .seconds(1),
      interval: .seconds(1), zone: .utc)
    chart.axis = .fixed(least: 0, greatest: 11)
    var times: [Int64] = []
    var known: [Double] = []
    for (second, value) in Self.values.enumerated() {
      guard let value else { continue }
      times.append(Self.last - Int64(29 - second) * 1000)
      known.append(value)
    }
    chart.series = [
      ChartSeries(key: RowKey("one"), name: "one", color: 0, times: times, values: known)
    ]
    let columns = 30 / PlotCanvas.dotsAcross(glyphs)
    let size = GridSize(columns: 5 + 1 + columns + 1, rows: 5)
    var cells = CellBuffer(size: size, repertoire: glyphs.repertoire)
    var drawing = ChartDrawing(chart, glyphs: glyphs)
    drawing.draw(in: cells.bounds, title: "x", &cells)
    return cells.lines[1...3].map { String($0.unicodeScalars.dropFirst(6).prefix(columns)) }
  }

  @Test(arguments: GlyphSet.allCases)
  func `a slope, a spike, a gap and a step`(glyphs: GlyphSet) {
    let expected: [GlyphSet: [String]] = [
      .octants: [
        "    𜵑𜴁𜵈𜷤    𜺠▂𜺣",
        "  𜵑𜴁  ▌█ ╳  ▐ ▐",
        "𜵑𜴁    🮂𜺫   𜴆𜴁  ",
      ],
      .braille: [
        "    ⡠⠊⡆⣷    ⢀⣀⡀",
        "  ⡠⠊  ⡇⣿ ╳  ⢸ ⢸",
        "⡠⠊    ⠉⠈   ⠒⠊  ",
      ],
      .blocks: [
        "    ▄▀▖▙    ▗▄▖",
        "  ▄▀  ▌█ ╳  ▐ ▐",
        "▄▀    ▀▝   ▀▘  ",
      ],
      .lines: [
        "         ┌──┐ ┌┐        ·     ",
        "   ┌─────┘  └─┘└  x      ┌────",
        "───┘                  ───┘    ",
      ],
      .ascii: [
        "        ..''. :.         .... ",
        "    ..''    : ::  x      :   :",
        "..''        '' '      '''     ",
      ],
    ]
    #expect(plot(glyphs) == expected[glyphs])
  }

  @Test func `every pattern of octants has a character of its own, the new ones in their order`() {
    let glyphs = (0...255).map { DotGlyphs.glyph(UInt8($0), .octants) }
    #expect(Set(glyphs).count == 256)
    let new = glyphs.filter { (0x1cd00...0x1cde5).contains($0.value) }
    #expect(new.map(\.value) == Array(0x1cd00...0x1cde5))
    // The standard's names: BLOCK OCTANT-3, BLOCK OCTANT-1358, BLOCK OCTANT-2345678.
    #expect(glyphs[0b0000_0100].value == 0x1cd00)
    #expect(glyphs[0b1111_1110].value == 0x1cde5)
    #expect(glyphs[0b0000_1111] == "▀" && glyphs[0b0101_0101] == "▌" && glyphs[255] == "█")
  }

  @Test(arguments: [
    (GlyphChoice.automatic, GlyphSet.allCases, GlyphSet.braille),
    (.octants, GlyphSet.allCases, .octants),
    (.octants, [.braille, .ascii], .braille), (.automatic, [.lines, .ascii], .lines),
    (.braille, [.lines, .ascii], .lines), (.ascii, [.braille, .ascii], .ascii),
    (.automatic, [.octants], .ascii), (.automatic, [], .ascii),
  ])
  func `a choice is drawn where the terminal shows it, octants only where asked for`(
    choice: GlyphChoice, shown: [GlyphSet], expected: GlyphSet
  ) {
    #expect(GlyphSet.chosen(choice, among: shown) == expected)
  }

  @Test(arguments: GlyphSet.allCases)
  func `no rung uses a character that its terminals may lack`(glyphs: GlyphSet) {
    for bits in UInt8.min...UInt8.max {
      let glyph = DotGlyphs.glyph(bits, glyphs)
      guard glyphs.repertoire.shown(glyph) == glyph, CharacterWidth.columns(of: glyph) == 1 else {
        Issue.record("pattern \(bits): U+\(String(glyph.value, radix: 16))")
        return
      }
    }
    for glyph in glyphs.levels + glyphs.steps { #expect(glyphs.repertoire.shown(glyph) == glyph) }
    for mark in Mark.allCases {
      #expect(glyphs.repertoire.shown(glyphs.sign(mark)) == glyphs.sign(mark))
    }
  }

  @Test(arguments: [
    (GlyphSet.octants, "▁▂▃▄▅▆▇█"), (.braille, "▁▂▃▄▅▆▇█"), (.blocks, "▁▂▃▄▅▆▇█"),
    (.lines, "__▄▄▄▄██"), (.ascii, "__..::||"),
  ])
  func `a sparkline of eight rising values`(glyphs: GlyphSet, expected: String) {
    let column = TableColumn("trend", title: "T", alignment: .leading, width: .fixed(8))
    let row = TableRow(key: RowKey("a"), cells: [TableCell(Sparkline((0..<8).map { Double($0) }))])
    var cells = CellBuffer(size: GridSize(columns: 9, rows: 2), repertoire: glyphs.repertoire)
    TableDrawing(TableModel(columns: [column], rows: [row]), glyphs: glyphs)
      .draw(in: cells.bounds, &cells)
    #expect(cells.lines[1] == " " + expected)
  }
}
