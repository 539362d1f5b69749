internal import Collectors
internal import Exposition
internal import Glibc
internal import Metrics

/// The host's collectors against node_exporter's fixtures and the page that it makes of them.
///
/// The fixtures are laid out in a temporary folder as node_exporter's own test has them, below `collector/fixtures`, and
/// read with the options of that test. A sample is right when its name, labels and value are, the value to the last
/// digit, and HELP and TYPE of its family, and when its family has no series besides.
enum ProcFSSuite {
  /// Collectors that ask the kernel otherwise than by files.
  private static let leftOut: Set<String> = ["wifi", "qdisc", "btrfs"]

  private static let options = [
    "--collector.cpu.info", "--collector.cpu.info.flags-include=^(aes|avx.?|constant_tsc)$",
    "--collector.cpu.info.bugs-include=^(cpu_meltdown|spectre_.*|mds)$",
    "--no-collector.arp.netlink", "--collector.arp.device-exclude=nope",
    "--collector.bcache.priorityStats",
    "--collector.hwmon.chip-include=(applesmc|asus_nb_wmi|coretemp|hwmon4|ieee80211|nct6779)",
    "--collector.netclass.ignored-devices=(dmz|int)", "--collector.netclass.ignore-invalid-speed",
    "--collector.netdev.device-include=lo", "--collector.stat.softirq",
    "--collector.sysctl.include=kernel.threads-max", "--collector.sysctl.include=fs.file-nr",
    "--collector.sysctl.include=fs.file-nr:total,current,max",
    "--collector.sysctl.include-info=kernel.seccomp.actions_avail",
    "--collector.textfile.directory=collector/fixtures/textfile/two_metric_files",
  ]

  /// Samples that the expected page lacks because they move; their HELP and TYPE stay.
  private static let moving = [
    "node_textfile_mtime_seconds", "node_time_seconds", "node_time_zone",
    "node_network_receive_bytes_total", "node_network_receive_packets_total",
    "node_network_transmit_bytes_total", "node_network_transmit_packets_total",
  ]

  /// The outcome of every sample; `nil` where the fixtures are absent.
  static func run(in suites: String) -> [Outcome]? {
    let folder = "\(suites)/procfs"
    let pages = Files.names(in: "\(folder)/expected/by-collector").filter { $0.hasSuffix(".txt") }
    guard !pages.isEmpty, let tree = tree(folder) else { return nil }
    return pages.flatMap { page -> [Outcome] in
      let collector = String(page.dropLast(4))
      guard !leftOut.contains(collector) else { return [] }
      let expected = MetricsPage(
        Files.read("\(folder)/expected/by-collector/\(page)") ?? [])
      let found = within(tree.root) { MetricsPage(collect(collector)) }
      return outcomes(collector, expected, found)
    }
  }

  private static func outcomes(
    _ collector: String, _ expected: MetricsPage, _ found: MetricsPage
  ) -> [Outcome] {
    let strays = found.heads.keys.filter { family in
      expected.heads[family] == nil
    }
    return expected.order.enumerated().map { index, series in
      var complaint = expected.complaint(about: series, in: found)
      // A family that nobody expects belongs to no sample; the collector's first one answers for it.
      if index == 0, complaint == nil, let stray = strays.min() {
        complaint = "expected no family '\(stray)'"
      }
      return Outcome(id: "\(collector)/\(series)", subject: collector, complaint: complaint)
    }
  }

  /// The page of one collector.
  private static func collect(_ name: String) -> [UInt8] {
    // There is no `net/dev` in the fixtures: the expected page has the loopback device of the machine that made it.
    let root = "collector/fixtures"
    let paths =
      name == "netdev"
      ? HostPaths()
      : HostPaths(
        procfs: "\(root)/proc", sysfs: "\(root)/sys", rootfs: root, udevData: "\(root)/udev/data")
    var lines: [String] = []
    for line in String(decoding: page(name, paths, options), as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("#") || !moving.contains(where: { line.hasPrefix($0) }) {
      lines.append(String(line))
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// The page of one collector with options, through the doors that the program uses.
  static func page(_ collector: String, _ paths: HostPaths, _ settings: [String]) -> [UInt8] {
    var options = HostOptions(paths: paths, instance: nil)
    options.collectors = [collector]
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      do throws(CollectorSettingError) {
        try options.settings.set(parts[0], parts.count > 1 ? parts[1] : nil)
      } catch {
        return Array("# \(error)\n".utf8)
      }
    }
    var collector = HostCollector(options, withProcesses: false)
    return ExpositionWriter.page(collector.collectOnce(at: Timestamp(milliseconds: 0)))
  }

  /// The fixtures below `collector/fixtures`; `nil` where no folder can be made.
  private static func tree(_ folder: String) -> FixtureTree? {
    guard let tree = FixtureTree() else { return nil }
    let root = "collector/fixtures"
    for name in ["proc", "usr", "textfile"] {
      tree.copy("\(folder)/fixtures/\(name)", to: "\(root)/\(name)")
    }
    for name in ["sys", "udev"] {
      TextArchive.unpack(
        Files.read("\(folder)/fixtures/\(name).ttar") ?? [], into: tree, at: root)
    }
    return tree
  }

  /// Does something with a folder as the current one, as paths are labels in the expected page.
  static func within<Result>(_ folder: String, _ body: () -> Result) -> Result {
    let before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer {
      fchdir(before)
      close(before)
    }
    chdir(folder)
    return body()
  }
}
