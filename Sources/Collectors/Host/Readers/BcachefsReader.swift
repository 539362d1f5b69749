internal import Metrics
internal import ProcFS

/// bcachefs file systems, `bcachefs`.
enum BcachefsReader {
  private static let info = Family.gauge("node_bcachefs_info", "Filesystem information.")
  private static let cacheSize = Family.gauge(
    "node_bcachefs_btree_cache_size_bytes", "Btree cache memory usage in bytes.")
  private static let compressed = Family.gauge(
    "node_bcachefs_compression_compressed_bytes", "Compressed size by algorithm.")
  private static let uncompressed = Family.gauge(
    "node_bcachefs_compression_uncompressed_bytes", "Uncompressed size by algorithm.")
  private static let errors = Family.counter(
    "node_bcachefs_errors_total", "Error count by error type.")
  private static let writes = Family.counter(
    "node_bcachefs_btree_writes_total", "Number of btree writes by type.")
  private static let writeSize = Family.gauge(
    "node_bcachefs_btree_write_average_size_bytes", "Average btree write size by type.")
  private static let deviceInfo = Family.gauge(
    "node_bcachefs_device_info", "Device information.")
  private static let bucketSize = Family.gauge(
    "node_bcachefs_device_bucket_size_bytes", "Bucket size in bytes.")
  private static let buckets = Attribute(
    "nbuckets", .gauge("node_bcachefs_device_buckets", "Total number of buckets."))
  private static let durability = Attribute(
    "durability", .gauge("node_bcachefs_device_durability", "Device durability setting."))
  private static let finished = Family.counter(
    "node_bcachefs_device_io_done_bytes_total", "IO bytes by operation type and data type.")
  private static let deviceErrors = Family.counter(
    "node_bcachefs_device_io_errors_total", "IO errors by error type.")

  static func bcachefs(_ paths: HostPaths) -> ReadPart {
    let parent = paths.sys("fs/bcachefs")
    return ReadPart { writer in
      let names = Tree.names(parent).filter { Tree.isFolder("\(parent)/\($0)") }
      if names.isEmpty { writer.fail() }
      for uuid in names { write("\(parent)/\(uuid)", [("uuid", uuid)], to: &writer) }
    }
  }

  private static func write(
    _ folder: String, _ labels: [(String, String)], to writer: inout SampleWriter
  ) {
    writer.put(info, labels, 1)
    writer.put(cacheSize, labels, quantity("\(folder)/btree_cache_size", &writer))
    for row in read("\(folder)/compression_stats", &writer, BcachefsFiles.table) ?? [] {
      writer.put(compressed, labels + [("algorithm", row.name)], row.first)
      writer.put(uncompressed, labels + [("algorithm", row.name)], row.second)
    }
    for row in read("\(folder)/btree_write_stats", &writer, BcachefsFiles.table) ?? [] {
      writer.put(writes, labels + [("type", row.name)], row.first)
      writer.put(writeSize, labels + [("type", row.name)], row.second)
    }
    for error in read("\(folder)/errors", &writer, BcachefsFiles.errors) ?? [] {
      writer.put(errors, labels + [("error_type", error.name)], error.count)
    }
    writeCounters("\(folder)/counters", labels, to: &writer)
    for name in Tree.names(folder) where name.hasPrefix("dev-") {
      let ofDevice = labels + [("device", String(name.dropFirst(4)))]
      writeDevice("\(folder)/\(name)", ofDevice, to: &writer)
    }
  }

  private static func writeCounters(
    _ folder: String, _ labels: [(String, String)], to writer: inout SampleWriter
  ) {
    for name in Tree.names(folder) {
      let value = read("\(folder)/\(name)", &writer, BcachefsFiles.sinceCreation)
      let family = Family.counter(
        "node_bcachefs_\(Tree.metricName(name))_total",
        "Bcachefs counter \(name) since filesystem creation.")
      writer.put(family, labels, value)
    }
  }

  private static func writeDevice(
    _ folder: String, _ labels: [(String, String)], to writer: inout SampleWriter
  ) {
    let text = { (file: String) in Tree.text("\(folder)/\(file)") ?? "" }
    writer.put(deviceInfo, labels + [("label", text("label")), ("state", text("state"))], 1)
    writer.put(bucketSize, labels, quantity("\(folder)/bucket_size", &writer))
    buckets.write(folder, labels, to: &writer)
    durability.write(folder, labels, to: &writer)
    for entry in read("\(folder)/io_done", &writer, BcachefsFiles.finished) ?? [] {
      writer.put(
        finished, labels + [("operation", entry.operation), ("data_type", entry.kind)], entry.bytes)
    }
    for error in read("\(folder)/io_errors", &writer, BcachefsFiles.deviceErrors) ?? [] {
      writer.put(deviceErrors, labels + [("type", error.type)], error.count)
    }
  }

  private static func quantity(_ file: String, _ writer: inout SampleWriter) -> Double? {
    read(file, &writer) { BinaryQuantity.value(String(decoding: $0, as: UTF8.self)) }
  }

  /// What a file says; one that is absent says nothing, one that cannot be understood is a failure.
  private static func read<Reading>(
    _ file: String, _ writer: inout SampleWriter, _ parse: ([UInt8]) -> Reading?
  ) -> Reading? {
    guard let bytes = Tree.bytes(file) else { return nil }
    let reading = parse(bytes)
    if reading == nil { writer.fail() }
    return reading
  }
}
