internal import Metrics
internal import ProcFS

/// Devices that are replicated to another machine, `drbd`.
enum ReplicationReader {
  private static func counter(_ name: String, _ help: String) -> Family {
    .counter("node_drbd_\(name)", help)
  }

  private static func gauge(_ name: String, _ help: String) -> Family {
    .gauge("node_drbd_\(name)", help)
  }

  /// The keys of numbers, and what one of each is worth.
  private static let numbers: [String: (family: Family, unit: Double)] = [
    "ns": (
      counter("network_sent_bytes_total", "Total number of bytes sent via the network."), 1024
    ),
    // The kernel counts these in KiB too; node_exporter takes them for bytes.
    "nr": (
      counter("network_received_bytes_total", "Total number of bytes received via the network."), 1
    ),
    "dw": (
      counter("disk_written_bytes_total", "Net data written on local hard disk; in bytes."), 1024
    ),
    "dr": (
      counter("disk_read_bytes_total", "Net data read from local hard disk; in bytes."), 1024
    ),
    "al": (
      counter(
        "activitylog_writes_total",
        "Number of updates of the activity log area of the meta data."), 1
    ),
    "bm": (
      counter("bitmap_writes_total", "Number of updates of the bitmap area of the meta data."), 1
    ),
    "lo": (gauge("local_pending", "Number of open requests to the local I/O sub-system."), 1),
    "pe": (
      gauge(
        "remote_pending",
        "Number of requests sent to the peer, but that have not yet been answered by the latter."),
      1
    ),
    "ua": (
      gauge(
        "remote_unacknowledged",
        "Number of requests received by the peer via the network connection, but that have not yet been answered."
      ), 1
    ),
    "ap": (
      gauge(
        "application_pending",
        "Number of block I/O requests forwarded to DRBD, but not yet answered by DRBD."), 1
    ),
    "ep": (gauge("epochs", "Number of Epochs currently on the fly."), 1),
    "oos": (gauge("out_of_sync_bytes", "Amount of data known to be out of sync; in bytes."), 1024),
  ]
  /// The keys of two states, of this machine and of the other, and the state that is well.
  private static let pairs: [String: (family: Family, good: String)] = [
    "ro": (
      gauge("node_role_is_primary", "Whether the role of the node is in the primary state."),
      "Primary"
    ),
    "ds": (
      gauge("disk_state_is_up_to_date", "Whether the disk of the node is up to date."), "UpToDate"
    ),
  ]
  private static let connected = gauge("connected", "Whether DRBD is connected to the peer.")

  static func devices(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      guard let bytes = Tree.bytes(paths.proc("drbd")) else { return writer.fail() }
      for (device, key, text) in ReplicatedDevices.pairs(bytes) {
        write(key, text, [("device", device)], to: &writer)
      }
    }
  }

  private static func write(
    _ key: String, _ text: String, _ labels: [(String, String)], to writer: inout SampleWriter
  ) {
    if let (family, unit) = numbers[key] {
      guard let value = Tree.number(in: text) else { return writer.fail() }
      writer.put(family, labels, value * unit)
    } else if let (family, good) = pairs[key] {
      let states = text.split(separator: "/", omittingEmptySubsequences: false)
      for (node, state) in zip(["local", "remote"], states) {
        writer.put(family, labels + [("node", node)], state == good ? 1 : 0)
      }
    } else if key == "cs" {
      writer.put(connected, labels, text == "Connected" ? 1 : 0)
    }
  }
}
