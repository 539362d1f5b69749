internal import Metrics
internal import ProcFS

/// Where memory is swapped to, `swap`.
enum SwapReader {
  private static let size = Family.gauge("node_swap_size_bytes", "Swap device size in bytes.")
  private static let used = Family.gauge("node_swap_used_bytes", "Swap device used in bytes.")
  private static let priority = Family.gauge("node_swap_priority", "Swap device priority.")

  static func devices(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      guard let rows = Tree.bytes(paths.proc("swaps")).map({ Table($0).rows }) else {
        return writer.fail()
      }
      for row in rows.dropFirst() {
        guard row.count == 5, let all = UInt64(row[2]), let inUse = UInt64(row[3]),
          let rank = Int64(row[4])
        else {
          writer.fail()
          continue
        }
        let labels = [("device", row[0]), ("swap_type", row[1])]
        writer.put(size, labels, Double(all) * 1024)
        writer.put(used, labels, Double(inUse) * 1024)
        writer.put(priority, labels, Double(rank))
      }
    }
  }
}
