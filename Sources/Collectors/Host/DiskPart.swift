internal import Metrics
internal import ProcFS

/// What each block device did, `diskstats`.
struct DiskPart: HostPart {
  private let file: KernelFile
  private var filter: RememberedFilter

  private static let milliseconds = 0.001
  private static let sector = 512.0

  /// The counters in the kernel's order and what one of each is worth.
  private static let columns: [(family: Family, unit: Double)] = [
    (
      .counter(
        "node_disk_reads_completed_total", "The total number of reads completed successfully."), 1
    ),
    (.counter("node_disk_reads_merged_total", "The total number of reads merged."), 1),
    (
      .counter("node_disk_read_bytes_total", "The total number of bytes read successfully."), sector
    ),
    (
      .counter(
        "node_disk_read_time_seconds_total", "The total number of seconds spent by all reads."),
      milliseconds
    ),
    (
      .counter(
        "node_disk_writes_completed_total", "The total number of writes completed successfully."), 1
    ),
    (.counter("node_disk_writes_merged_total", "The number of writes merged."), 1),
    (
      .counter("node_disk_written_bytes_total", "The total number of bytes written successfully."),
      sector
    ),
    (
      .counter(
        "node_disk_write_time_seconds_total",
        "This is the total number of seconds spent by all writes."), milliseconds
    ),
    (.gauge("node_disk_io_now", "The number of I/Os currently in progress."), 1),
    (
      .counter("node_disk_io_time_seconds_total", "Total seconds spent doing I/Os."),
      milliseconds
    ),
    (
      .counter(
        "node_disk_io_time_weighted_seconds_total", "The weighted # of seconds spent doing I/Os."
      ), milliseconds
    ),
    (
      .counter(
        "node_disk_discards_completed_total", "The total number of discards completed successfully."
      ), 1
    ),
    (.counter("node_disk_discards_merged_total", "The total number of discards merged."), 1),
    (
      .counter(
        "node_disk_discarded_sectors_total", "The total number of sectors discarded successfully."),
      1
    ),
    (
      .counter(
        "node_disk_discard_time_seconds_total",
        "This is the total number of seconds spent by all discards."),
      milliseconds
    ),
    (
      .counter(
        "node_disk_flush_requests_total",
        "The total number of flush requests completed successfully"), 1
    ),
    (
      .counter(
        "node_disk_flush_requests_time_seconds_total",
        "This is the total number of seconds spent by all flush requests."),
      milliseconds
    ),
  ]

  init(_ options: HostOptions) {
    file = KernelFile(options.paths.proc("diskstats"), capacity: 8192)
    filter = DiskPart.filter(options)
  }

  /// Which devices are wanted: those of the options, else node_exporter's default.
  static func filter(_ options: HostOptions) -> RememberedFilter {
    RememberedFilter(options.settings.filter("diskstats.device")) { !isExcluded($0) }
  }

  var files: [KernelFile] { [file] }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let reading = file.parse({ DiskStatistics($0) }) else { return writer.fail() }
    let bytes = file.bytes
    for device in reading.devices where filter.takes(bytes[device.name]) {
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
