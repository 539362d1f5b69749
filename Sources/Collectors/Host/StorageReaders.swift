internal import Metrics
internal import ProcFS

/// Collectors of the slow tier that read about disks and file systems.
enum StorageReaders {
  private static let states = ["active", "inactive", "recovering", "resync", "check"]

  static func mdadm(_ paths: HostPaths) -> ReadPart {
    let state = Family.gauge("node_md_state", "Indicates the state of md-device.")
    let disks = Family.gauge("node_md_disks", "Number of active/failed/spare disks of device.")
    let required = Family.gauge("node_md_disks_required", "Total number of disks of device.")
    let blocks = Family.gauge("node_md_blocks", "Total number of blocks on device.")
    let synced = Family.gauge("node_md_blocks_synced", "Number of blocks synced on device.")
    let degraded = Attribute(
      "degraded", .gauge("node_md_degraded", "Number of degraded disks on device."))
    let raidDisks = Family.gauge("node_md_raid_disks", "Number of raid disks on device.")
    return ReadPart { writer in
      guard let bytes = Tree.bytes(paths.proc("mdstat")) else { return writer.fail() }
      let arrays = RaidArrays(bytes)
      if !arrays.isWhole { writer.fail() }
      for device in arrays.devices {
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
    let info = Family.gauge(
      "node_nvme_info", "Non-numeric data from /sys/class/nvme/<device>, value is always 1.")
    return ReadPart { writer in
      let parent = paths.sys("class/nvme")
      guard let names = Tree.contents(parent) else { return writer.fail() }
      for name in names {
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
    "node_nvme_namespace_info", "Information about NVMe namespaces. Value is always 1")
  private static let capacity = Family.gauge(
    "node_nvme_namespace_capacity_bytes",
    "Capacity of the NVMe namespace in bytes. Computed as namespace_size * namespace_logical_block_size"
  )
  private static let size = Family.gauge(
    "node_nvme_namespace_size_bytes",
    "Size of the NVMe namespace in bytes. Available in /sys/class/nvme/<device>/<namespace>/size")
  private static let used = Family.gauge(
    "node_nvme_namespace_used_bytes",
    "Used space of the NVMe namespace in bytes. Available in /sys/class/nvme/<device>/<namespace>/nuse"
  )
  private static let block = Family.gauge(
    "node_nvme_namespace_logical_block_size_bytes",
    "Logical block size of the NVMe namespace in bytes. Usually 4Kb. Available in /sys/class/nvme/<device>/<namespace>/queue/logical_block_size"
  )

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
          for (family, text) in zip(XFSFamilies.columns[row[0]] ?? [], row.dropFirst()) {
            writer.put(family, [("device", device)], Tree.number(in: text))
          }
        }
      }
    }
  }
}

/// What the columns of XFS's statistics count, by the first word of their line.
private enum XFSFamilies {
  static let columns: [String: [Family]] = [
    "extent_alloc": [
      counter(
        "extent_allocation_extents_allocated", "Number of extents allocated for a filesystem."),
      counter("extent_allocation_blocks_allocated", "Number of blocks allocated for a filesystem."),
      counter("extent_allocation_extents_freed", "Number of extents freed for a filesystem."),
      counter("extent_allocation_blocks_freed", "Number of blocks freed for a filesystem."),
    ],
    "abt": [
      counter("allocation_btree_lookups", "Number of allocation B-tree lookups for a filesystem."),
      counter(
        "allocation_btree_compares", "Number of allocation B-tree compares for a filesystem."),
      counter(
        "allocation_btree_records_inserted",
        "Number of allocation B-tree records inserted for a filesystem."),
      counter(
        "allocation_btree_records_deleted",
        "Number of allocation B-tree records deleted for a filesystem."),
    ],
    "blk_map": [
      counter("block_mapping_reads", "Number of block map for read operations for a filesystem."),
      counter("block_mapping_writes", "Number of block map for write operations for a filesystem."),
      counter("block_mapping_unmaps", "Number of block unmaps (deletes) for a filesystem."),
      counter(
        "block_mapping_extent_list_insertions", "Number of extent list insertions for a filesystem."
      ),
      counter(
        "block_mapping_extent_list_deletions", "Number of extent list deletions for a filesystem."),
      counter(
        "block_mapping_extent_list_lookups", "Number of extent list lookups for a filesystem."),
      counter(
        "block_mapping_extent_list_compares", "Number of extent list compares for a filesystem."),
    ],
    "bmbt": [
      counter("block_map_btree_lookups", "Number of block map B-tree lookups for a filesystem."),
      counter("block_map_btree_compares", "Number of block map B-tree compares for a filesystem."),
      counter(
        "block_map_btree_records_inserted",
        "Number of block map B-tree records inserted for a filesystem."),
      counter(
        "block_map_btree_records_deleted",
        "Number of block map B-tree records deleted for a filesystem."),
    ],
    "dir": [
      counter(
        "directory_operation_lookup",
        "Number of file name directory lookups which miss the operating systems directory name lookup cache."
      ),
      counter(
        "directory_operation_create",
        "Number of times a new directory entry was created for a filesystem."),
      counter(
        "directory_operation_remove",
        "Number of times an existing directory entry was created for a filesystem."),
      counter(
        "directory_operation_getdents",
        "Number of times the directory getdents operation was performed for a filesystem."),
    ],
    "ig": [
      counter(
        "inode_operation_attempts",
        "Number of times the OS looked for an XFS inode in the inode cache."),
      counter(
        "inode_operation_found",
        "Number of times the OS looked for and found an XFS inode in the inode cache."),
      counter(
        "inode_operation_recycled",
        "Number of times the OS found an XFS inode in the cache, but could not use it as it was being recycled."
      ),
      counter(
        "inode_operation_missed",
        "Number of times the OS looked for an XFS inode in the cache, but did not find it."),
      counter(
        "inode_operation_duplicates",
        "Number of times the OS tried to add a missing XFS inode to the inode cache, but found it had already been added by another process."
      ),
      counter(
        "inode_operation_reclaims",
        "Number of times the OS reclaimed an XFS inode from the inode cache to free memory for another purpose."
      ),
      counter(
        "inode_operation_attribute_changes",
        "Number of times the OS explicitly changed the attributes of an XFS inode."),
    ],
    "rw": [
      counter("write_calls", "Number of write(2) system calls made to files in a filesystem."),
      counter("read_calls", "Number of read(2) system calls made to files in a filesystem."),
    ],
    "vnodes": [
      counter("vnode_active", "Number of vnodes not on free lists for a filesystem."),
      counter("vnode_allocate", "Number of times vn_alloc called for a filesystem."),
      counter("vnode_get", "Number of times vn_get called for a filesystem."),
      counter("vnode_hold", "Number of times vn_hold called for a filesystem."),
      counter("vnode_release", "Number of times vn_rele called for a filesystem."),
      counter("vnode_reclaim", "Number of times vn_reclaim called for a filesystem."),
      counter("vnode_remove", "Number of times vn_remove called for a filesystem."),
    ],
  ]

  private static func counter(_ name: String, _ help: String) -> Family {
    .counter("node_xfs_\(name)_total", help)
  }
}
