internal import Metrics
internal import ProcFS

/// Collectors of the slow tier that read `/proc/net` and `/proc/sys`.
enum ProtocolReaders {
  static func netstat(_ options: HostOptions) -> ReadPart {
    let paths = options.paths
    let filter = options.settings.wanting("netstat.fields")
    return ReadPart { writer in
      var counters: [(name: String, value: Double)] = []
      for file in ["net/netstat", "net/snmp"] {
        guard let bytes = Tree.bytes(paths.proc(file)) else {
          writer.fail()
          continue
        }
        let found = NetworkTables.protocolCounters(bytes)
        if found.isEmpty { writer.fail() }
        counters += found
      }
      // A kernel without version 6 has no such file.
      counters += Tree.bytes(paths.proc("net/snmp6")).map(NetworkTables.protocol6Counters) ?? []
      for counter in counters where filter?.takes(counter.name) ?? isWanted(counter.name) {
        let family = Family.untyped(
          "node_netstat_\(counter.name)",
          "Statistic \(withoutUnderscore(counter.name)).")
        writer.put(family, counter.value)
      }
    }
  }

  /// `Tcp_InSegs` as the kernel's files would have it in one word, `TcpInSegs`.
  private static func withoutUnderscore(_ name: String) -> String {
    guard let index = name.utf8.firstIndex(of: 0x5f) else { return name }
    return String(name[..<index] + name[name.utf8.index(after: index)...])
  }

  /// node_exporter's default fields.
  static func isWanted(_ name: String) -> Bool {
    if name.hasSuffix("_InErrors") || name.hasSuffix("_InErrs") { return true }
    guard let split = name.utf8.firstIndex(of: UInt8(ascii: "_")) else { return false }
    let (head, field) = (name[..<split], name[name.index(after: split)...])
    if head == "TcpExt", field.hasPrefix("Listen") || field.hasPrefix("Syncookies") { return true }
    return wantedFields[String(head)]?.contains(String(field)) ?? false
  }

  private static let udp: Set<String> = [
    "InDatagrams", "OutDatagrams", "NoPorts", "RcvbufErrors", "SndbufErrors",
  ]
  private static let wantedFields: [String: Set<String>] = [
    "Ip": ["Forwarding"], "Ip6": ["InOctets", "OutOctets"], "IpExt": ["InOctets", "OutOctets"],
    "Icmp": ["InMsgs", "OutMsgs"], "Icmp6": ["InMsgs", "OutMsgs"], "Udp": udp, "Udp6": udp,
    "TcpExt": ["TCPSynRetrans", "TCPTimeouts", "TCPOFOQueue", "TCPRcvQDrop"],
    "Tcp": [
      "ActiveOpens", "InSegs", "OutSegs", "OutRsts", "PassiveOpens", "RetransSegs", "CurrEstab",
    ],
  ]

  private static let softNetFamilies: [Family] = [
    .counter("node_softnet_processed_total", "Number of processed packets"),
    .counter("node_softnet_dropped_total", "Number of dropped packets"),
    .counter(
      "node_softnet_times_squeezed_total", "Number of times processing packets ran out of quota"),
    .counter(
      "node_softnet_cpu_collision_total",
      "Number of collision occur while obtaining device lock while transmitting"),
    .counter(
      "node_softnet_received_rps_total", "Number of times cpu woken up received_rps"),
    .counter("node_softnet_flow_limit_count_total", "Number of times flow limit has been reached"),
    .gauge("node_softnet_backlog_len", "Softnet backlog status"),
  ]

  static func softnet(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      guard let bytes = Tree.bytes(paths.proc("net/softnet_stat")) else { return writer.fail() }
      let cpus = NetworkTables.softNet(bytes)
      if cpus.count < Table(bytes).rows.count { writer.fail() }
      for cpu in cpus {
        for (family, value) in zip(softNetFamilies, cpu.values) {
          writer.put(family, [("cpu", String(cpu.cpu))], value)
        }
      }
    }
  }

  private static let conntrackColumns = [
    ("found", "Number of searched entries which were successful."),
    ("invalid", "Number of packets seen which can not be tracked."),
    ("ignore", "Number of packets seen which are already connected to a conntrack entry."),
    ("insert", "Number of entries inserted into the list."),
    ("insert_failed", "Number of entries for which list insertion was attempted but failed."),
    ("drop", "Number of packets dropped due to conntrack failure."),
    (
      "early_drop",
      "Number of dropped conntrack entries to make room for new ones, if maximum table size was reached."
    ),
    (
      "search_restart",
      "Number of conntrack table lookups which had to be restarted due to hashtable resizes."
    ),
  ].map { (column: $0.0, family: Family.gauge("node_nf_conntrack_stat_\($0.0)", $0.1)) }

  static func conntrack(_ paths: HostPaths) -> ReadPart {
    let folder = "sys/net/netfilter/nf_conntrack_"
    let entries = Attribute(
      "\(folder)count",
      .gauge(
        "node_nf_conntrack_entries",
        "Number of currently allocated flow entries for connection tracking."))
    let limit = Attribute(
      "\(folder)max",
      .gauge("node_nf_conntrack_entries_limit", "Maximum size of connection tracking table."))
    return ReadPart { writer in
      if Tree.number(paths.proc(entries.file)) == nil { writer.fail() }
      entries.write(paths.procfs, [], to: &writer)
      limit.write(paths.procfs, [], to: &writer)
      guard let bytes = Tree.bytes(paths.proc("net/stat/nf_conntrack")) else { return }
      let sums = NetworkTables.connectionTracking(bytes)
      for (column, family) in conntrackColumns {
        writer.put(family, [], sums[column])
      }
    }
  }

  static func udpQueues(_ paths: HostPaths) -> ReadPart {
    let family = Family.gauge(
      "node_udp_queues", "Number of allocated memory in the kernel for UDP datagrams in bytes.")
    return ReadPart { writer in
      var hasAny = false
      for (file, version) in [("net/udp", "v4"), ("net/udp6", "v6")] {
        guard let bytes = Tree.bytes(paths.proc(file)) else { continue }
        hasAny = true
        let queues = NetworkTables.udpQueues(bytes)
        if queues == nil { writer.fail() }
        writer.put(family, [("queue", "tx"), ("ip", version)], queues?.transmit)
        writer.put(family, [("queue", "rx"), ("ip", version)], queues?.receive)
      }
      if !hasAny { writer.fail() }
    }
  }

  static func arp(_ options: HostOptions) -> ReadPart {
    let file = options.paths.proc("net/arp")
    let filter = options.settings.filter("arp.device")
    let family = Family.gauge("node_arp_entries", "ARP entries by device")
    return ReadPart { writer in
      guard let counts = Tree.bytes(file).map(NetworkTables.neighbours) else {
        return writer.fail()
      }
      for (device, count) in counts.sorted(by: { $0.key < $1.key })
      where filter?.takes(device) ?? true {
        writer.put(family, [("device", device)], Double(count))
      }
    }
  }

  static func entropy(_ paths: HostPaths) -> ReadPart {
    let available = Attribute(
      "entropy_avail", .gauge("node_entropy_available_bits", "Bits of available entropy."))
    let size = Attribute(
      "poolsize", .gauge("node_entropy_pool_size_bits", "Bits of entropy pool."))
    return ReadPart { writer in
      if Tree.number(paths.proc("sys/kernel/random/entropy_avail")) == nil { writer.fail() }
      available.write(paths.proc("sys/kernel/random"), [], to: &writer)
      size.write(paths.proc("sys/kernel/random"), [], to: &writer)
    }
  }

  static func kernelHung(_ paths: HostPaths) -> ReadPart {
    let hung = Attribute(
      "hung_task_detect_count",
      .counter(
        "node_kernel_hung_tasks_total",
        "Total number of tasks that have been detected as hung since the system booted."))
    return ReadPart { writer in
      if Tree.number(paths.proc("sys/kernel/\(hung.file)")) == nil { writer.fail() }
      hung.write(paths.proc("sys/kernel"), [], to: &writer)
    }
  }

  static func schedstat(_ paths: HostPaths) -> ReadPart {
    let running = Family.counter(
      "node_schedstat_running_seconds_total", "Number of seconds CPU spent running a process.")
    let waiting = Family.counter(
      "node_schedstat_waiting_seconds_total",
      "Number of seconds spent by processing waiting for this CPU.")
    let slices = Family.counter(
      "node_schedstat_timeslices_total", "Number of timeslices executed by CPU.")
    return ReadPart { writer in
      guard let bytes = Tree.bytes(paths.proc("schedstat")) else { return writer.fail() }
      let cpus = SchedulerStatistics(bytes).cpus
      if cpus.isEmpty { writer.fail() }
      for cpu in cpus {
        writer.put(running, [("cpu", cpu.number)], cpu.runningSeconds)
        writer.put(waiting, [("cpu", cpu.number)], cpu.waitingSeconds)
        writer.put(slices, [("cpu", cpu.number)], cpu.timeslices)
      }
    }
  }
}
