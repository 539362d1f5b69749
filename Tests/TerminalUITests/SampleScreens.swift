import Metrics
import Presentation

/// Screens for tests, made of plain values: nothing here comes from a clock or a machine.
enum SampleScreens {
  static let end = Timestamp(milliseconds: 1_700_000_061_000)

  /// A line that swings, with a spike and a gap, the same in every run.
  static func series(
    _ name: String, color: Int?, scale: Double, seed: UInt64, gap: Range<Int> = 0..<0
  ) -> ChartSeries {
    var random = SeededNumbers(seed: seed)
    var times: [Int64] = []
    var values: [Double] = []
    var level = scale / 3
    for second in 0..<1800 where !gap.contains(second) {
      level += (random.unit() - 0.5) * scale / 12
      level = min(max(level, 0), scale)
      times.append(end.milliseconds - Int64(1799 - second) * 1000)
      values.append(second == 900 ? scale : level)
    }
    return ChartSeries(
      key: RowKey(name), name: DisplayText(name), color: color, times: times, values: values)
  }

  static func chart(_ title: DisplayText, _ unit: Unit, _ series: [ChartSeries]) -> ChartModel {
    var chart = ChartModel(
      title: title, unit: unit, start: end - .seconds(1800), end: end, step: .seconds(1),
      interval: .seconds(1), zone: .utc)
    chart.series = series
    return chart
  }

  static let cpu: ChartModel = {
    var chart = SampleScreens.chart(
      "CPU busy", .cores, [series("busy", color: 0, scale: 8, seed: 1, gap: 1100..<1300)])
    chart.thresholds = [Threshold(6, label: "warn 6.0", tone: .warning)]
    return chart
  }()

  static let network: ChartModel = chart(
    "Network", .bytesPerSecond,
    [
      series("eth0 receive", color: 0, scale: 40_000_000, seed: 2),
      series("eth0 transmit", color: 1, scale: 12_000_000, seed: 3),
      series("docker0 receive", color: 2, scale: 3_000_000, seed: 4),
    ])

  static func table(rows: Int) -> TableModel {
    let columns = [
      TableColumn("pid", title: "PID", width: .fitted(least: 5, most: 8)),
      TableColumn(
        "user", title: "USER", alignment: .leading, width: .fitted(least: 6, most: 12),
        dropOrder: 2),
      TableColumn("cpu", title: "CORES", width: .fixed(6)),
      TableColumn("rss", title: "RSS", width: .fixed(6)),
      TableColumn("read", title: "R/s", width: .fixed(6), dropOrder: 3),
      TableColumn(
        "trend", title: "5 MIN", alignment: .leading, width: .fixed(12), dropOrder: 4),
      TableColumn("command", title: "COMMAND", alignment: .leading, width: .flexible(least: 12)),
    ]
    let made = (0..<rows).map(row)
    return TableModel(
      columns: columns, rows: made, sortColumn: 2, selection: 0,
      footer: ["200 kept of 1,412; I/O of 12 processes hidden (not root)"])
  }

  private static func row(_ row: Int) -> TableRow {
    let names: [DisplayText] = [
      "postgres: checkpointer", "java -jar api.jar --profile production", "nginx: worker",
    ]
    let share = 1 / Double(row + 1)
    let trend = (0..<12).map { (place: Int) -> Double? in Double((place * (row + 3)) % 7) }
    let cells: [TableCell] = [
      TableCell(DisplayText("\(8123 + row)")),
      TableCell(row % 2 == 0 ? "postgres" : "www-data"),
      TableCell(DisplayText(Unit.cores.text(4.2 * share)), row == 0 ? .warning : .plain),
      TableCell(DisplayText(Unit.bytes.compact(2.1e9 * share))),
      TableCell(row % 3 == 0 ? "–" : "12M", .muted),
      TableCell(Sparkline(trend)),
      TableCell(names[row % 3]),
    ]
    return TableRow(key: RowKey("\(8123 + row)"), cells: cells)
  }

  static var host: Screen {
    var screen = Screen(
      title: "●1 web-3",
      status: StatusLine(
        facts: [
          TextLine("web-3", .strong), "up 41d", "8 cores", "31 GiB", "load 9.1",
        ],
        alerts: [
          AlertCount(.firing, text: "1 firing", tone: .critical),
          AlertCount(.pending, text: "2 pending", tone: .warning),
        ], clock: TextLine([TextPiece("LIVE ", .strong), TextPiece("03:04:21Z")]), window: "30m",
        isLive: true), lead: .breadcrumb(["web-3", "cpu", "postgres[8123]"], right: "30m window"))
    screen.sentences = [
      Sentence(
        heading: "Now",
        text: TextLine([
          TextPiece("disk nvme0n1 saturated", .critical),
          TextPiece(": queue 31, await 48 ms, since 03:01Z"),
        ]), hints: [Hint(.enter, "open")]),
      Sentence(heading: "", text: "postgres[8123] does 92 % of its writes"),
      Sentence(
        heading: "", mark: .firing,
        text: TextLine([
          TextPiece("crit ", .critical), TextPiece("DiskFullSoon /var", .strong),
          TextPiece("  4 min, not acknowledged"),
        ]), hints: [Hint(.nextAlert, "card"), Hint(.acknowledge, "ack")]),
    ]
    screen.panes = [
      Pane(
        PaneID("cpu"), title: "CPU busy", content: .chart(cpu),
        place: PanePlace(.tile, leastRows: 7)),
      Pane(
        PaneID("network"), title: "Network", content: .chart(network),
        place: PanePlace(.tile, leastRows: 7, collapseOrder: 1)),
      Pane(
        PaneID("processes"), title: "Processes", content: .table(table(rows: 40)),
        place: PanePlace(.main, leastRows: 6, weight: 2), isFocused: true),
      Pane(
        PaneID("details"), title: "postgres[8123]",
        content: .text(
          TextModel([
            TextLine([
              TextPiece("command ", .muted),
              TextPiece(
                "postgres: checkpointer -D /var/lib/postgresql/15/main with a rather long line"),
            ]),
            TextLine([TextPiece("started ", .muted), TextPiece("2 h 13 min ago")]),
          ])), place: PanePlace(.detail, leastRows: 4)),
    ]
    screen.reach = TextLine(
      "history 1 h 47 min (64 MiB)   can't see: kernel log, per-process I/O", .muted)
    screen.hints = [
      Hint(.enter, "open"), Hint(.goToTime, "time"), Hint(.nextAlert, "alert"),
      Hint(.help, "help"), Hint(.quit, "quit"),
    ]
    screen.cost = "@ 0.6% 88M 0.8kB/s"
    screen.contexts = [.table, .everywhere]
    return screen
  }
}

/// Numbers from a seed: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to 1.
  mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }
}
