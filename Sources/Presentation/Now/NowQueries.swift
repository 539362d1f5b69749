internal import Metrics
internal import PromQL

/// The queries of the Now line.
struct NowQueries {
  let scene: Scene
  let start: Timestamp
  let end: Timestamp
  let step: Duration

  static let pane = PaneID("now")
  /// How far back the line looks for the beginning of what it sees.
  private static let reach = Duration.seconds(600)

  init(_ scene: Scene) {
    self.scene = scene
    step = Sampling(window: NowQueries.reach, interval: scene.situation.interval).step
    end = scene.moment.bucketStart(step)
    var start = end - NowQueries.reach
    // The grid begins with the history, so that "since" can tell the one from the other.
    if let oldest = scene.situation.oldest, oldest > start { start = oldest.bucketStart(step) }
    self.start = min(start, end)
  }

  /// The window of rates that need not be exact to a sample: fifteen seconds, or what there is.
  private var recent: Duration {
    let interval = scene.situation.interval
    let full = max(Duration.seconds(15), interval * 3)
    guard let oldest = scene.situation.oldest else { return full }
    return min(full, max(interval * 2, scene.moment - oldest + interval))
  }

  func course(_ part: String, _ query: String) -> PaneRequest {
    PaneRequest(
      QueryID(NowQueries.pane, part), query, .range(start: start, end: end, step: step))
  }

  func number(_ part: String, _ query: String) -> PaneRequest {
    PaneRequest(QueryID(NowQueries.pane, part), query, .instant(scene.moment))
  }

  func recentRate(_ metric: String, _ matchers: String = "") -> String {
    "rate(\(scene.hostSelector(metric, matchers))[\(recentText)])"
  }

  var recentText: String { PrometheusDuration.text(recent) }

  var modes: PaneRequest {
    course("modes", "sum by (mode) (\(scene.newestRate("node_cpu_seconds_total")))")
  }

  var busiestCore: PaneRequest {
    let idle = recentRate("node_cpu_seconds_total", "mode=~\"idle|iowait\"")
    let all = recentRate("node_cpu_seconds_total")
    return number("busiest-core", "max(1 - sum by (cpu) (\(idle)) / sum by (cpu) (\(all)))")
  }

  func waiting(_ resource: String) -> PaneRequest {
    course(
      "waiting-\(resource)", scene.newestRate("node_pressure_\(resource)_waiting_seconds_total"))
  }

  var running: PaneRequest { course("running", scene.hostSelector("node_procs_running")) }

  var blocked: PaneRequest { course("blocked", scene.hostSelector("node_procs_blocked")) }

  var swapping: PaneRequest {
    course(
      "swapping",
      "\(scene.newestRate("node_vmstat_pswpin")) + \(scene.newestRate("node_vmstat_pswpout"))")
  }

  var available: PaneRequest {
    number("available", scene.hostSelector("node_memory_MemAvailable_bytes"))
  }

  var diskCourses: [PaneRequest] {
    [
      ("busy", "node_disk_io_time_seconds_total"),
      ("queue", "node_disk_io_time_weighted_seconds_total"),
    ].map { course("disk-\($0.0)", scene.newestRate($0.1, HostCharts.wholeDisks)) }
  }

  var diskRates: [PaneRequest] {
    [
      ("read-bytes", "node_disk_read_bytes_total"),
      ("written-bytes", "node_disk_written_bytes_total"),
      ("read-time", "node_disk_read_time_seconds_total"),
      ("write-time", "node_disk_write_time_seconds_total"),
      ("reads", "node_disk_reads_completed_total"),
      ("writes", "node_disk_writes_completed_total"),
    ].map { number("disk-\($0.0)", recentRate($0.1, HostCharts.wholeDisks)) }
  }

  var interfaceCourses: [PaneRequest] {
    let rate = { (metric: String) in scene.newestRate(metric, HostCharts.wires) }
    return [
      course("network-received", rate("node_network_receive_bytes_total")),
      course("network-sent", rate("node_network_transmit_bytes_total")),
      course(
        "network-drops",
        "\(rate("node_network_receive_drop_total")) + \(rate("node_network_transmit_drop_total"))"),
    ]
  }

  var speed: PaneRequest {
    number("network-speed", scene.hostSelector("node_network_speed_bytes", HostCharts.wires))
  }

  var growth: PaneRequest {
    let own = QueryText.matcher("instance", scene.situation.host)
    return number("growth", "delta(process_memory_usage_bytes{job=\"process\",\(own)}[1m])")
  }

  var processes: ProcessQueries {
    ProcessQueries(scene, pane: PaneID("now-processes"), at: scene.moment, window: recent)
  }

  var requests: [PaneRequest] {
    let causes =
      [modes, busiestCore, waiting("cpu"), waiting("memory"), waiting("io"), running, blocked]
      + [swapping, available, speed] + diskCourses + interfaceCourses + hindrances
    return scene.isLive && scene.session.isCalm ? causes : causes + evidence
  }

  /// What is said about a finding only: who is behind it, and numbers beside it.
  private var evidence: [PaneRequest] {
    [growth, faults, processes.cpu, processes.memory, processes.io, processes.info]
      + diskRates + controlGroupNumbers
  }
}
