internal import Metrics

/// The parts of the host collector and the names by which node_exporter calls them.
enum HostParts {
  /// Collectors that are read only where they are named.
  static let offByDefault: Set<String> = []

  /// All parts in the order of reading; a name may have several.
  static func all(_ options: HostOptions) -> [(name: String, isSlow: Bool, part: any HostPart)] {
    fast(options).map { ($0.0, false, $0.1) } + slow(options).map { ($0.0, true, $0.1) }
  }

  private static func fast(_ options: HostOptions) -> [(String, any HostPart)] {
    let paths = options.paths
    let reader = MountReader(start: options.startReader, deadline: options.mountDeadline)
    return [
      ("cpu", CPUPart(paths, ticksPerSecond: options.ticksPerSecond)),
      ("stat", StatPart(paths, withSoftirqs: options.countsSoftirqs)),
      ("meminfo", MeminfoPart(paths)),
      ("loadavg", LoadPart(paths)),
      ("pressure", PressurePart(paths)),
      ("vmstat", VmstatPart(paths)),
      ("diskstats", DiskPart(paths)),
      ("netdev", NetworkPart(paths)),
      ("sockstat", SocketPart(paths, pageBytes: options.pageBytes)),
      ("filefd", FileDescriptorPart(paths)),
      ("filesystem", FilesystemPart(paths, reader: reader, patience: options.mountDeadline + .seconds(1))),
      ("uname", UnamePart()),
      ("time", TimePart()),
    ]
  }

  private static func slow(_ options: HostOptions) -> [(String, any HostPart)] {
    let paths = options.paths
    return [
      ("netdev", NetworkNoHandlerPart(paths)),
      ("time", ClockSourcePart(paths)),
    ]
  }
}
