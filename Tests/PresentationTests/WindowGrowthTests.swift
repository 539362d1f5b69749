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

  @Test func `a window that does not grow is left alone`() {
    var session = Session(window: .seconds(240))
    session.follow(Self.situation(history: 5000))
    #expect(session.window == .seconds(240))
  }
}
