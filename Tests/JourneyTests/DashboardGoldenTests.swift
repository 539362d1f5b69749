import Dashboards
import Foundation
import Metrics
import Presentation
import TerminalUI
import TestDashboard
import TestWorld
import Testing

/// The shipped dashboards on the made-up machine, page by page, each with facts that are computed from what it is made of.
@Suite struct DashboardGoldenTests {
  private static let sizes: [(columns: Int, rows: Int)] = [(80, 24), (120, 40), (200, 50)]

  @Test func `each dashboard says its question and the machine's own numbers at every size`() throws
  {
    let machine = try DashboardMachine()
    machine.simulation.situation.dashboards = try DashboardMachine.shipped.map(
      DashboardMachine.dashboard)
    for (place, name) in DashboardMachine.shipped.enumerated() {
      let facts = try Self.facts(name, machine)
      for size in Self.sizes {
        let pages = try Self.pages(machine.simulation, place, size)
        do throws(Golden.Mismatch) {
          try Golden("dashboards/\(name)-\(size.columns)x\(size.rows)").check(pages, facts: facts)
        } catch {
          Issue.record("\(error)")
        }
      }
    }
  }

  /// Every page of the dashboard at a place of the list.
  private static func pages(
    _ simulation: SimulatedDashboard, _ place: Int, _ size: (columns: Int, rows: Int)
  ) throws -> String {
    simulation.session = Session(view: .host, window: .seconds(120))
    func frame() -> String {
      // The second time every chart has been asked for as wide as it is.
      _ = simulation.frame(columns: size.columns, rows: size.rows)
      return simulation.frame(columns: size.columns, rows: size.rows)
    }
    try simulation.press("7")
    _ = frame()
    for _ in 0..<place { try simulation.press("Down") }
    try simulation.press("Enter")
    var pages = [frame()]
    while pages.count < 20 {
      try simulation.press("PageDown")
      let next = frame()
      guard next != pages.last else { break }
      pages.append(next)
    }
    return pages.joined(separator: "\n")
  }

  // What is shown of each dashboard, computed from what the machine was made of.

  private static func facts(_ name: String, _ machine: DashboardMachine) throws -> [Golden.Fact] {
    let question = Golden.Fact("question", try DashboardMachine.dashboard(name).question)
    switch name {
    case "disk-and-network": return [question] + devices(machine.host)
    case "host": return [question] + host(machine.host)
    case "peers": return [question] + peers
    case "pressure": return [question] + pressure(machine.host)
    case "processes": return [question] + processes(machine.host)
    case "ringside": return [question] + cost
    case "service": return [question] + service
    default: return [question]
    }
  }

  private static var peers: [Golden.Fact] {
    let again = MadeUpPeers.again / MadeUpPeers.segments
    return [
      Golden.Fact("round trip, seconds x 1000", "\(digits(MadeUpPeers.roundTrip * 1000)) ms"),
      Golden.Fact("shortest, seconds x 1000", "\(digits(MadeUpPeers.shortest * 1000)) ms"),
      Golden.Fact("segments sent again, 1 of 50", "\(digits(again * 100)) %"),
      Golden.Fact("received, 2^10 bytes a second", "\(digits(MadeUpPeers.received / 1024)) KiB/s"),
      Golden.Fact("connections of both states", "23"),
      Golden.Fact("who calls", "2001:db8::7"), Golden.Fact("whose listener", "nginx"),
      Golden.Fact("waiting", digits(MadeUpPeers.waiting)),
      Golden.Fact("how many may", digits(MadeUpPeers.limit, 3)),
    ]
  }

  private static func devices(_ host: FakeHost) -> [Golden.Fact] {
    let disk = host.disks[0]
    let gibibyte = 1_073_741_824.0
    let free = MadeUpDevices.rootBytes * (1 - MadeUpDevices.rootShare)
    return [
      Golden.Fact("written, 2^20 bytes a second", digits(disk.writeRate / 1_048_576, 3)),
      Golden.Fact("await, seconds x 1000", "\(digits(disk.awaitSeconds * 1000)) ms"),
      Golden.Fact("share of / that is used", "\(digits(MadeUpDevices.rootShare * 100)) %"),
      Golden.Fact("free on /, 2^30 bytes", "\(digits(free / gibibyte)) GiB"),
      Golden.Fact("size of /", "\(digits(MadeUpDevices.rootBytes / gibibyte, 3)) GiB"),
      Golden.Fact("received", digits(host.receiveRate / 1024, 3)),
      Golden.Fact("segments sent again, 4 of 400", "1 %"),
      Golden.Fact("connections", "17"),
    ]
  }

  private static func host(_ host: FakeHost) -> [Golden.Fact] {
    let used = 1 - Double(host.availableBytes) / Double(host.memoryBytes)
    let disk = host.disks[0]
    return [
      Golden.Fact("memory used", "\(digits(used * 100)) %"),
      Golden.Fact("busiest disk", "\(digits(disk.utilisation * 100, 3)) %"),
      Golden.Fact("fullest file system", "\(digits(MadeUpDevices.rootShare * 100)) %"),
      Golden.Fact("written, 2^20 bytes a second", digits(disk.writeRate / 1_048_576, 3)),
      Golden.Fact("waiting for io", digits(stalled(host, "io").some * 100)),
    ]
  }

  private static func pressure(_ host: FakeHost) -> [Golden.Fact] {
    [
      Golden.Fact("busiest disk", digits(host.disks[0].utilisation * 100, 3)),
      Golden.Fact("some task waits for io", digits(stalled(host, "io").some * 100)),
      Golden.Fact("all tasks wait for io", digits(stalled(host, "io").full * 100)),
      Golden.Fact("segments sent again", "4/s"),
      Golden.Fact("the kernel out of time", "1/s"),
    ]
  }

  private static func processes(_ host: FakeHost) -> [Golden.Fact] {
    guard let culprit = host.culprit, let largest = host.processes.max(by: isSmaller) else {
      return []
    }
    let grown = 119.0
    return [
      Golden.Fact("who takes the CPU", culprit.name),
      Golden.Fact("its CPU, cores", digits(culprit.cores)),
      Golden.Fact("its writes, 2^20 bytes a second", digits(culprit.writeRate / 1_048_576, 3)),
      Golden.Fact("what it grew by, 2^20 bytes a second", "\(digits(grown, 3)) MiB"),
      Golden.Fact("largest", "\(largest.name) \(largest.pid)"),
      Golden.Fact(
        "its memory, 2^30 bytes", "\(digits(Double(largest.residentBytes) / 1_073_741_824)) GiB"),
    ]
  }

  private static let cost = [
    Golden.Fact("CPU, 0.02 s a second", "2 %"), Golden.Fact("memory, 2^20 bytes", "48"),
    Golden.Fact("history, 2^20 bytes", "12"), Golden.Fact("samples", "1.2k/s"),
    Golden.Fact("tick lag", "3 ms"), Golden.Fact("lock", "400 µs"),
    Golden.Fact("why the bell rang", "new alert"),
    Golden.Fact("why it did not", "acknowledged"),
  ]

  private static let service =
    MadeUpService.rates.map { rate in
      Golden.Fact("requests with \(rate.code.text)", "\(digits(rate.perSecond))/s")
    } + [
      Golden.Fact("share of errors", "\(digits(MadeUpService.errorShare * 100)) %"),
      Golden.Fact("mean", "\(digits(MadeUpService.meanSeconds * 1000, 3)) ms"),
      Golden.Fact("p50, the bound that half are below", "100 ms"),
      Golden.Fact("p90", "200 ms"),
      Golden.Fact("p99, a tenth from the top of the last bucket of 200 ms", "380 ms"),
      Golden.Fact("scrape", "4 ms"),
    ]

  private static func isSmaller(_ left: FakeProcess, _ right: FakeProcess) -> Bool {
    left.residentBytes < right.residentBytes
  }

  private static func stalled(_ host: FakeHost, _ resource: String) -> FakePressure {
    host.pressure?.first { $0.resource == resource } ?? FakePressure(resource)
  }

  /// A number with so many digits that count, made here and not by what is tested.
  private static func digits(_ value: Double, _ count: Int = 2) -> String {
    String(format: "%.\(count)g", value)
  }
}
