import Metrics
import Presentation
import TestDashboard
import TestWorld
import Testing

/// What *Before* tells of units: what systemd and the kernel remember from before the start, and what happens later.
@Suite struct UnitHistoryTests {
  @Test func `failed and lately restarted units are known at the start`() throws {
    let afternoon = try Afternoon(seed: 11)
    let (host, now) = (afternoon.host, afternoon.now)
    var failed = FakeSystemd.Unit("api.service", since: now - 2000)
    (failed.state, failed.result, failed.exit) = ("failed", "oom-kill", (2, 9))
    var again = FakeSystemd.Unit("mail.service", since: now - 600)
    again.restarts = 2
    var longAgo = FakeSystemd.Unit("old.service", since: now - 9000)
    longAgo.restarts = 7
    host.systemd.units = [
      failed, again, longAgo, FakeSystemd.Unit("young.service", since: now - 100),
    ]
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 40)
    #expect(
      dashboard.before
        == "api.service failed (oom-kill) \(Afternoon.clock(now - 2000)) · mail.service restarted \(Afternoon.clock(now - 600))"
    )
    let events = dashboard.screen.sentences.first { $0.heading.text == "Before" }
    #expect(events?.destination == .view(.units))
    try dashboard.press("E")
    #expect(!dashboard.screen.status.isLive)
  }

  @Test func `a service that fails or is started again later is told once`() throws {
    let afternoon = try Afternoon(seed: 11)
    let (host, now) = (afternoon.host, afternoon.now)
    let name = try #require(
      host.processes.first { $0.controlGroup.hasSuffix(".service") }?.name)
    host.systemd.units = [
      FakeSystemd.Unit("\(name).service", since: now - 9000),
      FakeSystemd.Unit("api.service", since: now - 9000),
    ]
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 60)
    #expect(dashboard.before == nil)
    let place = try #require(host.processes.firstIndex { $0.name == name })
    host.processes[place].pid = 30_001
    host.processes[place].startSeconds = host.uptime
    host.systemd.units?[0].since = now + 60
    host.systemd.units?[1].state = "failed"
    host.systemd.units?[1].since = now + 61
    host.systemd.units?[1].result = "exit-code"
    try dashboard.run(seconds: 60)
    #expect(
      dashboard.before
        == "\(name).service restarted \(Afternoon.clock(now + 60)) · api.service failed \(Afternoon.clock(now + 61))"
    )
  }

  @Test func `kills are told with their group's name, those before the start as such`() throws {
    let afternoon = try Afternoon(seed: 11)
    let (host, now) = (afternoon.host, afternoon.now)
    var api = FakeUnit("/system.slice/api.service")
    api.oomKills = 2
    host.units = [api, FakeUnit("/system.slice/mail.service")]
    host.oomKills = 2
    try host.write()
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 60)
    #expect(dashboard.before == "api.service had 2 oom-kills before \(Afternoon.clock(now))")
    host.units[1].oomKills = 1
    host.oomKills = 3
    try dashboard.run(seconds: 60)
    let text = try #require(dashboard.before)
    #expect(text.contains("mail.service oom-kill \(Afternoon.clock(now + 61))"), "\(text)")
    #expect(!text.contains("· oom-kill"), "\(text)")
  }
}
