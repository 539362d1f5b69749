internal import Metrics

/// Disks that are reached over several paths, `dmmultipath`.
enum MultipathReader {
  private static let info = Family.gauge(
    "node_dmmultipath_device_info", "Non-numeric information about a DM-multipath device.")
  private static let active = Family.gauge(
    "node_dmmultipath_device_active",
    "Whether the multipath device-mapper device is active (1) or suspended (0).")
  private static let size = Family.gauge(
    "node_dmmultipath_device_size_bytes",
    "Size of the multipath device in bytes, read from /sys/block/<dm>/size.")
  private static let paths = Family.gauge(
    "node_dmmultipath_device_paths", "Number of paths for a multipath device.")
  private static let activePaths = Family.gauge(
    "node_dmmultipath_device_paths_active",
    "Number of paths in active state (SCSI running or NVMe live) for a multipath device.")
  private static let failedPaths = Family.gauge(
    "node_dmmultipath_device_paths_failed",
    "Number of paths not in active state for a multipath device.")
  private static let pathState = Family.gauge(
    "node_dmmultipath_path_state",
    "Reports the underlying device state for a multipath path, as read from /sys/block/<dev>/device/state."
  )

  static func devices(_ paths: HostPaths) -> ReadPart {
    let parent = paths.sys("block")
    return ReadPart { writer in
      guard let names = Tree.contents(parent) else { return writer.fail() }
      for name in names where name.hasPrefix("dm-") {
        guard let uuid = Tree.text("\(parent)/\(name)/dm/uuid"), uuid.hasPrefix("mpath-") else {
          continue
        }
        write(name, uuid, parent, to: &writer)
      }
    }
  }

  private static func write(
    _ name: String, _ uuid: String, _ parent: String, to writer: inout SampleWriter
  ) {
    let folder = "\(parent)/\(name)"
    guard let device = Tree.text("\(folder)/dm/name"),
      let suspended = Tree.number("\(folder)/dm/suspended"),
      let sectors = Tree.number("\(folder)/size")
    else { return writer.fail() }
    let labels = [("device", device), ("sysfs_name", name)]
    writer.put(info, labels + [("uuid", uuid)], 1)
    writer.put(active, labels, suspended == 1 ? 0 : 1)
    writer.put(size, labels, sectors * 512)
    let members = Tree.names("\(folder)/slaves")
    var working = 0.0
    for member in members {
      guard let state = Tree.text("\(parent)/\(member)/device/state") else {
        writer.fail()
        continue
      }
      if state == "running" || state == "live" { working += 1 }
      writer.put(pathState, [("device", device), ("path", member), ("state", state)], 1)
    }
    writer.put(paths, labels, Double(members.count))
    writer.put(activePaths, labels, working)
    writer.put(failedPaths, labels, Double(members.count) - working)
  }
}
