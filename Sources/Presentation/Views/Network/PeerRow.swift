internal import Metrics
internal import PromQL

/// Whom the host talks to: an address, a port and which side called.
struct PeerRow {
  /// What tells one peer from another.
  struct Identity: Hashable {
    var address: ByteString
    var port: ByteString
    var direction: ByteString
  }

  var identity: Identity
  /// The processes that have connections with it, as far as that is known, the most first.
  var processes: [ProcessKey] = []
  var connections: Double?
  var failures: Double?
  var roundTrip: Double?
  var shortest: Double?
  /// The share of segments that is sent again.
  var repeated: Double?
  var received: Double?
  var sent: Double?
  var queue: Double?

  var key: RowKey {
    RowKey(
      [identity.address, identity.port, identity.direction].map(\.text).joined(separator: " "))
  }

  /// `10.0.0.9:5432`, `[2001:db8::7]:80`, or the rest.
  var name: DisplayText { PeerRow.end(identity.address, identity.port) }

  static func end(_ address: ByteString, _ port: ByteString) -> DisplayText {
    guard !address.isEmpty else { return "(all others)" }
    let host = DisplayText(address, limit: 64)
    let isLong = address.bytes.contains(UInt8(ascii: ":"))
    let inBrackets = isLong ? DisplayText("[") + host + "]" : host
    return inBrackets + ":" + DisplayText(port, limit: 8)
  }
}

/// Where the host takes connections.
struct ListenerRow {
  var address: ByteString
  var port: ByteString
  var processes: [ProcessKey] = []
  var waiting: Double?
  var limit: Double?
  var dropped: Double?

  var key: RowKey { RowKey(address.text + " " + port.text) }
}

/// What sockets one process has.
struct SocketHolder {
  var process: ProcessKey
  var connections = 0.0
  var peers = 0
  var listeners = 0
}

/// The queries of peers, listeners and who has them open, and their joins.
struct PeerQueries {
  let connections: PaneRequest
  let processes: PaneRequest
  let failures: PaneRequest
  let roundTrip: PaneRequest
  let shortest: PaneRequest
  let repeated: PaneRequest
  let received: PaneRequest
  let sent: PaneRequest
  let queue: PaneRequest
  let waiting: PaneRequest
  let limit: PaneRequest
  let dropped: PaneRequest
  let listenerProcesses: PaneRequest
  let counts: PaneRequest

  /// Six readings of what is read every five seconds.
  private static let range = "[30s]"

  init(_ scene: Scene) {
    let own = "{" + QueryText.matcher("instance", scene.situation.host) + "}"
    let request = { (part: String, query: String) in
      scene.instant(PaneID("peers"), part, query)
    }
    let peer = { (part: String, metric: String) in
      request(part, "sum by (address, port, direction) (ringside_peer_\(metric)\(own))")
    }
    let rate = { (metric: String) in
      "sum by (address, port, direction) (rate(ringside_peer_\(metric)_total\(own)\(PeerQueries.range)))"
    }
    connections = peer("connections", "connections")
    processes = request("processes", "ringside_peer_process_connections\(own)")
    failures = request("failures", rate("failed_connections"))
    roundTrip = peer("rtt", "rtt_seconds")
    shortest = peer("shortest", "rtt_min_seconds")
    repeated = request(
      "repeated", "\(rate("retransmitted_segments")) / (\(rate("sent_segments")) > 0)")
    received = request("received", rate("received_bytes"))
    sent = request("sent", rate("sent_bytes"))
    queue = peer("queue", "send_queue_bytes")
    let listener = { (part: String, metric: String) in
      request(part, "sum by (address, port) (ringside_listener_\(metric)\(own))")
    }
    waiting = listener("waiting", "accept_queue")
    limit = listener("limit", "accept_queue_limit")
    dropped = request(
      "dropped",
      "sum by (address, port) (rate(ringside_listener_dropped_connections_total\(own)\(PeerQueries.range)))"
    )
    listenerProcesses = request("listener-processes", "ringside_listener_process\(own)")
    counts = request(
      "counts",
      "{__name__=~\"ringside_peers_(known|kept)\","
        + QueryText.matcher("instance", scene.situation.host) + "}")
  }

  var requests: [PaneRequest] {
    [
      connections, processes, failures, roundTrip, shortest, repeated, received, sent, queue,
      waiting, limit, dropped, listenerProcesses, counts,
    ]
  }

  /// One row a peer, in the order of their keys.
  func peers(_ reading: AnswerReading) -> [PeerRow] {
    var rows: [PeerRow.Identity: PeerRow] = [:]
    let join = { (request: PaneRequest, set: (inout PeerRow, VectorSample) -> Void) in
      for sample in reading.vector(request) {
        let identity = PeerQueries.identity(sample)
        set(&rows[identity, default: PeerRow(identity: identity)], sample)
      }
    }
    join(connections) { $0.connections = $1.value }
    join(failures) { $0.failures = $1.value }
    join(roundTrip) { $0.roundTrip = $1.value }
    join(shortest) { $0.shortest = $1.value }
    join(repeated) { $0.repeated = $1.value }
    join(received) { $0.received = $1.value }
    join(sent) { $0.sent = $1.value }
    join(queue) { $0.queue = $1.value }
    for sample in reading.vector(processes).sorted(by: { $0.value > $1.value }) {
      guard let process = PeerQueries.process(sample) else { continue }
      rows[PeerQueries.identity(sample)]?.processes.append(process)
    }
    // A peer whose rates still answer has gone when it has no connections any more.
    return rows.values.filter { $0.connections != nil || $0.failures ?? 0 > 0 }
      .sorted { $0.key < $1.key }
  }

  /// One row a listener, in the order of their keys.
  func listeners(_ reading: AnswerReading) -> [ListenerRow] {
    var rows: [RowKey: ListenerRow] = [:]
    let join = { (request: PaneRequest, set: (inout ListenerRow, VectorSample) -> Void) in
      for sample in reading.vector(request) {
        let row = ListenerRow(
          address: sample.labels["address"] ?? "", port: sample.labels["port"] ?? "")
        set(&rows[row.key, default: row], sample)
      }
    }
    join(waiting) { $0.waiting = $1.value }
    join(limit) { $0.limit = $1.value }
    join(dropped) { $0.dropped = $1.value }
    join(listenerProcesses) { row, sample in
      PeerQueries.process(sample).map { row.processes.append($0) }
    }
    return rows.values.sorted { $0.key < $1.key }
  }

  /// One row a process that has connections or listeners which are known to be its own.
  func holders(_ reading: AnswerReading) -> [SocketHolder] {
    var rows: [ProcessKey: SocketHolder] = [:]
    for sample in reading.vector(processes) {
      guard let process = PeerQueries.process(sample) else { continue }
      rows[process, default: SocketHolder(process: process)].connections += sample.value
      rows[process]?.peers += 1
    }
    for sample in reading.vector(listenerProcesses) {
      guard let process = PeerQueries.process(sample) else { continue }
      rows[process, default: SocketHolder(process: process)].listeners += 1
    }
    return rows.values.sorted { $0.process.row < $1.process.row }
  }

  private static func identity(_ sample: VectorSample) -> PeerRow.Identity {
    PeerRow.Identity(
      address: sample.labels["address"] ?? "", port: sample.labels["port"] ?? "",
      direction: sample.labels["direction"] ?? "")
  }

  private static func process(_ sample: VectorSample) -> ProcessKey? {
    guard let pid = sample.labels["pid"], let comm = sample.labels["comm"] else { return nil }
    return ProcessKey(pid: pid, comm: comm)
  }
}
