import Metrics
import Rules
import Testing

@testable import Presentation

@Suite struct SessionTests {
  /// 2026-11-24 10:46:21 in UTC, with an hour of history.
  static var situation: Situation {
    var situation = Situation(
      host: "web-3", now: Timestamp(milliseconds: 1_795_517_181_000))
    situation.oldest = situation.now - .seconds(3600)
    situation.isHistoryVolatile = false
    situation.chartColumns = 180
    return situation
  }

  /// A frame with a table of processes, of which keys can choose.
  static func screen(rows: [String] = ["1/init", "2/a", "3/b"], selection: Int? = 0) -> Screen {
    var screen = Screen.none
    let table = TableModel(
      columns: [
        TableColumn("pid", title: "PID", width: .fixed(5)),
        TableColumn("cpu", title: "CORES", width: .fixed(5)),
      ],
      rows: rows.map { key in
        TableRow(
          key: RowKey(key), cells: ["", ""].map { TableCell($0) },
          destination: ProcessKey(row: RowKey(key)).map(Place.process))
      }, sortColumn: 1, selection: selection)
    screen.panes = [
      Pane(
        PaneID("processes"), title: "", content: .table(table),
        place: PanePlace(.main, leastRows: 5))
    ]
    screen.focus = PaneID("processes")
    screen.focusOrder = [PaneID("processes")]
    screen.destination = selection.map { table.rows[$0].destination } ?? nil
    return screen
  }

  static func after(_ actions: [Action], _ session: Session = Session(view: .processes))
    -> (session: Session, effects: [Effect])
  {
    var session = session
    var effects: [Effect] = []
    for action in actions {
      effects += session.apply(action, in: situation, seeing: screen())
    }
    return (session, effects)
  }

  struct Timed: CustomTestStringConvertible, Sendable {
    var actions: [Action]
    /// Seconds before now; `nil` for live.
    var ago: Int64?
    var testDescription: String { "\(actions)" }

    init(_ actions: [Action], _ ago: Int64?) {
      self.actions = actions
      self.ago = ago
    }
  }

  @Test(arguments: [
    Timed([], nil), Timed([.toggleLive], 0), Timed([.toggleLive, .toggleLive], nil),
    Timed([.columnBack], 10), Timed([.columnBack, .columnBack, .columnForward], 10),
    Timed([.columnBack, .columnForward], nil), Timed([.columnForward], nil),
    Timed([.sampleBack], 1), Timed([.sampleBack, .sampleBack], 2),
    Timed([.halfWindowBack], 900), Timed([.halfWindowBack, .halfWindowForward], nil),
    Timed(
      [.halfWindowBack, .halfWindowBack, .halfWindowBack, .halfWindowBack, .halfWindowBack], 3600),
    Timed([.halfWindowBack, .live], nil), Timed([.zoomIn, .halfWindowBack], 450),
    Timed([.zoomOut, .halfWindowBack], 1800), Timed([.crosshair], 0),
    Timed([.goToTime, .insert("-15m"), .submit], 900),
    Timed([.goToTime, .insert("10:32"), .submit], 861),
    Timed([.goToTime, .insert("nonsense"), .submit], nil),
    Timed([.goToTime, .insert("yesterday"), .submit], 3600),
    Timed([.goToTime, .insert("-15m"), .cancel], nil), Timed([.halfWindowBack, .view(.host)], 900),
    Timed([.halfWindowBack, .enter, .back], 900),
  ])
  func `keys of time lead to a moment on every view`(row: Timed) {
    let session = Self.after(row.actions).session
    let now = Self.situation.now
    #expect(session.time == row.ago.map { .at(now - .seconds($0)) } ?? .live)
  }

  @Test func `a time key stops at the oldest sample and says so`() {
    let back = [Action](repeating: .halfWindowBack, count: 5)
    #expect(
      Self.after(back).session.notice?.text.text
        == "09:46:21Z is the oldest sample; history reaches back 1h")
  }

  @Test func `zooming keeps the moment where it is in the window`() {
    let session = Self.after([.halfWindowBack, .columnForward, .zoomIn]).session
    let now = Self.situation.now
    #expect(session.window == .seconds(900))
    #expect(session.time == .at(now - .seconds(890)))
    #expect(session.windowEnd == now - .seconds(890))
  }

  @Test func `escape undoes one thing at a time and never quits`() {
    var (session, _) = Self.after([
      .enter, .filter, .insert("x"), .submit, .maximise, .help,
    ])
    var effects: [Effect] = []
    var steps: [String] = []
    for _ in 0..<6 {
      effects += session.apply(.back, in: Self.situation, seeing: Self.screen())
      steps.append(
        "\(session.popup == nil) \(session.maximised == nil) \(session.level.filter) \(session.levels.count)"
      )
    }
    #expect(
      steps == [
        "true false x 2", "true true x 2", "true true  2", "true true  1", "true true  1",
        "true true  1",
      ])
    #expect(effects == [])
  }

  @Test func `a selection follows its row and is gone when the row is`() {
    var (session, _) = Self.after([.move(.down)])
    let state = session.level.tables[PaneID("processes")]
    #expect(state?.cursor == RowKey("2/a"))
    // The row has ended: nothing is selected until a key is pressed, and then its neighbour is.
    _ = session.apply(
      .move(.down), in: Self.situation,
      seeing: Self.screen(rows: ["1/init", "3/b"], selection: nil))
    #expect(session.level.tables[PaneID("processes")]?.cursor == RowKey("3/b"))
  }

  @Test func `each level remembers its filter, and going up keeps the time`() {
    let session = Self.after([
      .filter, .insert("post"), .submit, .enter, .filter, .insert("y"), .submit, .columnBack, .quit,
    ]).session
    #expect(session.levels.map(\.place) == [.view(.processes)])
    #expect(session.level.filter == "post")
    #expect(session.time == .at(Self.situation.now - .seconds(10)))
  }

  @Test func `a filter acts while it is typed and is restored when it is given up`() {
    var (session, _) = Self.after([.filter, .insert("a"), .submit, .filter, .insert("b")])
    #expect(session.level.filter == "ab")
    _ = session.apply(.insert("("), in: Self.situation, seeing: Self.screen())
    #expect(session.level.filter == "ab")
    _ = session.apply(.cancel, in: Self.situation, seeing: Self.screen())
    #expect(session.level.filter == "a")
  }

  @Test(arguments: [
    ([Action.quit], [Effect.quit]), ([.enter, .quit], []), ([.redraw], [.redrawAll]),
    ([.suspend], [.suspend]), ([.reload], [.reload]),
    ([.palette, .insert("q"), .submit], [.quit]),
    ([.palette, .insert("dump /tmp/x"), .submit], [.dump(path: "/tmp/x")]),
    ([.palette, .insert("bell test"), .submit], [.testBell]),
    (
      [.mark, .insert("rolled back"), .submit],
      [.mark("rolled back", at: Timestamp(milliseconds: 1_795_517_181_000))]
    ),
    ([.mute], [.mute(until: Timestamp(milliseconds: 1_795_518_081_000))]),
    ([.acknowledge], []), ([.palette, .insert("nonsense"), .submit], []),
  ])
  func `keys that act on the program say what it has to do`(actions: [Action], effects: [Effect]) {
    #expect(Self.after(actions).effects == effects)
  }

  @Test func `quitting asks where history would be lost, and only y says yes`() {
    var situation = Self.situation
    situation.isHistoryVolatile = true
    for (answer, effects) in [(Action.yes, [Effect.quit]), (.enter, []), (.no, []), (.back, [])] {
      var session = Session(view: .processes)
      #expect(session.apply(.quit, in: situation, seeing: Self.screen()) == [])
      #expect(session.popup == .quit(reason: "1h of history are in memory only"))
      #expect(session.apply(answer, in: situation, seeing: Self.screen()) == effects)
      #expect(session.popup == nil)
    }
  }

  @Test func `the alert key opens the most urgent card, and again the next`() {
    var situation = Self.situation
    let alerts = ["B", "A"].map { name in
      var alert = AlertStatus(
        name: ByteString(name), labels: ["alertname": ByteString(name)], state: .firing,
        activeAt: situation.now - .seconds(60))
      alert.firedAt = situation.now - .seconds(name == "A" ? 50 : 40)
      return alert
    }
    situation.rules.alerts = alerts
    var session = Session(view: .host)
    _ = session.apply(.nextAlert, in: situation, seeing: Self.screen())
    #expect(session.levels.map(\.place) == [.view(.alerts), .alert(["alertname": "A"])])
    #expect(
      session.apply(.acknowledge, in: situation, seeing: Self.screen())
        == [.acknowledge([["alertname": "A"]])])
    _ = session.apply(.nextAlert, in: situation, seeing: Self.screen())
    #expect(session.level.place == .alert(["alertname": "B"]))
    _ = session.apply(.viewBack, in: situation, seeing: Self.screen())
    #expect(session.level.place == .view(.host))
    _ = session.apply(.nextAlert, in: situation, seeing: Self.screen())
    _ = session.apply(.view(.processes), in: situation, seeing: Self.screen())
    #expect(session.time == .at(situation.now - .seconds(50)))
  }

  @Test func `views are left and found again as they were`() {
    let session = Self.after([
      .filter, .insert("x"), .submit, .view(.targets), .view(.processes),
    ]).session
    #expect(session.level.filter == "x")
  }

  private static let offer = TargetOffer(
    summary: "412 targets every 15 s, about 540,000 series: more than 64 MiB can hold",
    targets: (0..<412).map {
      TargetOffer.Target(url: "http://db-\($0):9100/metrics", labels: ["job": "node"])
    })

  @Test(
    arguments: [
      ([.yes], [.scrape(.all)]), ([.no], [.scrape(.none)]), ([.back], []), ([.enter], []),
      ([.filter, .insert("db-41"), .submit], [.scrape(.matching("db-41"))]),
      ([.filter, .submit], []), ([.filter, .insert("("), .submit], []), ([.filter, .cancel], []),
    ] as [([Action], [Effect])])
  func `nothing is scraped of many targets before the question is answered`(
    actions: [Action], effects: [Effect]
  ) {
    var situation = Self.situation
    situation.offer = Self.offer
    var session = Session()
    session.ask(Self.offer)
    let screen = session.screen(Answers(), in: situation)
    #expect(screen.contexts == [.question])
    guard case .question(let line) = screen.popup else {
      Issue.record("no question")
      return
    }
    #expect(
      line.text
        == "412 targets every 15 s, about 540,000 series: more than 64 MiB can hold. "
        + "Scrape all (y), only matching (/), none (n)?")
    var all: [Effect] = []
    for action in actions { all += session.apply(action, in: situation, seeing: screen) }
    #expect(all == effects)
  }

  @Test func `while the targets are chosen their number stands beside the line`() {
    var situation = Self.situation
    situation.offer = Self.offer
    var session = Session()
    session.ask(Self.offer)
    for action in [Action.filter, .insert("db-41")] {
      _ = session.apply(action, in: situation, seeing: .none)
    }
    guard case .prompt(let prompt) = session.screen(Answers(), in: situation).lead else {
      Issue.record("no prompt")
      return
    }
    #expect(prompt.label == "scrape /" && prompt.remark?.text == "3 of 412 targets")
  }
}
