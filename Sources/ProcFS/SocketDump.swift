/// Walks the messages with which the kernel answers the question for its sockets.
///
/// Source: netlink(7), sock_diag(7). A dump is many datagrams of many messages; the last message says that it ends.
public enum SocketDump {
  /// What one message says.
  public enum Message: Equatable, Sendable {
    /// A socket.
    case socket(SocketRecord)
    /// There are no more sockets.
    case end
    /// The kernel refuses, or gave up; the system's error number.
    case failure(Int32)
  }

  /// The next message, `position` moved past it; `nil` where none is left that can be read.
  ///
  /// Messages of other kinds and records that are cut off are passed over.
  ///
  /// - Parameters:
  ///   - bytes: one datagram.
  ///   - position: where the next message stands.
  /// - Returns: what the message says, or `nil`.
  public static func next(_ bytes: Span<UInt8>, _ position: inout Int) -> Message? {
    while position >= 0, position + headLength <= bytes.count {
      let start = position
      let length = Int(Native.number(bytes, start, 4))
      guard length >= headLength, start + length <= bytes.count else { return nil }
      position = start + ((length + 3) & ~3)
      let body = start + headLength..<start + length
      switch Native.number(bytes, start + 4, 2) {
      case 2: return .failure(code(bytes, body) ?? protocolError)
      case 3: return code(bytes, body).map { .failure($0) } ?? .end
      case 20: if let record = SocketRecord(bytes, body) { return .socket(record) }
      default: break
      }
    }
    return nil
  }

  private static let headLength = 16

  /// The number of `EPROTO`, for a refusal without a reason.
  private static let protocolError: Int32 = 71

  /// The error number that a message begins with; `nil` where it says that there is none.
  private static func code(_ bytes: Span<UInt8>, _ body: Range<Int>) -> Int32? {
    guard body.count >= 4 else { return nil }
    let word = UInt32(truncatingIfNeeded: Native.number(bytes, body.lowerBound, 4))
    let code = Int32(bitPattern: word)
    return code < 0 ? 0 &- code : nil
  }
}
