internal import Metrics
internal import ProcFS

/// Collectors of the slow tier that read about disks and file systems.
enum StorageReaders {
  private static let states = ["active", "inactive", "recovering", "resync", "check"]

  static func mdadm(_ paths: HostPaths) -> ReadPart {
    let state = Family.gauge("node_md_state", "What an array is doing, one of the states.")
    let disks = Family.gauge("node_md_disks", "Members of an array by state.")
    let required = Family.gauge("node_md_disks_required", "Members that an array should have.")
    let blocks = Family.gauge("node_md_blocks", "Blocks of an array.")
    let synced = Family.gauge("node_md_blocks_synced", "Blocks of an array that are in sync.")
    let degraded = Attribute("degraded", .gauge("node_md_degraded", "Members that an array lacks."))
    let raidDisks = Family.gauge("node_md_raid_disks", "Members that an array is made of.")
    return ReadPart { writer in
      for device in Tree.bytes(paths.proc("mdstat")).map({ RaidArrays($0).devices }) ?? [] {
        let labels = [("device", device.name)]
        for name in states {
          writer.put(state, labels + [("state", name)], name == device.state ? 1 : 0)
        }
        writer.put(disks, labels + [("state", "active")], Double(device.activeDisks))
        writer.put(disks, labels + [("state", "failed")], Double(device.failedDisks))
        writer.put(disks, labels + [("state", "spare")], Double(device.spareDisks))
        writer.put(required, labels, Double(device.requiredDisks))
        writer.put(blocks, labels, device.blocks)
        writer.put(synced, labels, device.syncedBlocks)
      }
      for name in Tree.names(paths.sys("block")) where name.hasPrefix("md") {
        let folder = paths.sys("block/\(name)/md")
        guard let text = Tree.text("\(folder)/raid_disks"),
          let first = text.split(separator: " ").first
        else { continue }
        writer.put(raidDisks, [("device", name)], Tree.number(in: first))
        writer.put(degraded.family, [("device", name)], Tree.number("\(folder)/degraded") ?? 0)
      }
    }
  }

  static func nvme(_ paths: HostPaths) -> ReadPart {
    let info = Family.gauge("node_nvme_info", "What an NVMe device is, in labels.")
    return ReadPart { writer in
      let parent = paths.sys("class/nvme")
      for name in Tree.names(parent) {
        let folder = "\(parent)/\(name)"
        let text = { (file: String) in Tree.text("\(folder)/\(file)") ?? "" }
        writer.put(
          info,
          [
            ("device", name), ("firmware_revision", text("firmware_rev")), ("model", text("model")),
            ("serial", text("serial")), ("state", text("state")), ("cntlid", text("cntlid")),
          ], 1)
        for entry in Tree.names(folder) {
          guard let number = namespace(entry, of: name) else { continue }
          writeNamespace("\(folder)/\(entry)", [("device", name), ("nsid", number)], to: &writer)
        }
      }
    }
  }

  /// The number of a namespace in `nvme0n1` or `nvme0c1n1`; `nil` for another entry.
  private static func namespace(_ entry: String, of device: String) -> String? {
    guard entry.hasPrefix(device) else { return nil }
    var rest = entry.dropFirst(device.count)
    if rest.first == "c" { rest = rest.dropFirst().drop { $0.isNumber } }
    guard rest.first == "n", rest.count > 1, rest.dropFirst().allSatisfy(\.isNumber) else {
      return nil
    }
    return String(rest.dropFirst())
  }

  private static let namespaceInfo = Family.gauge(
    "node_nvme_namespace_info", "The state of a namespace, in labels.")
  private static let capacity = Family.gauge(
    "node_nvme_namespace_capacity_bytes", "Bytes that a namespace may hold.")
  private static let size = Family.gauge("node_nvme_namespace_size_bytes", "Bytes of a namespace.")
  private static let used = Family.gauge(
    "node_nvme_namespace_used_bytes", "Bytes of a namespace in use.")
  private static let block = Family.gauge(
    "node_nvme_namespace_logical_block_size_bytes", "Bytes of a logical block.")

  private static func writeNamespace(
    _ folder: String, _ labels: [(String, String)], to writer: inout SampleWriter
  ) {
    let blockBytes = Tree.number("\(folder)/queue/logical_block_size")
    // The kernel counts the size of every block device in sectors of 512 bytes, the use in logical blocks.
    let blocks = Tree.number("\(folder)/size")
    let state = Tree.text("\(folder)/ana_state") ?? ""
    writer.put(namespaceInfo, labels + [("ana_state", state)], 1)
    writer.put(block, labels, blockBytes)
    guard let blockBytes else { return }
    writer.put(size, labels, blocks.map { $0 * blockBytes })
    writer.put(capacity, labels, blocks.map { $0 * blockBytes })
    writer.put(used, labels, Tree.number("\(folder)/nuse").map { $0 * blockBytes })
  }

  static func xfs(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      let parent = paths.sys("fs/xfs")
      for device in Tree.names(parent) {
        guard let bytes = Tree.bytes("\(parent)/\(device)/stats/stats") else { continue }
        for row in Table(bytes).rows {
          let names = XFSNames.columns[row[0]] ?? []
          for (name, text) in zip(names, row.dropFirst()) where !name.isEmpty {
            let family = Family.counter("node_xfs_\(name)_total", "XFS statistic \(name).")
            writer.put(family, [("device", device)], Tree.number(in: text))
          }
        }
      }
    }
  }
}

/// What the columns of XFS's statistics count; an empty name is not shown.
private enum XFSNames {
  static let columns: [String: [String]] = [
    "extent_alloc": [
      "extent_allocation_extents_allocated", "extent_allocation_blocks_allocated",
      "extent_allocation_extents_freed", "extent_allocation_blocks_freed",
    ],
    "abt": btree("allocation_btree"),
    "blk_map": [
      "block_mapping_reads", "block_mapping_writes", "block_mapping_unmaps",
      "block_mapping_extent_list_insertions", "block_mapping_extent_list_deletions",
      "block_mapping_extent_list_lookups", "block_mapping_extent_list_compares",
    ],
    "bmbt": btree("block_map_btree"),
    "dir": ["lookup", "create", "remove", "getdents"].map { "directory_operation_\($0)" },
    "ig": [
      "attempts", "found", "recycled", "missed", "duplicates", "reclaims", "attribute_changes",
    ].map { "inode_operation_\($0)" },
    "rw": ["write_calls", "read_calls"],
    "vnodes": ["active", "allocate", "get", "hold", "release", "reclaim", "remove"].map {
      "vnode_\($0)"
    },
  ]

  private static func btree(_ name: String) -> [String] {
    ["lookups", "compares", "records_inserted", "records_deleted"].map { "\(name)_\($0)" }
  }
}
