internal import Metrics
internal import ProcFS

/// What udev knows of each block device, part of `diskstats`.
enum DiskInfoReader {
  private static let disk = Family.gauge("node_disk_info", "Info of /sys/block/<block_device>.")
  private static let fileSystem = Family.gauge(
    "node_disk_filesystem_info", "Info about disk filesystem.")
  private static let mapper = Family.gauge(
    "node_disk_device_mapper_info", "Info about disk device mapper.")
  private static let ata = [
    ("ID_ATA_WRITE_CACHE", "node_disk_ata_write_cache", "ATA disk has a write cache."),
    (
      "ID_ATA_WRITE_CACHE_ENABLED", "node_disk_ata_write_cache_enabled",
      "ATA disk has its write cache enabled."
    ),
    (
      "ID_ATA_ROTATION_RATE_RPM", "node_disk_ata_rotation_rate_rpm",
      "ATA disk rotation rate in RPMs (0 for SSDs)."
    ),
  ].map { ($0.0, Family.gauge($0.1, $0.2)) }

  static func info(_ options: HostOptions) -> ReadPart {
    let paths = options.paths
    let filter = DiskPart.filter(options)
    return ReadPart { writer in
      guard let bytes = Tree.bytes(paths.proc("diskstats")) else { return writer.fail() }
      var filter = filter
      for device in DiskStatistics(bytes.span).devices where filter.takes(bytes[device.name]) {
        let name = String(decoding: bytes[device.name], as: UTF8.self)
        let known = properties("\(paths.udevData)/b\(device.major):\(device.minor)")
        let rotational = Tree.text(paths.sys("block/\(name)/queue/rotational")) ?? "0"
        let numbers = [("major", String(device.major)), ("minor", String(device.minor))]
        writeDisk(name, numbers + [("rotational", rotational)], known, to: &writer)
        writeContents(name, known, to: &writer)
      }
    }
  }

  private static func writeDisk(
    _ name: String, _ labels: [(String, String)], _ known: [String: String],
    to writer: inout SampleWriter
  ) {
    let serials = ["SCSI_IDENT_SERIAL", "ID_SERIAL_SHORT", "ID_SERIAL"].lazy.compactMap {
      known[$0]
    }
    writer.put(
      disk,
      labels + [
        ("device", name), ("path", known["ID_PATH"] ?? ""), ("wwn", known["ID_WWN"] ?? ""),
        ("model", known["ID_MODEL"] ?? ""), ("serial", serials.first { !$0.isEmpty } ?? ""),
        ("revision", known["ID_REVISION"] ?? ""),
      ], 1)
    if known["ID_ATA"].map({ !$0.isEmpty }) ?? false {
      for (key, family) in ata {
        writer.put(family, [("device", name)], known[key].flatMap { Tree.number(in: $0) })
      }
    }
  }

  private static func writeContents(
    _ name: String, _ known: [String: String], to writer: inout SampleWriter
  ) {
    if let type = known["ID_FS_TYPE"], !type.isEmpty {
      writer.put(
        fileSystem,
        [
          ("device", name), ("type", type), ("usage", known["ID_FS_USAGE"] ?? ""),
          ("uuid", known["ID_FS_UUID"] ?? ""), ("version", known["ID_FS_VERSION"] ?? ""),
        ], 1)
    }
    if let mapped = known["DM_NAME"], !mapped.isEmpty {
      writer.put(
        mapper,
        [
          ("device", name), ("name", mapped), ("uuid", known["DM_UUID"] ?? ""),
          ("vg_name", known["DM_VG_NAME"] ?? ""), ("lv_name", known["DM_LV_NAME"] ?? ""),
          ("lv_layer", known["DM_LV_LAYER"] ?? ""),
        ], 1)
    }
  }

  /// The lines `E:NAME=VALUE` of a record of udev.
  private static func properties(_ path: String) -> [String: String] {
    var result: [String: String] = [:]
    for line in (Tree.bytes(path) ?? []).split(separator: 0x0a) where line.starts(with: "E:".utf8) {
      let parts = line.dropFirst(2).split(
        separator: 0x3d, maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      result[String(decoding: parts[0], as: UTF8.self)] = String(decoding: parts[1], as: UTF8.self)
    }
    return result
  }
}
