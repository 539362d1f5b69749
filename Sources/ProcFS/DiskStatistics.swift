/// The counters of every block device.
///
/// Source: Documentation/admin-guide/iostats.rst, `/proc/diskstats`.
public struct DiskStatistics: Equatable, Sendable {
  /// One device.
  public struct Device: Equatable, Sendable {
    /// The device's major number.
    public var major: UInt64
    /// The device's minor number.
    public var minor: UInt64
    /// Where the name stands in the bytes.
    public var name: Range<Int>
    /// The counters in the kernel's order: 11, 15 since Linux 4.18 (discards), 17 since 5.5 (flushes).
    public var counters: [UInt64]
  }

  /// The devices in the kernel's order.
  public private(set) var devices: [Device] = []

  /// The reading; lines with fewer than four counters are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      var inLine = line.lowerBound
      guard let major = Scan.number(bytes, &inLine, end: line.upperBound),
        let minor = Scan.number(bytes, &inLine, end: line.upperBound),
        let name = Scan.field(bytes, &inLine, end: line.upperBound)
      else { continue }
      var counters: [UInt64] = []
      counters.reserveCapacity(17)
      while counters.count < 17, let value = Scan.number(bytes, &inLine, end: line.upperBound) {
        counters.append(value)
      }
      guard counters.count >= 11 else { continue }
      devices.append(Device(major: major, minor: minor, name: name, counters: counters))
    }
  }
}
