internal import Metrics
internal import ProcFS

/// Makes peers out of sockets that come and go.
///
/// A peer's counters grow by what each of its sockets did between two readings, or since its start where it is new. What
/// a socket did after it was last seen is not known to anybody.
struct PeerAccounts {
  /// Peers with series of their own.
  static let limit = 100
  /// Of them those with the most connections; the others are those that moved most bytes of late.
  static let limitByConnections = 50
  /// Peers with an account; what is beyond is only in the remainder.
  static let knownLimit = 8192
  /// How long a peer without connections keeps its account.
  static let memory = Duration.seconds(60)

  /// The accounts by place; `nil` where a place is free.
  private(set) var peers: [PeerAccount?] = []
  /// The places of the peers with series of their own.
  private(set) var kept: [Int] = []
  /// All other peers together.
  private(set) var remainder = PeerAccount(
    key: PeerKey(address: InternetAddress(high: 0, low: 0), port: 0, isInbound: false))
  /// The listeners.
  private(set) var listeners = ListenerAccounts()
  /// Which peer has the socket that a file's number names.
  private(set) var links: [(peer: Int32, inode: UInt32)] = []

  private var places: [PeerKey: Int32] = [:]
  private var free: [Int32] = []
  private var sockets: [UInt64: SocketPast] = [:]
  private var gone: [UInt64] = []
  private var round: UInt32 = 0

  /// How many peers have an account.
  var known: Int { places.count }

  /// Begins a reading.
  mutating func begin() {
    round &+= 1
    links.removeAll(keepingCapacity: true)
    for place in peers.indices { peers[place]?.startRound() }
    remainder.startRound()
    listeners.begin(round)
  }

  /// Takes a socket; listeners come before connections.
  mutating func add(_ record: SocketRecord) {
    if record.state == SocketRecord.listening {
      listeners.add(record)
    } else {
      addConnection(record)
    }
  }

  /// Ends a reading that saw every socket.
  mutating func finish(at now: Timestamp) {
    listeners.finish()
    forgetSockets()
    forgetPeers(now)
    rank()
    for place in peers.indices {
      guard let peer = peers[place] else { continue }
      if !peer.isKept { remainder.take(peer) }
      peers[place]?.counters.add(peer.pending)
      peers[place]?.pending = PeerCounters()
    }
  }

  // MARK: - Connections

  private mutating func addConnection(_ record: SocketRecord) {
    var past = sockets[record.cookie]
    guard past?.round != round || record.cookie == 0 else { return }
    let place = place(of: key(record))
    if place < 0 {
      remainder.count(record)
    } else {
      peers[Int(place)]?.count(record)
    }
    if record.inode != 0 { links.append((place, record.inode)) }
    guard record.cookie != 0 else { return }
    if past?.isSame(record) != true {
      guard record.figures != nil else { return }
      past = SocketPast(record, peer: place, round: round)
    }
    guard var past else { return }
    let increase = past.advance(record)
    (past.peer, past.round) = (place, round)
    sockets[record.cookie] = past
    note(place, increase)
  }

  private func key(_ record: SocketRecord) -> PeerKey {
    let isInbound = listeners.takes(record.localAddress, record.localPort)
    return PeerKey(
      address: record.remoteAddress, port: isInbound ? record.localPort : record.remotePort,
      isInbound: isInbound)
  }

  /// Where the peer's account is, made if there is room; -1 where there is none.
  private mutating func place(of key: PeerKey) -> Int32 {
    if let place = places[key] { return place }
    guard places.count < PeerAccounts.knownLimit else { return -1 }
    let place = free.popLast() ?? Int32(peers.count)
    if Int(place) == peers.count { peers.append(nil) }
    peers[Int(place)] = PeerAccount(key: key)
    places[key] = place
    return place
  }

  private mutating func note(_ place: Int32, _ increase: PeerCounters) {
    if place < 0 {
      remainder.counters.add(increase)
    } else {
      peers[Int(place)]?.pending.add(increase)
    }
  }

  /// Forgets sockets that are gone; one that was still waiting for an answer when it was last seen has failed.
  private mutating func forgetSockets() {
    gone.removeAll(keepingCapacity: true)
    for (cookie, past) in sockets where past.round != round { gone.append(cookie) }
    for cookie in gone {
      guard let past = sockets.removeValue(forKey: cookie) else { continue }
      if past.state == SocketRecord.synSent { note(past.peer, PeerCounters(failures: 1)) }
    }
  }

  // MARK: - Peers

  private mutating func forgetPeers(_ now: Timestamp) {
    for place in peers.indices {
      guard var peer = peers[place] else { continue }
      if peer.connections > 0 || peer.pending.failures > 0 { peer.lastSeen = now }
      peer.recentBytes = peer.recentBytes / 2 &+ peer.pending.bytes
      if now - peer.lastSeen >= PeerAccounts.memory {
        places[peer.key] = nil
        free.append(Int32(place))
        peers[place] = nil
      } else {
        peers[place] = peer
      }
    }
  }

  /// Chooses the peers with series of their own; at equal rank those that had them stay.
  private mutating func rank() {
    var candidates = peers.indices.filter { peers[$0] != nil }
    if candidates.count > PeerAccounts.limit {
      sort(&candidates) { UInt64($0.connections) }
      var others = Array(candidates[PeerAccounts.limitByConnections...])
      sort(&others) { $0.recentBytes }
      candidates.removeSubrange(PeerAccounts.limitByConnections...)
      candidates += others.prefix(PeerAccounts.limit - PeerAccounts.limitByConnections)
      candidates.sort()
    }
    for place in kept { peers[place]?.isKept = false }
    for place in candidates { peers[place]?.isKept = true }
    kept = candidates
  }

  /// Sorts places by a number, the highest first, then those that were kept, then by place.
  private func sort(_ places: inout [Int], by number: (PeerAccount) -> UInt64) {
    let ranked = places.map { place in
      (number: peers[place].map(number) ?? 0, wasKept: peers[place]?.isKept == true, place: place)
    }
    places = ranked.sorted { first, second in
      if first.number != second.number { return first.number > second.number }
      if first.wasKept != second.wasKept { return first.wasKept }
      return first.place < second.place
    }.map(\.place)
  }
}
