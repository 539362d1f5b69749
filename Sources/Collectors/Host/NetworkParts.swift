internal import Metrics
internal import ProcFS

/// What each network interface sent and received, `netdev`.
struct NetworkPart: HostPart {
  private let file: KernelFile

  private static let families = NetworkDevices.columns.map { column in
    let words = column.split(separator: "_").joined(separator: " ")
    return Family.counter("node_network_\(column)_total", "Network interface counter \(words).")
  }

  init(_ paths: HostPaths) { file = KernelFile(paths.proc("net/dev"), capacity: 8192) }

  var files: [KernelFile] { [file] }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let reading = file.parse({ NetworkDevices($0) }) else { return }
    let bytes = file.bytes
    for device in reading.devices {
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

  private static let family = Family.counter(
    "node_network_receive_nohandler_total", "Network interface counter receive nohandler.")

  init(_ paths: HostPaths) { self.paths = paths }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    for device in Tree.names(paths.sys("class/net")) {
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
    return .gauge(
      "node_sockstat_\(socketProtocol)_\(name)\(suffix)",
      "Number of \(socketProtocol) sockets in state \(name)\(suffix).")
  }
}
