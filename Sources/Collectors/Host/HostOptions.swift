public import Metrics

/// How the host and its processes are collected.
public struct HostOptions: Sendable {
  /// Where the kernel's file systems are.
  public var paths: HostPaths
  /// The labels of every host series, such as `job` and `instance`; empty for none.
  public var hostLabels: [(name: ByteString, value: ByteString)]
  /// The labels of every process series.
  public var processLabels: [(name: ByteString, value: ByteString)]
  /// The labels of what Ringside says about its own collecting.
  public var ownLabels: [(name: ByteString, value: ByteString)]
  /// The collectors to use, by node_exporter's names; `nil` for those that are on by default.
  public var collectors: Set<String>?
  /// What is said of single collectors: which are switched, and what each leaves out.
  public var settings = CollectorSettings()
  /// Whether `node_scrape_collector_success` says which collectors could read what they should.
  public var reportsCollectors = false
  /// How often the collectors of the slow tier are asked.
  public var slowInterval: Duration = .seconds(15)
  /// How often all control groups are asked.
  public var unitInterval: Duration = .seconds(5)
  /// How many control groups have series of their own at most.
  public var mostUnits = 1000
  /// For how many control groups at most the files are held open.
  public var mostHeldUnits = 256
  /// The words that start what is asked for systemd's units; `nil` for the system's program, on this machine only.
  package var systemctl: [String]?
  /// Whether the `stat` collector counts soft interrupts by vector, off in node_exporter too.
  public var countsSoftirqs = false
  /// Clock ticks a second, as process times are written.
  public var ticksPerSecond: Double
  /// Bytes of a page of memory.
  public var pageBytes: Double
  /// The wall clock in seconds since the epoch.
  public var wallClock: @Sendable () -> Double
  /// A clock that never goes back, in seconds, for how long collectors take.
  package var monotonicClock: @Sendable () -> Double = Machine.monotonicSeconds
  /// What starts a thread for a call that may never return.
  public var startReader: ReaderStart
  /// How long a mount may take to say how full it is.
  public var mountDeadline: Duration = .seconds(5)
  /// How long the first round waits for mounts that do not answer; `nil` until each has answered or is past its deadline.
  ///
  /// Later rounds wait two milliseconds: what comes too late is in the round after.
  public var mountPatience: Duration?
  /// What a mount is asked with; a made-up machine answers itself.
  package var askMount: @Sendable (String) -> MountAnswer = MountReader.statistics
  /// How the clock is kept; a made-up machine has its own.
  package var readClock: @Sendable () -> ClockDiscipline? = ClockDiscipline.current
  /// What makes the reading of all sockets; `nil` for the kernel's own where the process file system is this machine's,
  /// and else for none.
  package var makeSocketReading: (@Sendable () -> SocketReading)?
  /// What reads the kernel's log; `nil` for the kernel's own where the process file system is this machine's.
  package var readKernelLog: (@Sendable () -> KernelLogReading)?
  /// What answers in place of systemd; a made-up machine answers itself.
  package var askSystemd: (@Sendable () -> SystemdAnswer)?

  /// The usual options: this machine's constants, labels `job="node"`, `job="process"` and `instance`.
  public init(paths: HostPaths = HostPaths(), instance: String?) {
    self.paths = paths
    hostLabels = HostOptions.labels(job: "node", instance)
    processLabels = HostOptions.labels(job: "process", instance)
    ownLabels = HostOptions.labels(job: "ringside", instance)
    ticksPerSecond = Machine.ticksPerSecond
    pageBytes = Machine.pageBytes
    wallClock = Machine.wallSeconds
    startReader = ReaderThread.start
  }

  /// Whether the collector `name` is used.
  func uses(_ name: String) -> Bool {
    if let isOn = settings.switches[name] { return isOn }
    if let collectors { return collectors.contains(name) }
    return !settings.dropsDefaults && !HostParts.offByDefault.contains(name)
  }

  private static func labels(
    job: String, _ instance: String?
  ) -> [(name: ByteString, value: ByteString)] {
    guard let instance else { return [] }
    return [("job", ByteString(job)), ("instance", ByteString(instance))]
  }
}
