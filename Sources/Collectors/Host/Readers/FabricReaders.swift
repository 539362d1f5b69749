internal import Metrics

/// Adapters of storage and cluster networks, `fibrechannel` and `infiniband`.
enum FabricReaders {
  private static let hostCounters = [
    ("dumped_frames", "dumped_frames", "Number of dumped frames"),
    ("error_frames", "error_frames", "Number of errors in frames"),
    ("fcp_packet_aborts", "fcp_packet_aborts", "Number of aborted packets"),
    ("invalid_crc_count", "invalid_crc", "Invalid Cyclic Redundancy Check count"),
    (
      "invalid_tx_word_count", "invalid_tx_words",
      "Number of invalid words transmitted by host port"
    ),
    ("link_failure_count", "link_failure", "Number of times the host port link has failed"),
    ("loss_of_signal_count", "loss_of_signal", "Number of times signal has been lost"),
    (
      "loss_of_sync_count", "loss_of_sync",
      "Number of failures on either bit or transmission word boundaries"
    ),
    ("nos_count", "nos", "Number Not_Operational Primitive Sequence received by host port"),
    ("rx_frames", "rx_frames", "Number of frames received"),
    ("rx_words", "rx_words", "Number of words received by host port"),
    (
      "seconds_since_last_reset", "seconds_since_last_reset",
      "Number of seconds since last host port reset"
    ),
    ("tx_frames", "tx_frames", "Number of frames transmitted by host port"),
    ("tx_words", "tx_words", "Number of words transmitted by host port"),
  ].map { (file: $0.0, family: Family.counter("node_fibrechannel_\($0.1)_total", $0.2)) }

  private static let hostTexts = [
    "dev_loss_tmo", "fabric_name", "port_id", "port_name", "port_state", "port_type", "speed",
    "supported_classes", "supported_speeds", "symbolic_name",
  ]
  /// Texts that are numbers in hexadecimal, shown without their `0x`.
  private static let hexadecimalTexts: Set<String> = ["fabric_name", "port_id", "port_name"]

  static func fibreChannel(_ paths: HostPaths) -> ReadPart {
    let info = Family.gauge(
      "node_fibrechannel_info",
      "Non-numeric data from /sys/class/fc_host/<host>, value is always 1.")
    let parent = paths.sys("class/fc_host")
    return ReadPart { writer in
      guard let hosts = Tree.contents(parent) else { return writer.fail() }
      for host in hosts {
        let texts = hostTexts.map { file -> (String, String) in
          let text = Tree.text("\(parent)/\(host)/\(file)") ?? ""
          let isShort = hexadecimalTexts.contains(file) && text.hasPrefix("0x")
          return (file, isShort ? String(text.dropFirst(2)) : text)
        }
        writer.put(info, [("fc_host", host)] + texts, 1)
        for (file, family) in hostCounters {
          // All bits are set where the adapter does not count.
          guard let text = Tree.text("\(parent)/\(host)/statistics/\(file)"),
            text != "0xffffffffffffffff"
          else { continue }
          writer.put(family, [("fc_host", host)], Tree.number(in: text))
        }
      }
    }
  }

  private static func counter(
    _ file: String, _ name: String, _ help: String, unit: Double = 1
  ) -> Attribute {
    Attribute(file, .counter("node_infiniband_\(name)_total", help), unit: unit)
  }

  private static let received = "Number of data octets received on all links"
  private static let transmitted = "Number of data octets transmitted on all links"
  private static let discarded =
    "packets discarded by the port because the port is down or congested"

  /// Data is counted in words of four bytes, one for each lane.
  private static let portCounters = [
    counter(
      "counters_ext/port_multicast_rcv_packets", "legacy_multicast_packets_received",
      "Number of multicast packets received"),
    counter(
      "counters_ext/port_multicast_xmit_packets", "legacy_multicast_packets_transmitted",
      "Number of multicast packets transmitted"),
    counter(
      "counters_ext/port_rcv_data_64", "legacy_data_received_bytes", received, unit: 4),
    counter(
      "counters_ext/port_rcv_packets_64", "legacy_packets_received",
      "Number of data packets received on all links"),
    counter(
      "counters_ext/port_unicast_rcv_packets", "legacy_unicast_packets_received",
      "Number of unicast packets received"),
    counter(
      "counters_ext/port_unicast_xmit_packets", "legacy_unicast_packets_transmitted",
      "Number of unicast packets transmitted"),
    counter(
      "counters_ext/port_xmit_data_64", "legacy_data_transmitted_bytes", transmitted, unit: 4),
    counter(
      "counters_ext/port_xmit_packets_64", "legacy_packets_transmitted",
      "Number of data packets received on all links"),
    counter(
      "counters/link_downed", "link_downed",
      "Number of times the link failed to recover from an error state and went down"),
    counter(
      "counters/link_error_recovery", "link_error_recovery",
      "Number of times the link successfully recovered from an error state"),
    counter(
      "counters/multicast_rcv_packets", "multicast_packets_received",
      "Number of multicast packets received (including errors)"),
    counter(
      "counters/multicast_xmit_packets", "multicast_packets_transmitted",
      "Number of multicast packets transmitted (including errors)"),
    counter(
      "counters/port_rcv_constraint_errors", "port_constraint_errors_received",
      "Number of packets received on the switch physical port that are discarded"),
    counter(
      "counters/port_xmit_constraint_errors", "port_constraint_errors_transmitted",
      "Number of packets not transmitted from the switch physical port"),
    counter("counters/port_rcv_data", "port_data_received_bytes", received, unit: 4),
    counter("counters/port_xmit_data", "port_data_transmitted_bytes", transmitted, unit: 4),
    counter(
      "counters/port_rcv_discards", "port_discards_received", "Number of inbound \(discarded)"),
    counter(
      "counters/port_xmit_discards", "port_discards_transmitted",
      "Number of outbound \(discarded)"),
    counter(
      "counters/port_rcv_errors", "port_errors_received",
      "Number of packets containing an error that were received on this port"),
    counter(
      "counters/port_rcv_packets", "port_packets_received",
      "Number of packets received on all VLs by this port (including errors)"),
    counter(
      "counters/port_xmit_packets", "port_packets_transmitted",
      "Number of packets transmitted on all VLs from this port (including errors)"),
    counter(
      "counters/port_xmit_wait", "port_transmit_wait",
      "Number of ticks during which the port had data to transmit but no data was sent during the entire tick"
    ),
    counter(
      "counters/unicast_rcv_packets", "unicast_packets_received",
      "Number of unicast packets received (including errors)"),
    counter(
      "counters/unicast_xmit_packets", "unicast_packets_transmitted",
      "Number of unicast packets transmitted (including errors)"),
  ]
  private static let state = Family.gauge(
    "node_infiniband_state_id",
    "State of the InfiniBand port (0: no change, 1: down, 2: init, 3: armed, 4: active, 5: act defer)"
  )
  private static let physicalState = Family.gauge(
    "node_infiniband_physical_state_id",
    "Physical state of the InfiniBand port (0: no change, 1: sleep, 2: polling, 3: disable, 4: shift, 5: link up, 6: link error recover, 7: phytest)"
  )
  private static let rate = Family.gauge(
    "node_infiniband_rate_bytes_per_second", "Maximum signal transfer rate")

  static func infiniBand(_ paths: HostPaths) -> ReadPart {
    let info = Family.gauge(
      "node_infiniband_info",
      "Non-numeric data from /sys/class/infiniband/<device>, value is always 1.")
    let parent = paths.sys("class/infiniband")
    return ReadPart { writer in
      guard let devices = Tree.contents(parent) else { return writer.fail() }
      for device in devices {
        let text = { (file: String) in Tree.text("\(parent)/\(device)/\(file)") ?? "" }
        writer.put(
          info,
          [
            ("device", device), ("board_id", text("board_id")),
            ("firmware_version", text("fw_ver")), ("hca_type", text("hca_type")),
          ], 1)
        for port in Tree.names("\(parent)/\(device)/ports") {
          writePort(
            "\(parent)/\(device)/ports/\(port)", [("device", device), ("port", port)],
            to: &writer)
        }
      }
    }
  }

  private static func writePort(
    _ folder: String, _ labels: [(String, String)], to writer: inout SampleWriter
  ) {
    for (file, family) in [("state", state), ("phys_state", physicalState)] {
      let number = Tree.text("\(folder)/\(file)")?.prefix { $0 != ":" }
      let value = number.flatMap { Tree.number(in: $0) }
      if value == nil { writer.fail() }
      writer.put(family, labels, value)
    }
    // `40 Gb/sec (4X QDR)`.
    let speed = Tree.text("\(folder)/rate")?.prefix { $0 != " " }.description
    let gigabits = speed.flatMap { Tree.number(in: $0) }
    if gigabits == nil { writer.fail() }
    writer.put(rate, labels, gigabits.map { ($0 * 125_000_000).rounded(.towardZero) })
    for attribute in portCounters { attribute.write(folder, labels, to: &writer) }
  }
}
