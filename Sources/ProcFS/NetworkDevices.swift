/// The counters of every network interface.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/net/dev`.
public struct NetworkDevices: Equatable, Sendable {
  /// One interface.
  public struct Device: Equatable, Sendable {
    /// Where the name stands in the bytes.
    public var name: Range<Int>
    /// The counters in the order of `columns`.
    public var counters: [UInt64]
  }

  /// What the columns count, in the file's order.
  public static let columns = [
    "receive_bytes", "receive_packets", "receive_errs", "receive_drop", "receive_fifo",
    "receive_frame", "receive_compressed", "receive_multicast", "transmit_bytes",
    "transmit_packets", "transmit_errs", "transmit_drop", "transmit_fifo", "transmit_colls",
    "transmit_carrier", "transmit_compressed",
  ]

  /// The interfaces in the kernel's order.
  public private(set) var devices: [Device] = []

  /// The reading; the two lines of headings and lines without all columns are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      guard let colon = NetworkDevices.lastColon(bytes, line) else { continue }
      let name = Scan.trimmed(bytes, line.lowerBound..<colon)
      var inLine = colon + 1
      var counters: [UInt64] = []
      counters.reserveCapacity(16)
      while counters.count < 16, let value = Scan.number(bytes, &inLine, end: line.upperBound) {
        counters.append(value)
      }
      guard counters.count == 16, !name.isEmpty else { continue }
      devices.append(Device(name: name, counters: counters))
    }
  }

  /// An interface may be an alias such as `eth0:1`, so that the last colon ends the name.
  private static func lastColon(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Int? {
    for index in line.reversed() where bytes[index] == 0x3a { return index }
    return nil
  }
}
