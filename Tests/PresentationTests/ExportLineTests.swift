import Metrics
import Testing

@testable import Presentation

/// What is typed to have something written.
@Suite struct ExportLineTests {
  @Test(arguments: [
    ("cpu.csv", ExportLine.Subject.view, "cpu.csv", false),
    ("my cpu.json", .view, "my cpu.json", false),
    ("window cpu.csv", .window, "cpu.csv", false),
    ("day.om --with-cmdline", .window, "day.om", true),
    ("--with-cmdline window a b.ring", .window, "a b.ring", true),
    ("report incident.txt", .report, "incident.txt", false),
    ("report", .view, "report", false), ("window ", .view, "window", false),
  ])
  func `a line names what is written, where and how`(
    line: String, subject: ExportLine.Subject, path: String, isWhole: Bool
  ) {
    let read = ExportLine(line)
    #expect(read.subject == subject && read.path == path && read.showsCommandLines == isWhole)
  }

  @Test(arguments: [
    ("a.csv", ExportForm.csv, nil), ("a.txt", .text, nil), ("a.json", .json, nil),
    ("window a.csv", nil, WindowExport.Form.csv), ("a.ring", nil, .ring),
    ("a.OM", nil, .openMetrics),
    ("report a.txt", nil, .report), ("window a.txt", nil, nil), ("report a.csv", nil, nil),
    ("a.pdf", nil, nil), (".ring", nil, nil), ("", nil, nil),
  ])
  func `the ending decides the form`(
    line: String, view: ExportForm?, window: WindowExport.Form?
  ) {
    #expect(ExportLine(line).viewForm == view)
    #expect(ExportLine(line).windowForm == window)
  }

  @Test func `Tab goes through every form and comes back`() {
    var line = "cpu.csv"
    var seen: [String] = []
    for _ in 0..<7 {
      line = ExportLine(line).next(isForward: true)
      seen.append(line)
      #expect(ExportLine(ExportLine(line).next(isForward: true)).next(isForward: false) == line)
    }
    #expect(
      seen == [
        "cpu.json", "cpu.txt", "report cpu.txt", "window cpu.csv", "cpu.om", "cpu.ring", "cpu.csv",
      ])
    #expect(ExportLine("x.om --with-cmdline").next(isForward: true) == "x.ring --with-cmdline")
    #expect(ExportLine("").next(isForward: true) == "ringside.csv")
  }

  @Test func `a window is the one that the charts show`() {
    let now = Timestamp(milliseconds: 1_700_000_000_000)
    var situation = Situation(host: "web-3", now: now)
    situation.oldest = now - .seconds(900)
    var session = Session(view: .host, window: .seconds(600))
    #expect(
      session.export(to: "a.om", situation) == [
        .exportWindow(
          WindowExport(.openMetrics, to: "a.om", from: now - .seconds(600), through: now))
      ])
    session.go(to: now - .seconds(800), situation)
    let end = now - .seconds(200)
    #expect(
      session.export(to: "report a.txt", situation) == [
        .exportWindow(WindowExport(.report, to: "a.txt", from: now - .seconds(800), through: end))
      ])
    #expect(session.export(to: "a.pdf", situation) == [])
    #expect(session.notice?.text.text.hasPrefix("'a.pdf': expected a name in .csv") == true)
  }
}
