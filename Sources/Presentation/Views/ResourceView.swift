internal import Metrics

/// One resource of the machine: its charts, and the processes that use most of it.
struct ResourceView: View {
  let scene: Scene
  let resource: Resource

  private var charts: HostCharts { HostCharts(scene: scene) }
  private var queries: ProcessQueries { ProcessQueries(scene, at: scene.moment) }

  private var rules: [ChartRule] {
    let rules: [ChartRule]
    switch resource {
    case .cpu: rules = [charts.cpuModes, charts.cores, charts.cpuQueue, charts.pressure]
    case .memory: rules = [charts.memory, charts.swap, charts.pressure]
    case .disk: rules = [charts.diskBytes, charts.diskBusy, charts.diskQueue, charts.pressure]
    case .network:
      rules = [
        charts.interfaces(
          "received", "Received", .bytesPerSecond, "node_network_receive_bytes_total"),
        charts.interfaces("sent", "Sent", .bytesPerSecond, "node_network_transmit_bytes_total"),
        charts.interfaces(
          "dropped", "Dropped when received", .perSecond, "node_network_receive_drop_total"),
      ]
    }
    return rules.enumerated().map { index, rule in
      var rule = rule
      rule.place.collapseOrder = index
      return rule
    }
  }

  var requests: [PaneRequest] {
    rules.flatMap { $0.requests(scene) } + queries.requests(isWide: false)
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    rules.map { $0.pane(reading) } + [
      ProcessTablePane(scene: scene, queries: queries).pane(
        reading, PaneID("users"), title: title, sort: sort, isWide: false)
    ]
  }

  private var title: DisplayText {
    switch resource {
    case .cpu: "Processes by CPU"
    case .memory: "Processes by memory"
    case .disk: "Processes by disk writes"
    case .network: "Processes (the kernel does not count their traffic)"
    }
  }

  private var sort: String {
    switch resource {
    case .cpu, .network: "cpu"
    case .memory: "rss"
    case .disk: "write"
    }
  }
}
