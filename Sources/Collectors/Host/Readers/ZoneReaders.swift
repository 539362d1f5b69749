internal import Metrics
internal import ProcFS

/// What each zone of memory holds, `zoneinfo`, and each node, `meminfo_numa`.
enum ZoneReaders {
  private static func counter(_ name: String, _ help: String) -> Family {
    .counter("node_zoneinfo_\(name)", help)
  }

  private static func gauge(_ name: String, _ help: String) -> Family {
    .gauge("node_zoneinfo_\(name)", help)
  }

  /// The kernel's names of the numbers that are shown.
  private static let families: [(number: String, family: Family)] = [
    ("nr_free_pages", gauge("nr_free_pages", "Total number of free pages in the zone")),
    ("min", gauge("min_pages", "Zone watermark pages_min")),
    ("low", gauge("low_pages", "Zone watermark pages_low")),
    ("high", gauge("high_pages", "Zone watermark pages_high")),
    ("scanned", gauge("scanned_pages", "Pages scanned since last reclaim")),
    ("spanned", gauge("spanned_pages", "Total pages spanned by the zone, including holes")),
    ("present", gauge("present_pages", "Physical pages existing within the zone")),
    ("managed", gauge("managed_pages", "Present pages managed by the buddy system")),
    (
      "nr_active_anon",
      gauge("nr_active_anon_pages", "Number of anonymous pages recently more used")
    ),
    (
      "nr_inactive_anon",
      gauge("nr_inactive_anon_pages", "Number of anonymous pages recently less used")
    ),
    ("nr_isolated_anon", gauge("nr_isolated_anon_pages", "Temporary isolated pages from anon lru")),
    (
      "nr_anon_pages",
      gauge("nr_anon_pages", "Number of anonymous pages currently used by the system")
    ),
    (
      "nr_anon_transparent_hugepages",
      gauge(
        "nr_anon_transparent_hugepages",
        "Number of anonymous transparent huge pages currently used by the system")
    ),
    ("nr_active_file", gauge("nr_active_file_pages", "Number of active pages with file-backing")),
    (
      "nr_inactive_file",
      gauge("nr_inactive_file_pages", "Number of inactive pages with file-backing")
    ),
    ("nr_isolated_file", gauge("nr_isolated_file_pages", "Temporary isolated pages from file lru")),
    ("nr_file_pages", gauge("nr_file_pages", "Number of file pages")),
    ("nr_slab_reclaimable", gauge("nr_slab_reclaimable_pages", "Number of reclaimable slab pages")),
    (
      "nr_slab_unreclaimable",
      gauge("nr_slab_unreclaimable_pages", "Number of unreclaimable slab pages")
    ),
    ("nr_mlock_stack", gauge("nr_mlock_stack_pages", "mlock()ed pages found and moved off LRU")),
    ("nr_kernel_stack", gauge("nr_kernel_stacks", "Number of kernel stacks")),
    ("nr_mapped", gauge("nr_mapped_pages", "Number of mapped pages")),
    ("nr_dirty", gauge("nr_dirty_pages", "Number of dirty pages")),
    ("nr_writeback", gauge("nr_writeback_pages", "Number of writeback pages")),
    ("nr_unevictable", gauge("nr_unevictable_pages", "Number of unevictable pages")),
    ("nr_shmem", gauge("nr_shmem_pages", "Number of shmem pages (included tmpfs/GEM pages)")),
    ("nr_dirtied", counter("nr_dirtied_total", "Page dirtyings since bootup")),
    ("nr_written", counter("nr_written_total", "Page writings since bootup")),
    ("numa_hit", counter("numa_hit_total", "Allocated in intended node")),
    ("numa_miss", counter("numa_miss_total", "Allocated in non intended node")),
    ("numa_foreign", counter("numa_foreign_total", "Was intended here, hit elsewhere")),
    ("numa_interleave", counter("numa_interleave_total", "Interleaver preferred this zone")),
    ("numa_local", counter("numa_local_total", "Allocation from local node")),
    ("numa_other", counter("numa_other_total", "Allocation from other node")),
  ]

  static func zones(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      guard let zones = Tree.bytes(paths.proc("zoneinfo")).map(MemoryTables.zones),
        !zones.isEmpty
      else { return writer.fail() }
      for zone in zones {
        let labels = [("node", zone.node), ("zone", zone.name)]
        for (number, family) in families { writer.put(family, labels, zone.numbers[number]) }
        for (index, pages) in zone.protection.enumerated() {
          let family = gauge("protection_\(index)", "Protection array \(index). field")
          writer.put(family, labels, pages)
        }
      }
    }
  }

  static func nodes(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      let parent = paths.sys("devices/system/node")
      let names = Tree.names(parent).filter { name in
        name.hasPrefix("node") && name.count > 4 && name.dropFirst(4).allSatisfy(\.isNumber)
      }
      if names.isEmpty { writer.fail() }
      for name in names { writeNode("\(parent)/\(name)", String(name.dropFirst(4)), to: &writer) }
    }
  }

  private static func writeNode(
    _ folder: String, _ node: String, to writer: inout SampleWriter
  ) {
    guard let memory = Tree.bytes("\(folder)/meminfo").map(MemoryTables.nodeMemory) else {
      return writer.fail()
    }
    for (name, value) in memory {
      writer.put(field(name, .gauge), [("node", node)], value)
    }
    guard let rows = Tree.bytes("\(folder)/numastat").map({ Table($0).rows }) else {
      return writer.fail()
    }
    for row in rows where row.count == 2 {
      writer.put(
        field("\(row[0])_total", .counter), [("node", node)], UInt64(row[1]).map { Double($0) })
    }
  }

  private static func field(_ name: String, _ type: MetricType) -> Family {
    Family("node_memory_numa_\(name)", type, "Memory information field \(name).")
  }
}
