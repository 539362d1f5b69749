/// One TCP socket as the kernel's socket diagnosis describes it.
///
/// Source: sock_diag(7), `struct inet_diag_msg` with its attributes.
public struct SocketRecord: Equatable, Sendable {
  /// The local address.
  public var localAddress = InternetAddress(high: 0, low: 0)
  /// The local port.
  public var localPort: UInt16 = 0
  /// The remote address; all zeros for a listener.
  public var remoteAddress = InternetAddress(high: 0, low: 0)
  /// The remote port; 0 for a listener.
  public var remotePort: UInt16 = 0
  /// The state's number: 1 established, 10 listening; others may come.
  public var state: UInt8 = 0
  /// What the kernel calls the socket by for as long as it runs.
  public var cookie: UInt64 = 0
  /// The file that names it among a process's open files; 0 where no process has it.
  public var inode: UInt32 = 0
  /// Bytes that nobody has read yet; for a listener the connections that wait to be accepted.
  public var receiveQueue: UInt32 = 0
  /// Bytes that were not acknowledged yet; for a listener how many connections may wait.
  public var sendQueue: UInt32 = 0
  /// What the protocol measured; `nil` where the kernel says nothing of it, as of a closed socket that waits.
  public var figures: SocketFigures?
  /// Packets that the socket dropped, which a listener does when its queue is full; `nil` where unknown.
  public var drops: UInt32?

  /// A record of zeros.
  public init() {}

  /// The state's number of a connection.
  public static let established: UInt8 = 1
  /// The state's number of a connection that was asked for and not answered.
  public static let synSent: UInt8 = 2
  /// The state's number of a socket that takes connections.
  public static let listening: UInt8 = 10

  /// The states' names by number, as node_exporter writes them; empty where there is none.
  public static let stateNames = [
    "", "established", "syn_sent", "syn_recv", "fin_wait1", "fin_wait2", "time_wait", "close",
    "close_wait", "last_ack", "listen", "closing",
  ]

  /// The record in a message's body; `nil` where it is cut off or of no Internet protocol.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of the whole message.
  ///   - range: where the body stands.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard range.count >= SocketRecord.length else { return nil }
    let start = range.lowerBound
    guard let local = SocketRecord.address(bytes, start + 8, family: bytes[start]),
      let remote = SocketRecord.address(bytes, start + 24, family: bytes[start])
    else { return nil }
    (localAddress, remoteAddress) = (local, remote)
    state = bytes[start + 1]
    localPort = UInt16(truncatingIfNeeded: Native.network(bytes, start + 4, 2))
    remotePort = UInt16(truncatingIfNeeded: Native.network(bytes, start + 6, 2))
    cookie = Native.number(bytes, start + 44, 4) | Native.number(bytes, start + 48, 4) << 32
    receiveQueue = UInt32(truncatingIfNeeded: Native.number(bytes, start + 56, 4))
    sendQueue = UInt32(truncatingIfNeeded: Native.number(bytes, start + 60, 4))
    inode = UInt32(truncatingIfNeeded: Native.number(bytes, start + 68, 4))
    readAttributes(bytes, start + SocketRecord.length..<range.upperBound)
  }

  /// Bytes of the message before its attributes.
  private static let length = 72

  private static func address(
    _ bytes: Span<UInt8>, _ start: Int, family: UInt8
  ) -> InternetAddress? {
    switch family {
    case 2:
      InternetAddress(
        version4: UInt32(truncatingIfNeeded: Native.network(bytes, start, 4)))
    case 10:
      InternetAddress(
        high: Native.network(bytes, start, 8), low: Native.network(bytes, start + 8, 8))
    default: nil
    }
  }

  private mutating func readAttributes(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var position = range.lowerBound
    while position + 4 <= range.upperBound {
      let length = Int(Native.number(bytes, position, 2))
      guard length >= 4, position + length <= range.upperBound else { return }
      let body = position + 4..<position + length
      switch Native.number(bytes, position + 2, 2) & 0x3fff {
      case 2: figures = SocketFigures(bytes, body)
      case 7 where body.count >= 36:
        drops = UInt32(truncatingIfNeeded: Native.number(bytes, body.lowerBound + 32, 4))
      default: break
      }
      position += (length + 3) & ~3
    }
  }
}
