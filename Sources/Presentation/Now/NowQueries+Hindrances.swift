internal import Metrics

/// What holds work up though no resource of the machine is saturated: the queries.
extension NowQueries {
  /// The grid of what is sampled now and then, or moves slowly: asked again every fifteen seconds only.
  static let coarse = Duration.seconds(15)

  private var coarseStep: Duration {
    let interval = scene.situation.interval
    return interval > NowQueries.coarse ? interval : NowQueries.coarse
  }

  /// The grid over `reach`, not before the history.
  func coarseGrid(_ reach: Duration) -> (start: Timestamp, end: Timestamp, step: Duration) {
    let end = scene.moment.bucketStart(coarseStep)
    var start = end - reach
    if let oldest = scene.situation.oldest, oldest > start {
      start = oldest.bucketStart(coarseStep)
    }
    return (min(start, end), end, coarseStep)
  }

  private func coarseCourse(
    _ part: String, _ query: String, _ reach: Duration = .seconds(600)
  ) -> PaneRequest {
    let grid = coarseGrid(reach)
    return PaneRequest(
      QueryID(NowQueries.pane, part), query,
      .range(start: grid.start, end: grid.end, step: grid.step))
  }

  // MARK: - Blocked tasks

  /// The state of each process.
  private var processState: String {
    "process_state{job=\"process\",\(QueryText.matcher("instance", scene.situation.host))}"
  }

  /// Processes that are in state D now.
  var suspects: PaneRequest { number("suspects", "\(processState) == 2") }

  /// Processes in memory that were in state D whenever one looked, for ten seconds.
  private var stuckSelector: String {
    let own = "job=\"process\"," + QueryText.matcher("instance", scene.situation.host)
    let state = processState
    return "(\(state) == 2 and \(state) offset 10s == 2 and min_over_time(\(state)[10s]) == 2"
      + " and on (pid, comm) process_memory_usage_bytes{\(own)} > 0)"
  }

  var stuck: PaneRequest { number("stuck", stuckSelector) }

  var stuckCounts: PaneRequest { coarseCourse("stuck-counts", "count(\(stuckSelector))") }

  // MARK: - Memory

  var memoryStalled: PaneRequest {
    course("memory-stalled", scene.newestRate("node_pressure_memory_stalled_seconds_total"))
  }

  var majorFaults: PaneRequest {
    course("major-faults", scene.newestRate("node_vmstat_pgmajfault"))
  }

  var faults: PaneRequest {
    let own = QueryText.matcher("instance", scene.situation.host)
    return number(
      "faults",
      "rate(process_paging_faults_total{job=\"process\",type=\"major\",\(own)}[\(recentText)]) > 0")
  }

  // MARK: - Network

  /// Errors and packets of both directions by interface.
  var lossCourses: [PaneRequest] {
    let rate = { (metric: String) in scene.newestRate(metric, HostCharts.wires) }
    return ["errs", "packets"].map { kind in
      course(
        "network-\(kind)",
        "\(rate("node_network_receive_\(kind)_total")) + \(rate("node_network_transmit_\(kind)_total"))"
      )
    }
  }

  var segments: [PaneRequest] {
    [("sent", "node_netstat_Tcp_OutSegs"), ("sent-again", "node_netstat_Tcp_RetransSegs")].map {
      coarseCourse("segments-\($0.0)", "rate(\(scene.hostSelector($0.1))[1m])")
    }
  }

  // MARK: - File systems

  var fileSystems: PaneRequest {
    coarseCourse(
      "file-systems",
      scene.hostSelector("node_filesystem_avail_bytes", NowQueries.realFileSystems),
      .seconds(3600))
  }

  var fileSystemSizes: PaneRequest {
    number(
      "file-system-sizes",
      scene.hostSelector("node_filesystem_size_bytes", NowQueries.realFileSystems))
  }

  /// Without those that hold no files of their own or cannot be written.
  private static let realFileSystems = "fstype!~\"ramfs|squashfs|iso9660|overlay\""

  // MARK: - Limits of control groups

  /// The groups whose limits are Ringside's own.
  private var own: String { scene.hostSelector("ringside_own_control_group") }

  private func share(_ used: String, _ limit: String) -> String {
    "\(scene.hostSelector(used)) / (\(scene.hostSelector(limit)) > 0)"
  }

  private func ownCourse(_ part: String, _ query: String) -> PaneRequest {
    course("cgroup-\(part)", "\(query) and on (id) \(own)")
  }

  var throttled: PaneRequest {
    let rate = { (metric: String) in scene.newestRate("container_cpu_cfs_\(metric)_total") }
    return ownCourse("throttled", "\(rate("throttled_periods")) / \(rate("periods"))")
  }

  var memoryShare: PaneRequest {
    ownCourse(
      "memory-share",
      share("container_memory_working_set_bytes", "container_spec_memory_limit_bytes"))
  }

  var tasksShare: PaneRequest {
    ownCourse("tasks-share", share("container_threads", "container_threads_max"))
  }

  /// The grid of all other groups, which are read every five seconds.
  var unitGrid: (start: Timestamp, end: Timestamp, step: Duration) {
    let step = max(Duration.seconds(5), self.step)
    let end = scene.moment.bucketStart(step)
    return (min(self.start.bucketStart(step), end), end, step)
  }

  /// What is below `least` is as good as nothing, and left out.
  private func unitCourse(
    _ part: String, _ query: String, least: String, also: String = ""
  ) -> PaneRequest {
    let grid = unitGrid
    return PaneRequest(
      QueryID(NowQueries.pane, "units-\(part)"),
      "(\(query) unless on (id) \(own)) > \(least)\(also)",
      .range(start: grid.start, end: grid.end, step: grid.step))
  }

  private func unitRate(_ metric: String) -> String { UnitQueries.newestRate(scene, metric) }

  /// How much of their limits all other groups use: the CPU, the memory, the threads.
  ///
  /// A group may well hold all the memory that it may, as files: it is held back where it comes to its limit again and
  /// again.
  var unitShares: [PaneRequest] {
    let rate = { (metric: String) in unitRate("container_cpu_cfs_\(metric)_total") }
    let failures = scene.hostSelector("container_memory_failcnt")
    let window = PrometheusDuration.text(max(.seconds(30), scene.situation.interval * 6))
    return [
      unitCourse(
        "throttled", "\(rate("throttled_periods")) / \(rate("periods"))", least: "0.05"),
      unitCourse(
        "memory-share",
        share("container_memory_working_set_bytes", "container_spec_memory_limit_bytes"),
        least: "0.5", also: " and on (id) (rate(\(failures)[\(window)]) > 0.1)"),
      unitCourse(
        "tasks-share", share("container_threads", "container_threads_max"), least: "0.5"),
    ]
  }

  /// Numbers of control groups by the part of the request's name.
  var controlGroupNumbers: [PaneRequest] {
    let one = { (part: String, query: String) in number("cgroup-\(part)", query) }
    return [
      one(
        "quota",
        "\(scene.hostSelector("container_spec_cpu_quota")) / "
          + scene.hostSelector("container_spec_cpu_period")),
      one("used", recentRate("container_cpu_usage_seconds_total")),
      one("waited", recentRate("container_cpu_cfs_throttled_seconds_total")),
      one("memory", scene.hostSelector("container_memory_working_set_bytes")),
      one("memory-limit", scene.hostSelector("container_spec_memory_limit_bytes")),
      one("failures", recentRate("container_memory_failcnt")),
      one("tasks", scene.hostSelector("container_threads")),
      one("tasks-limit", scene.hostSelector("container_threads_max")),
    ]
  }

  var hindrances: [PaneRequest] {
    [suspects, stuckCounts, memoryStalled, majorFaults, fileSystems, fileSystemSizes]
      + [throttled, memoryShare, tasksShare] + unitShares + lossCourses + segments
  }
}
