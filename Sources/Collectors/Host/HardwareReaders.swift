internal import Metrics

/// Collectors of the slow tier that read about the machine's parts.
enum HardwareReaders {
  private static let dmiFiles = [
    "bios_date", "bios_release", "bios_vendor", "bios_version", "board_asset_tag", "board_name",
    "board_serial", "board_vendor", "board_version", "chassis_asset_tag", "chassis_serial",
    "chassis_vendor", "chassis_version", "product_family", "product_name", "product_serial",
    "product_sku", "product_uuid", "product_version",
  ]

  static func dmi(_ paths: HostPaths) -> ReadPart {
    let info = Family.gauge(
      "node_dmi_info",
      "A metric with a constant '1' value labeled by bios_date, bios_release, bios_vendor, bios_version, board_asset_tag, board_name, board_serial, board_vendor, board_version, chassis_asset_tag, chassis_serial, chassis_vendor, chassis_version, product_family, product_name, product_serial, product_sku, product_uuid, product_version, system_vendor if provided by DMI."
    )
    return ReadPart { writer in
      let folder = paths.sys("class/dmi/id")
      guard Tree.isFolder(folder) else { return writer.fail() }
      var labels = dmiFiles.compactMap { file in Tree.text("\(folder)/\(file)").map { (file, $0) } }
      if let vendor = Tree.text("\(folder)/sys_vendor") { labels.append(("system_vendor", vendor)) }
      writer.put(info, labels, 1)
    }
  }

  static func edac(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      let parent = paths.sys("devices/system/edac/mc")
      for name in Tree.names(parent) where name.hasPrefix("mc") && Int(name.dropFirst(2)) != nil {
        MemoryErrors.write("\(parent)/\(name)", String(name.dropFirst(2)), to: &writer)
      }
    }
  }

  static func rapl(_ options: HostOptions) -> ReadPart {
    let parent = options.paths.sys("class/powercap")
    let hasZoneLabel = options.settings.isOn("rapl.enable-zone-label")
    return ReadPart { writer in
      guard let zones = Tree.contents(parent) else { return writer.fail() }
      for zone in zones where zone.contains(":") {
        let folder = "\(parent)/\(zone)"
        guard let text = Tree.text("\(folder)/name"),
          let joules = Tree.number("\(folder)/energy_uj")
        else { continue }
        let parts = text.split(separator: "-", maxSplits: 1)
        let hasIndex = parts.count == 2 && Int(parts[1]) != nil
        let name = hasIndex ? String(parts[0]) : text
        let index =
          hasIndex ? String(parts[1]) : String(zone.split(separator: ":").dropFirst().first ?? "0")
        let labels = [("index", index), ("path", folder)]
        guard !hasZoneLabel else {
          writer.put(inZones, labels + [("rapl_zone", name)], joules / 1e6)
          continue
        }
        let family = Family.counter(
          "node_rapl_\(Tree.metricName(name))_joules_total",
          "Current RAPL \(name) value in joules")
        writer.put(family, labels, joules / 1e6)
      }
    }
  }

  private static let inZones = Family.counter(
    "node_rapl_joules_total", "Current RAPL value in joules")

  private static let watchdogAttributes = [
    ("access_cs0", "access_cs0"), ("bootstatus", "bootstatus"), ("fw_version", "fw_version"),
    ("nowayout", "nowayout"), ("pretimeout", "pretimeout_seconds"),
    ("timeleft", "timeleft_seconds"), ("timeout", "timeout_seconds"),
  ].map {
    Attribute(
      $0.0, .gauge("node_watchdog_\($0.1)", "Value of /sys/class/watchdog/<watchdog>/\($0.0)"))
  }

  static func watchdog(_ paths: HostPaths) -> ReadPart {
    let info = Family.gauge("node_watchdog_info", "Info of /sys/class/watchdog/<watchdog>")
    return ReadPart { writer in
      let parent = paths.sys("class/watchdog")
      guard let names = Tree.contents(parent) else { return writer.fail() }
      for name in names {
        let folder = "\(parent)/\(name)"
        for attribute in watchdogAttributes {
          attribute.write(folder, [("name", name)], to: &writer)
        }
        let files = ["options", "identity", "state", "status", "pretimeout_governor"]
        let texts = files.map { ($0, Tree.text("\(folder)/\($0)") ?? "") }
        writer.put(info, [("name", name)] + texts, 1)
      }
    }
  }

  private static let tapeAttributes = [
    Attribute(
      "in_flight",
      .gauge("node_tape_io_now", "The number of I/Os currently outstanding to this device.")),
    Attribute(
      "io_ns",
      .counter(
        "node_tape_io_time_seconds_total",
        "The amount of time spent waiting for all I/O to complete (including read and write). This includes tape movement commands such as seeking between file or set marks and implicit tape movement such as when rewind on close tape devices are used."
      ), unit: 1e-9),
    Attribute(
      "other_cnt",
      .counter(
        "node_tape_io_others_total",
        "The number of I/Os issued to the tape drive other than read or write commands. The time taken to complete these commands uses the following calculation io_time_seconds_total-read_time_seconds_total-write_time_seconds_total"
      )),
    Attribute(
      "read_byte_cnt",
      .counter("node_tape_read_bytes_total", "The number of bytes read from the tape drive.")),
    Attribute(
      "read_cnt",
      .counter(
        "node_tape_reads_completed_total", "The number of read requests issued to the tape drive.")),
    Attribute(
      "read_ns",
      .counter(
        "node_tape_read_time_seconds_total",
        "The amount of time spent waiting for read requests to complete."), unit: 1e-9),
    Attribute(
      "resid_cnt",
      .counter(
        "node_tape_residual_total",
        "The number of times during a read or write we found the residual amount to be non-zero. This should mean that a program is issuing a read larger thean the block size on tape. For write not all data made it to tape."
      )),
    Attribute(
      "write_byte_cnt",
      .counter("node_tape_written_bytes_total", "The number of bytes written to the tape drive.")),
    Attribute(
      "write_cnt",
      .counter(
        "node_tape_writes_completed_total", "The number of write requests issued to the tape drive."
      )),
    Attribute(
      "write_ns",
      .counter(
        "node_tape_write_time_seconds_total",
        "The amount of time spent waiting for write requests to complete."),
      unit: 1e-9),
  ]

  static func tape(_ options: HostOptions) -> ReadPart {
    let parent = options.paths.sys("class/scsi_tape")
    let filter = options.settings.ignoring("tapestats.ignored-devices")
    return ReadPart { writer in
      guard let names = Tree.contents(parent) else { return writer.fail() }
      for name in names
      where name.hasPrefix("st") && Int(name.dropFirst(2)) != nil && filter.takes(name) {
        for attribute in tapeAttributes {
          attribute.write("\(parent)/\(name)/stats", [("device", name)], to: &writer)
        }
      }
    }
  }

  static func selinux(_ paths: HostPaths) -> ReadPart {
    let enabled = Family.gauge("node_selinux_enabled", "SELinux is enabled, 1 is true, 0 is false")
    let config = Family.gauge("node_selinux_config_mode", "Configured SELinux enforcement mode")
    let current = Family.gauge("node_selinux_current_mode", "Current SELinux enforcement mode")
    return ReadPart { writer in
      let enforce = Tree.number(paths.sys("fs/selinux/enforce"))
      writer.put(enabled, enforce == nil ? 0 : 1)
      guard let enforce else { return }
      writer.put(current, enforce)
      let lines = (Tree.text(paths.root("/etc/selinux/config")) ?? "").split(separator: "\n")
      let mode = lines.last { $0.hasPrefix("SELINUX=") }?.dropFirst(8)
      let modes: [Substring: Double] = ["enforcing": 1, "permissive": 0, "disabled": -1]
      if let mode, let number = modes[mode.prefix { $0.isLetter }] { writer.put(config, number) }
    }
  }
}

/// Memory errors of one controller.
private enum MemoryErrors {
  private static let labels = ["ce": "correctable", "ue": "uncorrectable"]
  private static let families = labels.mapValues { word in
    (
      controller: Family.counter(
        "node_edac_\(word)_errors_total", "Total \(word) memory errors."),
      row: Family.counter(
        "node_edac_csrow_\(word)_errors_total", "Total \(word) memory errors for this csrow."),
      channel: Family.counter(
        "node_edac_channel_\(word)_errors_total", "Total \(word) memory errors for this channel.")
    )
  }

  static func write(_ folder: String, _ controller: String, to writer: inout SampleWriter) {
    for (kind, family) in families.sorted(by: { $0.key < $1.key }) {
      let ofController = [("controller", controller)]
      writer.put(family.controller, ofController, Tree.number("\(folder)/\(kind)_count"))
      writer.put(
        family.row, ofController + [("csrow", "unknown")],
        Tree.number("\(folder)/\(kind)_noinfo_count"))
      for name in Tree.names(folder) where name.hasPrefix("csrow") {
        let row = "\(folder)/\(name)"
        let ofRow = ofController + [("csrow", String(name.dropFirst(5)))]
        writer.put(family.row, ofRow, Tree.number("\(row)/\(kind)_count"))
        for file in Tree.names(row) where file.hasPrefix("ch") && file.hasSuffix("_\(kind)_count") {
          let channel = String(file.dropFirst(2).prefix { $0 != "_" })
          let label = dimmLabel(Tree.text("\(row)/ch\(channel)_dimm_label") ?? "")
          writer.put(
            family.channel, ofRow + [("channel", channel), ("dimm_label", label)],
            Tree.number("\(row)/\(file)"))
        }
      }
    }
  }

  /// The kernel's `mc#0csrow#0channel#0` as node_exporter writes it: `mc0_csrow0_channel0`.
  private static func dimmLabel(_ text: String) -> String {
    text.replacing("#", with: "").replacing("csrow", with: "_csrow")
      .replacing("channel", with: "_channel")
  }
}
