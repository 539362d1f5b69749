import Metrics
import Presentation
import Testing

@testable import TerminalUI

@Suite struct FrameTests {
  private static let sizes = [
    GridSize(columns: 80, rows: 24), GridSize(columns: 120, rows: 40),
    GridSize(columns: 200, rows: 50), GridSize(columns: 60, rows: 15),
    GridSize(columns: 40, rows: 10), GridSize(columns: 30, rows: 5), GridSize(columns: 1, rows: 1),
    GridSize(columns: 0, rows: 0), GridSize(columns: 300, rows: 3), GridSize(columns: 7, rows: 90),
  ]

  private func frame(_ screen: Screen, _ columns: Int, _ rows: Int, _ glyphs: GlyphSet = .braille)
    -> Frame
  {
    Drawing(glyphs: glyphs).frame(screen, size: GridSize(columns: columns, rows: rows))
  }

  @Test(arguments: sizes, GlyphSet.allCases)
  func `every size has a frame, twice the same`(size: GridSize, glyphs: GlyphSet) {
    let drawing = Drawing(glyphs: glyphs)
    let first = drawing.frame(SampleScreens.host, size: size)
    #expect(first == drawing.frame(SampleScreens.host, size: size))
    #expect(first.cells.size == size)
    for line in first.cells.lines { #expect(ClippedText.columns(of: line) <= size.columns) }
    guard glyphs == .ascii else { return }
    #expect(first.cells.text.utf8.allSatisfy { $0 == 0x0a || (0x20..<0x7f).contains($0) })
  }

  @Test func `80 by 24 has everything: status, sentences, way, panes, history, hints`() {
    let lines = frame(SampleScreens.host, 80, 24).cells.lines
    #expect(
      lines[0]
        == " web-3  up 41d  8 cores  31 GiB  ● 1 firing  ○ 2 pending    LIVE 03:04:21Z  30m")
    #expect(
      lines[1]
        == " Now    disk nvme0n1 saturated: queue 31, await 48 ms, since 03:01Z  Enter open")
    #expect(
      lines[3]
        == " ● crit DiskFullSoon /var  4 min, not acknowledged                ! card  a ack")
    #expect(
      lines[4]
        == " web-3 ▸ cpu ▸ postgres[8123]                                        30m window")
    #expect(
      lines[13]
        == "─ Processes ──────────────────────────────────────────────────────── 1–6 of 40 ─")
    #expect(lines[14] == "   PID  USER      CORES▾     RSS     R/s  5 MIN         COMMAND")
    #expect(
      lines[15] == "▸ 8123  postgres     4.2      2G       –  ▁▅█▃▇▂▆▁▅█▃▇  postgres: checkpointer")
    #expect(lines[21] == " 200 kept of 1,412; I/O of 12 processes hidden (not root)")
    #expect(
      lines[22] == " history 1 h 47 min (64 MiB)   can't see: kernel log, per-process I/O")
    #expect(
      lines[23]
        == " Enter open  b time  ! alert  ? help  q quit                 @ 0.6% 88M 0.8kB/s")
  }

  @Test func `with ASCII alone states are letters`() {
    let lines = frame(SampleScreens.host, 80, 24, .ascii).cells.lines
    #expect(
      lines[0]
        == " web-3  up 41d  8 cores  31 GiB  F 1 firing  p 2 pending    LIVE 03:04:21Z  30m")
    #expect(lines[3].hasPrefix(" F crit DiskFullSoon /var"))
  }

  @Test func `wider than 120 columns the detail stands beside the list`() {
    let narrow = frame(SampleScreens.host, 120, 40).cells.text
    #expect(!narrow.contains("started 2 h 13 min ago"))
    let wide = frame(SampleScreens.host, 130, 40).cells.text
    #expect(wide.contains("started 2 h 13 min ago"))
  }

  @Test func `a focused detail that has no room beside takes the place of the list`() {
    var screen = SampleScreens.host
    screen.panes[2].isFocused = false
    screen.panes[3].isFocused = true
    let text = frame(screen, 80, 24).cells.text
    #expect(text.contains("started 2 h 13 min ago"))
    #expect(!text.contains("COMMAND"))
  }

  @Test func `a small screen shows the focused pane alone`() {
    let text = frame(SampleScreens.host, 60, 15).cells.text
    #expect(text.contains("COMMAND"))
    #expect(!text.contains("CPU busy"))
    var screen = SampleScreens.host
    screen.panes[2].isFocused = false
    screen.panes[0].isFocused = true
    let chart = frame(screen, 60, 15)
    #expect(chart.cells.text.contains("CPU busy"))
    #expect(!chart.cells.text.contains("COMMAND"))
    #expect(chart.chartColumns == 2 * (60 - 7))
  }

  @Test func `below 40 by 10 the counts of alerts are still there`() {
    let lines = frame(SampleScreens.host, 39, 9).cells.lines
    #expect(lines[0] == "● 1 firing ○ 2 pending   LIVE 03:04:21Z")
    #expect(lines[1] == "disk nvme0n1 saturated: queue 31, awai…")
  }

  @Test func `a maximised pane has the whole body`() {
    var screen = SampleScreens.host
    screen.maximised = PaneID("network")
    let text = frame(screen, 80, 24).cells.text
    #expect(text.contains("Network"))
    #expect(!text.contains("COMMAND"))
  }

  @Test func `a hidden header leaves its rows to the body`() {
    var screen = SampleScreens.host
    screen.isHeaderHidden = true
    let lines = frame(screen, 80, 24).cells.lines
    #expect(lines[0].hasPrefix(" web-3 ▸ cpu"))
    #expect(!lines.joined().contains("Now"))
  }

  @Test func `the visible bell is a status line in reverse`() {
    var screen = SampleScreens.host
    screen.isRinging = true
    let cells = frame(screen, 80, 24).cells
    for column in 0..<80 { #expect(cells[column, 0].style.ground == .alarm) }
    #expect(cells[0, 1].style.ground == .plain)
  }

  @Test func `the past never looks like now`() {
    var screen = SampleScreens.host
    screen.status.isLive = false
    let cells = frame(screen, 80, 24).cells
    #expect(cells[60, 0].style.role == .past)
    #expect(frame(SampleScreens.host, 80, 24).cells[60, 0].style.role == .live)
  }

  @Test func `a prompt shows its cursor and what is wrong`() {
    var screen = SampleScreens.host
    screen.lead = .prompt(
      PromptModel(
        label: "go to time", before: "10:3", after: "2",
        remark: TextLine("expected hours and minutes", .critical)))
    let cells = frame(screen, 80, 24).cells
    #expect(cells.lines[4] == " go to time 10:32  expected hours and minutes")
    #expect(cells[16, 4].style.ground == .alarm)
  }

  @Test func `a question asks in front of everything`() {
    var screen = SampleScreens.host
    screen.popup = .question("12 min of history are in memory only; quit? y/N")
    #expect(
      frame(screen, 80, 24).cells.text.contains("12 min of history are in memory only; quit? y/N"))
  }

  @Test func `a picker marks what is chosen`() {
    var screen = SampleScreens.host
    screen.popup = .picker(title: "sort by", items: ["PID", "CORES", "RSS"], selection: 1)
    #expect(frame(screen, 80, 24).cells.text.contains("▸ CORES"))
  }

  @Test(arguments: [
    "\u{1b}]52;c;aGVsbG8=\u{7}", "\u{1b}]0;title\u{1b}\\", "\u{1b}c", "\u{9b}31m", "a\nb\rc\td",
    "\u{1b}P1$r\u{1b}\\", "\u{202e}gnp.exe", "x\u{200b}\u{200d}\u{feff}y",
    "e\u{301}\u{301}\u{301}\u{301}",
    "漢字漢字漢字漢字漢字漢字漢字漢字", "\u{e0041}\u{e0042}", String(repeating: "W", count: 5000),
    "\u{1160}\u{1160}", "😀👨\u{200d}👩\u{200d}👧", "",
  ])
  func `hostile text stays within its cells and acts on nothing`(text: String) {
    let hostile = DisplayText(text)
    var screen = SampleScreens.host
    screen.status.facts = [TextLine(hostile)]
    screen.sentences = [Sentence(heading: hostile, text: TextLine(hostile, .critical))]
    screen.lead = .breadcrumb([hostile, hostile], right: TextLine(hostile))
    screen.notice = TextLine(hostile)
    screen.panes = screen.panes.map { pane in
      var pane = pane
      pane.title = hostile
      switch pane.content {
      case .chart(var chart):
        chart.series = chart.series.map { series in
          var series = series
          series.name = hostile
          return series
        }
        chart.omission = hostile
        chart.thresholds = [Threshold(1, label: hostile, tone: .warning)]
        pane.content = .chart(chart)
      case .table(var table):
        table.rows = table.rows.map { row in
          TableRow(key: row.key, cells: row.cells.map { _ in TableCell(hostile) })
        }
        pane.content = .table(table)
      case .text: pane.content = .text(TextModel([TextLine(hostile), TextLine(hostile)]))
      case .stat, .gauge, .heatmap: break
      }
      return pane
    }
    for size in Self.sizes where size.columns <= 120 {
      for glyphs in [GlyphSet.braille, .ascii] {
        let cells = Drawing(glyphs: glyphs).frame(screen, size: size).cells
        for line in cells.lines {
          #expect(ClippedText.columns(of: line) <= size.columns)
          let acting = line.unicodeScalars.filter { scalar in
            scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
              || scalar.properties.generalCategory == .format
          }
          #expect(acting.isEmpty)
        }
      }
    }
  }

  @Test(arguments: 0..<40)
  func `no screen at any size makes drawing trap`(seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    var screen = SampleScreens.host
    let size = GridSize(
      columns: Int.random(in: 0...220, using: &random), rows: Int.random(in: 0...60, using: &random)
    )
    let glyphs = GlyphSet.allCases.randomElement(using: &random) ?? .braille
    screen.isHeaderHidden = Bool.random(using: &random)
    screen.panes = (0..<Int.random(in: 0...7, using: &random)).map { number in
      SeededModels.pane(number, &random)
    }
    screen.popup = SeededModels.popup(&random)
    let cells = Drawing(glyphs: glyphs).frame(screen, size: size).cells
    for line in cells.lines {
      #expect(ClippedText.columns(of: line) <= size.columns, "seed \(seed)")
    }
  }
}

/// Models that no view would make.
enum SeededModels {
  static func pane(_ number: Int, _ random: inout SeededNumbers) -> Pane {
    let slots: [PanePlace.Slot] = [.tile, .main, .detail]
    let place = PanePlace(
      slots.randomElement(using: &random) ?? .main,
      leastRows: Int.random(in: 0...30, using: &random),
      weight: Int.random(in: 0...3, using: &random),
      collapseOrder: Int.random(in: 0...3, using: &random))
    let content: Pane.Content
    switch Int.random(in: 0...2, using: &random) {
    case 0: content = .chart(chart(&random))
    case 1: content = .table(table(&random))
    default: content = .text(TextModel(["a", "b c d e f", ""], firstLine: 90))
    }
    return Pane(
      PaneID("\(number)"), title: Bool.random(using: &random) ? "title" : "", content: content,
      place: place, isFocused: number == 1,
      remark: Bool.random(using: &random) ? "~ stale 14s" : nil)
  }

  private static func number(_ random: inout SeededNumbers) -> Double {
    let odd: [Double] = [
      0, -0.0, 1, -1, 1e300, -1e300, .leastNonzeroMagnitude, .nan, .infinity, -.infinity, 1e-9,
      4.5e15,
    ]
    return Bool.random(using: &random) ? random.unit() : odd.randomElement(using: &random) ?? 0
  }

  private static func chart(_ random: inout SeededNumbers) -> ChartModel {
    var chart = SampleScreens.cpu
    let units: [Unit] = [.count, .bytes, .ratio, .seconds, .cores, .celsius, .hertz, .perSecond]
    chart.unit = units.randomElement(using: &random) ?? .count
    let axes: [AxisMode] = [
      .auto, .zero, .logarithmic, .fixed(least: number(&random), greatest: number(&random)),
    ]
    chart.axis = axes.randomElement(using: &random) ?? .zero
    chart.series = (0..<Int.random(in: 0...14, using: &random)).map { index in
      let count = Int.random(in: 0...400, using: &random)
      let start = chart.start.milliseconds + Int64.random(in: -500_000...500_000, using: &random)
      return ChartSeries(
        key: RowKey("\(index)"), name: DisplayText("series \(index)"),
        color: index < 8 ? index : nil, times: (0..<count).map { start + Int64($0) * 4000 },
        values: (0..<count).map { _ in number(&random) }, resets: [chart.end])
    }
    chart.selection = Bool.random(using: &random) ? Int.random(in: -1...20, using: &random) : nil
    chart.crosshair = Bool.random(using: &random) ? chart.end - .seconds(100) : nil
    chart.bands = [
      Band(.firing, from: chart.end, to: chart.start),
      Band(.pending, from: chart.start - .seconds(9), to: chart.end + .seconds(9)),
    ]
    chart.thresholds = [Threshold(number(&random), label: "limit", tone: .critical)]
    chart.omission = Bool.random(using: &random) ? "top 12 of 87 by value" : nil
    return chart
  }

  private static func table(_ random: inout SeededNumbers) -> TableModel {
    var table = SampleScreens.table(rows: Int.random(in: 0...50, using: &random))
    table.selection = Bool.random(using: &random) ? Int.random(in: -2...60, using: &random) : nil
    table.sortColumn = Int.random(in: -1...9, using: &random)
    table.firstColumn = Int.random(in: -1...9, using: &random)
    table.message = "nothing here"
    if let row = table.rows.indices.first {
      table.rows[row].mark = .pending
      table.rows[row].cells = [TableCell("one cell only")]
    }
    return table
  }

  static func popup(_ random: inout SeededNumbers) -> Popup? {
    switch Int.random(in: 0...5, using: &random) {
    case 0: .help(search: PromptModel(label: "search", before: "a", after: ""), firstLine: 500)
    case 1: .text(title: "about", TextModel(["x", "y"], firstLine: -4))
    case 2: .picker(title: "sort", items: ["a", "b"], selection: 7)
    case 3: .question("quit? y/N")
    case 4: .picker(title: "", items: [], selection: 0)
    default: nil
    }
  }
}
