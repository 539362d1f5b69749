/// The sockets of a network namespace as the kernel's tables of text have them.
///
/// Source: proc_net(5), `/proc/<pid>/net/tcp`, `udp`, `unix` and their like.
public enum SocketTable {
  /// One socket of TCP or UDP.
  public struct Entry: Equatable, Sendable {
    /// The file number among a process's open files.
    public var inode: UInt64
    /// The local address.
    public var localAddress: InternetAddress
    /// The local port.
    public var localPort: UInt16
    /// The remote address; zeros where there is none.
    public var remoteAddress: InternetAddress
    /// The remote port; 0 where there is none.
    public var remotePort: UInt16
    /// The state's number, as `SocketRecord.stateNames` has it.
    public var state: UInt8
  }

  /// The sockets among `wanted`, in the table's order; lines that are none are passed over.
  ///
  /// - Parameters:
  ///   - bytes: the table of one protocol.
  ///   - wanted: the file numbers that are looked for.
  /// - Returns: at most one entry a line.
  public static func internet(_ bytes: Span<UInt8>, wanted: Set<UInt64>) -> [Entry] {
    var result: [Entry] = []
    var position = 0
    while let line = Scan.line(bytes, &position) {
      guard let fields = fields(bytes, line, 10), let inode = Scan.unsigned(bytes, fields[9]),
        wanted.contains(inode), let local = place(bytes, fields[1]),
        let remote = place(bytes, fields[2]),
        let state = Scan.hexadecimal(bytes, fields[3]).flatMap({ UInt8(exactly: $0) })
      else { continue }
      result.append(
        Entry(
          inode: inode, localAddress: local.0, localPort: local.1, remoteAddress: remote.0,
          remotePort: remote.1, state: state))
    }
    return result
  }

  /// The names of local sockets among `wanted`, by file number; empty for one without a name.
  public static func local(_ bytes: Span<UInt8>, wanted: Set<UInt64>) -> [UInt64: [UInt8]] {
    var result: [UInt64: [UInt8]] = [:]
    var position = 0
    while let line = Scan.line(bytes, &position) {
      guard let fields = fields(bytes, line, 7), let inode = Scan.unsigned(bytes, fields[6]),
        wanted.contains(inode)
      else { continue }
      let name = Scan.trimmed(bytes, fields[6].upperBound..<line.upperBound)
      result[inode] = Scan.copy(bytes, name)
    }
    return result
  }

  private static func fields(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ count: Int
  ) -> [Range<Int>]? {
    var fields: [Range<Int>] = []
    var position = line.lowerBound
    while fields.count < count {
      guard let field = Scan.field(bytes, &position, end: line.upperBound) else { return nil }
      fields.append(field)
    }
    return fields
  }

  /// `0100007F:0016`: words of four bytes in this machine's order, then the port.
  private static func place(
    _ bytes: Span<UInt8>, _ field: Range<Int>
  ) -> (InternetAddress, UInt16)? {
    guard let colon = Scan.first(0x3a, bytes, field),
      let port = Scan.hexadecimal(bytes, colon + 1..<field.upperBound)
        .flatMap({ UInt16(exactly: $0) })
    else { return nil }
    let digits = colon - field.lowerBound
    guard digits == 8 || digits == 32 else { return nil }
    var words: [UInt32] = []
    for start in stride(from: field.lowerBound, to: colon, by: 8) {
      guard let word = Scan.hexadecimal(bytes, start..<start + 8) else { return nil }
      words.append(UInt32(bigEndian: UInt32(truncatingIfNeeded: word)))
    }
    guard words.count == 4 else { return (InternetAddress(version4: words[0]), port) }
    let half = { (first: Int) in UInt64(words[first]) << 32 | UInt64(words[first + 1]) }
    return (InternetAddress(high: half(0), low: half(2)), port)
  }
}
