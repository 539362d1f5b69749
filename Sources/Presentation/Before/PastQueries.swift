internal import Metrics

/// What is asked about the time before the history: what the kernel remembered when it began.
extension HistoryQueries {
  /// The first points of the history, within which every part has been read once.
  private func early(_ part: String, _ query: String) -> PaneRequest {
    var last = start
    while last < end, (last - start).inSeconds < 15 { last = last + step }
    return PaneRequest(
      QueryID(HistoryQueries.pane, part), query, .range(start: start, end: last, step: step))
  }

  private func newest(_ selector: String) -> String {
    "max_over_time(\(selector)[\(PrometheusDuration.text(step))])"
  }

  /// The load of the last minute and of the last quarter of an hour, and how many cores there were.
  var loads: PaneRequest {
    early("loads", "{__name__=~\"node_load1|node_load15\",\(scene.host)}")
  }
  var cores: PaneRequest {
    let idle = scene.hostSelector("node_cpu_seconds_total", "mode=\"idle\"")
    return early("cores", "count(\(idle))")
  }

  /// How long tasks waited in the minutes before.
  var pastPressure: PaneRequest {
    early("past-pressure", newest(scene.hostSelector("ringside_pressure_past_ratio")))
  }

  /// The share of its periods in which a group with a quota was throttled, where that is worth telling.
  var throttled: PaneRequest {
    let throttled = scene.hostSelector("container_cpu_cfs_throttled_periods_total")
    let periods = scene.hostSelector("container_cpu_cfs_periods_total")
    let quota = scene.hostSelector("container_spec_cpu_quota")
    return early(
      "throttled", "\(throttled) / \(periods) >= 0.05 and \(throttled) >= 100 and \(quota) > 0")
  }

  /// When the kernel's log told of faults.
  var faults: PaneRequest {
    range("faults", scene.hostSelector("ringside_kernel_fault_time_seconds"))
  }

  /// All of them.
  var past: [PaneRequest] { [loads, cores, pastPressure, throttled, faults] }
}
