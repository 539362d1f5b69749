import Foundation
import Metrics
import Presentation
import TestDashboard
import TestWorld
import TerminalUI
import Testing

/// The mouse on a made-up machine: nothing happens by it that a key would not do.
@Suite struct MouseTests {
  private func dashboard(_ keys: String) throws -> SimulatedDashboard {
    let dashboard = SimulatedDashboard(try FakeScene.diskWriter.machine(seed: 21))
    try dashboard.run(seconds: 30)
    dashboard.session = Session(view: .host, window: .seconds(120))
    try dashboard.press(keys)
    _ = dashboard.frame(columns: 120, rows: 40)
    return dashboard
  }

  /// The row of the frame that holds `text`.
  private func row(_ text: String, _ dashboard: SimulatedDashboard) throws -> Int {
    let lines = dashboard.frame(columns: 120, rows: 40)
      .split(separator: "\n", omittingEmptySubsequences: false)
    return try #require(lines.firstIndex { $0.contains(text) })
  }

  @Test func `a press selects a row, a second one goes in`() throws {
    let dashboard = try dashboard("3")
    let row = try row("/sbin/init", dashboard)
    dashboard.point(.press, column: 20, row: row)
    #expect(dashboard.session.level.place == .view(.processes))
    let cursor = dashboard.session.level.tables.values.first?.cursor
    #expect(cursor?.text.hasPrefix("1,") == true && cursor?.text.hasSuffix("/systemd") == true)
    _ = dashboard.frame(columns: 120, rows: 40)
    dashboard.point(.press, column: 20, row: try self.row("/sbin/init", dashboard))
    guard case .process(let process) = dashboard.session.level.place else {
      Issue.record("\(dashboard.session.level.place)")
      return
    }
    #expect(process.pid == "1" && process.comm == "systemd")
  }

  @Test func `the wheel moves three rows in the pane under it`() throws {
    let dashboard = try dashboard("2")
    let row = try row("/sbin/init", dashboard)
    dashboard.point(.wheelDown, column: 20, row: row)
    let table = dashboard.screen.panes.compactMap { pane in
      if case .table(let table) = pane.content { table } else { nil }
    }
    #expect(table.first?.selection == 3)
    dashboard.point(.wheelUp, column: 20, row: row)
    #expect(dashboard.screen.focus != .sentences)
  }

  @Test func `a press in a chart stops time at the moment under it`() throws {
    let dashboard = try dashboard("2")
    let row = try row("CPU busy", dashboard) + 3
    dashboard.point(.press, column: 36, row: row)
    #expect(!dashboard.screen.status.isLive)
    let moment = dashboard.session.moment(in: dashboard.situation)
    let age = (dashboard.situation.now - moment).inSeconds
    #expect(age > 0 && age < 30, "\(age)")
    #expect(dashboard.session.hasCrosshair)
    dashboard.point(.wheelUp, column: 36, row: row)
    #expect(dashboard.session.moment(in: dashboard.situation) < moment)
  }

  @Test func `a press on a sentence chooses it, on a hint does what its key does`() throws {
    let dashboard = try dashboard("3")
    let lines = dashboard.frame(columns: 120, rows: 40).split(separator: "\n")
    let hints = try #require(lines.last)
    let place = try #require(hints.range(of: "? help"))
    let column = hints.distance(from: hints.startIndex, to: place.lowerBound)
    dashboard.point(.press, column: column, row: 39)
    #expect(dashboard.screen.popup != nil)
    _ = dashboard.frame(columns: 120, rows: 40)
    dashboard.point(.press, column: 20, row: 20)
    #expect(dashboard.screen.popup != nil)
    dashboard.session = Session(view: .host, window: .seconds(120))
    let sentence = try row("Now", dashboard)
    dashboard.point(.press, column: 20, row: sentence)
    #expect(dashboard.session.level.place != .view(.host))
  }
}
