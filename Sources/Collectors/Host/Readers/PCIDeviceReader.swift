internal import Metrics

/// Devices of the PCI bus, `pcidevice`.
enum PCIDeviceReader {
  private static func gauge(_ name: String, _ help: String) -> Family {
    .gauge("node_pcidevice_\(name)", help)
  }

  private static let info = gauge(
    "info", "Non-numeric data from /sys/bus/pci/devices/<location>, value is always 1.")
  private static let speeds = [
    (
      "current_link_speed",
      gauge(
        "current_link_transfers_per_second", "Value of current link's transfers per second (T/s)")
    ),
    (
      "max_link_speed",
      gauge("max_link_transfers_per_second", "Value of maximum link's transfers per second (T/s)")
    ),
  ]
  private static let widths = [
    (
      "current_link_width",
      gauge("current_link_width", "Value of current link's width (number of lanes)")
    ),
    ("max_link_width", gauge("max_link_width", "Value of maximum link's width (number of lanes)")),
  ]
  private static let attributes = [
    Attribute(
      "d3cold_allowed",
      gauge("d3cold_allowed", "Whether the PCIe device supports D3cold power state (0/1).")),
    Attribute(
      "sriov_drivers_autoprobe",
      gauge(
        "sriov_drivers_autoprobe",
        "Whether SR-IOV drivers autoprobe is enabled for the device (0/1).")),
    Attribute(
      "sriov_numvfs",
      gauge("sriov_numvfs", "Number of Virtual Functions (VFs) currently enabled for SR-IOV.")),
    Attribute(
      "sriov_totalvfs",
      gauge("sriov_totalvfs", "Total number of Virtual Functions (VFs) supported by the device.")),
    Attribute(
      "sriov_vf_total_msix",
      gauge("sriov_vf_total_msix", "Total number of MSI-X vectors for Virtual Functions.")),
  ]
  private static let node = gauge(
    "numa_node", "NUMA node number for the PCI device. -1 indicates unknown or not available.")
  private static let power = gauge(
    "power_state", "PCIe device power state, one of: D0, D1, D2, D3hot, D3cold, unknown or error.")
  private static let powerStates = ["D0", "D1", "D2", "D3hot", "D3cold", "unknown", "error"]
  private static let numbers = [
    ("class_id", "class"), ("vendor_id", "vendor"), ("device_id", "device"),
    ("subsystem_vendor_id", "subsystem_vendor"), ("subsystem_device_id", "subsystem_device"),
    ("revision", "revision"),
  ]

  static func devices(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      let parent = paths.sys("bus/pci/devices")
      guard let names = Tree.contents(parent) else { return writer.fail() }
      for name in names {
        guard let place = location(name) else {
          writer.fail()
          continue
        }
        write("\(parent)/\(name)", place, to: &writer)
      }
    }
  }

  private static func write(
    _ folder: String, _ place: [(String, String)], to writer: inout SampleWriter
  ) {
    let parent = Tree.resolved(folder)?.split(separator: "/").dropLast().last
    let above = parent.flatMap { location(String($0)) }?.map(\.1) ?? ["*", "*", "*", "*"]
    let ofParent = zip(
      ["parent_segment", "parent_bus", "parent_device", "parent_function"], above)
    writer.put(
      info,
      place + ofParent.map { ($0, $1) }
        + numbers.map { ($0.0, Tree.text("\(folder)/\($0.1)") ?? "") }, 1)
    for (file, family) in speeds {
      // `8.0 GT/s PCIe`; a device without a link has no speed, which node_exporter calls -1.
      let speed = Tree.text("\(folder)/\(file)")?.prefix { $0 != " " }
      let transfers = speed.flatMap { Tree.number(in: String($0)) }
      writer.put(family, place, transfers.map { $0 * 1e9 } ?? -1)
    }
    for (file, family) in widths {
      writer.put(family, place, Tree.number("\(folder)/\(file)") ?? -1)
    }
    for attribute in attributes {
      writer.put(attribute.family, place, Tree.number("\(folder)/\(attribute.file)") ?? 0)
    }
    if let number = Tree.number("\(folder)/numa_node"), number >= 0 {
      writer.put(node, place, number)
    }
    guard let current = Tree.text("\(folder)/power_state") else { return }
    for state in powerStates {
      writer.put(power, place + [("state", state)], state == current ? 1 : 0)
    }
  }

  /// `0000:01:00.0` in its parts: segment, bus, device and function; `nil` for another name.
  static func location(_ name: String) -> [(String, String)]? {
    let parts = name.split(separator: ":")
    guard parts.count == 3 else { return nil }
    let last = parts[2].split(separator: ".")
    guard last.count == 2,
      (parts[..<2] + last).allSatisfy({ Int($0, radix: 16) != nil })
    else { return nil }
    let values = [parts[0], parts[1], last[0], last[1]].map(String.init)
    return Array(zip(["segment", "bus", "device", "function"], values))
  }
}
