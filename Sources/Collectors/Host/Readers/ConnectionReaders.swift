internal import Metrics
internal import ProcFS

/// Collectors that read about connections: `ipvs`, `lnstat` and `tcpstat`.
enum ConnectionReaders {
  private static let totals: [Family] = [
    .counter("node_ipvs_connections_total", "The total number of connections made."),
    .counter("node_ipvs_incoming_packets_total", "The total number of incoming packets."),
    .counter("node_ipvs_outgoing_packets_total", "The total number of outgoing packets."),
    .counter("node_ipvs_incoming_bytes_total", "The total amount of incoming data."),
    .counter("node_ipvs_outgoing_bytes_total", "The total amount of outgoing data."),
  ]
  private static let active = Family.gauge(
    "node_ipvs_backend_connections_active",
    "The current active connections by local and remote address.")
  private static let inactive = Family.gauge(
    "node_ipvs_backend_connections_inactive",
    "The current inactive connections by local and remote address.")
  private static let weight = Family.gauge(
    "node_ipvs_backend_weight", "The current backend weight by local and remote address.")
  private static let labelNames = [
    "local_address", "local_port", "remote_address", "remote_port", "proto", "local_mark",
  ]

  static func virtualServers(_ options: HostOptions) -> ReadPart {
    let paths = options.paths
    let wanted = options.settings.values("ipvs.backend-labels").last.map {
      Set($0.split(separator: ",").map(String.init))
    }
    let names = labelNames.filter { wanted?.contains($0) ?? true }
    let (sumsFile, serversFile) = (paths.proc("net/ip_vs_stats"), paths.proc("net/ip_vs"))
    return ReadPart { writer in
      guard let sums = Tree.bytes(sumsFile).flatMap(VirtualServers.totals),
        let backends = Tree.bytes(serversFile).flatMap(VirtualServers.backends)
      else { return writer.fail() }
      for (family, value) in zip(totals, sums) { writer.put(family, value) }
      for (labels, sum) in grouped(backends, names) {
        writer.put(active, labels, sum.active)
        writer.put(inactive, labels, sum.inactive)
        writer.put(weight, labels, sum.weight)
      }
    }
  }

  /// Sums over the servers that the wanted labels do not tell apart, in the kernel's order.
  private static func grouped(
    _ backends: [VirtualServers.Backend], _ names: [String]
  ) -> [(labels: [(String, String)], sum: (active: Double, inactive: Double, weight: Double))] {
    var order: [[String]] = []
    var sums: [[String]: (active: Double, inactive: Double, weight: Double)] = [:]
    for backend in backends {
      let values = names.map { value($0, of: backend) }
      if sums[values] == nil { order.append(values) }
      let sum = sums[values] ?? (0, 0, 0)
      sums[values] = (
        sum.active + backend.active, sum.inactive + backend.inactive, sum.weight + backend.weight
      )
    }
    return order.map { (Array(zip(names, $0)), sums[$0] ?? (0, 0, 0)) }
  }

  private static func value(_ label: String, of backend: VirtualServers.Backend) -> String {
    switch label {
    case "local_address": backend.localAddress
    case "local_port": backend.localPort
    case "remote_address": backend.remoteAddress
    case "remote_port": backend.remotePort
    case "proto": backend.serviceProtocol
    default: backend.localMark
    }
  }

  static func caches(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      let parent = paths.proc("net/stat")
      guard let names = Tree.contents(parent) else { return writer.fail() }
      for subsystem in names {
        let reading = Tree.bytes("\(parent)/\(subsystem)").flatMap {
          NetworkTables.cacheStatistics($0)
        }
        guard let reading else {
          writer.fail()
          continue
        }
        for (cpu, columns) in reading.enumerated() {
          for (name, value) in columns {
            let family = Family.counter(
              "node_lnstat_\(Tree.metricName(name))_total", "linux network cache stats")
            writer.put(family, [("subsystem", subsystem), ("cpu", "\(cpu)")], value)
          }
        }
      }
    }
  }

  static func states(_ paths: HostPaths) -> ReadPart {
    let family = Family.gauge("node_tcp_connection_states", "Number of connection states.")
    return ReadPart { writer in
      let files = ["net/tcp", "net/tcp6"].compactMap { Tree.bytes(paths.proc($0)) }
      let readings = files.compactMap { NetworkTables.connections($0) }
      if readings.isEmpty || readings.count < files.count { writer.fail() }
      var sums: [String: Double] = [:]
      for reading in readings { sums.merge(reading, uniquingKeysWith: +) }
      for (state, count) in sums.sorted(by: { $0.key < $1.key }) {
        writer.put(family, [("state", state)], count)
      }
    }
  }
}
