internal import Metrics

/// What each network interface is, `netclass`, and the members of bonds, `bonding`.
enum NetworkClassReader {
  private static func gauge(_ file: String, _ name: String, _ help: String, unit: Double = 1)
    -> Attribute
  {
    Attribute(file, .gauge("node_network_\(name)", help), unit: unit)
  }

  private static func counter(_ file: String, _ name: String, _ help: String) -> Attribute {
    Attribute(file, .counter("node_network_\(name)", help))
  }

  private static let attributes = [
    gauge("addr_assign_type", "address_assign_type", "How the address came about."),
    gauge("carrier", "carrier", "Whether there is a carrier."),
    counter("carrier_changes", "carrier_changes_total", "Times that the carrier came or went."),
    counter("carrier_up_count", "carrier_up_changes_total", "Times that the carrier came."),
    counter("carrier_down_count", "carrier_down_changes_total", "Times that the carrier went."),
    gauge("dev_id", "device_id", "Tells devices with one address apart."),
    gauge("dormant", "dormant", "Whether the interface waits for an event."),
    gauge("flags", "flags", "The interface's flags."),
    gauge("ifindex", "iface_id", "The interface's number."),
    gauge("iflink", "iface_link", "The number of the interface below."),
    gauge("link_mode", "iface_link_mode", "The link mode."),
    gauge("mtu", "mtu_bytes", "The largest packet in bytes."),
    gauge("name_assign_type", "name_assign_type", "How the name came about."),
    gauge("netdev_group", "net_dev_group", "The device group."),
    gauge("tx_queue_len", "transmit_queue_length", "Packets that may wait."),
    gauge("type", "protocol_type", "The protocol's number."),
  ]
  private static let speed = Family.gauge(
    "node_network_speed_bytes", "Bytes a second that the link can carry.")
  private static let up = Family.gauge("node_network_up", "Whether the interface is up.")
  private static let info = Family.gauge("node_network_info", "The interface's texts, in labels.")

  static func netclass(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      for device in Tree.names(paths.sys("class/net")) {
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
    let adminState = flags.map { UInt64($0) & 1 == 1 ? "up" : "down" } ?? "unknown"
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
    let members = Family.gauge("node_bonding_slaves", "Members of the bond.")
    let active = Family.gauge("node_bonding_active", "Members of the bond that are up.")
    return ReadPart { writer in
      let folder = paths.sys("class/net")
      let masters = Tree.text("\(folder)/bonding_masters") ?? ""
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
