internal import ProcFS

/// Where connections are taken.
struct ListenerKey: Hashable, Sendable {
  var address: InternetAddress
  var port: UInt16
}

/// What waits at an address and port; several sockets may share them.
struct ListenerAccount: Equatable, Sendable {
  /// Connections that wait to be accepted.
  var queue: UInt64 = 0
  /// How many may wait.
  var limit: UInt64 = 0
  /// Connections dropped since the listener was first seen, with what the kernel had counted then; `nil` where unknown.
  var drops: UInt64?
  /// The files that name its sockets.
  var inodes: [UInt32] = []
  /// The reading that saw it last.
  var round: UInt32 = 0
}

/// The listeners of this host.
struct ListenerAccounts {
  /// The accounts by address and port.
  private(set) var accounts: [ListenerKey: ListenerAccount] = [:]
  private var drops: [UInt64: (count: UInt32, round: UInt32)] = [:]
  private var round: UInt32 = 0
  private var addresses: [UInt16: [InternetAddress]] = [:]

  /// Begins a reading with a number of its own.
  mutating func begin(_ round: UInt32) {
    self.round = round
    addresses.removeAll(keepingCapacity: true)
  }

  /// Takes a listener's socket.
  mutating func add(_ record: SocketRecord) {
    let key = ListenerKey(address: record.localAddress, port: record.localPort)
    guard drops[record.cookie]?.round != round else { return }
    var account = accounts[key] ?? ListenerAccount()
    if account.round != round {
      (account.queue, account.limit, account.round) = (0, 0, round)
      account.inodes.removeAll(keepingCapacity: true)
      addresses[key.port, default: []].append(key.address)
    }
    account.queue &+= UInt64(record.receiveQueue)
    account.limit &+= UInt64(record.sendQueue)
    if record.inode != 0 { account.inodes.append(record.inode) }
    if let count = record.drops {
      let past = drops[record.cookie]?.count ?? 0
      account.drops = (account.drops ?? 0) &+ UInt64(count >= past ? count - past : count)
    }
    drops[record.cookie] = (record.drops ?? 0, round)
    accounts[key] = account
  }

  /// Ends a reading: listeners that it did not see are gone.
  mutating func finish() {
    for (key, account) in accounts where account.round != round { accounts[key] = nil }
    for (cookie, past) in drops where past.round != round { drops[cookie] = nil }
  }

  /// Whether somebody takes connections at this address and port; one that takes those of any address does.
  func takes(_ address: InternetAddress, _ port: UInt16) -> Bool {
    addresses[port]?.contains { listening in
      listening == address || listening == InternetAddress(high: 0, low: 0)
        || listening.isAny && address.isVersion4
    } == true
  }
}
