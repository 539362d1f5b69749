internal import Metrics
internal import Presentation
internal import TerminalUI
internal import TestDashboard
internal import TestWorld

extension Workload {
  /// A frame of 200×50 drawn from its view models: four charts of three lines, a table of 200 processes.
  static let frame = Workload(name: "frame", unit: "frame", bar: "8 ms", repetitions: 20) {
    let screen = busyScreen()
    let drawing = Drawing(glyphs: .braille)
    let size = GridSize(columns: 200, rows: 50)
    return Prepared {
      let frame = drawing.frame(screen, size: size)
      return frame.cells.size == size ? 1 : 0
    }
  }

  /// A frame of the host from nothing: every query over ten minutes, view models, 200×50 cells.
  static let view = Workload(name: "view", unit: "frame", bar: "8 ms") {
    let dashboard = SimulatedDashboard(try FakeScene.diskWriter.machine(seed: 1, withDecoys: true))
    try dashboard.run(seconds: 600)
    return Prepared { dashboard.frame(columns: 200, rows: 50).isEmpty ? 0 : 1 }
  }

  private static func busyScreen() -> Screen {
    var random = SeededGenerator(seed: 7)
    let status = StatusLine(
      facts: ["web-3", "up 41d", "8 cores", "31 GiB", "load 9.1"],
      alerts: [AlertCount(.firing, text: "1 firing", tone: .critical)],
      clock: "LIVE 03:04:21Z", window: "30m", isLive: true)
    var screen = Screen(
      title: "web-3", status: status, lead: .breadcrumb(["web-3", "host"], right: TextLine()))
    screen.sentences = [
      Sentence(heading: "Now", text: "disk nvme0n1 saturated: queue 31, await 48 ms"),
      Sentence(heading: "", text: "postgres[8123] does 92 % of its writes"),
    ]
    screen.panes = ["CPU busy", "Memory", "Disk", "Network"].map { name in
      Pane(
        PaneID(name), title: DisplayText(name), content: .chart(chart(name, &random)),
        place: PanePlace(.tile, leastRows: 6))
    }
    screen.panes.append(
      Pane(
        PaneID("processes"), title: "Processes", content: .table(processes(&random)),
        place: PanePlace(.main, leastRows: 6), isFocused: true))
    screen.focus = PaneID("processes")
    return screen
  }

  private static func chart(_ title: String, _ random: inout SeededGenerator) -> ChartModel {
    let end = Timestamp(milliseconds: 1_700_000_000_000)
    var chart = ChartModel(
      title: DisplayText(title), unit: .cores, start: end - .seconds(1800), end: end,
      step: .seconds(1), interval: .seconds(1), zone: .utc)
    chart.series = (0..<3).map { line in
      var level = 4.0
      let values = (0..<1800).map { _ in
        level = min(max(level + Double(random.number(-40...40)) / 100, 0), 8)
        return level
      }
      let times = (0..<1800).map { end.milliseconds - Int64(1799 - $0) * 1000 }
      return ChartSeries(
        key: RowKey("line \(line)"), name: DisplayText("line \(line)"), color: line, times: times,
        values: values)
    }
    return chart
  }

  private static func processes(_ random: inout SeededGenerator) -> TableModel {
    let columns = [
      TableColumn("pid", title: "PID", width: .fitted(least: 5, most: 8)),
      TableColumn("user", title: "USER", alignment: .leading, width: .fitted(least: 6, most: 12)),
      TableColumn("cpu", title: "CORES", width: .fixed(6)),
      TableColumn("rss", title: "RSS", width: .fixed(6)),
      TableColumn("command", title: "COMMAND", alignment: .leading, width: .flexible(least: 12)),
    ]
    let rows = (0..<200).map { row in
      let texts = [
        "\(8000 + row)", "postgres", "\(random.number(0...9)).\(random.number(0...9))",
        "\(random.number(1...900))M", "postgres: worker \(row) idle in transaction",
      ]
      return TableRow(
        key: RowKey("\(row)"), cells: texts.map { TableCell(DisplayText($0)) })
    }
    return TableModel(columns: columns, rows: rows, sortColumn: 2, selection: 3)
  }
}
