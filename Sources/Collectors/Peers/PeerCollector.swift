internal import Metrics
package import ProcFS

/// Hands over every TCP socket; 0, or the system's error number where not all could be read.
package typealias SocketReading = (_ body: (SocketRecord) -> Void) -> Int32

/// Writes the series of the peers of this host's TCP connections and of its listeners, every five seconds.
///
/// They are paid for by the processes' share: like processes they come and go, and a flood of callers must not shorten
/// what is remembered of the host.
struct PeerCollector {
  /// The collector's name.
  static let name = "peers"
  /// How often it reads.
  static let interval = Duration.seconds(5)
  /// Listeners with series of their own.
  static let listenerLimit = 500
  /// Processes of a peer or listener that are shown.
  static let processLimit = 4

  private let read: SocketReading
  private var accounts = PeerAccounts()
  private var owners: SocketOwners
  private var section = SeriesSection()
  private var due: Timestamp?
  private var writer: SampleWriter
  /// Why the last reading failed; 0 where it did not.
  private(set) var failure: Int32 = 0

  /// A collector that has read nothing yet.
  init(_ options: HostOptions, read: @escaping SocketReading) {
    self.read = read
    owners = SocketOwners(options.paths)
    writer = SampleWriter(
      origin: .processes, targetLabels: options.ownLabels, slots: SlotAllocator())
  }

  /// What stands for the kernel's refusal on the screen.
  var problem: CollectorProblem? {
    failure == 0
      ? nil
      : CollectorProblem(collector: PeerCollector.name, path: "NETLINK_SOCK_DIAG", code: failure)
  }

  /// Reads all sockets where it is time; the batch, or `nil` where it is not.
  mutating func collect(_ round: HostRound, _ slots: inout SlotAllocator) -> SampleBatch? {
    if let due, round.timestamp < due { return nil }
    due = round.timestamp + PeerCollector.interval
    swap(&slots, &writer.slots)
    defer { swap(&slots, &writer.slots) }
    writer.startRound(at: round.timestamp)
    writer.begin(&section)
    accounts.begin()
    let read = self.read
    failure = read { accounts.add($0) }
    if failure == 0 {
      accounts.finish(at: round.timestamp)
      write()
    }
    writer.end(&section)
    return writer.batch
  }

  private mutating func write() {
    let listeners = accounts.listeners.accounts.sorted { PeerCollector.isBefore($0.key, $1.key) }
    let shown = listeners.prefix(PeerCollector.listenerLimit)
    findOwners(shown.map(\.value))
    for place in accounts.kept {
      if let peer = accounts.peers[place] { write(peer, PeerCollector.labels(peer.key)) }
    }
    writeProcesses()
    if accounts.known > accounts.kept.count { write(accounts.remainder, []) }
    for (key, account) in shown { write(key, account) }
    writer.put(PeerFamilies.known, Double(accounts.known))
    writer.put(PeerFamilies.kept, Double(accounts.kept.count))
    writer.put(PeerFamilies.listenersKnown, Double(listeners.count))
  }

  private mutating func findOwners(_ listeners: [ListenerAccount]) {
    var inodes: Set<UInt32> = []
    for link in accounts.links where isKept(link.peer) { inodes.insert(link.inode) }
    for listener in listeners { inodes.formUnion(listener.inodes) }
    owners.find(inodes)
  }

  private func isKept(_ place: Int32) -> Bool {
    place >= 0 && accounts.peers[Int(place)]?.isKept == true
  }

  // MARK: - Peers

  private mutating func write(_ peer: PeerAccount, _ labels: [LabelPair]) {
    let entity = PeerCollector.entity(labels)
    for (number, name) in SocketRecord.stateNames.enumerated() where !name.isEmpty {
      let count = peer.states[number]
      guard count > 0 || number == Int(SocketRecord.established) else { continue }
      writer.put(
        PeerFamilies.connections, SeriesKey.join(entity, UInt64(number)), Double(count)
      ) { labels + [("state", ByteString(name))] }
    }
    put(PeerFamilies.roundTrip, entity, peer.roundTrip.map { $0 / 1e6 }, labels)
    put(PeerFamilies.shortest, entity, peer.shortest.map { Double($0) / 1e6 }, labels)
    put(PeerFamilies.sendQueue, entity, Double(peer.sendQueue), labels)
    put(PeerFamilies.sent, entity, peer.counters.sent.map { Double($0) }, labels)
    put(PeerFamilies.received, entity, peer.counters.received.map { Double($0) }, labels)
    put(PeerFamilies.segments, entity, peer.counters.segments.map { Double($0) }, labels)
    put(PeerFamilies.retransmitted, entity, peer.counters.retransmitted.map { Double($0) }, labels)
    put(PeerFamilies.failures, entity, Double(peer.counters.failures), labels)
  }

  private mutating func put(
    _ family: Family, _ entity: UInt64, _ value: Double?, _ labels: [LabelPair]
  ) {
    guard let value else { return }
    writer.put(family, entity, value) { labels }
  }

  /// Writes how many connections the processes have that have most.
  private mutating func writeProcesses() {
    var counts: [Int32: [SocketOwners.Owner: Int]] = [:]
    for link in accounts.links where isKept(link.peer) {
      guard let owner = owners.owner(link.inode) else { continue }
      counts[link.peer, default: [:]][owner, default: 0] += 1
    }
    for place in accounts.kept {
      guard let processes = counts[Int32(place)], let peer = accounts.peers[place] else { continue }
      let ranked = processes.sorted {
        $0.value != $1.value ? $0.value > $1.value : $0.key.pid < $1.key.pid
      }
      for (owner, count) in ranked.prefix(PeerCollector.processLimit) {
        let labels = PeerCollector.labels(peer.key) + PeerCollector.labels(owner)
        put(PeerFamilies.processes, PeerCollector.entity(labels), Double(count), labels)
      }
    }
  }

  // MARK: - Listeners

  private mutating func write(_ key: ListenerKey, _ account: ListenerAccount) {
    let labels: [LabelPair] = [
      ("address", ByteString(key.address.text)), ("port", ByteString(String(key.port))),
    ]
    let entity = PeerCollector.entity(labels)
    put(PeerFamilies.queue, entity, Double(account.queue), labels)
    put(PeerFamilies.queueLimit, entity, Double(account.limit), labels)
    put(PeerFamilies.drops, entity, account.drops.map { Double($0) }, labels)
    let processes = Set(account.inodes.compactMap { owners.owner($0) }).sorted { $0.pid < $1.pid }
    for owner in processes.prefix(PeerCollector.processLimit) {
      let all = labels + PeerCollector.labels(owner)
      put(PeerFamilies.listenerProcess, PeerCollector.entity(all), 1, all)
    }
  }

  private static func isBefore(_ first: ListenerKey, _ second: ListenerKey) -> Bool {
    (first.port, first.address.high, first.address.low)
      < (second.port, second.address.high, second.address.low)
  }

  // MARK: - Labels

  private static func labels(_ key: PeerKey) -> [LabelPair] {
    [
      ("address", ByteString(key.address.text)), ("port", ByteString(String(key.port))),
      ("direction", key.isInbound ? "in" : "out"),
    ]
  }

  private static func labels(_ owner: SocketOwners.Owner) -> [LabelPair] {
    [("pid", ByteString(String(owner.pid))), ("comm", owner.comm)]
  }

  private static func entity(_ labels: [LabelPair]) -> UInt64 {
    labels.reduce(1) { SeriesKey.join($0, SeriesKey.of($1.value.bytes)) }
  }
}
