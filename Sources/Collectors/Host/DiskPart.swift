internal import Metrics
internal import ProcFS

/// What each block device did, `diskstats`.
struct DiskPart: HostPart {
  private let file: KernelFile

  private static let milliseconds = 0.001
  private static let sector = 512.0

  /// The counters in the kernel's order and what one of each is worth.
  private static let columns: [(family: Family, unit: Double)] = [
    (.counter("node_disk_reads_completed_total", "Reads completed."), 1),
    (.counter("node_disk_reads_merged_total", "Reads merged with another."), 1),
    (.counter("node_disk_read_bytes_total", "Bytes read."), sector),
    (.counter("node_disk_read_time_seconds_total", "Seconds spent by all reads."), milliseconds),
    (.counter("node_disk_writes_completed_total", "Writes completed."), 1),
    (.counter("node_disk_writes_merged_total", "Writes merged with another."), 1),
    (.counter("node_disk_written_bytes_total", "Bytes written."), sector),
    (.counter("node_disk_write_time_seconds_total", "Seconds spent by all writes."), milliseconds),
    (.gauge("node_disk_io_now", "Requests in progress."), 1),
    (
      .counter("node_disk_io_time_seconds_total", "Seconds in which a request was in progress."),
      milliseconds
    ),
    (
      .counter(
        "node_disk_io_time_weighted_seconds_total", "Seconds of requests in progress, each counted."
      ), milliseconds
    ),
    (.counter("node_disk_discards_completed_total", "Discards completed."), 1),
    (.counter("node_disk_discards_merged_total", "Discards merged with another."), 1),
    (.counter("node_disk_discarded_sectors_total", "Sectors discarded."), 1),
    (
      .counter("node_disk_discard_time_seconds_total", "Seconds spent by all discards."),
      milliseconds
    ),
    (.counter("node_disk_flush_requests_total", "Flushes completed."), 1),
    (
      .counter("node_disk_flush_requests_time_seconds_total", "Seconds spent by all flushes."),
      milliseconds
    ),
  ]

  init(_ paths: HostPaths) { file = KernelFile(paths.proc("diskstats"), capacity: 8192) }

  var files: [KernelFile] { [file] }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let reading = file.parse({ DiskStatistics($0) }) else { return }
    let bytes = file.bytes
    for device in reading.devices where !DiskPart.isExcluded(bytes[device.name]) {
      let key = SeriesKey.of(bytes, device.name)
      for (column, counter) in zip(DiskPart.columns, device.counters) {
        writer.put(
          column.family, key, Double(counter) * column.unit,
          ["device": ByteString(bytes[device.name])])
      }
    }
  }

  /// node_exporter's default: `^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$`.
  static func isExcluded(_ name: ArraySlice<UInt8>) -> Bool {
    let isDigit: (UInt8) -> Bool = { $0 &- 0x30 < 10 }
    guard let lastLetter = name.lastIndex(where: { !isDigit($0) }), lastLetter < name.endIndex - 1
    else { return false }
    let stem = String(decoding: name[...lastLetter], as: UTF8.self)
    if ["ram", "zram", "loop", "fd"].contains(stem) { return true }
    let drives = ["hd", "sd", "vd", "xvd"]
    if let letter = stem.utf8.last, (0x61...0x7a).contains(letter),
      drives.contains(String(stem.dropLast()))
    {
      return true
    }
    guard stem.hasPrefix("nvme"), stem.hasSuffix("p") else { return false }
    let parts = stem.dropFirst(4).dropLast().split(separator: "n", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
  }
}
