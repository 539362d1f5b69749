internal import Metrics

/// One control group: what it used over time, and the processes in it.
struct UnitView: View {
  let scene: Scene
  let id: ByteString

  private var queries: ProcessQueries { ProcessQueries(scene, at: scene.moment) }

  private var matcher: String { QueryText.matcher("id", id) }

  /// How finely a group can be asked for, which is read every five seconds or less often.
  private var sampling: Sampling {
    Sampling(window: scene.session.window, interval: max(scene.situation.interval, .seconds(5)))
  }

  private func rate(_ metric: String) -> String {
    sampling.rate(scene.hostSelector(metric, matcher))
  }

  private func number(_ metric: String) -> String { scene.hostSelector(metric, matcher) }

  private var charts: [ChartRule] {
    [
      ChartRule(
        "unit-cpu", "CPU, cores", .cores,
        [
          ChartRule.Line(rate("container_cpu_usage_seconds_total"), name: "used"),
          ChartRule.Line(
            "\(number("container_spec_cpu_quota")) / \(number("container_spec_cpu_period"))",
            name: "limit"),
          ChartRule.Line(
            rate("container_cpu_cfs_throttled_seconds_total"), name: "throttled"),
        ]),
      ChartRule(
        "unit-memory", "Memory", .bytes,
        [
          ChartRule.Line(number("container_memory_working_set_bytes"), name: "working set"),
          ChartRule.Line(number("container_memory_rss"), name: "resident"),
          ChartRule.Line(number("container_memory_cache"), name: "cache"),
          ChartRule.Line(number("container_memory_swap"), name: "swap"),
          ChartRule.Line(number("container_spec_memory_limit_bytes"), name: "limit"),
        ]),
      ChartRule(
        "unit-pressure", "Pressure", .ratio,
        ["cpu", "memory", "io"].map { resource in
          ChartRule.Line(
            rate("container_pressure_\(resource)_waiting_seconds_total"),
            name: DisplayText(resource))
        }),
      ChartRule(
        "unit-io", "Disk I/O", .bytesPerSecond,
        [
          ChartRule.Line("sum(\(rate("container_fs_reads_bytes_total")))", name: "read"),
          ChartRule.Line("sum(\(rate("container_fs_writes_bytes_total")))", name: "written"),
        ]),
    ].enumerated().map { index, rule in
      var rule = rule
      rule.sampling = sampling
      rule.place.collapseOrder = index
      return rule
    }
  }

  /// What systemd calls it; `nil` for a group that is none of its units.
  private var systemdName: ByteString? { UnitRow.systemdName(id) }

  private var states: UnitStateQueries? {
    systemdName.map { name in
      UnitStateQueries(
        scene: scene, pane: PaneID("unit-state"), matchers: QueryText.matcher("name", name))
    }
  }

  var requests: [PaneRequest] {
    charts.flatMap { $0.requests(scene) } + queries.requests(isWide: false)
      + (states?.requests ?? [])
  }

  private func title(_ reading: AnswerReading) -> DisplayText {
    let state = systemdName.flatMap { states?.states(reading)[$0] }
    return "Processes in it" + (state.map { ": " + $0.line(at: scene.moment) } ?? "")
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    charts.map { $0.pane(reading) } + [
      ProcessTablePane(scene: scene, queries: queries, unit: id).pane(
        reading, PaneID("users"), title: title(reading), sort: "cpu", isWide: false)
    ]
  }
}
