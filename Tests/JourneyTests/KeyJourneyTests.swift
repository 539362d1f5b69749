import Presentation
import TestDashboard
import TestWorld
import Testing

/// Keys on a made-up machine, through the live map to the next frame.
@Suite struct KeyJourneyTests {
  @Test(arguments: ["i", "@", "?", "s"])
  func `q and Esc close what stands in front, and leave the view as it was`(key: String) throws {
    let dashboard = SimulatedDashboard(try FakeScene.idle.machine(seed: 1))
    try dashboard.run(seconds: 3)
    for closing in ["q", "Esc"] {
      try dashboard.press("3 \(key)")
      #expect(dashboard.screen.popup != nil, "\(key)")
      try dashboard.press(closing)
      #expect(dashboard.screen.popup == nil, "\(key) \(closing)")
      #expect(dashboard.session.view == .processes)
    }
  }

  @Test func `a number goes to a view, space stops time, zero goes on`() throws {
    let dashboard = SimulatedDashboard(try FakeScene.idle.machine(seed: 1))
    try dashboard.run(seconds: 3)
    for (key, view) in [("3", ViewKind.processes), ("8", .explore), ("9", .alerts), ("2", .host)] {
      try dashboard.press(key)
      #expect(dashboard.session.view == view)
    }
    try dashboard.press("Space")
    #expect(!dashboard.screen.status.isLive)
    try dashboard.press("0")
    #expect(dashboard.screen.status.isLive)
  }

  @Test func `the past shows the processes of that moment`() throws {
    let host = try FakeScene.idle.machine(seed: 4)
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 60)
    var late = FakeProcess(pid: 7777, comm: "latecomer")
    late.userCores = 0.5
    host.processes.append(late)
    try dashboard.run(seconds: 60)
    try dashboard.press("3")
    #expect(dashboard.frame(columns: 120, rows: 40).contains("latecomer"))
    dashboard.session = Session(view: .processes, window: .seconds(120))
    try dashboard.press("{ {")
    let past = dashboard.frame(columns: 120, rows: 40)
    #expect(!past.contains("latecomer"), "\(past)")
    try dashboard.press("0")
    #expect(dashboard.frame(columns: 120, rows: 40).contains("latecomer"))
  }
}
