internal import Metrics
internal import ProcFS

/// Collectors that are off unless they are named and read one table of `/proc` or one folder of `/sys`.
enum NamedReaders {
  static func interrupts(_ options: HostOptions) -> ReadPart {
    let family = Family.counter("node_interrupts_total", "Interrupt details.")
    let filter = options.settings.filter("interrupts.name")
    let withZeros = options.settings.isOn("interrupts.include-zeros", usual: true)
    let file = options.paths.proc("interrupts")
    return ReadPart { writer in
      guard let reading = Tree.bytes(file).flatMap({ Interrupts($0) }) else {
        return writer.fail()
      }
      for line in reading.lines
      where filter?.takes("\(line.name);\(line.info);\(line.devices)") ?? true {
        let labels = [("type", line.name), ("info", line.info), ("devices", line.devices)]
        // node_exporter counts the columns; a CPU that is off has none, and those behind it move up.
        for (cpu, count) in line.counts.enumerated() where withZeros || count != 0 {
          writer.put(family, [("cpu", "\(cpu)")] + labels, count)
        }
      }
    }
  }

  static func softInterrupts(_ paths: HostPaths) -> ReadPart {
    let family = Family.counter("node_softirqs_functions_total", "Softirq counts per CPU.")
    return ReadPart { writer in
      let reading = Tree.bytes(paths.proc("softirqs")).flatMap { SoftInterrupts.counts($0) }
      guard let reading else { return writer.fail() }
      for (type, counts) in reading {
        for (cpu, count) in counts { writer.put(family, [("cpu", cpu), ("type", type)], count) }
      }
    }
  }

  static func freeBlocks(_ paths: HostPaths) -> ReadPart {
    let family = Family.gauge(
      "node_buddyinfo_blocks", "Count of free blocks according to size.")
    return ReadPart { writer in
      let reading = Tree.bytes(paths.proc("buddyinfo")).flatMap { MemoryTables.freeBlocks($0) }
      guard let reading else { return writer.fail() }
      for zone in reading {
        for (size, count) in zone.counts.enumerated() {
          writer.put(
            family, [("node", zone.node), ("zone", zone.zone), ("size", "\(size)")], count)
        }
      }
    }
  }

  private static let slabFamilies: [Family] = [
    .gauge(
      "node_slabinfo_active_objects",
      "The number of objects that are currently active (i.e., in use)."),
    .gauge(
      "node_slabinfo_objects",
      "The total number of allocated objects (i.e., objects that are both in use and not in use)."),
    .gauge("node_slabinfo_object_size_bytes", "The size of objects in this slab, in bytes."),
    .gauge("node_slabinfo_objects_per_slab", "The number of objects stored in each slab."),
    .gauge("node_slabinfo_pages_per_slab", "The number of pages allocated for each slab."),
  ]

  static func slabs(_ options: HostOptions) -> ReadPart {
    let file = options.paths.proc("slabinfo")
    let filter = options.settings.filter("slabinfo.slabs")
    return ReadPart { writer in
      guard let slabs = Tree.bytes(file).flatMap({ MemoryTables.slabs($0) }) else {
        return writer.fail()
      }
      for slab in slabs where filter?.takes(slab.name) ?? true {
        for (family, value) in zip(slabFamilies, slab.columns) {
          writer.put(family, [("slab", slab.name)], value)
        }
      }
    }
  }

  static func controlGroups(_ paths: HostPaths) -> ReadPart {
    let help = "Current cgroup number of the subsystem."
    let families = [
      Family.gauge("node_cgroups_cgroups", help), Family.gauge("node_cgroups_enabled", help),
    ]
    return ReadPart { writer in
      guard let rows = Tree.bytes(paths.proc("cgroups")).map({ Table($0).rows }) else {
        return writer.fail()
      }
      for row in rows where !row[0].hasPrefix("#") {
        let numbers = row.dropFirst(2).compactMap { UInt64($0).map { Double($0) } }
        guard row.count == 4, numbers.count == 2 else {
          writer.fail()
          continue
        }
        for (family, value) in zip(families, numbers) {
          writer.put(family, [("subsys_name", row[0])], value)
        }
      }
    }
  }

  private static let mergingAttributes = [
    (
      "full_scans",
      Family.counter(
        "node_ksmd_full_scans_total", "How many times all mergeable areas have been scanned."), 1.0
    ),
    (
      "general_profit",
      .gauge(
        "node_ksmd_general_profit_bytes",
        "How effective is KSM. ksm_saved_pages * sizeof(page) - (all_rmap_items) * sizeof(rmap_item)"
      ), 1
    ),
    (
      "merge_across_nodes",
      .gauge(
        "node_ksmd_merge_across_nodes",
        "Specifies if pages from different NUMA nodes can be merged."), 1
    ),
    (
      "pages_shared",
      .gauge("node_ksmd_pages_shared", "How many shared pages are being used."), 1
    ),
    (
      "pages_sharing",
      .gauge(
        "node_ksmd_pages_sharing", "How many more sites are sharing them i.e. how much saved."), 1
    ),
    (
      "pages_to_scan",
      .gauge("node_ksmd_pages_to_scan", "How many pages to scan before ksmd goes to sleep."), 1
    ),
    (
      "pages_unshared",
      .gauge(
        "node_ksmd_pages_unshared",
        "How many pages unique but repeatedly checked for merging."), 1
    ),
    (
      "pages_volatile",
      .gauge(
        "node_ksmd_pages_volatile",
        "How many pages changing too fast to be placed in a tree."), 1
    ),
    ("run", .gauge("node_ksmd_run", "The status of ksmd. stopped = 0, running = 1"), 1),
    (
      "sleep_millisecs",
      .gauge(
        "node_ksmd_sleep_seconds", "How many seconds ksmd should sleep before next scan."), 0.001
    ),
  ].map { Attribute($0.0, $0.1, unit: $0.2) }

  static func merging(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      let folder = paths.sys("kernel/mm/ksm")
      guard Tree.isFolder(folder) else { return writer.fail() }
      for attribute in mergingAttributes { attribute.write(folder, [], to: &writer) }
    }
  }

  private static let vulnerabilities = Family.gauge(
    "node_cpu_vulnerabilities_info",
    "Details of each CPU vulnerability reported by sysfs. The value of the series is an int encoded state of the vulnerability. The same state is stored as a string in the label"
  )

  static func vulnerabilities(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      let folder = paths.sys("devices/system/cpu/vulnerabilities")
      guard let names = Tree.contents(folder) else { return writer.fail() }
      for name in names {
        guard let text = Tree.text("\(folder)/\(name)") else { continue }
        let (state, mitigation) = protection(text)
        writer.put(
          vulnerabilities,
          [("codename", name), ("state", state), ("mitigation", mitigation)], 1)
      }
    }
  }

  /// The state of `Mitigation: Retpolines` and what is done.
  static func protection(_ text: String) -> (state: String, mitigation: String) {
    if text == "Not affected" { return ("not affected", "") }
    for state in ["Vulnerable", "Mitigation"] where text.hasPrefix(state) {
      let rest = text.dropFirst(state.count)
      return (state.lowercased(), String(rest.hasPrefix(": ") ? rest.dropFirst(2) : rest))
    }
    return ("unknown", "")
  }
}
