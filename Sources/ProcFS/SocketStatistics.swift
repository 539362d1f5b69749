/// How many sockets there are, by protocol.
///
/// Source: the kernel's `net/ipv4/proc.c`, `/proc/net/sockstat` and `/proc/net/sockstat6`.
public struct SocketStatistics: Equatable, Sendable {
  /// One number of one protocol.
  public struct Entry: Equatable, Sendable {
    /// Where the protocol's name stands in the bytes, without a colon; `sockets` for all together.
    public var socketProtocol: Range<Int>
    /// Where the number's name stands in the bytes.
    public var name: Range<Int>
    /// The number.
    public var value: UInt64
  }

  /// The numbers in the kernel's order.
  public private(set) var entries: [Entry] = []

  /// The reading; what is no pair of a name and a number is passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      var inLine = line.lowerBound
      guard let head = Scan.field(bytes, &inLine, end: line.upperBound),
        bytes[head.upperBound - 1] == 0x3a
      else { continue }
      while let name = Scan.field(bytes, &inLine, end: line.upperBound),
        let value = Scan.number(bytes, &inLine, end: line.upperBound)
      {
        entries.append(Entry(socketProtocol: head.dropLast(), name: name, value: value))
      }
    }
  }
}
