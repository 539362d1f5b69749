import Metrics
import Sharing
import TestWorld
import Testing

@testable import Collectors

@Suite struct SystemdCollectorTests {
  private static let output = SystemctlOutput.sample

  private func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

  private func options(_ answer: SystemdAnswer) throws -> HostOptions {
    var options = try Fixture().options("systemd")
    options.askSystemd = { answer }
    return options
  }

  private func states(_ name: String, _ type: String, _ state: String) -> [String: Double] {
    var result: [String: Double] = [:]
    for one in ["active", "activating", "deactivating", "inactive", "failed"] {
      let labels = "name=\"\(name)\", state=\"\(one)\"" + ", type=\"\(type)\""
      let shown = type.isEmpty ? "name=\"\(name)\", state=\"\(one)\"" : labels
      result["node_systemd_unit_state{\(shown)}"] = one == state ? 1 : 0
    }
    return result
  }

  @Test func `states, restarts, times and ends have node_exporter's names where it has one`() throws
  {
    var collector = HostCollector(
      try options(.units(Array(Self.output.utf8))), withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collectOnce(at: at(0)))
    var expected = states("ssh.service", "notify", "active")
      .merging(states("api.service", "simple", "failed")) { $1 }
      .merging(states("logrotate.timer", "", "inactive")) { $1 }
    expected.merge(states("docker.socket", "", "active")) { $1 }
    expected["node_systemd_unit_tasks_current{name=\"ssh.service\"}"] = 3
    expected["node_systemd_unit_tasks_max{name=\"ssh.service\"}"] = 4915
    expected["node_systemd_socket_accepted_connections_total{name=\"docker.socket\"}"] = 12
    expected["node_systemd_socket_current_connections{name=\"docker.socket\"}"] = 2
    expected["node_systemd_socket_refused_connections_total{name=\"docker.socket\"}"] = 1
    expected["node_systemd_unit_start_time_seconds{name=\"ssh.service\"}"] = 1_795_618_069
    expected["node_systemd_service_restart_total{name=\"ssh.service\"}"] = 0
    expected["node_systemd_service_restart_total{name=\"api.service\"}"] = 5
    expected["node_systemd_timer_last_trigger_seconds{name=\"logrotate.timer\"}"] = 7
    let failed = "name=\"api.service\", result=\"exit-code\""
    expected["ringside_systemd_unit_failure_time_seconds{\(failed)}"] = 1_709_251_199
    expected["ringside_systemd_service_exit_status{name=\"api.service\"}"] = 203
    #expect(viewer.values == expected)
  }

  @Test func `what systemd says of itself is written, and how many units are in which state`()
    throws
  {
    let manager = """
      Version=252.38-1~deb12u1
      SystemState=degraded
      Virtualization=
      NNames=5


      """
    let slice = "\nId=-.slice\nLoadState=loaded\nActiveState=active\n"
    var collector = HostCollector(
      try options(.units(Array((manager + Self.output + slice).utf8))), withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collectOnce(at: at(0)))
    let own = viewer.values.filter { !$0.key.contains("name=") }
    #expect(
      own == [
        "node_systemd_version{version=\"252.38-1~deb12u1\"}": 252.38,
        "node_systemd_virtualization_info{virtualization_type=\"none\"}": 1,
        "node_systemd_system_running": 0,
        "node_systemd_units{state=\"active\"}": 3, "node_systemd_units{state=\"failed\"}": 1,
        "node_systemd_units{state=\"inactive\"}": 2,
        "node_systemd_units{state=\"activating\"}": 0,
        "node_systemd_units{state=\"deactivating\"}": 0,
      ])
    // The root slice is counted and has no series of its own, as in node_exporter.
    #expect(!viewer.values.keys.contains { $0.contains("-.slice") })
  }

  @Test func `every fifteen seconds is asked, and what is gone ends`() throws {
    let asked = Guarded(0)
    var options = try Fixture().options("systemd")
    options.askSystemd = {
      let number = asked.withLock { count in
        count += 1
        return count
      }
      return .units(Array((number == 1 ? Self.output : "Id=a.timer\nLoadState=loaded\n").utf8))
    }
    var collector = HostCollector(options, withProcesses: false)
    var counts: [Int] = []
    var viewer = Viewer()
    for second in 0..<31 {
      let batches = collector.collect(at: at(Int64(second)))
      counts.append(batches.count - 1)
      if batches.count == 2 {
        #expect(batches[1].origin == .processes)
        viewer.read(batches[1])
        if second == 15 { #expect(viewer.ended.count == 31) }
      }
    }
    #expect(counts == (0..<31).map { $0 % 15 == 0 ? 1 : 0 })
    #expect(viewer.values.isEmpty)
  }

  @Test func `without an answer the series end, and the reason is told once it is known`() throws {
    let isDown = Guarded(false)
    var options = try Fixture().options("systemd")
    options.reportsCollectors = true
    options.slowInterval = .seconds(1)
    options.askSystemd = {
      isDown.withLock { $0 }
        ? .refused("Failed to connect to bus: Host is down") : .units(Array(Self.output.utf8))
    }
    var collector = HostCollector(options, withProcesses: false)
    var viewer = Viewer()
    for batch in collector.collect(at: at(0)) { viewer.read(batch) }
    #expect(collector.problems.isEmpty)
    isDown.withLock { $0 = true }
    let batches = collector.collect(at: at(15))
    #expect(batches.last?.values == [] && batches.last?.ended.count == 31)
    let reason = "systemctl: Failed to connect to bus: Host is down"
    #expect(collector.problems.map(\.description) == [reason])
    #expect(collector.problems.allSatisfy { !$0.isAbsent })
    viewer.read(collector.collect(at: at(16))[0])
    #expect(viewer.values["node_scrape_collector_success{collector=\"systemd\"}"] == 0)
    isDown.withLock { $0 = false }
    _ = collector.collect(at: at(30))
    #expect(collector.problems.isEmpty)
  }

  @Test func `where systemd does not run there is no such collector, and the reason is known`()
    throws
  {
    let fixture = try Fixture()
    var collector = HostCollector(fixture.options("systemd"), withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collectOnce(at: at(0)))
    #expect(viewer.values.isEmpty)
    #expect(
      collector.absences.map(\.description) == ["systemctl: is asked on the machine itself only"])
    #expect(collector.problems.isEmpty)
    var silent = HostCollector(fixture.options("loadavg"), withProcesses: false)
    _ = silent.collectOnce(at: at(0))
    #expect(silent.problems.isEmpty && silent.absences.isEmpty)
  }

  @Test func `options choose units as node_exporter's do, by their whole name`() throws {
    var options = try options(.units(Array(Self.output.utf8)))
    try options.settings.set("--collector.systemd.unit-include", "ssh|.*[.]timer|api[.]service")
    try options.settings.set("--collector.systemd.unit-exclude", "api.*")
    var collector = HostCollector(options, withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collectOnce(at: at(0)))
    #expect(viewer.values.keys.allSatisfy { $0.contains("logrotate.timer") })
    #expect(viewer.values.count == 6)
  }
}
