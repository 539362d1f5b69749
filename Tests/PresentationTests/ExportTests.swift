import Metrics
import Testing

@testable import Presentation

@Suite struct ExportTests {
  private static let moment = Timestamp(milliseconds: 1_795_517_181_250)

  private static func screen(_ content: Pane.Content) -> Screen {
    var screen = Screen.none
    screen.lead = .breadcrumb(["web-3", "processes"], right: TextLine())
    screen.panes = [
      Pane(
        PaneID("card"), title: "", content: .text(TextModel(["x"])),
        place: PanePlace(.detail, leastRows: 3)),
      Pane(PaneID("top"), title: "Top", content: content, place: PanePlace(.main, leastRows: 3)),
    ]
    screen.focus = PaneID("card")
    return screen
  }

  private static var table: TableModel {
    var bytes = TableColumn("rss", title: "RSS", width: .fixed(5))
    bytes.unit = .bytes
    let columns = [
      TableColumn("pid", title: "PID", width: .fixed(5)), bytes,
      TableColumn("command", title: "COMMAND", width: .flexible(least: 5)),
    ]
    let rows: [(Double?, ByteString)] = [
      (1_234_567_890, "say \"hi\", twice"), (nil, "=HYPERLINK(\"http://evil\")"),
      (0.5, ByteString([0x1b, 0x5b, 0x32, 0x4a, 0xff])), (-3, "-rf\r\n"),
      (1e300, "\u{202e}gpj.exe 漢"), (.infinity, "@SUM(A1)"),
    ]
    return TableModel(
      columns: columns,
      rows: rows.enumerated().map { index, row in
        TableRow(
          key: RowKey("\(index)"),
          cells: [
            TableCell(DisplayText("\(index)"), value: .number(Double(index))),
            TableCell("short", value: .number(row.0)),
            TableCell(DisplayText(row.1, limit: 8), value: .text(row.1)),
          ])
      })
  }

  @Test func `a table as CSV has base units, quotes, and no formula or escape`() {
    let export = Export(Self.screen(.table(Self.table)), at: Self.moment)
    #expect(
      export.csv == """
        pid,rss_bytes,command\r
        0,1234567890,"say ""hi"", twice"\r
        1,,"'=HYPERLINK(""http://evil"")"\r
        2,0.5,\\x1b[2J\\xff\r
        3,-3,'-rf\\r\\n\r
        4,1e+300,<U+202E>gpj.exe 漢\r
        5,+Inf,'@SUM(A1)\r

        """)
    #expect(export.count == 6)
  }

  @Test func `a table as JSON has every byte of a text`() {
    let export = Export(Self.screen(.table(Self.table)), at: Self.moment)
    #expect(
      export.json == """
        {"time":"2026-11-24T10:46:21.250Z","view":"web-3 > processes","panes":[
        {"pane":"top","title":"Top","rows":[
        {"pid":0,"rss_bytes":1234567890,"command":"say \\"hi\\", twice"},
        {"pid":1,"rss_bytes":null,"command":"=HYPERLINK(\\"http://evil\\")"},
        {"pid":2,"rss_bytes":0.5,"command":"\\u001b[2J\u{fffd}","command_base64":"G1sySv8="},
        {"pid":3,"rss_bytes":-3,"command":"-rf\\r\\n"},
        {"pid":4,"rss_bytes":1e+300,"command":"\\u202egpj.exe 漢"},
        {"pid":5,"rss_bytes":"+Inf","command":"@SUM(A1)"}
        ]}
        ]}

        """)
  }

  @Test func `a chart is written as its points with times and the unit`() {
    var chart = ChartModel(
      title: "Disk", unit: .bytesPerSecond, start: Self.moment, end: Self.moment,
      step: .seconds(1), interval: .seconds(1), zone: .utc)
    chart.series = [
      ChartSeries(
        key: RowKey("read"), name: "read, all", times: [1_795_517_181_000, 1_795_517_181_500],
        values: [1048576, .nan])
    ]
    let export = Export(Self.screen(.chart(chart)), at: Self.moment)
    #expect(
      export.csv == """
        time,series,value_bytes_per_second\r
        2026-11-24T10:46:21Z,"read, all",1048576\r
        2026-11-24T10:46:21.500Z,"read, all",NaN\r

        """)
    #expect(
      export.json == """
        {"time":"2026-11-24T10:46:21.250Z","view":"web-3 > processes","panes":[
        {"pane":"top","title":"Disk","unit":"bytes/s","series":[
        {"series":"read, all","points":[[1795517181,1048576],[1795517181.5,"NaN"]]}
        ]}
        ]}

        """)
  }

  @Test func `a view of nothing but text is no table`() {
    let export = Export(Self.screen(.text(TextModel(["x"]))), at: Self.moment)
    #expect(export.csv == nil)
    #expect(export.json == nil)
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("\u{fb}\u{ff}", "w7vDvw=="),
  ])
  func `bytes are written in sixty-four letters`(text: String, base64: String) {
    #expect(Base64.text(Array(text.utf8)) == base64)
  }
}
