internal import Metrics

/// The parts of the host collector and the names by which node_exporter calls them.
enum HostParts {
  /// Collectors that are read only where they are named.
  static let offByDefault: Set<String> = [
    "buddyinfo", "cgroups", "cpu_vulnerabilities", "drbd", "drm", "interrupts", "ksmd", "lnstat",
    "meminfo_numa", "mountstats", "pcidevice", "processes", "slabinfo", "softirqs", "swap",
    "sysctl",
    "tcpstat", "xfrm", "zoneinfo",
  ]

  /// All parts in the order of reading; a name may have several.
  static func all(
    _ options: HostOptions, _ source: SystemStatSource, _ own: OwnControlGroups
  ) -> [(name: String, isSlow: Bool, part: any HostPart)] {
    fast(options, source, own).map { ($0.0, false, $0.1) }
      + (slow(options) + hardware(options) + named(options)).map { ($0.0, true, $0.1) }
      + [(PastPart.name, true, PastPart(options))]
  }

  private static func fast(
    _ options: HostOptions, _ source: SystemStatSource, _ own: OwnControlGroups
  ) -> [(String, any HostPart)] {
    let paths = options.paths
    let reader = MountReader(
      start: options.startReader, deadline: options.mountDeadline, ask: options.askMount)
    return [
      (
        "cpu",
        CPUPart(
          source, ticksPerSecond: options.ticksPerSecond,
          withGuests: options.settings.isOn("cpu.guest", usual: true))
      ),
      (
        "stat",
        StatPart(
          source,
          withSoftirqs: options.settings.isOn("stat.softirq", usual: options.countsSoftirqs))
      ),
      ("meminfo", MeminfoPart(paths)),
      ("loadavg", LoadPart(paths)),
      ("pressure", PressurePart(paths)),
      ("vmstat", VmstatPart(options)),
      ("diskstats", DiskPart(options)),
      ("netdev", NetworkPart(options)),
      ("sockstat", SocketPart(paths, pageBytes: options.pageBytes)),
      ("filefd", FileDescriptorPart(paths)),
      (
        "filesystem",
        FilesystemPart(
          paths, options.settings, reader: reader,
          patience: options.mountPatience ?? options.mountDeadline + .seconds(1))
      ),
      ("cgroup", ControlGroupPart(paths, own)),
      ("uname", UnamePart()),
      ("time", TimePart()),
    ]
  }

  private static func slow(_ options: HostOptions) -> [(String, any HostPart)] {
    let paths = options.paths
    return [
      ("netdev", NetworkNoHandlerPart(options)),
      ("time", ClockSourcePart(paths)),
      ("timex", TimexPart(read: options.readClock)),
      ("cpu", ProcessorReaders.topology(paths)),
      ("cpu", ProcessorReaders.information(options)),
      ("cpufreq", ProcessorReaders.frequency(paths)),
      ("thermal_zone", ProcessorReaders.thermal(paths)),
      ("diskstats", DiskInfoReader.info(options)),
      ("netclass", NetworkClassReader.netclass(options)),
      ("bonding", NetworkClassReader.bonding(paths)),
      ("netstat", ProtocolReaders.netstat(options)),
      ("softnet", ProtocolReaders.softnet(paths)),
      ("conntrack", ProtocolReaders.conntrack(paths)),
      ("udp_queues", ProtocolReaders.udpQueues(paths)),
      ("arp", ProtocolReaders.arp(options)),
      ("entropy", ProtocolReaders.entropy(paths)),
      ("kernel_hung", ProtocolReaders.kernelHung(paths)),
      ("schedstat", ProtocolReaders.schedstat(paths)),
      ("ipvs", ConnectionReaders.virtualServers(options)),
      ("textfile", TextfileReader.textfile(options)),
    ]
  }

  private static func hardware(_ options: HostOptions) -> [(String, any HostPart)] {
    let paths = options.paths
    return [
      ("hwmon", SensorReader.sensors(options)),
      ("powersupplyclass", PowerSupplyReader.supplies(options)),
      ("edac", HardwareReaders.edac(paths)),
      ("dmi", HardwareReaders.dmi(paths)),
      ("os", OperatingSystemReader.release(paths)),
      ("rapl", HardwareReaders.rapl(options)),
      ("watchdog", HardwareReaders.watchdog(paths)),
      ("tapestats", HardwareReaders.tape(options)),
      ("selinux", HardwareReaders.selinux(paths)),
      ("mdadm", StorageReaders.mdadm(paths)),
      ("nvme", StorageReaders.nvme(paths)),
      ("xfs", StorageReaders.xfs(paths)),
      ("btrfs", BtrfsReader.btrfs(paths)),
      ("zfs", ZFSReader.zfs(paths)),
      ("nfs", NFSReaders.client(paths)),
      ("nfsd", NFSReaders.server(paths)),
      ("bcache", BcacheReader.bcache(options)),
      ("bcachefs", BcachefsReader.bcachefs(paths)),
      ("dmmultipath", MultipathReader.devices(paths)),
      ("fibrechannel", FabricReaders.fibreChannel(paths)),
      ("infiniband", FabricReaders.infiniBand(paths)),
    ]
  }

  /// Those that are read only where they are named.
  private static func named(_ options: HostOptions) -> [(String, any HostPart)] {
    let paths = options.paths
    return [
      ("buddyinfo", NamedReaders.freeBlocks(paths)),
      ("cgroups", NamedReaders.controlGroups(paths)),
      ("cpu_vulnerabilities", NamedReaders.vulnerabilities(paths)),
      ("drbd", ReplicationReader.devices(paths)),
      ("drm", GraphicsReader.cards(paths)),
      ("interrupts", NamedReaders.interrupts(options)),
      ("ksmd", NamedReaders.merging(paths)),
      ("lnstat", ConnectionReaders.caches(paths)),
      ("meminfo_numa", ZoneReaders.nodes(paths)),
      ("mountstats", MountStatisticsReader.mounts(paths)),
      ("pcidevice", PCIDeviceReader.devices(paths)),
      ("processes", ProcessStatesReader.processes(paths)),
      ("slabinfo", NamedReaders.slabs(options)),
      ("softirqs", NamedReaders.softInterrupts(paths)),
      ("swap", SwapReader.devices(paths)),
      ("sysctl", SysctlReader.settings(options)),
      ("tcpstat", ConnectionReaders.states(paths)),
      ("xfrm", TransformationReader.transformations(paths)),
      ("zoneinfo", ZoneReaders.zones(paths)),
    ]
  }
}
