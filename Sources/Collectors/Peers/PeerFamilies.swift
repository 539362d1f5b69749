/// The families of what is known of peers and listeners.
///
/// A peer is an address and a port: the other side's port of connections that go out, this host's of those that come in.
/// The row without an address is all other peers together.
enum PeerFamilies {
  static let connections = Family.gauge(
    "ringside_peer_connections", "TCP connections with a peer by state.")
  static let processes = Family.gauge(
    "ringside_peer_process_connections",
    "TCP connections with a peer that a process has open, where this user may see it.")
  static let roundTrip = Family.gauge(
    "ringside_peer_rtt_seconds",
    "Mean of the smoothed round trips of the established connections with a peer.")
  static let shortest = Family.gauge(
    "ringside_peer_rtt_min_seconds",
    "Shortest round trip of the last minutes among the connections with a peer.")
  static let sendQueue = Family.gauge(
    "ringside_peer_send_queue_bytes", "Bytes given to the kernel that a peer has not acknowledged.")
  static let sent = counter(
    "ringside_peer_sent_bytes_total",
    "Bytes that a peer acknowledged, beginnings and ends of connections counted as one each.")
  static let received = counter(
    "ringside_peer_received_bytes_total", "Bytes received from a peer.")
  static let segments = counter(
    "ringside_peer_sent_segments_total",
    "Segments sent to a peer, those without data and those sent again included.")
  static let retransmitted = counter(
    "ringside_peer_retransmitted_segments_total", "Segments sent to a peer again.")
  static let failures = counter(
    "ringside_peer_failed_connections_total",
    "Connections that waited for a peer's answer at a reading and were gone at the next.")
  static let known = Family.gauge(
    "ringside_peers_known", "Peers seen within the last minute, at most 8192.")
  static let kept = Family.gauge("ringside_peers_kept", "Peers with series of their own.")

  static let queue = Family.gauge(
    "ringside_listener_accept_queue", "Connections that wait to be accepted by a listener.")
  static let queueLimit = Family.gauge(
    "ringside_listener_accept_queue_limit", "How many connections may wait for a listener.")
  static let drops = Family.counter(
    "ringside_listener_dropped_connections_total",
    "Connections that the kernel dropped at a listener, its queue being full or otherwise; overflows alone are known for the whole host only, as node_netstat_TcpExt_ListenOverflows."
  )
  static let listenerProcess = Family.gauge(
    "ringside_listener_process",
    "The processes that have a listener open, where this user may see it."
  )
  static let listenersKnown = Family.gauge(
    "ringside_listeners_known", "Addresses and ports at which connections are taken.")

  private static func counter(_ name: String, _ help: String) -> Family {
    .counter(
      name,
      help + " Read every few seconds: what a connection did after it was last seen is not in it.")
  }
}
