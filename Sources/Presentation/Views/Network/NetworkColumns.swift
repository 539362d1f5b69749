internal import Metrics

/// The columns of the tables of the network view.
enum NetworkColumns {
  static func peers(_ pane: PaneID) -> TableRule<PeerRow> {
    var rule = TableRule<PeerRow>(
      pane: pane,
      columns: [
        .text("peer", "PEER", width: .fitted(least: 14, most: 46)) { $0.name },
        .text("direction", "DIR", width: .fixed(3), dropOrder: 4) {
          DisplayText($0.identity.direction, limit: 8)
        },
        .number("conns", "CONNS", width: 5, .count) { $0.connections },
        .number("rtt", "RTT", width: 7, .seconds) { $0.roundTrip },
        .number("min", "RTT MIN", width: 7, dropOrder: 5, .seconds) { $0.shortest },
        repeated,
        .number("received", "RECV/s", width: 6, dropOrder: 2, .bytesPerSecond) { $0.received },
        .number("sent", "SENT/s", width: 6, dropOrder: 2, .bytesPerSecond) { $0.sent },
        .number("queue", "QUEUE", width: 6, dropOrder: 3, .bytes) { $0.queue },
        .number("failures", "FAIL/s", width: 6, dropOrder: 6, .count) { $0.failures },
        .text("process", "PROCESS", width: .flexible(least: 10)) { processes($0.processes) },
      ],
      key: \.key)
    rule.destination = { $0.processes.first.map(Place.process) }
    rule.sort = "conns"
    return rule
  }

  private static var repeated: TableRule<PeerRow>.Column {
    var column: TableRule<PeerRow>.Column = .number(
      "retrans", "RETR%", width: 5, dropOrder: 1, .ratio
    ) { $0.repeated }
    column.cell = { row in
      let tone: Tone = row.repeated.map { $0 >= 0.02 ? .warning : .plain } ?? .muted
      return TableCell(
        DisplayText(Unit.ratio.compact(row.repeated)), tone, value: .number(row.repeated))
    }
    return column
  }

  static func listeners(_ pane: PaneID) -> TableRule<ListenerRow> {
    var waiting: TableRule<ListenerRow>.Column = .number(
      "waiting", "WAIT", width: 5, .count
    ) { $0.waiting }
    waiting.cell = { row in
      let isFull = (row.waiting ?? 0) >= (row.limit ?? .infinity)
      let tone: Tone = isFull ? .critical : (row.waiting ?? 0) > 0 ? .plain : .muted
      return TableCell(
        DisplayText(Unit.count.compact(row.waiting)), tone, value: .number(row.waiting))
    }
    var rule = TableRule<ListenerRow>(
      pane: pane,
      columns: [
        .text("listener", "LISTENER", width: .fitted(least: 10, most: 46)) {
          PeerRow.end($0.address, $0.port)
        },
        waiting,
        .number("limit", "OF", width: 5, .count) { $0.limit },
        .number("dropped", "DROP/s", width: 6, dropOrder: 1, .count) { $0.dropped },
        .text("process", "PROCESS", width: .flexible(least: 8)) { processes($0.processes) },
      ],
      key: \.key)
    rule.destination = { $0.processes.first.map(Place.process) }
    rule.sort = "waiting"
    return rule
  }

  static func holders(_ pane: PaneID) -> TableRule<SocketHolder> {
    var rule = TableRule<SocketHolder>(
      pane: pane,
      columns: [
        .text("process", "PROCESS", width: .flexible(least: 10)) { $0.process.name },
        .number("conns", "CONNS", width: 5, .count) { $0.connections },
        .number("peers", "PEERS", width: 5, .count) { Double($0.peers) },
        .number("listens", "LISTENS", width: 7, .count) { Double($0.listeners) },
      ],
      key: \.process.row)
    rule.destination = { .process($0.process) }
    rule.sort = "conns"
    return rule
  }

  /// The first process, and how many more; `–` where none may be seen.
  private static func processes(_ keys: [ProcessKey]) -> DisplayText {
    guard let first = keys.first else { return "–" }
    return keys.count > 1 ? first.name + DisplayText(" +\(keys.count - 1)") : first.name
  }
}
