internal import Metrics

/// The charts of the machine's resources below the host.
struct HostCharts {
  let scene: Scene

  /// Devices that only pass on what others carry, and would be counted twice.
  static let wholeDisks = "device!~\"(dm-|md|loop|ram|zram|sr|fd).*\""
  static let wires = "device!~\"lo|(veth|docker|br-|virbr|cni|flannel|cali|tap|tun|dummy).*\""

  var cpuModes: ChartRule {
    ChartRule(
      "cpu-modes", "CPU by mode, cores", .cores,
      [
        ChartRule.Line(
          "sum by (mode) (\(scene.rate("node_cpu_seconds_total", "mode!=\"idle\"")))")
      ])
  }

  var cpuQueue: ChartRule {
    ChartRule(
      "cpu-queue", "tasks that run or could run", .count,
      [
        ChartRule.Line(scene.hostSelector("node_procs_running"), name: "running"),
        ChartRule.Line(scene.hostSelector("node_procs_blocked"), name: "blocked"),
      ])
  }

  var cores: ChartRule {
    ChartRule(
      "cpu-cores", "CPU busy by core", .ratio,
      [
        ChartRule.Line(
          "sum by (cpu) (\(scene.rate("node_cpu_seconds_total", "mode!~\"idle|iowait\"")))")
      ])
  }

  var memory: ChartRule {
    let total = scene.hostSelector("node_memory_MemTotal_bytes")
    let available = scene.hostSelector("node_memory_MemAvailable_bytes")
    return ChartRule(
      "memory", "Memory used", .bytes,
      [ChartRule.Line("\(total) - \(available)", name: "used")])
  }

  var swap: ChartRule {
    ChartRule(
      "swap", "pages to and from swap", .perSecond,
      [
        ChartRule.Line(scene.rate("node_vmstat_pswpin"), name: "in"),
        ChartRule.Line(scene.rate("node_vmstat_pswpout"), name: "out"),
        ChartRule.Line(scene.rate("node_vmstat_pgmajfault"), name: "major faults"),
      ])
  }

  var pressure: ChartRule {
    var rule = ChartRule(
      "pressure", "Pressure, time waiting", .ratio,
      ["cpu", "memory", "io"].map { name in
        ChartRule.Line(
          scene.rate("node_pressure_\(name)_waiting_seconds_total"), name: DisplayText(name))
      })
    rule.absence = "PSI is off on this kernel: boot with psi=1"
    return rule
  }

  var diskBytes: ChartRule {
    ChartRule(
      "disk", "Disk", .bytesPerSecond,
      [
        ChartRule.Line(
          "sum(\(scene.rate("node_disk_read_bytes_total", HostCharts.wholeDisks)))", name: "read"
        ),
        ChartRule.Line(
          "sum(\(scene.rate("node_disk_written_bytes_total", HostCharts.wholeDisks)))",
          name: "written"),
      ])
  }

  var diskBusy: ChartRule {
    ChartRule(
      "disk-busy", "Disk busy, share of time", .ratio,
      [
        ChartRule.Line(
          "sum by (device) (\(scene.rate("node_disk_io_time_seconds_total", HostCharts.wholeDisks)))"
        )
      ])
  }

  /// How long a request takes on average, of those that are done.
  var diskLatency: ChartRule {
    let time = { (kind: String) in
      scene.rate("node_disk_\(kind)_time_seconds_total", HostCharts.wholeDisks)
    }
    let done = { (kind: String) in
      scene.rate("node_disk_\(kind)_completed_total", HostCharts.wholeDisks)
    }
    return ChartRule(
      "disk-latency", "Disk latency", .seconds,
      [
        ChartRule.Line("max(\(time("read")) / (\(done("reads")) > 0))", name: "read"),
        ChartRule.Line("max(\(time("write")) / (\(done("writes")) > 0))", name: "write"),
      ])
  }

  var diskOperations: ChartRule {
    ChartRule(
      "disk-operations", "Disk requests", .perSecond,
      ["reads", "writes"].map { kind in
        ChartRule.Line(
          "sum(\(scene.rate("node_disk_\(kind)_completed_total", HostCharts.wholeDisks)))",
          name: DisplayText(kind))
      })
  }

  var diskQueue: ChartRule {
    ChartRule(
      "disk-queue", "Disk queue", .count,
      [
        ChartRule.Line(
          "sum by (device) (\(scene.rate("node_disk_io_time_weighted_seconds_total", HostCharts.wholeDisks)))"
        )
      ])
  }

  /// Traffic or losses of every interface.
  func interfaces(_ pane: String, _ title: DisplayText, _ unit: Unit, _ metric: String) -> ChartRule
  {
    ChartRule(
      pane, title, unit, [ChartRule.Line("sum by (device) (\(scene.rate(metric)))")])
  }
}
