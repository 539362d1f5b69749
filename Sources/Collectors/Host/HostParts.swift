internal import Metrics

/// The parts of the host collector and the names by which node_exporter calls them.
enum HostParts {
  /// Collectors that are read only where they are named.
  static let offByDefault: Set<String> = []

  /// All parts in the order of reading; a name may have several.
  static func all(
    _ options: HostOptions, _ source: SystemStatSource
  ) -> [(name: String, isSlow: Bool, part: any HostPart)] {
    fast(options, source).map { ($0.0, false, $0.1) } + slow(options).map { ($0.0, true, $0.1) }
  }

  private static func fast(
    _ options: HostOptions, _ source: SystemStatSource
  ) -> [(String, any HostPart)] {
    let paths = options.paths
    let reader = MountReader(
      start: options.startReader, deadline: options.mountDeadline, ask: options.askMount)
    return [
      ("cpu", CPUPart(source, ticksPerSecond: options.ticksPerSecond)),
      ("stat", StatPart(source, withSoftirqs: options.countsSoftirqs)),
      ("meminfo", MeminfoPart(paths)),
      ("loadavg", LoadPart(paths)),
      ("pressure", PressurePart(paths)),
      ("vmstat", VmstatPart(paths)),
      ("diskstats", DiskPart(paths)),
      ("netdev", NetworkPart(paths)),
      ("sockstat", SocketPart(paths, pageBytes: options.pageBytes)),
      ("filefd", FileDescriptorPart(paths)),
      (
        "filesystem",
        FilesystemPart(paths, reader: reader, patience: options.mountDeadline + .seconds(1))
      ),
      ("cgroup", ControlGroupPart(paths)),
      ("uname", UnamePart()),
      ("time", TimePart()),
    ]
  }

  private static func slow(_ options: HostOptions) -> [(String, any HostPart)] {
    let paths = options.paths
    return [
      ("netdev", NetworkNoHandlerPart(paths)),
      ("time", ClockSourcePart(paths)),
      ("cpu", ProcessorReaders.topology(paths)),
      ("cpufreq", ProcessorReaders.frequency(paths)),
      ("thermal_zone", ProcessorReaders.thermal(paths)),
      ("diskstats", DiskInfoReader.info(paths)),
      ("netclass", NetworkClassReader.netclass(paths)),
      ("bonding", NetworkClassReader.bonding(paths)),
      ("netstat", ProtocolReaders.netstat(paths)),
      ("softnet", ProtocolReaders.softnet(paths)),
      ("conntrack", ProtocolReaders.conntrack(paths)),
      ("udp_queues", ProtocolReaders.udpQueues(paths)),
      ("arp", ProtocolReaders.arp(paths)),
      ("entropy", ProtocolReaders.entropy(paths)),
      ("kernel_hung", ProtocolReaders.kernelHung(paths)),
      ("schedstat", ProtocolReaders.schedstat(paths)),
    ] + hardware(paths)
  }

  private static func hardware(_ paths: HostPaths) -> [(String, any HostPart)] {
    [
      ("hwmon", SensorReader.sensors(paths)),
      ("powersupplyclass", PowerSupplyReader.supplies(paths)),
      ("edac", HardwareReaders.edac(paths)),
      ("dmi", HardwareReaders.dmi(paths)),
      ("os", OperatingSystemReader.release(paths)),
      ("rapl", HardwareReaders.rapl(paths)),
      ("watchdog", HardwareReaders.watchdog(paths)),
      ("tapestats", HardwareReaders.tape(paths)),
      ("selinux", HardwareReaders.selinux(paths)),
      ("mdadm", StorageReaders.mdadm(paths)),
      ("nvme", StorageReaders.nvme(paths)),
      ("xfs", StorageReaders.xfs(paths)),
      ("btrfs", BtrfsReader.btrfs(paths)),
      ("zfs", ZFSReader.zfs(paths)),
      ("nfs", NFSReaders.client(paths)),
      ("nfsd", NFSReaders.server(paths)),
    ]
  }
}
