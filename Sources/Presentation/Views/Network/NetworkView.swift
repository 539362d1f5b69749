internal import Metrics
internal import PromQL

/// The network: what the interfaces carry and lose, whom the host talks to, and who waits at its own ports.
struct NetworkView: View {
  let scene: Scene

  private var queries: PeerQueries { PeerQueries(scene) }

  private static let peers = PaneID("peers")
  private static let listeners = PaneID("listeners")
  private static let holders = PaneID("socket-holders")

  private var charts: [ChartRule] {
    let charts = NetworkCharts(scene: scene)
    let rules = [
      charts.received, charts.sent, charts.retransmits, charts.losses, charts.states,
      charts.sockets,
    ]
    return rules.enumerated().map { index, rule in
      var rule = rule
      rule.place.collapseOrder = index + 1
      return rule
    }
  }

  var requests: [PaneRequest] { charts.flatMap { $0.requests(scene) } + queries.requests }

  func panes(_ reading: AnswerReading) -> [Pane] {
    charts.map { $0.pane(reading) } + [
      peersPane(reading), listenersPane(reading), holdersPane(reading),
    ]
  }

  private func peersPane(_ reading: AnswerReading) -> Pane {
    let rows = queries.peers(reading)
    var table = NetworkColumns.peers(NetworkView.peers).model(rows, scene.level)
    if rows.isEmpty { table.message = absence(reading, "no connections") }
    table.footer += footer(reading, rows)
    return Pane(
      NetworkView.peers, title: "Peers (TCP)", content: .table(table),
      place: PanePlace(.main, leastRows: 6, weight: 2),
      remark: reading.remark([queries.connections]))
  }

  private func listenersPane(_ reading: AnswerReading) -> Pane {
    let rows = queries.listeners(reading)
    var table = NetworkColumns.listeners(NetworkView.listeners).model(rows, scene.level)
    if rows.isEmpty { table.message = absence(reading, "nobody listens") }
    return Pane(
      NetworkView.listeners, title: "Listeners", content: .table(table),
      place: PanePlace(.detail, leastRows: 6, weight: 1))
  }

  private func holdersPane(_ reading: AnswerReading) -> Pane {
    let rows = queries.holders(reading)
    var table = NetworkColumns.holders(NetworkView.holders).model(rows, scene.level)
    if rows.isEmpty { table.message = absence(reading, "no process with a socket may be seen") }
    return Pane(
      NetworkView.holders, title: "Sockets by process", content: .table(table),
      place: PanePlace(.detail, leastRows: 6, weight: 1))
  }

  private func absence(_ reading: AnswerReading, _ nothing: DisplayText) -> TextLine {
    guard reading.isAnswered(queries.requests) else { return TextLine("", .muted) }
    return TextLine(nothing + ", or the kernel does not tell; its reason is on @", .muted)
  }

  /// How many peers have no row, and of how many nobody may know the process.
  private func footer(_ reading: AnswerReading, _ rows: [PeerRow]) -> [TextLine] {
    var lines: [TextLine] = []
    var counts: [ByteString: Double] = [:]
    for sample in reading.vector(queries.counts) {
      counts[sample.labels.metricName ?? ""] = sample.value
    }
    if let known = counts["ringside_peers_known"], let kept = counts["ringside_peers_kept"],
      known > kept
    {
      lines.append(
        TextLine(
          DisplayText("\(NumberText.grouped(kept)) kept of \(NumberText.grouped(known)) peers"),
          .muted))
    }
    let hidden = rows.count { $0.processes.isEmpty && !$0.identity.address.isEmpty }
    if hidden > 0 {
      let words = hidden == 1 ? "1 peer" : "\(hidden) peers"
      lines.append(
        TextLine(
          DisplayText(
            "the process of \(words) is not known: it has ended, or may be seen by root only"),
          .muted))
    }
    return lines
  }
}

/// The charts of the network view.
struct NetworkCharts {
  let scene: Scene

  private var charts: HostCharts { HostCharts(scene: scene) }

  /// The protocols' counters are read in turn with much else, every fifteen seconds.
  private var slow: Sampling {
    Sampling(window: scene.session.window, interval: max(.seconds(15), scene.situation.interval))
  }

  var received: ChartRule {
    charts.interfaces(
      "received", "Received", .bytesPerSecond, "node_network_receive_bytes_total")
  }

  var sent: ChartRule {
    charts.interfaces("sent", "Sent", .bytesPerSecond, "node_network_transmit_bytes_total")
  }

  /// What interfaces dropped or could not read, each direction.
  var losses: ChartRule {
    let sum = { (kind: String) in
      "sum(\(scene.rate("node_network_receive_\(kind)_total"))) + "
        + "sum(\(scene.rate("node_network_transmit_\(kind)_total")))"
    }
    return ChartRule(
      "losses", "Lost by interfaces", .perSecond,
      [
        ChartRule.Line(sum("errs"), name: "errors"), ChartRule.Line(sum("drop"), name: "dropped"),
      ])
  }

  var retransmits: ChartRule {
    let rate = { (name: String) in slow.rate(scene.hostSelector("node_netstat_" + name)) }
    var rule = ChartRule(
      "retransmits", "TCP segments sent again", .ratio,
      [
        ChartRule.Line(
          "\(rate("Tcp_RetransSegs")) / (\(rate("Tcp_OutSegs")) > 0)", name: "sent again")
      ])
    rule.sampling = slow
    rule.absence = "nothing was sent"
    return rule
  }

  var states: ChartRule {
    let own = QueryText.matcher("instance", scene.situation.host)
    var rule = ChartRule(
      "states", "TCP connections by state", .count,
      [ChartRule.Line("sum by (state) (ringside_peer_connections{\(own)})")])
    rule.absence = "no connection is known"
    return rule
  }

  var sockets: ChartRule {
    ChartRule(
      "sockets", "Sockets in use", .count,
      [("TCP_inuse", "TCP"), ("TCP_tw", "closing"), ("UDP_inuse", "UDP")].map { metric, name in
        ChartRule.Line(
          "sum(\(scene.hostSelector("node_sockstat_" + metric)))", name: DisplayText(name))
      })
  }
}
