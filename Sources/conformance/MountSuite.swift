internal import Collectors
internal import Documents
internal import Metrics

/// The list of mounts against node_exporter's own tests of it.
enum MountSuite {
  /// The outcome of every list; `nil` where the fixtures are absent.
  static func run(in suites: String) -> [Outcome]? {
    let folder = "\(suites)/procfs"
    guard let bytes = Files.read("\(folder)/expected/extra.json"),
      let root = (try? JSON.read(bytes))?.root["filesystem"]
    else { return nil }
    let all = texts(root["mount_points_in_fixtures_proc_1_mountinfo"])
    return [
      outcome(folder, "all", "fixtures/proc", "/", all),
      outcome(folder, "hidepid", of: root["hidepid"]),
      outcome(folder, "rootfs_prefix", of: root["rootfs_prefix"]),
    ]
  }

  private static func texts(_ node: Node?) -> [String] {
    node?.elements?.compactMap { $0.scalar?.text.text } ?? []
  }

  private static func outcome(_ folder: String, _ name: String, of node: Node?) -> Outcome {
    outcome(
      folder, name, node?["procfs"]?.scalar?.text.text ?? "",
      node?["rootfs"]?.scalar?.text.text ?? "/", texts(node?["mount_points"]))
  }

  private static func outcome(
    _ folder: String, _ name: String, _ procfs: String, _ rootfs: String, _ expected: [String]
  ) -> Outcome {
    var outcome = Outcome(id: "mounts/\(name)", subject: procfs)
    guard FixtureTree.isFolder("\(folder)/\(procfs)") else {
      outcome.notRun = "its input is absent: \(procfs)"
      return outcome
    }
    let found = MetricsPage(
      ProcFSSuite.page(
        "filesystem", HostPaths(procfs: "\(folder)/\(procfs)", rootfs: rootfs),
        // The list is what stands before anything is left out.
        [
          "--collector.filesystem.mount-points-exclude=^$",
          "--collector.filesystem.fs-types-exclude=^$",
        ]))
    let points = Set(found.series(of: "node_filesystem_device_error").compactMap(mountPoint))
    let missing = Set(expected).subtracting(points).sorted()
    let extra = points.subtracting(expected).sorted()
    if !missing.isEmpty || !extra.isEmpty {
      outcome.complaint = "missing \(missing), not expected \(extra)"
    }
    return outcome
  }

  private static func mountPoint(_ series: String) -> String? {
    guard let start = series.firstRange(of: "mountpoint=\"")?.upperBound else { return nil }
    return String(series[start...].prefix { $0 != "\"" })
  }
}
