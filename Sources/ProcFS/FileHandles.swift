/// How many files are open in the whole system.
///
/// Source: Documentation/admin-guide/sysctl/fs.rst, `/proc/sys/fs/file-nr`.
public struct FileHandles: Equatable, Sendable {
  /// Handles in use.
  public var allocated: UInt64
  /// The limit.
  public var maximum: UInt64

  /// The reading; `nil` where the bytes do not hold three numbers.
  public init?(_ bytes: Span<UInt8>) {
    var position = 0
    let end = Scan.first(0x0a, bytes, bytes.indices) ?? bytes.count
    guard let allocated = Scan.number(bytes, &position, end: end),
      Scan.number(bytes, &position, end: end) != nil,
      let maximum = Scan.number(bytes, &position, end: end)
    else { return nil }
    (self.allocated, self.maximum) = (allocated, maximum)
  }
}
