import Dashboards
import Metrics
import PromQL
import PromQLSyntax
import TestWorld
import TimeSeries

@testable import Presentation

/// A machine on which time passes: its counters go on at given rates and are appended to a ring once a second.
struct Machine {
  /// A process and what it does each second.
  struct Process {
    var pid: Int
    var comm: String
    var parent = 1
    var startSeconds = 1_792_100_000.0
    var user = "www"
    /// The arguments; `nil` for a path made of the name, empty for a kernel thread.
    var commandLine: String?
    var limitCores: Double?
    var cores = 0.0
    var residentBytes = 1e7
    var growthPerSecond = 0.0
    var readBytes = 0.0
    var writtenBytes = 0.0
    /// What it does, by its place among the kernel's states: 1 sleeps, 2 waits for a device.
    var state = 1.0
    /// What it had used when the recording began.
    var earlierCPU = 0.0
  }

  /// A block device and what it does each second.
  struct Disk {
    var device: String
    var busy = 0.02
    var queue = 0.02
    var reads = 5.0
    var writes = 5.0
    var readTime = 0.005
    var writeTime = 0.005
    var readBytes = 1e5
    var writtenBytes = 1e5
  }

  var host = "web-3"
  var cores = 4
  /// Cores by mode; what is left is idle.
  var modes: [String: Double] = ["user": 0.2, "system": 0.1]
  var running = 2.0
  var blocked = 0.0
  /// The share of time in which some task waits; `nil` where PSI is off.
  var pressure: (cpu: Double, memory: Double, io: Double)? = (0.01, 0, 0.01)
  var memoryTotal = 1.6e10
  var memoryAvailable = 1.0e10
  var disks = [Disk(device: "sda")]
  var processes: [Process] = []
  var networkBytes = 1e5

  /// The dashboard of which the Host view is made.
  private static let hostDashboard =
    Dashboard.read(ShippedFile.dashboard("host"), file: "host.yaml").dashboard

  static let start = Timestamp(milliseconds: 1_795_516_200_000)

  private(set) var ring = Ring.unbounded()
  private(set) var now = Machine.start
  private var counters: [Labels: Double] = [:]

  init() {}

  /// Lets seconds pass.
  mutating func run(seconds: Int) {
    for _ in 0..<seconds {
      now = now + .seconds(1)
      tick()
    }
  }

  var situation: Situation {
    var situation = Situation(host: ByteString(host), now: now)
    situation.oldest = Machine.start + .seconds(1)
    situation.dashboards = [Machine.hostDashboard]
    return situation
  }

  /// The frame of a session, every query of it evaluated.
  func screen(_ session: Session, _ change: (inout Situation) -> Void = { _ in }) throws -> Screen {
    var situation = situation
    change(&situation)
    return session.screen(try answers(session, situation), in: situation)
  }

  func answers(_ session: Session, _ situation: Situation) throws -> Answers {
    var answers = Answers()
    for request in session.requests(in: situation) {
      let engine = Engine(options: request.engineOptions)
      let expression = try Parser.parse(request.query)
      let evaluation =
        switch request.timing {
        case .instant(let moment): try engine.evaluate(expression, at: moment, over: [ring])
        case .range(let start, let end, let step):
          try engine.evaluate(expression, from: start, through: end, step: step, over: [ring])
        }
      answers[request.id] = Answer(
        request, request.outcome(of: evaluation), computedAt: situation.now)
    }
    return answers
  }

  /// Appends a sample of any series at this moment.
  func write(_ labels: Labels, _ value: Double) { append(labels, value, .gauge) }

  // MARK: - A tick

  private mutating func tick() {
    var idle = Double(cores)
    for (mode, value) in modes {
      idle -= value
      for cpu in 0..<cores {
        count("node_cpu_seconds_total", value / Double(cores), ["cpu": "\(cpu)", "mode": mode])
      }
    }
    for cpu in 0..<cores {
      count("node_cpu_seconds_total", idle / Double(cores), ["cpu": "\(cpu)", "mode": "idle"])
    }
    gauge("node_procs_running", running)
    gauge("node_procs_blocked", blocked)
    gauge("node_memory_MemTotal_bytes", memoryTotal)
    gauge("node_memory_MemAvailable_bytes", memoryAvailable)
    gauge("node_load1", 1.5)
    gauge("node_boot_time_seconds", 1_792_000_000)
    if let pressure {
      count("node_pressure_cpu_waiting_seconds_total", pressure.cpu)
      count("node_pressure_memory_waiting_seconds_total", pressure.memory)
      count("node_pressure_io_waiting_seconds_total", pressure.io)
    }
    count("node_vmstat_pswpin", 0)
    count("node_vmstat_pswpout", 0)
    for disk in disks { tick(disk) }
    for metric in ["receive_bytes", "transmit_bytes"] {
      count("node_network_\(metric)_total", networkBytes, ["device": "eth0"])
    }
    for metric in ["receive_drop", "transmit_drop"] {
      count("node_network_\(metric)_total", 0, ["device": "eth0"])
    }
    for index in processes.indices { tick(process: index) }
  }

  private mutating func tick(_ disk: Disk) {
    let labels = ["device": disk.device]
    count("node_disk_io_time_seconds_total", disk.busy, labels)
    count("node_disk_io_time_weighted_seconds_total", disk.queue, labels)
    count("node_disk_reads_completed_total", disk.reads, labels)
    count("node_disk_writes_completed_total", disk.writes, labels)
    count("node_disk_read_time_seconds_total", disk.readTime, labels)
    count("node_disk_write_time_seconds_total", disk.writeTime, labels)
    count("node_disk_read_bytes_total", disk.readBytes, labels)
    count("node_disk_written_bytes_total", disk.writtenBytes, labels)
  }

  private mutating func tick(process index: Int) {
    processes[index].residentBytes += processes[index].growthPerSecond
    let process = processes[index]
    let identity = ["pid": "\(process.pid)", "comm": process.comm]
    let cpu = identity.merging(["mode": "user"]) { $1 }
    let job = "process"
    count("process_cpu_time_seconds_total", process.cores, cpu, job, from: process.earlierCPU)
    gauge("process_memory_usage_bytes", process.residentBytes, identity, job)
    gauge("process_state", process.state, identity, job)
    gauge("process_thread_count", 3, identity, job)
    gauge("process_start_time_seconds", process.startSeconds, identity, job)
    if let limit = process.limitCores { gauge("process_cpu_limit_cores", limit, identity, job) }
    gauge(
      "process_info", 1,
      identity.merging(
        [
          "user": process.user, "cgroup": "/system.slice/x.service",
          "cmdline": process.commandLine ?? "/usr/bin/\(process.comm) -d",
          "parent_pid": "\(process.parent)",
          "creation_time": "\(Int(process.startSeconds))",
        ]
      ) { $1 }, job)
    for (direction, bytes) in [("read", process.readBytes), ("write", process.writtenBytes)] {
      count(
        "process_disk_io_bytes_total", bytes, identity.merging(["direction": direction]) { $1 },
        job)
    }
  }

  private func labels(_ name: String, _ own: [String: String], _ job: String) -> Labels {
    let pairs = own.map { (name: ByteString($0.key), value: ByteString($0.value)) }
    return Labels(
      pairs + [
        ("__name__", ByteString(name)), ("job", ByteString(job)), ("instance", ByteString(host)),
      ])
  }

  private mutating func count(
    _ name: String, _ step: Double, _ own: [String: String] = [:], _ job: String = "node",
    from first: Double = 1000
  ) {
    let labels = labels(name, own, job)
    let value = (counters[labels] ?? first) + step
    counters[labels] = value
    append(labels, value, .counter)
  }

  private func gauge(
    _ name: String, _ value: Double, _ own: [String: String] = [:], _ job: String = "node"
  ) {
    append(labels(name, own, job), value, .gauge)
  }

  private func append(_ labels: Labels, _ value: Double, _ type: MetricType) {
    ring.append(
      labels: labels, metadata: MetricMetadata(type: type), family: labels.metricName ?? "",
      origin: .host, samples: [Sample(timestamp: now, value: value)])
  }
}
