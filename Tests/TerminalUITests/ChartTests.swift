import Metrics
import Presentation
import Testing

@testable import TerminalUI

/// Charts of eight cells by four: sixteen dot columns of a second each, sixteen dot rows for the values 0 to 15.
@Suite struct ChartTests {
  private static let last: Int64 = 1_700_000_000_000

  /// A chart whose dot column n shows the second n.
  private func chart(_ values: [Double?], axis: AxisMode = .fixed(least: 0, greatest: 15))
    -> ChartModel
  {
    let end = Timestamp(milliseconds: Self.last)
    var chart = ChartModel(
      title: "x", unit: .count, start: end - .seconds(16), end: end, step: .seconds(1),
      interval: .seconds(1), zone: .utc)
    chart.axis = axis
    chart.series = [series("one", 0, values)]
    return chart
  }

  private func series(_ name: String, _ color: Int?, _ values: [Double?]) -> ChartSeries {
    var times: [Int64] = []
    var known: [Double] = []
    for (second, value) in values.enumerated() {
      guard let value else { continue }
      times.append(time(second))
      known.append(value)
    }
    return ChartSeries(
      key: RowKey(name), name: DisplayText(name), color: color, times: times, values: known)
  }

  private func time(_ second: Int) -> Int64 { Self.last - Int64(15 - second) * 1000 }

  private func moment(_ second: Int) -> Timestamp { Timestamp(milliseconds: time(second)) }

  /// What stands inside the frame.
  private func plot(_ chart: ChartModel, _ glyphs: GlyphSet = .braille) -> [String] {
    drawn(chart, glyphs, width: glyphs == .braille ? 8 : 16).plot
  }

  private func drawn(_ chart: ChartModel, _ glyphs: GlyphSet, width: Int) -> (
    plot: [String], rows: [String], cells: CellBuffer
  ) {
    let size = GridSize(columns: 5 + 1 + width + 1, rows: 6)
    var cells = CellBuffer(size: size, repertoire: glyphs.repertoire)
    var drawing = ChartDrawing(chart, glyphs: glyphs)
    drawing.draw(in: cells.bounds, title: "x", &cells)
    let rows = cells.lines
    let plot = rows[1...4].map { String($0.unicodeScalars.dropFirst(6).prefix(width)) }
    return (plot, rows, cells)
  }

  @Test func `a rising line is a diagonal of dots`() {
    #expect(
      plot(chart((0..<16).map(Double.init))) == [
        "      ⡠⠊",
        "    ⡠⠊  ",
        "  ⡠⠊    ",
        "⡠⠊      ",
      ])
  }

  @Test func `zero is drawn on the baseline, no data are not drawn`() {
    let zeros = [Double?](repeating: 0, count: 8)
    #expect(
      plot(chart(zeros + [Double?](repeating: nil, count: 8))) == [
        "        ", "        ", "        ", "⣀⣀⣀⣀    ",
      ])
  }

  @Test func `a spike of one sample is a bar from its neighbour's value`() {
    var values = [Double?](repeating: 0, count: 16)
    values[4] = 15
    // Column 4 rises from above its neighbour's dot to the top, column 5 falls from below the top to its own foot.
    #expect(
      plot(chart(values)) == [
        "  ⣷     ",
        "  ⣿     ",
        "  ⣿     ",
        "⣀⣀⢿⣀⣀⣀⣀⣀",
      ])
  }

  @Test func `a bucket shows its least and its greatest value`() {
    // Two samples a bucket: a column is two seconds wide when 32 seconds stand in sixteen columns.
    var chart = chart([])
    chart.start = chart.end - .seconds(32)
    let times = (0..<32).map { Self.last - Int64(31 - $0) * 1000 }
    let values = (0..<32).map { $0 == 10 ? 15.0 : 0.0 }
    chart.series = [
      ChartSeries(key: RowKey("one"), name: "one", color: 0, times: times, values: values)
    ]
    let rows = plot(chart)
    #expect(rows.allSatisfy { $0.unicodeScalars.contains { $0 != " " } })
    #expect(rows[0].unicodeScalars.filter { $0 != " " }.count == 1)
  }

  @Test func `more than two intervals without a sample break the line and say so`() {
    let values: [Double?] = (0..<16).map { (3..<13).contains($0) ? nil : 4 }
    let rows = plot(chart(values))
    #expect(rows == ["        ", "        ", "⣀⡀ ╳  ⢀⣀", "        "])
    let wide: [Double?] = (0..<16).map { (2..<14).contains($0) ? nil : 4 }
    #expect(plot(chart(wide), .ascii)[2] == ".. x no data  ..")
  }

  @Test func `one missing sample does not break the line`() {
    var values = [Double?](repeating: 4, count: 16)
    values[7] = nil
    #expect(!plot(chart(values)).joined().unicodeScalars.contains("╳"))
  }

  @Test func `with ASCII alone a cell is one column of two dots`() {
    // Eight dot rows for 0 to 15: value 15 is the top dot, 0 the bottom one.
    var values = [Double?](repeating: 0, count: 16)
    values[15] = 15
    #expect(
      plot(chart(values), .ascii) == [
        "               :", "               :", "               :", "...............'",
      ])
  }

  @Test func `where lines cross the later one has the cell, and the selected one is the last`() {
    var chart = chart([Double?](repeating: 0, count: 16))
    // The legend takes a row: twelve dot rows are left.
    chart.series.append(series("two", 1, [Double?](repeating: 1, count: 16)))
    let first = drawn(chart, .braille, width: 8).cells
    #expect(first[6, 3].character == "⣀")
    #expect(first[6, 3].style.role == .series1)
    chart.selection = 1
    let second = drawn(chart, .braille, width: 8).cells
    #expect(second[6, 3].character == "⠤")
    #expect(second[6, 3].style.role == .series2)
  }

  @Test func `what a fixed axis does not hold is marked at its edge`() {
    var values = [Double?](repeating: 3, count: 16)
    values[6] = 99
    values[10] = -5
    let rows = plot(chart(values))
    #expect(Array(rows[0].unicodeScalars)[3] == "▲")
    #expect(Array(rows[3].unicodeScalars)[5] == "▼")
  }

  @Test func `a limit is a line with its label at the right end`() {
    var chart = chart([Double?](repeating: 0, count: 16))
    chart.thresholds = [Threshold(15, label: "w 15", tone: .warning)]
    let (rows, _, cells) = drawn(chart, .braille, width: 8)
    #expect(rows[0] == "╌╌ w 15 ")
    #expect(cells[6, 1].style.role == .threshold)
    #expect(cells[9, 1].style.role == .warning)
  }

  @Test func `the spans of an alert lie under the lines and name themselves`() {
    var chart = chart([Double?](repeating: 0, count: 16))
    chart.bands = [
      Band(.pending, from: moment(2), to: moment(5)),
      Band(.firing, from: moment(6), to: moment(15)),
    ]
    let (rows, _, cells) = drawn(chart, .braille, width: 8)
    #expect(rows[0] == " ░░▒▒▒▒▒")
    #expect(cells[7, 4].style == Style(.series1, on: .pending))
    #expect(cells[9, 4].style == Style(.series1, on: .firing))
    #expect(cells[6, 4].style == Style(.series1))
    let ascii = drawn(chart, .ascii, width: 16).rows[5]
    #expect(ascii.unicodeScalars.filter { $0 == "p" }.count == 4)
    #expect(ascii.unicodeScalars.filter { $0 == "F" }.count >= 9)
  }

  @Test func `a counter's restart and an alert are ticks on the time axis`() {
    var chart = chart([Double?](repeating: 0, count: 16))
    chart.series[0].resets = [moment(4)]
    chart.events = [ChartEvent(.alert, at: moment(8), text: "fired")]
    let axis = Array(drawn(chart, .braille, width: 8).rows[5].unicodeScalars)
    guard axis.count == 15 else {
      Issue.record("the axis is \(axis.count) columns wide")
      return
    }
    #expect(axis[6 + 2] == "↻")
    #expect(axis[6 + 4] == "▲")
  }

  @Test func `the chosen moment stands on the time axis and reads the nearest sample`() {
    var chart = chart((0..<16).map(Double.init))
    chart.crosshair = moment(9)
    let (_, rows, cells) = drawn(chart, .braille, width: 46)
    #expect(rows[5].contains("22:13:14"))
    #expect(rows[0].contains("22:13:14 9"))
    #expect(
      (1...4).contains { cells[6 + 39, $0].style.role == .crosshair } || rows[1].contains("│"))
  }

  @Test func `the bucket that still fills is marked`() {
    let chart = chart([Double?](repeating: 0, count: 16))
    #expect(drawn(chart, .braille, width: 8).rows[5].unicodeScalars.dropLast().last == "▸")
  }

  @Test func `the label of a tick stands in the row of its value, the lowest on the axis`() {
    let rows = drawn(chart([0, 15], axis: .fixed(least: 0, greatest: 15)), .braille, width: 8).rows
    #expect(rows[5].hasPrefix("    0└"))
  }

  @Test func `a message stands where lines would`() {
    var chart = chart([])
    chart.message = "PSI is off"
    let rows = drawn(chart, .braille, width: 20).rows
    #expect(rows.joined().contains("PSI is off"))
  }

  @Test(arguments: GlyphSet.allCases)
  func `the same model gives the same cells`(glyphs: GlyphSet) {
    let size = GridSize(columns: 90, rows: 20)
    var cells = [CellBuffer(size: size, repertoire: glyphs.repertoire)]
    cells.append(cells[0])
    for index in 0...1 {
      var drawing = ChartDrawing(SampleScreens.network, glyphs: glyphs)
      drawing.draw(in: cells[index].bounds, title: "Network", &cells[index])
    }
    #expect(cells[0] == cells[1])
  }

  @Test func `a closed column never changes when time goes on`() {
    // Two seconds later, with buckets of a second, the picture has moved one cell and nothing else has changed.
    let values = (0..<18).map { Double(($0 * 7) % 16) }
    let before = plot(chart(Array(values[..<16])))
    var later = chart(Array(values[2...]))
    later.series[0].times = later.series[0].times.map { $0 + 2000 }
    later.end = later.end + .seconds(2)
    later.start = later.start + .seconds(2)
    let after = plot(later)
    for (old, new) in zip(before, after) {
      // The leftmost column has lost its neighbour, so it is not compared.
      #expect(
        Array(old.unicodeScalars.dropFirst(2)) == Array(new.unicodeScalars.dropFirst().dropLast()))
    }
  }
}
