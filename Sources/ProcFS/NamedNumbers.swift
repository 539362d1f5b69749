/// A file of lines such as `MemTotal:  16 kB` or `pgfault 17`: a name, a number and perhaps a unit.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/meminfo`; `/proc/vmstat`.
public struct NamedNumbers: Equatable, Sendable {
  /// One line.
  public struct Entry: Equatable, Sendable {
    /// Where the name stands in the bytes, without a colon.
    public var name: Range<Int>
    /// The number.
    public var value: UInt64
    /// Whether the unit `kB` follows, which is 1,024 bytes.
    public var isKibibytes: Bool
  }

  /// The lines that hold a number, in the kernel's order.
  public private(set) var entries: [Entry] = []

  /// No line yet.
  public init() {}

  /// Replaces the reading with that of `bytes`; lines without a number are passed over.
  public mutating func read(_ bytes: Span<UInt8>) {
    entries.removeAll(keepingCapacity: true)
    var position = 0
    while let line = Scan.line(bytes, &position) {
      var inLine = line.lowerBound
      guard var name = Scan.field(bytes, &inLine, end: line.upperBound),
        let value = Scan.number(bytes, &inLine, end: line.upperBound)
      else { continue }
      if bytes[name.upperBound - 1] == 0x3a { name = name.dropLast() }
      let unit = Scan.field(bytes, &inLine, end: line.upperBound)
      let isKibibytes = unit.map { Scan.equals(bytes, $0, "kB") } ?? false
      entries.append(Entry(name: name, value: value, isKibibytes: isKibibytes))
    }
  }
}
