internal import Metrics
internal import ProcFS

/// What each network interface sent and received, `netdev`.
struct NetworkPart: HostPart {
  private let file: KernelFile
  private var filter: RememberedFilter

  private static let families = NetworkDevices.columns.map { column in
    Family.counter("node_network_\(column)_total", "Network device statistic \(column).")
  }

  init(_ options: HostOptions) {
    file = KernelFile(options.paths.proc("net/dev"), capacity: 8192)
    filter = NetworkPart.filter(options)
  }

  /// Which interfaces are wanted: those of the options, else all.
  static func filter(_ options: HostOptions) -> RememberedFilter {
    RememberedFilter(options.settings.filter("netdev.device")) { _ in true }
  }

  var files: [KernelFile] { [file] }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let reading = file.parse({ NetworkDevices($0) }) else { return writer.fail() }
    let bytes = file.bytes
    for device in reading.devices where filter.takes(bytes[device.name]) {
      let key = SeriesKey.of(bytes, device.name)
      for (family, counter) in zip(NetworkPart.families, device.counters) {
        writer.put(family, key, Double(counter), ["device": ByteString(bytes[device.name])])
      }
    }
  }
}

/// Packets that no protocol wanted, of which the process file system does not tell; part of `netdev`.
struct NetworkNoHandlerPart: HostPart {
  private let paths: HostPaths
  private let filter: NameFilter?

  private static let family = Family.counter(
    "node_network_receive_nohandler_total", "Network device statistic receive_nohandler.")

  init(_ options: HostOptions) {
    paths = options.paths
    filter = options.settings.filter("netdev.device")
  }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    for device in Tree.names(paths.sys("class/net")) where filter?.takes(device) ?? true {
      let count = Tree.number(paths.sys("class/net/\(device)/statistics/rx_nohandler"))
      writer.put(NetworkNoHandlerPart.family, [("device", device)], count)
    }
  }
}

/// Sockets by protocol, `sockstat`.
struct SocketPart: HostPart {
  let files: [KernelFile]
  private let pageBytes: Double
  private var families = NamedFamilies()

  init(_ paths: HostPaths, pageBytes: Double) {
    files = ["net/sockstat", "net/sockstat6"].map { KernelFile(paths.proc($0), capacity: 1024) }
    self.pageBytes = pageBytes
  }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    for file in files {
      guard let reading = file.parse({ SocketStatistics($0) }) else { continue }
      let bytes = file.bytes
      for entry in reading.entries {
        let key = SeriesKey.join(
          SeriesKey.of(bytes, entry.socketProtocol), SeriesKey.of(bytes, entry.name))
        let name = { (suffix: String) in
          SocketPart.family(bytes[entry.socketProtocol], bytes[entry.name], suffix)
        }
        if let family = families.family(key, { name("") }) {
          writer.put(family, Double(entry.value))
        }
        guard bytes[entry.name].elementsEqual("mem".utf8) else { continue }
        if let family = families.family(key ^ 1, { name("_bytes") }) {
          writer.put(family, Double(entry.value) * pageBytes)
        }
      }
    }
  }

  private static func family(
    _ socketProtocol: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>, _ suffix: String
  ) -> Family {
    let socketProtocol = String(decoding: socketProtocol, as: UTF8.self)
    let name = String(decoding: name, as: UTF8.self)
    let isTotal = socketProtocol == "sockets" && name == "used"
    return .gauge(
      "node_sockstat_\(socketProtocol)_\(name)\(suffix)",
      isTotal
        ? "Number of IPv4 sockets in use."
        : "Number of \(socketProtocol) sockets in state \(name)\(suffix).")
  }
}
