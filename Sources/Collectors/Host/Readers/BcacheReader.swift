internal import Metrics
internal import ProcFS

/// Caches of block devices on faster ones, `bcache`.
enum BcacheReader {
  /// A file with the family that its number goes to.
  private struct Item {
    var file: String
    var family: Family
    var unit = 1.0
  }

  private static func counter(_ file: String, _ name: String, _ help: String) -> Item {
    Item(file: file, family: .counter("node_bcache_\(name)", help))
  }

  private static func gauge(
    _ file: String, _ name: String, _ help: String, unit: Double = 1
  ) -> Item {
    Item(file: file, family: .gauge("node_bcache_\(name)", help), unit: unit)
  }

  private static let ofSet = [
    gauge(
      "average_key_size", "average_key_size_sectors", "Average data per key in the btree (sectors)."
    ),
    gauge(
      "btree_cache_size", "btree_cache_size_bytes",
      "Amount of memory currently used by the btree cache."),
    gauge(
      "cache_available_percent", "cache_available_percent",
      "Percentage of cache device without dirty data, usable for writeback (may contain clean cached data)."
    ),
    gauge("congested", "congested", "Congestion."),
    gauge(
      "root_usage_percent", "root_usage_percent",
      "Percentage of the root btree node in use (tree depth increases if too high)."),
    gauge("tree_depth", "tree_depth", "Depth of the btree."),
    gauge(
      "internal/active_journal_entries", "active_journal_entries",
      "Number of journal entries that are newer than the index."),
    gauge("internal/btree_nodes", "btree_nodes", "Total nodes in the btree."),
    gauge(
      "internal/btree_read_average_duration_us", "btree_read_average_duration_seconds",
      "Average btree read duration.", unit: 1e-9),
    counter(
      "internal/cache_read_races", "cache_read_races_total",
      "Counts instances where while data was being read from the cache, the bucket was reused and invalidated - i.e. where the pointer was stale after the read completed."
    ),
  ]
  private static let ofBackingDevice = [
    counter(
      "stats_total/bypassed", "bypassed_bytes_total",
      "Amount of IO (both reads and writes) that has bypassed the cache."),
    counter(
      "stats_total/cache_hits", "cache_hits_total",
      "Hits counted per individual IO as bcache sees them."),
    counter(
      "stats_total/cache_misses", "cache_misses_total",
      "Misses counted per individual IO as bcache sees them."),
    counter(
      "stats_total/cache_bypass_hits", "cache_bypass_hits_total",
      "Hits for IO intended to skip the cache."),
    counter(
      "stats_total/cache_bypass_misses", "cache_bypass_misses_total",
      "Misses for IO intended to skip the cache."),
    counter(
      "stats_total/cache_miss_collisions", "cache_miss_collisions_total",
      "Instances where data insertion from cache miss raced with write (data already present)."),
    counter(
      "stats_total/cache_readaheads", "cache_readaheads_total",
      "Count of times readahead occurred."),
    gauge(
      "dirty_data", "dirty_data_bytes", "Amount of dirty data for this backing device in the cache."
    ),
  ]
  private static let ofCacheDevice = [
    gauge(
      "io_errors", "io_errors",
      "Number of errors that have occurred, decayed by io_error_halflife."),
    counter(
      "metadata_written", "metadata_written_bytes_total",
      "Sum of all non data writes (btree writes and all other metadata)."),
    counter(
      "written", "written_bytes_total", "Sum of all data that has been written to the cache."),
  ]
  /// Lines of `writeback_rate_debug`.
  private static let ofWriteback = [
    gauge(
      "rate", "writeback_rate", "Current writeback rate for this backing device in bytes."),
    gauge(
      "target", "dirty_target_bytes",
      "Current dirty data target threshold for this backing device in bytes."),
    gauge(
      "proportional", "writeback_rate_proportional_term",
      "Current result of proportional controller, part of writeback rate"),
    gauge(
      "integral", "writeback_rate_integral_term",
      "Current result of integral controller, part of writeback rate"),
    gauge(
      "change", "writeback_change",
      "Last writeback rate change step for this backing device."),
  ]
  /// Lines of `priority_stats`.
  private static let ofPriority = [
    gauge(
      "Unused", "priority_stats_unused_percent",
      "The percentage of the cache that doesn't contain any data."),
    gauge("Metadata", "priority_stats_metadata_percent", "Bcache's metadata overhead."),
  ]

  static func bcache(_ options: HostOptions) -> ReadPart {
    let parent = options.paths.sys("fs/bcache")
    let withPriority = options.settings.isOn("bcache.priorityStats")
    return ReadPart { writer in
      for uuid in Tree.names(parent) where uuid.contains("-") {
        let folder = "\(parent)/\(uuid)"
        let labels = [("uuid", uuid)]
        write(ofSet, folder, labels, to: &writer)
        for name in Tree.names(folder) {
          if isDevice(name, "bdev") {
            let ofDevice = labels + [("backing_device", name)]
            write(ofBackingDevice, "\(folder)/\(name)", ofDevice, to: &writer)
            writeLines(
              ofWriteback, "\(folder)/\(name)/writeback_rate_debug", ofDevice, to: &writer)
          } else if isDevice(name, "cache") {
            let ofDevice = labels + [("cache_device", name)]
            write(ofCacheDevice, "\(folder)/\(name)", ofDevice, to: &writer)
            guard withPriority else { continue }
            writeLines(ofPriority, "\(folder)/\(name)/priority_stats", ofDevice, to: &writer)
          }
        }
      }
    }
  }

  private static func isDevice(_ name: String, _ kind: String) -> Bool {
    guard name.hasPrefix(kind), let digit = name.dropFirst(kind.count).first else { return false }
    return digit.isNumber
  }

  private static func write(
    _ items: [Item], _ folder: String, _ labels: [(String, String)],
    to writer: inout SampleWriter
  ) {
    for item in items {
      let value = Tree.text("\(folder)/\(item.file)").flatMap { BinaryQuantity.bcacheValue($0) }
      if value == nil { writer.fail() }
      writer.put(item.family, labels, value.map { $0 * item.unit })
    }
  }

  /// Writes lines such as `rate:  1.1M/sec` and `Unused:  99%`.
  private static func writeLines(
    _ items: [Item], _ file: String, _ labels: [(String, String)],
    to writer: inout SampleWriter
  ) {
    guard let rows = Tree.bytes(file).map({ Table($0).rows }) else { return writer.fail() }
    for item in items {
      let text = rows.first { $0.count > 1 && $0[0] == "\(item.file):" }?[1] ?? ""
      // A rate that goes down has a minus sign.
      let sign = text.hasPrefix("-") ? -1.0 : 1
      let number = text.drop { $0 == "-" }.prefix { $0 != "/" && $0 != "%" }
      let value = BinaryQuantity.bcacheValue(number)
      if value == nil { writer.fail() }
      writer.put(item.family, labels, value.map { $0 * sign })
    }
  }
}
