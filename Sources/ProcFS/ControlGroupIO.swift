/// What a control group has read from and written to the block devices: `io.stat`.
///
/// Source: Documentation/admin-guide/cgroup-v2.rst, "IO Interface Files".
public enum ControlGroupIO {
  /// What one device did for the group.
  public struct Device: Equatable, Sendable {
    /// The device's major number.
    public var major: UInt32
    /// The device's minor number.
    public var minor: UInt32
    /// Bytes read; `nil` when the kernel does not report it.
    public var readBytes: UInt64?
    /// Bytes written; `nil` when the kernel does not report it.
    public var writtenBytes: UInt64?
    /// Operations that read; `nil` when the kernel does not report it.
    public var reads: UInt64?
    /// Operations that wrote; `nil` when the kernel does not report it.
    public var writes: UInt64?
  }

  /// Replaces `devices` with those of the file, in its order.
  ///
  /// A line that names no device is passed over, as is one without any count, which the kernel writes for a device that
  /// the group has not used. One line may name several devices before the counts: they belong to the last.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - devices: where to put them; what room it has is used again.
  public static func read(_ bytes: Span<UInt8>, into devices: inout [Device]) {
    devices.removeAll(keepingCapacity: true)
    var position = 0
    while let line = Scan.line(bytes, &position) {
      if let device = device(bytes, line) { devices.append(device) }
    }
  }

  private static func device(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Device? {
    var position = line.lowerBound
    var device: Device?
    while let field = Scan.field(bytes, &position, end: line.upperBound) {
      if let (major, minor) = numbers(bytes, field) {
        device = Device(major: major, minor: minor)
      } else if let equals = Scan.first(0x3d, bytes, field),
        let value = Scan.unsigned(bytes, equals + 1..<field.upperBound)
      {
        set(&device, bytes, field.lowerBound..<equals, value)
      }
    }
    guard let device else { return nil }
    let counts = [device.readBytes, device.writtenBytes, device.reads, device.writes]
    return counts.contains { $0 != nil } ? device : nil
  }

  private static func set(
    _ device: inout Device?, _ bytes: Span<UInt8>, _ name: Range<Int>, _ value: UInt64
  ) {
    if Scan.equals(bytes, name, "rbytes") {
      device?.readBytes = value
    } else if Scan.equals(bytes, name, "wbytes") {
      device?.writtenBytes = value
    } else if Scan.equals(bytes, name, "rios") {
      device?.reads = value
    } else if Scan.equals(bytes, name, "wios") {
      device?.writes = value
    }
  }

  /// The two numbers of a field such as `259:0`; `nil` where it is none.
  private static func numbers(
    _ bytes: Span<UInt8>, _ field: Range<Int>
  ) -> (major: UInt32, minor: UInt32)? {
    guard let colon = Scan.first(0x3a, bytes, field),
      let major = Scan.unsigned(bytes, field.lowerBound..<colon).flatMap({ UInt32(exactly: $0) }),
      let minor = Scan.unsigned(bytes, colon + 1..<field.upperBound)
        .flatMap({ UInt32(exactly: $0) })
    else { return nil }
    return (major, minor)
  }
}
