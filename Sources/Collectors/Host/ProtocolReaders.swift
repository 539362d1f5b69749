internal import Metrics
internal import ProcFS

/// Collectors of the slow tier that read `/proc/net` and `/proc/sys`.
enum ProtocolReaders {
  static func netstat(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      var counters: [(name: String, value: Double)] = []
      for file in ["net/netstat", "net/snmp"] {
        counters += Tree.bytes(paths.proc(file)).map(NetworkTables.protocolCounters) ?? []
      }
      counters += Tree.bytes(paths.proc("net/snmp6")).map(NetworkTables.protocol6Counters) ?? []
      for counter in counters where isWanted(counter.name) {
        let family = Family.untyped(
          "node_netstat_\(counter.name)", "Protocol statistic \(counter.name).")
        writer.put(family, counter.value)
      }
    }
  }

  /// node_exporter's default fields.
  static func isWanted(_ name: String) -> Bool {
    if name.contains("_InErrors") || name.contains("_InErrs") {
      return name.hasSuffix("_InErrors") || name.hasSuffix("_InErrs")
    }
    guard let split = name.firstIndex(of: "_") else { return false }
    let (head, field) = (String(name[..<split]), String(name[name.index(after: split)...]))
    if head == "TcpExt", field.hasPrefix("Listen") || field.hasPrefix("Syncookies") { return true }
    return wantedFields[head]?.contains(field) ?? false
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
    .counter("node_softnet_processed_total", "Packets processed."),
    .counter("node_softnet_dropped_total", "Packets dropped."),
    .counter(
      "node_softnet_times_squeezed_total", "Times that packets waited as the budget was used up."),
    .counter("node_softnet_cpu_collision_total", "Times that a device was locked by another CPU."),
    .counter(
      "node_softnet_received_rps_total", "Times woken up to receive packets of another CPU."),
    .counter("node_softnet_flow_limit_count_total", "Times that the flow limit was reached."),
    .gauge("node_softnet_backlog_len", "Packets that wait."),
  ]

  static func softnet(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      for cpu in Tree.bytes(paths.proc("net/softnet_stat")).map(NetworkTables.softNet) ?? [] {
        for (family, value) in zip(softNetFamilies, cpu.values) {
          writer.put(family, [("cpu", String(cpu.cpu))], value)
        }
      }
    }
  }

  private static let conntrackColumns = [
    "found", "invalid", "ignore", "insert", "insert_failed", "drop", "early_drop", "search_restart",
  ]

  static func conntrack(_ paths: HostPaths) -> ReadPart {
    let folder = "sys/net/netfilter/nf_conntrack_"
    let entries = Attribute(
      "\(folder)count", .gauge("node_nf_conntrack_entries", "Connections tracked."))
    let limit = Attribute(
      "\(folder)max",
      .gauge("node_nf_conntrack_entries_limit", "How many connections may be tracked."))
    let families = conntrackColumns.map { column in
      Family.gauge("node_nf_conntrack_stat_\(column)", "Connection tracking statistic \(column).")
    }
    return ReadPart { writer in
      entries.write(paths.procfs, [], to: &writer)
      limit.write(paths.procfs, [], to: &writer)
      guard let bytes = Tree.bytes(paths.proc("net/stat/nf_conntrack")) else { return }
      let sums = NetworkTables.connectionTracking(bytes)
      for (column, family) in zip(conntrackColumns, families) {
        writer.put(family, [], sums[column])
      }
    }
  }

  static func udpQueues(_ paths: HostPaths) -> ReadPart {
    let family = Family.gauge("node_udp_queues", "Bytes that wait in queues of UDP sockets.")
    return ReadPart { writer in
      for (file, version) in [("net/udp", "v4"), ("net/udp6", "v6")] {
        let queues = Tree.bytes(paths.proc(file)).flatMap(NetworkTables.udpQueues)
        writer.put(family, [("queue", "tx"), ("ip", version)], queues?.transmit)
        writer.put(family, [("queue", "rx"), ("ip", version)], queues?.receive)
      }
    }
  }

  static func arp(_ paths: HostPaths) -> ReadPart {
    let family = Family.gauge("node_arp_entries", "Neighbours by device.")
    return ReadPart { writer in
      let counts = Tree.bytes(paths.proc("net/arp")).map(NetworkTables.neighbours) ?? [:]
      for (device, count) in counts.sorted(by: { $0.key < $1.key }) {
        writer.put(family, [("device", device)], Double(count))
      }
    }
  }

  static func entropy(_ paths: HostPaths) -> ReadPart {
    let available = Attribute(
      "entropy_avail", .gauge("node_entropy_available_bits", "Bits of entropy that are there."))
    let size = Attribute(
      "poolsize", .gauge("node_entropy_pool_size_bits", "Bits of entropy that fit."))
    return ReadPart { writer in
      available.write(paths.proc("sys/kernel/random"), [], to: &writer)
      size.write(paths.proc("sys/kernel/random"), [], to: &writer)
    }
  }

  static func kernelHung(_ paths: HostPaths) -> ReadPart {
    let hung = Attribute(
      "hung_task_detect_count",
      .counter("node_kernel_hung_tasks_total", "Tasks that the kernel found hung."))
    return ReadPart { writer in hung.write(paths.proc("sys/kernel"), [], to: &writer) }
  }

  static func schedstat(_ paths: HostPaths) -> ReadPart {
    let running = Family.counter("node_schedstat_running_seconds_total", "Seconds that tasks ran.")
    let waiting = Family.counter(
      "node_schedstat_waiting_seconds_total", "Seconds that tasks waited for the CPU.")
    let slices = Family.counter(
      "node_schedstat_timeslices_total", "Times that a task was given the CPU.")
    return ReadPart { writer in
      for cpu in Tree.bytes(paths.proc("schedstat")).map({ SchedulerStatistics($0).cpus }) ?? [] {
        writer.put(running, [("cpu", cpu.number)], cpu.runningSeconds)
        writer.put(waiting, [("cpu", cpu.number)], cpu.waitingSeconds)
        writer.put(slices, [("cpu", cpu.number)], cpu.timeslices)
      }
    }
  }
}
