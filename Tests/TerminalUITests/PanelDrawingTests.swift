import Metrics
import Presentation
import TestWorld
import Testing

@testable import TerminalUI

@Suite struct PanelDrawingTests {
  private static let last: Int64 = 1_700_000_000_000

  /// Eight columns of a second; the last four have these counts by bucket, `nil` for no data.
  private func heatmap() -> HeatmapModel {
    let end = Timestamp(milliseconds: Self.last)
    var heatmap = HeatmapModel(
      title: "latency", unit: .seconds, start: end - .seconds(8), end: end, step: .seconds(1),
      zone: .utc)
    let counts: [(lower: Double?, upper: Double, counts: [Double?])] = [
      (nil, 0.1, [1, 0, nil, 4]), (0.1, 0.25, [2, 0, nil, 0]), (0.25, 0.5, [0, 0, nil, 5]),
      (0.5, .infinity, [1, 0, nil, 0]),
    ]
    heatmap.buckets = counts.map { lower, upper, counts in
      let known = counts.enumerated().compactMap { place, count in
        count.map { (Self.last - Int64(3 - place) * 1000, $0) }
      }
      return HeatmapBucket(
        above: lower, through: upper, times: known.map(\.0), counts: known.map(\.1))
    }
    return heatmap
  }

  private func drawn(
    _ heatmap: HeatmapModel, _ glyphs: GlyphSet, _ colors: ColorDepth, rows: Int,
    columns: Int = 16
  ) -> CellBuffer {
    var cells = CellBuffer(
      size: GridSize(columns: columns, rows: rows), repertoire: glyphs.repertoire)
    var drawing = HeatmapDrawing(
      heatmap, glyphs: glyphs, colors: colors, isFocused: false, remark: nil)
    drawing.draw(in: cells.bounds, title: "latency", &cells)
    return cells
  }

  @Test func `without colours a count is one of ten characters, no data are nothing`() {
    let lines = drawn(heatmap(), .ascii, .palette, rows: 7).lines
    #expect(
      lines == [
        "      + lat.cy +", "   sum|    ._ ||", "     8|    :. .|", "500 ms|    .. @|",
        "250 ms|    =. .|", "100 ms|    :. %|", "      +------->+",
      ])
  }

  @Test func `in colours a cell is two buckets, the upper one its foreground`() {
    let cells = drawn(heatmap(), .braille, .palette, rows: 5)
    func cell(_ column: Int, _ row: Int) -> Cell { cells[7 + column, 2 + row] }
    #expect(cell(4, 0) == Cell("▀", style: Style(.heat(2), on: .heat(0))))
    #expect(cell(4, 1) == Cell("▀", style: Style(.heat(4), on: .heat(2))))
    #expect(cell(5, 0) == Cell(" ", style: Style(.text, on: .heat(0))))
    #expect(cell(6, 0) == Cell())
    #expect(cell(6, 1) == Cell())
    #expect(cell(7, 0) == Cell("▀", style: Style(.heat(0), on: .heat(9))))
    #expect(cell(7, 1) == Cell("▀", style: Style(.heat(0), on: .heat(8))))
    #expect(cells.lines[2].hasPrefix("500 ms│"))
    #expect(cells.lines[3].hasPrefix("100 ms│"))
  }

  @Test func `more buckets than rows are added up, and labelled by the greatest bound`() {
    let cells = drawn(heatmap(), .ascii, .palette, rows: 5)
    #expect(cells.lines[2] == "     8|    :. @|")
    // 1 + 2 and 4 + 0 of at most 5.
    #expect(cells.lines[3] == "250 ms|    *. %|")
  }

  @Test func `the chosen moment reads the fullest bucket, or the chosen one`() {
    var heatmap = heatmap()
    heatmap.crosshair = heatmap.end
    let cells = drawn(heatmap, .ascii, .palette, rows: 7, columns: 60)
    #expect(cells.lines[0].contains(" 250 ms-500 ms: 5 "))
    #expect(cells.lines[6].contains("22:13:20"))
    heatmap.selection = 0
    let chosen = drawn(heatmap, .braille, .palette, rows: 7, columns: 60)
    #expect(chosen.lines[0].contains("≤ 100 ms: 4"))
  }

  @Test func `a scale of colour with the counts at its ends stands in the upper line`() {
    let cells = drawn(heatmap(), .ascii, .palette, rows: 7, columns: 60)
    #expect(cells.lines[0].hasSuffix(" 0.,:-=+*#%@5 -+"))
  }

  // MARK: - Numbers

  private func drawn(_ stat: StatModel, _ glyphs: GlyphSet, columns: Int, rows: Int) -> [String] {
    var cells = CellBuffer(
      size: GridSize(columns: columns, rows: rows), repertoire: glyphs.repertoire)
    StatDrawing(stat, glyphs: glyphs).draw(in: cells.bounds, &cells)
    return cells.lines
  }

  @Test func `a number is three rows high where there is room, its unit beside its foot`() {
    let stat = StatModel([StatValue(key: RowKey("a"), name: "", value: 0.42, unit: .ratio)])
    #expect(drawn(stat, .braille, columns: 20, rows: 3) == [" █ █ ▀▀█", " ▀▀█ █▀▀", "   ▀ ▀▀▀ %"])
    #expect(drawn(stat, .ascii, columns: 20, rows: 3) == ["      _", " |_|  _|", "   | |_  %"])
    #expect(drawn(stat, .braille, columns: 20, rows: 1) == [" 42 %"])
  }

  @Test func `several numbers stand side by side with their names and courses`() {
    let stat = StatModel([
      StatValue(
        key: RowKey("a"), name: "sda", value: 3, unit: .bytes, course: Sparkline([0, nil, 3])),
      StatValue(key: RowKey("b"), name: "sdb", value: nil, unit: .bytes),
    ])
    #expect(
      drawn(stat, .braille, columns: 32, rows: 3) == [
        " sda             sdb", " 3 B             –", "            ▁ █",
      ])
    #expect(drawn(stat, .braille, columns: 14, rows: 2) == [" sda      3 B", " sdb        –"])
    #expect(drawn(stat, .braille, columns: 22, rows: 1) == [" sda      3 B +1 more"])
  }

  // MARK: - Bars

  private func drawn(_ gauge: GaugeModel, _ glyphs: GlyphSet, columns: Int, rows: Int)
    -> CellBuffer
  {
    var cells = CellBuffer(
      size: GridSize(columns: columns, rows: rows), repertoire: glyphs.repertoire)
    GaugeDrawing(gauge, glyphs: glyphs).draw(in: cells.bounds, &cells)
    return cells
  }

  private var gauge: GaugeModel {
    GaugeModel(
      [
        GaugeBar(key: RowKey("a"), name: "/", value: 0.5, tone: .good),
        GaugeBar(key: RowKey("b"), name: "/var", value: 0.95, tone: .critical),
        GaugeBar(key: RowKey("c"), name: "/mnt", value: nil),
      ], unit: .ratio, from: 0, to: 1, thresholds: [Threshold(0.8, label: "", tone: .warning)])
  }

  @Test func `a bar fills its share of the scale, and the number is always printed`() {
    // Twenty columns of bar: half are ten, 95 % nineteen, the threshold stands in the seventeenth.
    let cells = drawn(gauge, .ascii, columns: 32, rows: 4)
    #expect(
      cells.lines == [
        " /    ##########......|... 50 %", " /var ################|##. 95 %",
        " /mnt                 |       -", "      0 %            100 %",
      ])
    #expect(cells[6, 1].style == Style(.critical))
    #expect(cells[22, 0].style == Style(.warning))
  }

  @Test func `bars that have no row are counted`() {
    let lines = drawn(gauge, .braille, columns: 32, rows: 2).lines
    #expect(lines[0].hasPrefix(" /  "))
    #expect(lines[1].hasSuffix("+2 more"))
  }

  @Test(arguments: HostileText.all)
  func `hostile names stay within their panels and act on nothing`(hostile: HostileText) {
    let name = DisplayText(ByteString(hostile.bytes))
    let key = RowKey("a")
    let contents: [Pane.Content] = [
      .stat(
        StatModel([
          StatValue(key: key, name: name, value: 1, unit: .bytes),
          StatValue(key: RowKey("b"), name: name, value: 1, unit: .bytes),
        ])),
      .gauge(
        GaugeModel(
          [GaugeBar(key: key, name: name, value: 1)], unit: .count, from: 0, to: 2,
          thresholds: [Threshold(1, label: name, tone: .warning)])),
      .heatmap(heatmap()),
    ]
    for content in contents {
      for (columns, rows) in [(200, 50), (80, 24), (40, 10), (60, 15)] {
        var screen = SampleScreens.host
        screen.panes = [
          Pane(
            PaneID("p"), title: name, content: content, place: PanePlace(.main, leastRows: 3),
            remark: TextLine(name))
        ]
        for glyphs in [GlyphSet.braille, .ascii] {
          let cells = Drawing(glyphs: glyphs, colors: .mono).frame(
            screen, size: GridSize(columns: columns, rows: rows)
          ).cells
          for line in cells.lines {
            #expect(ClippedText.columns(of: line) <= columns)
            #expect(
              !line.unicodeScalars.contains {
                $0.value < 0x20 || (0x7f..<0xa0).contains($0.value)
                  || $0.properties.generalCategory == .format
              })
          }
        }
      }
    }
  }

  @Test(arguments: 0..<24)
  func `no panel at any size makes drawing trap`(size: Int) {
    for rows in 0..<12 {
      _ = drawn(heatmap(), .braille, .palette, rows: rows, columns: size)
      _ = drawn(heatmap(), .ascii, .mono, rows: rows, columns: size)
      _ = drawn(gauge, .braille, columns: size, rows: rows)
      _ = drawn(
        StatModel([StatValue(key: RowKey("a"), name: "x", value: 12.5, unit: .bytes)]), .braille,
        columns: size, rows: rows)
    }
  }
}
