internal import Collectors
internal import Exposition
internal import Metrics

/// `ringside metrics`: one collection of this host as Prometheus text.
struct MetricsCommand: Equatable {
  /// Where the kernel's file systems are.
  var paths = HostPaths()
  /// The collectors to use; `nil` for those on by default.
  var collectors: Set<String>?
  /// What is said of single collectors.
  var settings = CollectorSettings()
  /// Whether only the help was asked for.
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    while let option = arguments.next() {
      switch option {
      case "--path.procfs": paths.procfs = try arguments.value(of: option)
      case "--path.sysfs": paths.sysfs = try arguments.value(of: option)
      case "--path.rootfs": paths.rootfs = try arguments.value(of: option)
      case "--path.udev.data": paths.udevData = try arguments.value(of: option)
      case "--collector": try addCollectors(arguments.values(of: option))
      case "--no-collector":
        try settings.switchAll(false, arguments.values(of: option), option: option)
      case "--help", "-h": wantsHelp = true
      default:
        guard try settings.take(option, &arguments) else {
          throw UsageError(message: "unknown option '\(option)'; see 'ringside metrics --help'")
        }
      }
    }
  }

  /// The page, and one line for each file that exists and could not be read.
  func run() -> (page: [UInt8], problems: [String]) {
    var options = HostOptions(paths: paths, instance: nil)
    options.collectors = collectors
    options.settings = settings
    // Who names collectors wants their series and no more.
    options.reportsCollectors = collectors == nil
    let now = Timestamp(seconds: options.wallClock()) ?? Timestamp(milliseconds: 0)
    var collector = HostCollector(options, withProcesses: false)
    let batch = collector.collectOnce(at: now)
    // Who named a collector is told where there is nothing for it.
    let absences = collectors == nil ? [] : collector.absences
    let problems = (collector.problems + absences).map { problem in
      problem.reason.map { "\(problem.path): \($0)" }
        ?? "\(problem.path): cannot be read (errno \(problem.code))"
    }
    return (ExpositionWriter.page(batch), problems)
  }

  /// The help of the command.
  static var help: String {
    """
    usage: ringside metrics [option…]
    Prints one collection of this host as Prometheus text, with node_exporter's names and labels.

      --path.procfs DIR      the process file system (/proc)
      --path.sysfs DIR       the device file system (/sys)
      --path.rootfs DIR      what stands before every mount point (/)
      --path.udev.data DIR   udev's database (/run/udev/data)
      --collector NAME…      only these: \(HostCollector.collectorNames.joined(separator: " "))
      --no-collector NAME…   not these
      --collector.NAME…      node_exporter's own options: --collector.interrupts and --no-collector.arp
                             switch one, --collector.diskstats.device-exclude=PATTERN and the like say
                             what one leaves out, --collector.textfile.directory=DIR adds files

    """
  }

  private mutating func addCollectors(_ names: [String]) throws(UsageError) {
    let known = HostCollector.collectorNames
    for name in names where !known.contains(name) {
      throw UsageError(
        message: "unknown collector '\(name)'; expected one of \(known.joined(separator: ", "))")
    }
    collectors = (collectors ?? []).union(names)
  }
}
