internal import Metrics

/// What is asked about all of the history that is held: the same queries in every view, so that one can step through
/// its events everywhere.
///
/// The grid is coarse, and asked again only when it has a new point.
struct HistoryQueries {
  let scene: Scene
  let start: Timestamp
  let end: Timestamp
  let step: Duration

  static let pane = PaneID("history")
  private static let finest = Duration.seconds(5)

  /// The queries; `nil` while there is no history.
  init?(_ scene: Scene) {
    let situation = scene.situation
    guard let oldest = situation.oldest, oldest < situation.now else { return nil }
    self.scene = scene
    // A recording is asked once, and can be looked at as closely as there is room for.
    let interval =
      situation.recording == nil
      ? max(HistoryQueries.finest, situation.interval * 3) : situation.interval
    step = Sampling(window: situation.now - oldest, interval: interval).step
    start = oldest.bucketStart(step)
    end = situation.now.bucketStart(step)
  }

  func range(_ part: String, _ query: String) -> PaneRequest {
    PaneRequest(
      QueryID(HistoryQueries.pane, part), query, .range(start: start, end: end, step: step))
  }

  /// The time of the machine's newest sample at each point.
  var times: PaneRequest {
    range("times", "timestamp(\(scene.hostSelector("node_boot_time_seconds")))")
  }

  /// How many samples it had since the point before.
  var samples: PaneRequest {
    range(
      "samples",
      "count_over_time(\(scene.hostSelector("node_boot_time_seconds"))[\(PrometheusDuration.text(step))])"
    )
  }

  var boot: PaneRequest { range("boot", scene.hostSelector("node_boot_time_seconds")) }

  var kills: PaneRequest { range("oom-kills", scene.hostSelector("node_vmstat_oom_kill")) }

  /// Counters of the machine that begin anew with the machine, or with a device.
  var counters: PaneRequest {
    let names =
      "__name__=~\"node_context_switches_total|node_network_receive_packets_total|node_disk_reads_completed_total\""
    return range("counters", "{\(names),\(scene.host)}")
  }

  var own: PaneRequest {
    let host = QueryText.matcher("instance", scene.situation.host)
    return range("own", "ringside_cpu_seconds_total{\(host)}")
  }

  var starts: PaneRequest { range("starts", "process_start_time_seconds{job!=\"process\"}") }

  var targets: PaneRequest { range("targets", "up") }

  var marks: PaneRequest {
    range("marks", "count_over_time(ringside_mark[\(PrometheusDuration.text(step))])")
  }

  /// The states of alerts.
  var alerts: PaneRequest { range("alerts", "ALERTS") }

  /// How often they were judged since the point before: finds what a point misses, and what has no sample any more.
  var briefAlerts: PaneRequest {
    range("brief-alerts", "count_over_time(ALERTS[\(PrometheusDuration.text(step))])")
  }

  /// When the processes of services began.
  var services: PaneRequest {
    let own = "job=\"process\"," + QueryText.matcher("instance", scene.situation.host)
    return range(
      "services",
      "process_start_time_seconds{\(own)} * on (pid, comm) group_left (cgroup) "
        + "max by (pid, comm, cgroup) (process_info{\(own),cgroup=~\".+[.]service\"})")
  }

  /// When units of systemd's failed.
  var unitFailures: PaneRequest {
    range("unit-failures", scene.hostSelector("ringside_systemd_unit_failure_time_seconds"))
  }

  /// When services became active, and how often systemd has started them again.
  var unitStarts: PaneRequest {
    range(
      "unit-starts",
      scene.hostSelector("node_systemd_unit_start_time_seconds", "name=~\".+[.]service\""))
  }
  var unitRestarts: PaneRequest {
    range("unit-restarts", scene.hostSelector("node_systemd_service_restart_total") + " > 0")
  }

  /// What the kernel remembers of control groups: kills in them; and those that are new since the point before.
  var groupKills: PaneRequest {
    range("group-kills", scene.hostSelector("container_oom_events_total") + " > 0")
  }

  var newGroupKills: PaneRequest {
    let kills = scene.hostSelector("container_oom_events_total")
    return range(
      "new-group-kills", "\(kills) - \(kills) offset \(PrometheusDuration.text(step)) > 0")
  }

  var requests: [PaneRequest] {
    let machine = [
      times, samples, boot, kills, counters, own, services, unitFailures, unitStarts, unitRestarts,
      groupKills, newGroupKills,
    ]
    return (scene.situation.hasHost ? machine + past : []) + [
      starts, targets, marks, alerts, briefAlerts,
    ]
  }
}
