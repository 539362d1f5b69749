internal import Metrics
internal import ProcFS

/// Whom connections are with: the other side of those that this host makes, and the callers at a port of its own.
struct PeerKey: Hashable, Sendable {
  /// The other side's address.
  var address: InternetAddress
  /// The port called: the other side's of what goes out, this host's of what comes in.
  var port: UInt16
  /// Whether the other side called.
  var isInbound: Bool
}

/// What was counted; each number is absent where no socket had it.
struct PeerCounters: Equatable, Sendable {
  var sent: UInt64?
  var received: UInt64?
  var segments: UInt64?
  var retransmitted: UInt64?
  var failures: UInt64 = 0

  /// Bytes both ways.
  var bytes: UInt64 { (sent ?? 0) &+ (received ?? 0) }

  mutating func add(_ other: PeerCounters) {
    sent = PeerCounters.sum(sent, other.sent)
    received = PeerCounters.sum(received, other.received)
    segments = PeerCounters.sum(segments, other.segments)
    retransmitted = PeerCounters.sum(retransmitted, other.retransmitted)
    failures &+= other.failures
  }

  private static func sum(_ first: UInt64?, _ second: UInt64?) -> UInt64? {
    guard let first else { return second }
    return first &+ (second ?? 0)
  }
}

/// What the connections with a peer are now, and what they have done.
struct PeerAccount: Equatable, Sendable {
  var key: PeerKey
  /// Connections by the number of their state.
  var states = SIMD16<UInt32>()
  var connections: UInt32 = 0
  /// The sum of the round trips of those established connections that measured one, and how many they are.
  var roundTripSum: UInt64 = 0
  var roundTrips: UInt32 = 0
  /// The shortest round trip of all connections.
  var shortest: UInt32?
  var sendQueue: UInt64 = 0
  /// What was done since the peer was first seen.
  var counters = PeerCounters()
  /// What was done since the last whole reading.
  var pending = PeerCounters()
  /// Bytes of late: each reading halves what the earlier ones brought.
  var recentBytes: UInt64 = 0
  var lastSeen = Timestamp(milliseconds: 0)
  /// Whether it has series of its own.
  var isKept = false

  init(key: PeerKey) { self.key = key }

  /// The mean round trip in microseconds; `nil` where none was measured.
  var roundTrip: Double? { roundTrips > 0 ? Double(roundTripSum) / Double(roundTrips) : nil }

  /// Forgets what the connections are now.
  mutating func startRound() {
    states = SIMD16()
    connections = 0
    roundTripSum = 0
    roundTrips = 0
    shortest = nil
    sendQueue = 0
  }

  /// Counts one connection as it is now.
  mutating func count(_ record: SocketRecord) {
    connections &+= 1
    states[Int(record.state & 15)] &+= 1
    sendQueue &+= UInt64(record.sendQueue)
    guard let figures = record.figures else { return }
    if record.state == SocketRecord.established, let time = figures.roundTripMicroseconds {
      roundTripSum &+= UInt64(time)
      roundTrips &+= 1
    }
    if let time = figures.shortestRoundTripMicroseconds { shortest = min(shortest ?? time, time) }
  }

  /// Counts the connections of another peer as they are now, and what they did since the last reading.
  mutating func take(_ other: PeerAccount) {
    states &+= other.states
    connections &+= other.connections
    roundTripSum &+= other.roundTripSum
    roundTrips &+= other.roundTrips
    if let time = other.shortest { shortest = min(shortest ?? time, time) }
    sendQueue &+= other.sendQueue
    counters.add(other.pending)
  }
}
