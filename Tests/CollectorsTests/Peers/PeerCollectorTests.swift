import Foundation
import Metrics
import ProcFS
import Testing

@testable import Collectors

/// What a made-up kernel answers, changed between readings.
private final class Kernel: @unchecked Sendable {
  var records: [SocketRecord] = []
  var code: Int32 = 0
  var readings = 0

  func read(_ body: (SocketRecord) -> Void) -> Int32 {
    readings += 1
    records.forEach(body)
    return code
  }
}

struct PeerCollectorTests {
  private func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

  private func collector(_ fixture: Fixture, _ kernel: Kernel) -> HostCollector {
    var options = fixture.options("peers")
    options.makeSocketReading = { { kernel.read($0) } }
    return HostCollector(options, withProcesses: false)
  }

  private let peer = #"{address="10.0.0.9", direction="out", port="5432"}"#

  private func connection(_ sent: UInt64) -> SocketRecord {
    Sockets.connection(
      7, from: 4000, to: Sockets.address(9), 5432, sent: sent, received: 3, segments: 40, again: 2,
      rtt: 1500, shortest: 900, queue: 6, inode: 501)
  }

  @Test func `a peer and a listener are series, with the processes that have them open`() throws {
    let fixture = try Fixture()
    for (pid, file) in [("31", "501"), ("32", "502"), ("33", "503")] {
      try fixture.write("proc/\(pid)/comm", "app\(pid)\n")
      try fixture.link("proc/\(pid)/fd/0", to: "/dev/null")
      try fixture.link("proc/\(pid)/fd/3", to: "socket:[\(file)]")
    }
    let kernel = Kernel()
    kernel.records = [
      Sockets.listener(
        1, InternetAddress(high: 0, low: 0), 80, queue: 2, limit: 5, drops: 9, inode: 502),
      connection(100),
    ]
    var collector = collector(fixture, kernel)
    var viewer = Viewer()
    let batch = try #require(collector.collect(at: at(0)).last)
    viewer.read(batch)
    #expect(batch.origin == .processes)
    let established =
      #"ringside_peer_connections{address="10.0.0.9", direction="out", port="5432", state="established"}"#
    let process =
      #"ringside_peer_process_connections{address="10.0.0.9", comm="app31", direction="out", pid="31", port="5432"}"#
    let listener = #"{address="::", port="80"}"#
    #expect(
      viewer.values == [
        established: 1, process: 1, "ringside_peer_rtt_seconds\(peer)": 0.0015,
        "ringside_peer_rtt_min_seconds\(peer)": 0.0009,
        "ringside_peer_send_queue_bytes\(peer)": 6, "ringside_peer_sent_bytes_total\(peer)": 100,
        "ringside_peer_received_bytes_total\(peer)": 3,
        "ringside_peer_sent_segments_total\(peer)": 40,
        "ringside_peer_retransmitted_segments_total\(peer)": 2,
        "ringside_peer_failed_connections_total\(peer)": 0, "ringside_peers_known": 1,
        "ringside_peers_kept": 1, "ringside_listeners_known": 1,
        "ringside_listener_accept_queue\(listener)": 2,
        "ringside_listener_accept_queue_limit\(listener)": 5,
        "ringside_listener_dropped_connections_total\(listener)": 9,
        #"ringside_listener_process{address="::", comm="app32", pid="32", port="80"}"#: 1,
      ])
  }

  @Test func `sockets are read every five seconds, and a known series is declared once`() throws {
    let kernel = Kernel()
    kernel.records = [connection(100)]
    let fixture = try Fixture()
    var collector = collector(fixture, kernel)
    var viewer = Viewer()
    var counts: [Int] = []
    for second in 0...10 {
      let batches = collector.collect(at: at(Int64(second)))
      counts.append(batches.count)
      guard batches.count == 2 else { continue }
      viewer.read(batches[1])
      #expect(batches[1].declarations.isEmpty == (second > 0))
    }
    #expect(counts == [2, 1, 1, 1, 1, 2, 1, 1, 1, 1, 2])
    #expect(kernel.readings == 3)
  }

  @Test func `a refusal ends the series and is a problem in words, not a zero`() throws {
    let kernel = Kernel()
    kernel.records = [connection(100)]
    let fixture = try Fixture()
    var collector = collector(fixture, kernel)
    var viewer = Viewer()
    viewer.read(collector.collect(at: at(0))[1])
    let names = viewer.values.keys.sorted()
    #expect(collector.problems == [])
    kernel.code = EACCES
    viewer.read(collector.collect(at: at(5))[1])
    #expect(viewer.values == [:])
    #expect(viewer.ended == names)
    #expect(
      collector.problems.map(\.description)
        == ["NETLINK_SOCK_DIAG: permission denied (EACCES)"])
    kernel.code = ENOENT
    _ = collector.collect(at: at(10))
    #expect(
      collector.problems.map(\.description) == ["NETLINK_SOCK_DIAG: no such file or directory"])
    kernel.code = 0
    kernel.records = [connection(130)]
    viewer.read(collector.collect(at: at(15))[1])
    #expect(viewer.values["ringside_peer_sent_bytes_total\(peer)"] == 130)
    #expect(collector.problems == [])
  }

  @Test func `a hundred peers have series, and all others one row`() throws {
    let kernel = Kernel()
    kernel.records = (0..<150).map { number in
      Sockets.connection(
        UInt64(number + 1), from: 4000, to: Sockets.address(UInt32(number + 10)), 443, sent: 10)
    }
    let fixture = try Fixture()
    var collector = collector(fixture, kernel)
    var viewer = Viewer()
    viewer.read(collector.collect(at: at(0))[1])
    let sent = viewer.values.filter { $0.key.hasPrefix("ringside_peer_sent_bytes_total") }
    #expect(sent.count == 101)
    #expect(sent["ringside_peer_sent_bytes_total"] == 500)
    #expect(viewer.values["ringside_peers_known"] == 150)
    #expect(viewer.values["ringside_peers_kept"] == 100)
  }

  @Test func `another machine's tree has no sockets that could be asked for`() throws {
    let fixture = try Fixture()
    var collector = HostCollector(fixture.options("peers"), withProcesses: false)
    #expect(collector.collect(at: at(0)).count == 1)
    #expect(HostCollector.collectorNames.contains("peers"))
  }
}

struct SocketOwnersTests {
  @Test(
    arguments: [
      ("socket:[501]", 501), ("socket:[4294967295]", 4_294_967_295), ("socket:[]", nil),
      ("socket:[4294967296]", nil), ("pipe:[501]", nil), ("socket:[501", nil), ("", nil),
    ] as [(String, UInt32?)])
  func `a link names a socket or something else`(_ target: String, _ inode: UInt32?) {
    #expect(SocketOwners.socket(Array(target.utf8)) == inode)
  }

  @Test func `a search is bounded, goes on at the next reading and ends`() throws {
    let fixture = try Fixture()
    for pid in 1...5 { try fixture.write("proc/\(pid)/comm", "p\(pid)\n") }
    try fixture.link("proc/5/fd/3", to: "socket:[77]")
    for file in 0..<SocketOwners.limit {
      try fixture.link("proc/2/fd/\(file)", to: "/dev/null")
    }
    var owners = SocketOwners(fixture.paths)
    owners.find([77, 78])
    #expect(owners.owner(77) == nil)
    owners.find([77, 78])
    #expect(owners.owner(77) == SocketOwners.Owner(pid: 5, comm: "p5"))
    owners.find([77, 78])
    try fixture.link("proc/1/fd/4", to: "socket:[78]")
    owners.find([77, 78])
    #expect(owners.owner(78) == nil)
    owners.find([])
    #expect(owners.owner(77) == nil)
    owners.find([78])
    #expect(owners.owner(78)?.pid == 1)
  }
}
