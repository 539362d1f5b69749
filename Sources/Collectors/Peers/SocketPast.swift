internal import ProcFS

/// What a socket had counted when it was last seen, and who it was.
struct SocketPast {
  private var address: InternetAddress
  private var localPort: UInt16
  private var remotePort: UInt16
  private var sent: UInt64 = 0
  private var received: UInt64 = 0
  private var segments: UInt32 = 0
  private var retransmitted: UInt32 = 0
  /// The state's number.
  private(set) var state: UInt8
  /// The peer's place; -1 for one without an account.
  var peer: Int32
  /// The reading that saw it last.
  var round: UInt32

  /// A socket that has counted nothing.
  init(_ record: SocketRecord, peer: Int32, round: UInt32) {
    address = record.remoteAddress
    localPort = record.localPort
    remotePort = record.remotePort
    state = record.state
    self.peer = peer
    self.round = round
  }

  /// Whether the record can be a later state of this socket: the same ends, and nothing that fell.
  func isSame(_ record: SocketRecord) -> Bool {
    guard address == record.remoteAddress, localPort == record.localPort,
      remotePort == record.remotePort
    else { return false }
    guard let figures = record.figures else { return true }
    return figures.bytesAcknowledged ?? .max >= sent && figures.bytesReceived ?? .max >= received
      && figures.segmentsSent.map { $0 &- segments < 1 << 31 } ?? true
      && figures.segmentsRetransmitted.map { $0 &- retransmitted < 1 << 31 } ?? true
  }

  /// What the socket did since it was last seen; segments are counted modulo 2³² by the kernel.
  mutating func advance(_ record: SocketRecord) -> PeerCounters {
    state = record.state
    var increase = PeerCounters()
    guard let figures = record.figures else { return increase }
    increase.sent = figures.bytesAcknowledged.map { $0 - min($0, sent) }
    increase.received = figures.bytesReceived.map { $0 - min($0, received) }
    increase.segments = figures.segmentsSent.map { UInt64($0 &- segments) }
    increase.retransmitted = figures.segmentsRetransmitted.map { UInt64($0 &- retransmitted) }
    sent = figures.bytesAcknowledged ?? sent
    received = figures.bytesReceived ?? received
    segments = figures.segmentsSent ?? segments
    retransmitted = figures.segmentsRetransmitted ?? retransmitted
    return increase
  }
}
