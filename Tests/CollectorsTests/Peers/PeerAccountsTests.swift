import Metrics
import ProcFS
import Testing

@testable import Collectors

/// Sockets as a table writes them.
enum Sockets {
  static func address(_ last: UInt32) -> InternetAddress {
    InternetAddress(version4: 0x0a00_0000 | last)
  }

  static func listener(
    _ cookie: UInt64, _ address: InternetAddress, _ port: UInt16, queue: UInt32 = 0,
    limit: UInt32 = 128, drops: UInt32? = nil, inode: UInt32 = 0
  ) -> SocketRecord {
    var record = SocketRecord()
    (record.localAddress, record.localPort, record.state) = (address, port, 10)
    (record.receiveQueue, record.sendQueue, record.drops) = (queue, limit, drops)
    (record.cookie, record.inode) = (cookie, inode)
    return record
  }

  /// A connection of 10.0.0.1 that sent and received so much.
  static func connection(
    _ cookie: UInt64, from port: UInt16, to address: InternetAddress, _ remotePort: UInt16,
    state: UInt8 = 1, sent: UInt64? = 0, received: UInt64 = 0, segments: UInt32 = 0,
    again: UInt32 = 0, rtt: UInt32? = nil, shortest: UInt32? = nil, queue: UInt32 = 0,
    inode: UInt32 = 0
  ) -> SocketRecord {
    var record = SocketRecord()
    (record.localAddress, record.localPort) = (Sockets.address(1), port)
    (record.remoteAddress, record.remotePort, record.state) = (address, remotePort, state)
    (record.cookie, record.sendQueue, record.inode) = (cookie, queue, inode)
    guard let sent else { return record }
    var figures = SocketFigures()
    (figures.bytesAcknowledged, figures.bytesReceived) = (sent, received)
    (figures.segmentsSent, figures.segmentsRetransmitted) = (segments, again)
    (figures.roundTripMicroseconds, figures.shortestRoundTripMicroseconds) = (rtt, shortest)
    record.figures = figures
    return record
  }
}

struct PeerAccountsTests {
  private let database = PeerKey(address: Sockets.address(9), port: 5432, isInbound: false)

  private func read(
    _ accounts: inout PeerAccounts, at second: Int64, _ records: [SocketRecord]
  ) {
    accounts.begin()
    for record in records { accounts.add(record) }
    accounts.finish(at: Timestamp(milliseconds: second * 1000))
  }

  private func account(_ accounts: PeerAccounts, _ key: PeerKey) -> PeerAccount? {
    accounts.peers.compactMap { $0 }.first { $0.key == key }
  }

  private func sent(_ accounts: PeerAccounts, _ key: PeerKey) -> UInt64? {
    account(accounts, key)?.counters.sent
  }

  private func toDatabase(
    _ cookie: UInt64, from port: UInt16 = 40000, state: UInt8 = 1, sent: UInt64?,
    received: UInt64 = 0
  ) -> SocketRecord {
    Sockets.connection(
      cookie, from: port, to: Sockets.address(9), 5432, state: state, sent: sent,
      received: received)
  }

  @Test(
    arguments: [
      ([InternetAddress(version4: 0)], true, "any address of version 4"),
      ([InternetAddress(high: 0, low: 0)], true, "any address at all"),
      ([Sockets.address(1)], true, "this very address"),
      ([Sockets.address(2)], false, "the port at another address"),
      ([], false, "no listener"),
    ] as [([InternetAddress], Bool, String)])
  func `who listens at the local port was called`(
    _ listening: [InternetAddress], _ isInbound: Bool, _ why: String
  ) {
    var accounts = PeerAccounts()
    let listeners = listening.enumerated().map { Sockets.listener(UInt64($0 + 1), $1, 8080) }
    let decoy = Sockets.listener(50, InternetAddress(version4: 0), 33000)
    let connection = Sockets.connection(90, from: 8080, to: Sockets.address(7), 33000)
    read(&accounts, at: 0, listeners + [decoy, connection])
    let expected = PeerKey(
      address: Sockets.address(7), port: isInbound ? 8080 : 33000, isInbound: isInbound)
    #expect(accounts.peers.compactMap { $0?.key } == [expected], "\(why)")
  }

  @Test func `a peer is what its connections are together`() {
    var accounts = PeerAccounts()
    let peer = Sockets.address(9)
    read(
      &accounts, at: 0,
      [
        Sockets.connection(
          1, from: 1, to: peer, 5432, sent: 100, received: 7, segments: 10, again: 1, rtt: 1000,
          shortest: 800, queue: 5),
        Sockets.connection(
          2, from: 2, to: peer, 5432, sent: 50, received: 3, segments: 4, again: 0, rtt: 3000,
          shortest: 700, queue: 6),
        Sockets.connection(3, from: 3, to: peer, 5432, state: 2, segments: 2, again: 1),
        Sockets.connection(4, from: 4, to: peer, 5432, state: 6, sent: nil),
        Sockets.connection(
          5, from: 5, to: peer, 5432, state: 8, sent: 1, rtt: 900_000, shortest: 900),
        Sockets.connection(6, from: 6, to: peer, 5433, sent: 9999, rtt: 1),
      ])
    let found = account(accounts, database)
    #expect(found?.connections == 5)
    #expect(found?.states[1] == 2 && found?.states[2] == 1 && found?.states[6] == 1)
    #expect(found?.states[8] == 1 && found?.states[0] == 0)
    #expect(found?.roundTrip == 2000)
    #expect(found?.shortest == 700)
    #expect(found?.sendQueue == 11)
    #expect(
      found?.counters
        == PeerCounters(sent: 151, received: 10, segments: 16, retransmitted: 2, failures: 0))
  }

  @Test func `a counter grows by what sockets did and never falls when they go`() {
    var accounts = PeerAccounts()
    var seen: [UInt64?] = []
    let readings = [
      [toDatabase(1, sent: 100)], [toDatabase(1, sent: 130), toDatabase(2, from: 2, sent: 5)],
      [toDatabase(2, from: 2, sent: 6)], [], [toDatabase(3, from: 3, sent: 10)],
    ]
    for (second, records) in readings.enumerated() {
      read(&accounts, at: Int64(second * 5), records)
      seen.append(sent(accounts, database))
    }
    #expect(seen == [100, 135, 136, 136, 146])
  }

  @Test func `a socket that closes keeps its past, and nothing is counted twice`() {
    var accounts = PeerAccounts()
    read(&accounts, at: 0, [toDatabase(1, sent: 100)])
    read(&accounts, at: 5, [toDatabase(1, sent: 120), toDatabase(1, sent: 120)])
    #expect(sent(accounts, database) == 120)
    #expect(account(accounts, database)?.connections == 1)
    read(&accounts, at: 10, [toDatabase(1, state: 6, sent: nil)])
    #expect(sent(accounts, database) == 120)
    #expect(account(accounts, database)?.states[6] == 1)
  }

  @Test(
    arguments: [
      (7, 40000, 30, 130, "a new socket at the same port"),
      (1, 40001, 200, 300, "the same cookie at another port"),
      (1, 40000, 30, 130, "the same cookie with a count that fell"),
      (1, 40000, 130, 130, "the same socket"),
      (0, 40000, 30, 100, "a socket that the kernel does not name"),
    ] as [(UInt64, UInt16, UInt64, UInt64, String)])
  func `what is another socket begins at nothing`(
    _ cookie: UInt64, _ port: UInt16, _ second: UInt64, _ total: UInt64, _ why: String
  ) {
    var accounts = PeerAccounts()
    read(&accounts, at: 0, [toDatabase(1, sent: 100)])
    read(&accounts, at: 5, [toDatabase(cookie, from: port, sent: second)])
    #expect(sent(accounts, database) == total, "\(why)")
  }

  @Test func `a reading that broke off loses nothing and ends nothing`() {
    var accounts = PeerAccounts()
    let two = [toDatabase(1, sent: 100), toDatabase(2, from: 2, sent: 10)]
    read(&accounts, at: 0, two)
    accounts.begin()
    accounts.add(toDatabase(1, sent: 150))
    read(&accounts, at: 10, [toDatabase(1, sent: 160), toDatabase(2, from: 2, sent: 11)])
    #expect(sent(accounts, database) == 171)
    #expect(account(accounts, database)?.connections == 2)
  }

  @Test func `a listener that ends takes no bytes with it`() {
    var accounts = PeerAccounts()
    let listener = Sockets.listener(9, InternetAddress(version4: 0), 8080)
    let caller = Sockets.address(7)
    let connection = { (sent: UInt64) in
      Sockets.connection(1, from: 8080, to: caller, 33000, sent: sent)
    }
    read(&accounts, at: 0, [listener, connection(1000)])
    read(&accounts, at: 5, [connection(1001)])
    #expect(sent(accounts, PeerKey(address: caller, port: 8080, isInbound: true)) == 1000)
    #expect(sent(accounts, PeerKey(address: caller, port: 33000, isInbound: false)) == 1)
  }

  @Test func `an attempt without an answer has failed once it is gone, and only then`() {
    var accounts = PeerAccounts()
    let failures = { (accounts: PeerAccounts) in account(accounts, database)?.counters.failures }
    read(
      &accounts, at: 0,
      [
        toDatabase(1, from: 1, state: 2, sent: 0), toDatabase(2, from: 2, state: 2, sent: 0),
        toDatabase(3, from: 3, sent: 0),
      ])
    #expect(failures(accounts) == 0)
    read(
      &accounts, at: 5,
      [toDatabase(2, from: 2, sent: 0)])
    #expect(failures(accounts) == 1)
    read(&accounts, at: 10, [])
    #expect(failures(accounts) == 1)
  }

  @Test func `an account without connections is kept for a minute`() {
    var accounts = PeerAccounts()
    read(&accounts, at: 0, [toDatabase(1, sent: 100)])
    read(&accounts, at: 59, [])
    #expect(accounts.known == 1 && account(accounts, database)?.connections == 0)
    read(&accounts, at: 60, [])
    #expect(accounts.known == 0 && accounts.kept == [])
    read(&accounts, at: 65, [toDatabase(2, sent: 3)])
    #expect(sent(accounts, database) == 3)
  }

  @Test func `of many peers those with most connections and most bytes are kept, the rest summed`()
  {
    var accounts = PeerAccounts()
    let records = { (round: UInt64) -> [SocketRecord] in
      var records: [SocketRecord] = []
      for peer in 0..<200 {
        for number in 0..<(peer < 60 ? 2 : 1) {
          records.append(
            Sockets.connection(
              UInt64(1000 + peer * 2 + number), from: UInt16(1000 + peer * 2 + number),
              to: Sockets.address(UInt32(100 + peer)), 443, sent: round * UInt64(peer)))
        }
      }
      return records
    }
    for round in 1...3 { read(&accounts, at: Int64(round * 5), records(UInt64(round))) }
    let kept = accounts.kept.compactMap { accounts.peers[$0]?.key.address }
    let expected = (Array(0..<50) + Array(150..<200)).map { Sockets.address(UInt32(100 + $0)) }
    #expect(Set(kept) == Set(expected) && kept.count == 100)
    #expect(accounts.known == 200)
    #expect(accounts.remainder.connections == 10 * 2 + 90)
    let others = (50..<60).reduce(0) { $0 + $1 * 2 } + (60..<150).reduce(0, +)
    #expect(accounts.remainder.counters.sent == UInt64(3 * others))
  }

  @Test func `listeners at one address and port are summed, and what they drop is counted`() {
    var accounts = PeerAccounts()
    let any = InternetAddress(version4: 0)
    let key = ListenerKey(address: any, port: 80)
    read(
      &accounts, at: 0,
      [
        Sockets.listener(1, any, 80, queue: 3, limit: 10, drops: 4, inode: 11),
        Sockets.listener(2, any, 80, queue: 1, limit: 20, drops: 0, inode: 12),
        Sockets.listener(3, Sockets.address(1), 80, queue: 7, limit: 5),
      ])
    #expect(
      accounts.listeners.accounts[key]
        == ListenerAccount(queue: 4, limit: 30, drops: 4, inodes: [11, 12], round: 1))
    #expect(
      accounts.listeners.accounts[ListenerKey(address: Sockets.address(1), port: 80)]
        == ListenerAccount(queue: 7, limit: 5, drops: nil, inodes: [], round: 1))
    read(&accounts, at: 5, [Sockets.listener(2, any, 80, queue: 0, limit: 20, drops: 6)])
    #expect(accounts.listeners.accounts[key]?.drops == 10)
    #expect(accounts.listeners.accounts[key]?.queue == 0)
    #expect(accounts.listeners.accounts.count == 1)
    read(&accounts, at: 10, [])
    #expect(accounts.listeners.accounts.isEmpty)
  }
}
