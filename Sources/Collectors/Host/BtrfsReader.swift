internal import Metrics
internal import ProcFS

/// Btrfs file systems, `btrfs`.
enum BtrfsReader {
  private static let info = Family.gauge("node_btrfs_info", "Filesystem information")
  private static let reserve = Attribute(
    "allocation/global_rsv_size",
    .gauge("node_btrfs_global_rsv_size_bytes", "Size of global reserve."))
  private static let deviceSize = Family.gauge(
    "node_btrfs_device_size_bytes", "Size of a device that is part of the filesystem.")
  private static let reserved = Attribute(
    "bytes_reserved",
    .gauge("node_btrfs_reserved_bytes", "Amount of space reserved for a data type"))
  private static let size = Attribute(
    "total_bytes",
    .gauge("node_btrfs_size_bytes", "Amount of space allocated for a layout/data type"))
  private static let used = Attribute(
    "used_bytes", .gauge("node_btrfs_used_bytes", "Amount of used space by a layout/data type"))
  private static let ratio = Family.gauge(
    "node_btrfs_allocation_ratio", "Data allocation ratio for a layout/data type")
  private static let commits: [(line: String, family: Family, unit: Double)] = [
    (
      "commits",
      .counter("node_btrfs_commits_total", "The total number of commits that have occurred."), 1
    ),
    (
      "last_commit_ms",
      .gauge("node_btrfs_last_commit_seconds", "Duration of the most recent commit, in seconds."),
      0.001
    ),
    (
      "max_commit_ms",
      .gauge("node_btrfs_max_commit_seconds", "Duration of the slowest commit, in seconds."),
      0.001
    ),
    (
      "total_commit_ms",
      .counter(
        "node_btrfs_commit_seconds_total", "Sum of the duration of all commits, in seconds."),
      0.001
    ),
  ]

  static func btrfs(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      let parent = paths.sys("fs/btrfs")
      for id in Tree.names(parent) {
        let folder = "\(parent)/\(id)"
        guard Tree.isFolder("\(folder)/allocation") else { continue }
        write(folder, [("uuid", id)], to: &writer)
      }
    }
  }

  private static func write(
    _ folder: String, _ labels: [(String, String)], to writer: inout SampleWriter
  ) {
    writer.put(info, labels + [("label", Tree.text("\(folder)/label") ?? "")], 1)
    reserve.write(folder, labels, to: &writer)
    let devices = Tree.names("\(folder)/devices")
    for device in devices {
      let sectors = Tree.number("\(folder)/devices/\(device)/size")
      writer.put(deviceSize, labels + [("device", device)], sectors.map { $0 * 512 })
    }
    let statistics = Tree.bytes("\(folder)/commit_stats").map { Table($0).rows } ?? []
    for (line, family, unit) in commits {
      let row = statistics.first { $0.count > 1 && $0[0] == line }
      // Kernels before 6.0 do not count commits; node_exporter says 0 there.
      let value = row.flatMap { Tree.number(in: $0[1]) } ?? 0
      writer.put(family, labels, value * unit)
    }
    for kind in ["data", "metadata", "system"] {
      writeAllocation(
        "\(folder)/allocation/\(kind)", labels + [("block_group_type", kind)],
        devices: Double(devices.count), to: &writer)
    }
  }

  private static func writeAllocation(
    _ folder: String, _ labels: [(String, String)], devices: Double, to writer: inout SampleWriter
  ) {
    reserved.write(folder, labels, to: &writer)
    for mode in Tree.names(folder) where Tree.isFolder("\(folder)/\(mode)") {
      let ofMode = labels + [("mode", mode)]
      size.write("\(folder)/\(mode)", ofMode, to: &writer)
      used.write("\(folder)/\(mode)", ofMode, to: &writer)
      writer.put(ratio, ofMode, copies(mode, devices))
    }
  }

  /// How many bytes on disk a byte of data takes; `nil` for a mode that is not known.
  private static func copies(_ mode: String, _ devices: Double) -> Double? {
    switch mode {
    case "single", "raid0": 1
    case "dup", "raid1", "raid10": 2
    case "raid1c3": 3
    case "raid1c4": 4
    case "raid5": devices > 1 ? devices / (devices - 1) : nil
    case "raid6": devices > 2 ? devices / (devices - 2) : nil
    default: nil
    }
  }
}
