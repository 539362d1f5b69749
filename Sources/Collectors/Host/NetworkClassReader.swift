internal import Metrics

/// What each network interface is, `netclass`, and the members of bonds, `bonding`.
enum NetworkClassReader {
  private static func gauge(_ file: String, _ name: String) -> Attribute {
    Attribute(file, .gauge("node_network_\(name)", "Network device property: \(name)"))
  }

  private static func counter(_ file: String, _ name: String) -> Attribute {
    Attribute(file, .counter("node_network_\(name)", "Network device property: \(name)"))
  }

  private static let attributes = [
    gauge("addr_assign_type", "address_assign_type"),
    gauge("carrier", "carrier"),
    counter("carrier_changes", "carrier_changes_total"),
    counter("carrier_up_count", "carrier_up_changes_total"),
    counter("carrier_down_count", "carrier_down_changes_total"),
    gauge("dev_id", "device_id"),
    gauge("dormant", "dormant"),
    gauge("flags", "flags"),
    gauge("ifindex", "iface_id"),
    gauge("iflink", "iface_link"),
    gauge("link_mode", "iface_link_mode"),
    gauge("mtu", "mtu_bytes"),
    gauge("name_assign_type", "name_assign_type"),
    gauge("netdev_group", "net_dev_group"),
    gauge("tx_queue_len", "transmit_queue_length"),
    gauge("type", "protocol_type"),
  ]
  private static let speed = Family.gauge(
    "node_network_speed_bytes", "Network device property: speed_bytes")
  private static let up = Family.gauge(
    "node_network_up", "Value is 1 if operstate is 'up', 0 otherwise.")
  private static let info = Family.gauge(
    "node_network_info", "Non-numeric data from /sys/class/net/<iface>, value is always 1.")

  static func netclass(_ options: HostOptions) -> ReadPart {
    let paths = options.paths
    let filter = options.settings.ignoring("netclass.ignored-devices")
    return ReadPart { writer in
      guard let devices = Tree.contents(paths.sys("class/net")) else { return writer.fail() }
      for device in devices where filter.takes(device) {
        let folder = paths.sys("class/net/\(device)")
        guard Tree.isFolder(folder) else { continue }
        write(device, folder, to: &writer)
      }
    }
  }

  private static func write(_ device: String, _ folder: String, to writer: inout SampleWriter) {
    let text = { (file: String) in Tree.text("\(folder)/\(file)") ?? "" }
    let state = text("operstate")
    let flags = Tree.number("\(folder)/flags")
    let adminState =
      flags.flatMap { UInt64(exactly: $0) }.map { $0 & 1 == 1 ? "up" : "down" } ?? "unknown"
    let labels = [("device", device)]
    writer.put(up, labels, state == "up" ? 1 : 0)
    writer.put(
      info,
      labels + [
        ("address", text("address")), ("broadcast", text("broadcast")), ("duplex", text("duplex")),
        ("operstate", state), ("adminstate", adminState), ("ifalias", text("ifalias")),
      ], 1)
    for attribute in attributes { attribute.write(folder, labels, to: &writer) }
    // A device that does not know its speed says -1.
    if let megabits = Tree.number("\(folder)/speed"), megabits >= 0 {
      writer.put(speed, labels, megabits * 1e6 / 8)
    }
  }

  static func bonding(_ paths: HostPaths) -> ReadPart {
    let members = Family.gauge(
      "node_bonding_slaves", "Number of configured slaves per bonding interface.")
    let active = Family.gauge(
      "node_bonding_active", "Number of active slaves per bonding interface.")
    return ReadPart { writer in
      let folder = paths.sys("class/net")
      guard let masters = Tree.text("\(folder)/bonding_masters") else { return writer.fail() }
      for master in masters.split(separator: " ").map(String.init) {
        let names = (Tree.text("\(folder)/\(master)/bonding/slaves") ?? "").split(separator: " ")
        let up = names.filter { name in
          let state =
            Tree.text("\(folder)/\(master)/lower_\(name)/bonding_slave/mii_status")
            ?? Tree.text("\(folder)/\(master)/slave_\(name)/bonding_slave/mii_status")
          return state == "up"
        }
        writer.put(members, [("master", master)], Double(names.count))
        writer.put(active, [("master", master)], Double(up.count))
      }
    }
  }
}
