internal import Metrics
internal import ProcFS

/// ZFS's statistics, `zfs`.
enum ZFSReader {
  private static let files = [
    "abdstats": "abd", "arcstats": "arc", "dbufstats": "dbuf", "dmu_tx": "dmu_tx",
    "dnodestats": "dnode", "fm": "fm", "vdev_cache_stats": "vdev_cache",
    "vdev_mirror_stats": "vdev_mirror", "xuio_stats": "xuio", "zfetchstats": "zfetch", "zil": "zil",
  ]
  private static let states = [
    "online", "degraded", "faulted", "offline", "removed", "unavail", "suspended",
  ]
  private static let state = Family.gauge(
    "node_zfs_zpool_state", "kstat.zfs.misc.state")

  static func zfs(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      let parent = paths.proc("spl/kstat/zfs")
      guard Tree.isFolder(parent) else { return writer.fail() }
      for (file, name) in files.sorted(by: { $0.key < $1.key }) {
        for entry in Tree.bytes("\(parent)/\(file)").map(KernelStatistics.entries) ?? [] {
          put(
            "node_zfs_\(name)_\(entry.name)", "\(file).\(entry.name)", [], entry.value, to: &writer)
        }
      }
      for pool in Tree.names(parent) where Tree.isFolder("\(parent)/\(pool)") {
        writePool("\(parent)/\(pool)", pool, to: &writer)
      }
    }
  }

  private static func put(
    _ name: String, _ statistic: String, _ labels: [(String, String)], _ value: Double,
    to writer: inout SampleWriter
  ) {
    let cleaned = name.replacing("-", with: "_").replacing(" ", with: "_")
    writer.put(.untyped(cleaned, "kstat.zfs.misc.\(statistic)"), labels, value)
  }

  private static func writePool(_ folder: String, _ pool: String, to writer: inout SampleWriter) {
    let labels = [("zpool", pool)]
    if let current = Tree.text("\(folder)/state")?.lowercased() {
      for name in states {
        writer.put(state, labels + [("state", name)], name == current ? 1 : 0)
      }
    }
    let rows = Tree.bytes("\(folder)/io").map { Table($0).rows } ?? []
    if rows.count > 2 {
      for (name, text) in zip(rows[1], rows[2]) {
        if let value = Tree.number(in: text) {
          put("node_zfs_zpool_\(name)", "io.\(name)", labels, value, to: &writer)
        }
      }
    }
    for file in Tree.names(folder) where file.hasPrefix("objset-") {
      guard let bytes = Tree.bytes("\(folder)/\(file)"),
        let dataset = KernelStatistics.text(bytes, "dataset_name")
      else { continue }
      for entry in KernelStatistics.entries(bytes) {
        put(
          "node_zfs_zpool_dataset_\(entry.name)", "objset.\(entry.name)",
          labels + [("dataset", dataset)], entry.value, to: &writer)
      }
    }
  }
}
