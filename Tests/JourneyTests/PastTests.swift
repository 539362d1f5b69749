import Metrics
import Presentation
import TestDashboard
import TestWorld
import Testing

/// What *Before* tells of the time before the start: what the kernel remembers, and what its log says.
@Suite struct PastTests {
  private func started(_ host: FakeHost) throws -> SimulatedDashboard {
    try host.write()
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 60)
    return dashboard
  }

  @Test(arguments: [
    ("Out of memory: Killed process 4412 (java) total-vm:1kB", "oom-kill java[4412]"),
    ("I/O error, dev sda, sector 4711 op 0x0:(READ)", "I/O error on sda"),
    ("EXT4-fs (sda1): Remounting filesystem read-only", "file system error on sda1"),
    ("api[12]: segfault at 0 ip 0", "api segfault"),
    ("INFO: task jbd2/sda1-8:345 blocked for more than 120 seconds.", "jbd2/sda1-8 hung"),
    ("watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [api:1234]", "CPU lockup in api"),
    ("e1000e 0000:00:1f.6 eno1: NIC Link is Down", "eno1 link down"),
    ("mce: [Hardware Error]: Machine check events logged", "hardware error"),
    (#"\x1b[31mx\x1b[0m[12]: segfault at 0 ip 0"#, #"\x1b[31mx\x1b[0m segfault"#),
  ])
  func `a fault of the last hour is told with its time`(text: String, words: String) throws {
    let afternoon = try Afternoon(seed: 21)
    let (host, now) = (afternoon.host, afternoon.now)
    host.kernelLog.write(text, secondsAgo: 1800)
    // Older than an hour, written by a program, and nothing that is wrong.
    host.kernelLog.write("old[1]: segfault at 0 ip 0", secondsAgo: 3700)
    host.kernelLog.write("Killed process 1 (init) total-vm:1kB", secondsAgo: 60, priority: 12)
    host.kernelLog.write("e1000e 0000:00:1f.6 eno1: NIC Link is Up 1000 Mbps", secondsAgo: 60)
    #expect(try started(host).before == "\(words) \(Afternoon.clock(now - 1800))")
  }

  @Test func `faults later on are told, many in a row once, and E goes to them`() throws {
    let afternoon = try Afternoon(seed: 21)
    let (host, now) = (afternoon.host, afternoon.now)
    let dashboard = try started(host)
    #expect(dashboard.before == nil)
    for _ in 0..<4 {
      host.kernelLog.write("I/O error, dev sda, sector 4711 op 0x0:(READ)")
      try dashboard.run(seconds: 30)
    }
    #expect(dashboard.before == "I/O error on sda \(Afternoon.clock(now + 60))")
    try dashboard.press("E")
    #expect(dashboard.screen.notice?.text == "I/O error on sda")
  }

  @Test func `a kill that the log and a counter know of is told once, with both names`() throws {
    let afternoon = try Afternoon(seed: 21)
    let (host, now) = (afternoon.host, afternoon.now)
    host.units = [FakeUnit("/system.slice/mail.service")]
    let dashboard = try started(host)
    host.units[0].oomKills = 1
    host.oomKills += 1
    host.kernelLog.write("Memory cgroup out of memory: Killed process 77 (java) total-vm:1kB")
    try dashboard.run(seconds: 60)
    #expect(dashboard.before == "mail.service oom-kill java[77] \(Afternoon.clock(now + 61))")
  }

  @Test(arguments: [
    ([1, 5, 12.34], "load was 12.3 on 4 cores over 15m before"),
    // It is still there, it was never above the cores, and it comes only now.
    ([11, 12, 12.34], nil), ([0.5, 2, 3.9], nil), ([30, 20, 5], nil),
  ])
  func `a load that is over is told`(load: [Double], words: String?) throws {
    let host = try FakeHost(
      cpuCount: 4, memoryBytes: 8 << 30, interface: "eth0", bootTime: 1_700_000_000)
    host.load = load
    let now = host.bootTime + Int(host.uptime)
    #expect(try started(host).before == words.map { "\($0) \(Afternoon.clock(now))" })
  }

  @Test(arguments: [
    ("memory", "0.10", "23.00", "tasks waited 23 % of 5m for memory before"),
    ("io", "0.00", "12.00", "tasks waited 12 % of 5m for disk before"),
    ("cpu", "1.00", "40.00", "tasks waited 40 % of 5m for CPU before"),
    ("memory", "20.00", "23.00", nil), ("memory", "0.00", "9.00", nil),
    ("cpu", "0.00", "20.00", nil),
  ])
  func `waiting that is over is told`(
    resource: String, recent: String, past: String, words: String?
  ) throws {
    let afternoon = try Afternoon(seed: 21)
    let (host, now) = (afternoon.host, afternoon.now)
    host.pressure = host.pressure?.filter { $0.resource != resource }
    try host.write()
    try host.tree.write(
      "proc/pressure/\(resource)",
      "some avg10=\(recent) avg60=9.00 avg300=\(past) total=0\n"
        + "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n")
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 60)
    #expect(dashboard.before == words.map { "\($0) \(Afternoon.clock(now))" })
  }

  @Test func `throttling before the start is told of the innermost group that has the quota`()
    throws
  {
    let afternoon = try Afternoon(seed: 21)
    let (host, now) = (afternoon.host, afternoon.now)
    var slice = FakeUnit("/system.slice")
    slice.quotaMicroseconds = 100_000
    var api = FakeUnit("/system.slice/api.service")
    api.quotaMicroseconds = 50_000
    // It is throttled as much as the others, so the counts say; but it has no quota.
    host.units = [slice, api, FakeUnit("/system.slice/free.service")]
    #expect(
      try started(host).before
        == "api.service throttled in 75 % of its periods before \(Afternoon.clock(now))")
  }

  @Test(arguments: [(1200.0, true), (3590, true), (3700, false)])
  func `a boot within the hour before is told`(uptime: Double, isTold: Bool) throws {
    let host = try FakeHost(
      cpuCount: 2, memoryBytes: 8 << 30, interface: "eth0", uptime: uptime,
      bootTime: 1_700_049_600)
    let dashboard = try started(host)
    #expect(dashboard.before == (isTold ? "web-3 booted \(Afternoon.clock(1_700_049_600))" : nil))
  }
}
