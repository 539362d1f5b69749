import Metrics

/// Connections of which everything is known: a database that the host calls, callers at its port 80, and the listeners.
enum MadeUpPeers {
  /// Seconds of a round trip to the database, now and at best.
  static let roundTrip = 0.012
  static let shortest = 0.009
  /// Segments sent to the database each second, and those of them that are sent again.
  static let segments = 50.0
  static let again = 1.0
  /// Bytes received from the database each second.
  static let received = 2048.0
  /// Connections that wait at port 80, and how many may.
  static let waiting = 17.0
  static let limit = 128.0

  private typealias Pair = (ByteString, ByteString)

  static func samples(after seconds: Double) -> [MadeUpSample] {
    database(seconds) + callers(seconds) + listener(seconds)
  }

  private static func database(_ seconds: Double) -> [MadeUpSample] {
    let peer: [Pair] = [("address", "10.0.0.9"), ("port", "5432"), ("direction", "out")]
    return [
      MadeUpSample("ringside_peer_connections", peer + [("state", "established")], 20),
      MadeUpSample("ringside_peer_connections", peer + [("state", "syn_sent")], 3),
      MadeUpSample(
        "ringside_peer_process_connections", peer + [("comm", "shop"), ("pid", "4711")], 23),
      MadeUpSample("ringside_peer_rtt_seconds", peer, roundTrip),
      MadeUpSample("ringside_peer_rtt_min_seconds", peer, shortest),
      MadeUpSample("ringside_peer_send_queue_bytes", peer, 4096),
      MadeUpSample("ringside_peer_sent_bytes_total", peer, 512 * seconds),
      MadeUpSample("ringside_peer_received_bytes_total", peer, received * seconds),
      MadeUpSample("ringside_peer_sent_segments_total", peer, segments * seconds),
      MadeUpSample("ringside_peer_retransmitted_segments_total", peer, again * seconds),
      MadeUpSample("ringside_peer_failed_connections_total", peer, 0.2 * seconds),
    ]
  }

  private static func callers(_ seconds: Double) -> [MadeUpSample] {
    let peer: [Pair] = [("address", "2001:db8::7"), ("port", "80"), ("direction", "in")]
    return [
      MadeUpSample("ringside_peer_connections", peer + [("state", "established")], 2),
      MadeUpSample("ringside_peer_rtt_seconds", peer, 0.0004),
      MadeUpSample("ringside_peer_send_queue_bytes", peer, 0),
      MadeUpSample("ringside_peer_sent_bytes_total", peer, 1024 * seconds),
      MadeUpSample("ringside_peer_received_bytes_total", peer, 100 * seconds),
      MadeUpSample("ringside_peers_known", 2), MadeUpSample("ringside_peers_kept", 2),
    ]
  }

  private static func listener(_ seconds: Double) -> [MadeUpSample] {
    let listener: [Pair] = [("address", "::"), ("port", "80")]
    return [
      MadeUpSample("ringside_listener_accept_queue", listener, waiting),
      MadeUpSample("ringside_listener_accept_queue_limit", listener, limit),
      MadeUpSample("ringside_listener_dropped_connections_total", listener, 3 * seconds),
      MadeUpSample(
        "ringside_listener_process", listener + [("comm", "nginx"), ("pid", "815")], 1),
    ]
  }
}
