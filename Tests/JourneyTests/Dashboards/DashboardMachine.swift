import Dashboards
import Foundation
import Metrics
import Presentation
import TestDashboard
import TestWorld

/// A made-up machine with a service on it and Ringside's readings of itself: what the shipped dashboards ask for.
struct DashboardMachine {
  let host: FakeHost
  let simulation: SimulatedDashboard

  /// The machine after two minutes in which a process saturates a disk.
  init() throws {
    host = try FakeScene.diskWriter.machine(seed: 21, withDecoys: true)
    host.mountPoints = []
    try DashboardMachine.writeTables(host, after: 0)
    try host.write()
    simulation = SimulatedDashboard(host)
    var service = MadeUpSeries(
      simulation.ring, .target("shop-1:8080"), job: "endpoint", instance: "shop-1:8080")
    var cost = MadeUpSeries(simulation.ring, .host, job: "ringside", instance: "web-3")
    var devices = MadeUpSeries(simulation.ring, .host, job: "node", instance: "web-3")
    var peers = MadeUpSeries(simulation.ring, .processes, job: "ringside", instance: "web-3")
    for second in 0..<120 {
      try DashboardMachine.writeTables(host, after: second)
      if let culprit = host.processes.indices.last {
        host.processes[culprit].residentBytes += 1 << 20
      }
      try simulation.run(seconds: 1)
      let moment = simulation.situation.now
      service.append(MadeUpService.samples(after: Double(second)), at: moment)
      cost.append(MadeUpCost.samples(after: Double(second)), at: moment)
      devices.append(MadeUpDevices.samples(), at: moment)
      if second % 5 == 0 { peers.append(MadeUpPeers.samples(after: Double(second)), at: moment) }
    }
  }

  /// The kernel's tables of protocols, which the machine has none of by itself.
  private static func writeTables(_ host: FakeHost, after seconds: Int) throws {
    try host.tree.write(
      "proc/net/snmp",
      """
      Tcp: ActiveOpens PassiveOpens CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts
      Tcp: 10 20 17 \(500 * seconds) \(400 * seconds) \(4 * seconds) 0 1

      """)
    try host.tree.write(
      "proc/net/netstat", "TcpExt: ListenOverflows ListenDrops\nTcpExt: 0 0\n")
    try host.tree.write(
      "proc/net/softnet_stat", FakeSoftNet.line(squeezed: seconds))
  }

  /// The names of the shipped dashboards.
  static let shipped = [
    "disk-and-network", "host", "peers", "pressure", "processes", "ringside", "service",
  ]

  /// A shipped dashboard.
  static func dashboard(_ name: String) throws -> Dashboard {
    let file = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "dashboards/\(name).yaml")
    return Dashboard.read([UInt8](try Data(contentsOf: file)), file: name + ".yaml").dashboard
  }
}

/// A line of /proc/net/softnet_stat.
private enum FakeSoftNet {
  static func line(squeezed: Int) -> String {
    var columns = [String](repeating: "00000000", count: 15)
    let digits = String(squeezed, radix: 16)
    columns[2] = String(repeating: "0", count: 8 - digits.utf8.count) + digits
    return columns.joined(separator: " ") + "\n"
  }
}
