import Metrics
import Testing

@testable import Presentation

/// Peers, listeners and who has them open, on a machine of which every connection is known.
@Suite struct NetworkViewTests {
  private typealias Pair = (name: ByteString, value: ByteString)

  private static func machine() -> Machine {
    var machine = Machine()
    for second in 0..<40 {
      machine.run(seconds: 1)
      guard second % 5 == 0 else { continue }
      write(&machine, Double(second))
    }
    return machine
  }

  private static func write(_ machine: inout Machine, _ second: Double) {
    let database: [Pair] = [("address", "10.0.0.9"), ("port", "5432"), ("direction", "out")]
    let caller: [Pair] = [("address", "2001:db8::7"), ("port", "80"), ("direction", "in")]
    let others: [Pair] = [("direction", "out")]
    let samples: [(String, [Pair], Double)] = [
      ("peer_connections", database + [("state", "established")], 20),
      ("peer_connections", database + [("state", "syn_sent")], 3),
      ("peer_process_connections", database + [("comm", "cron"), ("pid", "9")], 1),
      ("peer_process_connections", database + [("comm", "shop"), ("pid", "4711")], 22),
      ("peer_rtt_seconds", database, 0.012), ("peer_rtt_min_seconds", database, 0.009),
      ("peer_sent_segments_total", database, 50 * second),
      ("peer_retransmitted_segments_total", database, second),
      ("peer_received_bytes_total", database, 2048 * second),
      ("peer_sent_bytes_total", database, 512 * second),
      ("peer_send_queue_bytes", database, 4096),
      ("peer_connections", caller + [("state", "established")], 2),
      ("peer_connections", others + [("state", "established")], 7),
      ("listener_accept_queue", [("address", "::"), ("port", "80")], 128),
      ("listener_accept_queue_limit", [("address", "::"), ("port", "80")], 128),
      ("listener_dropped_connections_total", [("address", "::"), ("port", "80")], 3 * second),
      (
        "listener_process",
        [("address", "::"), ("port", "80"), ("comm", "nginx"), ("pid", "815")], 1
      ),
      ("peers_known", [], 120), ("peers_kept", [], 100),
    ]
    for (name, labels, value) in samples {
      let own: [Pair] = [
        (Labels.metricNameLabel, ByteString("ringside_" + name)), ("job", "ringside"),
        ("instance", "web-3"),
      ]
      machine.write(Labels(own + labels), value)
    }
  }

  private func table(_ screen: Screen, _ pane: String) throws -> TableModel {
    let pane = try #require(screen.panes.first { $0.id.name == pane })
    guard case .table(let table) = pane.content else { throw NoTable() }
    return table
  }

  private struct NoTable: Error {}

  private func lines(_ table: TableModel) -> [String] {
    table.rows.map { row in row.cells.map(\.text.text).joined(separator: "|") }
  }

  @Test func `peers with the process where it is known, listeners, and sockets by process`() throws
  {
    let screen = try Self.machine().screen(Session(view: .network, window: .seconds(60)))
    let peers = try table(screen, "peers")
    // The samples are gauges of this machine, whose rate is that of counters all the same.
    #expect(
      lines(peers) == [
        "10.0.0.9:5432|out|23|12 ms|9 ms|2|2K|512|4K|–|shop[4711] +1",
        "(all others)|out|7|–|–|–|–|–|–|–|–",
        "[2001:db8::7]:80|in|2|–|–|–|–|–|–|–|–",
      ])
    #expect(
      peers.footer.map(\.text) == [
        "100 kept of 120 peers",
        "the process of 1 peer is not known: it has ended, or may be seen by root only",
      ])
    #expect(peers.rows[0].destination == .process(ProcessKey(pid: "4711", comm: "shop")))
    #expect(peers.rows[2].destination == nil)
    let listeners = try table(screen, "listeners")
    #expect(lines(listeners) == ["[::]:80|128|128|3|nginx[815]"])
    #expect(listeners.rows[0].cells[1].tone == .critical)
    #expect(
      lines(try table(screen, "socket-holders")) == [
        "shop[4711]|22|1|0", "cron[9]|1|1|0", "nginx[815]|0|0|1",
      ])
  }

  @Test func `without peers the view says why it may be empty`() throws {
    var machine = Machine()
    machine.run(seconds: 3)
    let screen = try machine.screen(Session(view: .network, window: .seconds(60)))
    #expect(
      try table(screen, "peers").message?.text
        == "no connections, or the kernel does not tell; its reason is on @")
  }
}
