import Metrics
import Presentation
import Testing

@Suite struct WindowGrowthTests {
  private static func situation(history seconds: Int64) -> Situation {
    let now = Timestamp(milliseconds: 1_800_000_000_000)
    var situation = Situation(host: "web-3", now: now)
    situation.oldest = now - .seconds(seconds)
    return situation
  }

  @Test func `the window follows the history and stops at what was asked for`() {
    var session = Session(window: .seconds(1800))
    session.growWindow()
    var windows: [Int64] = []
    for history: Int64 in [0, 60, 121, 299, 301, 700, 1000, 1801, 9000] {
      session.follow(Self.situation(history: history))
      windows.append(session.window.components.seconds)
    }
    #expect(windows == [120, 120, 300, 300, 600, 900, 1800, 1800, 1800])
  }

  @Test func `a window that was chosen by hand stays`() {
    var session = Session(window: .seconds(1800))
    session.growWindow()
    let situation = Self.situation(history: 60)
    _ = session.apply(.zoomOut, in: situation, seeing: session.screen(Answers(), in: situation))
    let chosen = session.window
    session.follow(Self.situation(history: 5000))
    #expect(chosen > .seconds(120))
    #expect(session.window == chosen)
  }

  @Test func `a history that ended long before this run does not make the window long`() {
    var session = Session(window: .seconds(1800))
    session.growWindow()
    var situation = Self.situation(history: 90_000)
    situation.resumed = situation.now - .seconds(60)
    session.follow(situation)
    #expect(session.window == .seconds(120))
    situation.resumed = nil
    session.follow(situation)
    #expect(session.window == .seconds(1800))
  }

  @Test func `the line about history says where it is not kept, and the page why`() {
    var situation = Self.situation(history: 90)
    var session = Session(view: .host)
    let text = { session.screen(Answers(), in: situation).reach.text }
    #expect(text() == "history 1m30s (0 B)")
    situation.store.remark = "not on disk"
    situation.store.problem = "write: no space left on device; the newest 1m are in memory only"
    situation.store.place = "~/.local/state/ringside/4f2a.ring, at most 512 MiB"
    situation.cost.diskBytesPerDay = 42_000_000
    #expect(text() == "history 1m30s (0 B)   not on disk")
    _ = session.apply(.about, in: situation, seeing: session.screen(Answers(), in: situation))
    guard case .text(_, let page)? = session.screen(Answers(), in: situation).popup else {
      Issue.record("no page")
      return
    }
    let lines = page.lines.map(\.text)
    for words in [
      "not on disk", "40 MiB a day", "~/.local/state/ringside/4f2a.ring, at most 512 MiB",
      "write: no space left on device",
    ] {
      #expect(lines.contains { $0.contains(words) }, "\(words) not in \(lines)")
    }
  }

  @Test func `a window that does not grow is left alone`() {
    var session = Session(window: .seconds(240))
    session.follow(Self.situation(history: 5000))
    #expect(session.window == .seconds(240))
  }
}
