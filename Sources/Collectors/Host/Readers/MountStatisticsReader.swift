internal import Metrics
internal import ProcFS

/// What the NFS client counts for each mount, `mountstats`.
enum MountStatisticsReader {
  static func mounts(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      guard let bytes = Tree.bytes(paths.proc("self/mountstats")) else { return writer.fail() }
      let reading = MountStatistics(bytes)
      if !reading.isWhole { writer.fail() }
      let addresses = addresses(Tree.bytes(paths.proc("self/mountinfo")) ?? [])
      var written: Set<[String]> = []
      for mount in reading.mounts {
        for transport in mount.transports {
          let address = addresses.indices.contains(mount.index) ? addresses[mount.index] : ""
          let identity = [mount.device, transport.transportProtocol, address]
          let labels = Array(zip(["export", "protocol", "mountaddr"], identity))
          writer.put(
            MountStatisticsFamilies.mountPoint, labels + [("mountpoint", mount.mountPoint)], 1)
          // The same export mounted twice has one client, whose counters are shown once.
          guard written.insert(identity).inserted else { break }
          write(mount, labels, to: &writer)
        }
      }
    }
  }

  /// The option `addr` of each line of `mountinfo`; both files list the mounts in the same order.
  private static func addresses(_ bytes: [UInt8]) -> [String] {
    Table(bytes).rows.map { row in
      let options = row.last?.split(separator: ",") ?? []
      return options.last { $0.hasPrefix("addr=") }.map { String($0.dropFirst(5)) } ?? ""
    }
  }

  private static func write(
    _ mount: MountStatistics.Mount, _ labels: [(String, String)], to writer: inout SampleWriter
  ) {
    writer.put(MountStatisticsFamilies.age, labels, mount.ageSeconds)
    for (family, value) in zip(MountStatisticsFamilies.bytes, mount.bytes) {
      writer.put(family, labels, Double(value))
    }
    for (family, value) in zip(MountStatisticsFamilies.events, mount.events) {
      if let family { writer.put(family, labels, Double(value)) }
    }
    for (index, transport) in mount.transports.enumerated() {
      for (number, family) in MountStatisticsFamilies.transport {
        let value = transport.numbers[number].map { Double($0 % exact) }
        writer.put(family, labels + [("transport", "\(index)")], value)
      }
    }
    for operation in mount.operations {
      let ofOperation = labels + [("operation", operation.name)]
      for (column, family) in MountStatisticsFamilies.operations.enumerated() {
        let value = operation.numbers[column]
        // The last three are milliseconds; the kernel lets them run over, and node_exporter cuts them so.
        let number = column < 5 ? Double(value) : Double(value % exact) / 1000
        writer.put(family, ofOperation, number)
      }
    }
  }

  /// The whole numbers that a `Double` holds exactly.
  private static let exact: UInt64 = 1 << 53
}
