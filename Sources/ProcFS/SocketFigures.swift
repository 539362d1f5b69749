/// What TCP measured of one connection; each figure is absent where this kernel does not have it yet.
///
/// Source: `struct tcp_info` of the kernel's `linux/tcp.h`, to which every few versions add a field at the end.
public struct SocketFigures: Equatable, Sendable {
  /// The smoothed time of a round trip in microseconds; `nil` before the first was measured.
  public var roundTripMicroseconds: UInt32?
  /// The shortest round trip of the last minutes in microseconds; `nil` before the first was measured.
  public var shortestRoundTripMicroseconds: UInt32?
  /// Bytes that the other side acknowledged.
  public var bytesAcknowledged: UInt64?
  /// Bytes received.
  public var bytesReceived: UInt64?
  /// Segments sent, those without data and those sent again included.
  public var segmentsSent: UInt32?
  /// Segments sent again.
  public var segmentsRetransmitted: UInt32?

  /// Figures that say nothing.
  public init() {}

  /// The figures in `range`, however long it is.
  init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    roundTripMicroseconds = SocketFigures.word(bytes, range, 68).flatMap { $0 == 0 ? nil : $0 }
    segmentsRetransmitted = SocketFigures.word(bytes, range, 100)
    bytesAcknowledged = SocketFigures.number(bytes, range, 120, 8)
    bytesReceived = SocketFigures.number(bytes, range, 128, 8)
    segmentsSent = SocketFigures.word(bytes, range, 136)
    shortestRoundTripMicroseconds = SocketFigures.word(bytes, range, 148)
      .flatMap { $0 == 0 || $0 == .max ? nil : $0 }
  }

  private static func number(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ offset: Int, _ width: Int
  ) -> UInt64? {
    guard range.count >= offset + width else { return nil }
    return Native.number(bytes, range.lowerBound + offset, width)
  }

  private static func word(_ bytes: Span<UInt8>, _ range: Range<Int>, _ offset: Int) -> UInt32? {
    number(bytes, range, offset, 4).map { UInt32(truncatingIfNeeded: $0) }
  }
}

/// Numbers in bytes, of this machine's order or the network's.
enum Native {
  /// The unsigned number of `width` bytes from `start` in this machine's order.
  static func number(_ bytes: Span<UInt8>, _ start: Int, _ width: Int) -> UInt64 {
    #if _endian(big)
      return network(bytes, start, width)
    #else
      var value: UInt64 = 0
      for index in (start..<start + width).reversed() { value = value << 8 | UInt64(bytes[index]) }
      return value
    #endif
  }

  /// The unsigned number of `width` bytes from `start`, the first of them the highest.
  static func network(_ bytes: Span<UInt8>, _ start: Int, _ width: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in start..<start + width { value = value << 8 | UInt64(bytes[index]) }
    return value
  }
}
