package import Metrics
import Presentation
import TestWorld
package import TimeSeries

/// What is recorded for the tests of replay: six minutes of a made-up machine on which a build takes every CPU.
///
/// The load rises, an alert becomes pending, fires and is over; someone leaves a mark; then nobody looks for a minute.
/// The same seed makes the same recording every time. What is true at its moments is computed from the machine's rates.
package struct RecordingFixture: Sendable {
  /// A process at a moment.
  package struct Process: Equatable, Sendable {
    package var name: String
    package var pid: Int
    package var cores: Double
    package var residentBytes: Int
  }

  /// What is true of the machine at a moment.
  package struct Moment: Sendable {
    package var time: Timestamp
    package var load: Double
    package var busyCores: Double
    /// The busiest processes, the first the busiest.
    package var processes: [Process]
  }

  /// The name of the machine.
  package static let host = "web-3"
  /// The rule that is watched.
  package static let rules = """
    groups:
      - name: load
        interval: 1s
        rules:
          - alert: HighLoad
            expr: node_load1 > 4
            for: 20s
            labels: {severity: critical}
            annotations: {summary: 'load {{ $value | printf "%.1f" }} on {{ $labels.instance }}'}

    """
  /// What someone wrote at `marked`.
  package static let mark = "build stopped"
  /// What follows a name in a command line, and is nobody's business.
  package static let secret = "--token=hunter2"

  /// The samples.
  package let ring: Ring
  /// When the alert became pending, began to fire, and was over.
  package private(set) var pending = Timestamp(milliseconds: 0)
  package private(set) var firing = Timestamp(milliseconds: 0)
  package private(set) var resolved = Timestamp(milliseconds: 0)
  /// When the mark was left.
  package private(set) var marked = Timestamp(milliseconds: 0)
  /// The last tick before nobody looked, and the first one after it.
  package private(set) var gap: ClosedRange<Timestamp>
  /// The last tick.
  package private(set) var end = Timestamp(milliseconds: 0)
  /// A moment at which the alert is pending, one at which it fires, and one after it.
  package private(set) var moments: [Moment] = []

  /// The same for every test of a process: it takes seconds to make.
  package static let shared = Result { try RecordingFixture() }

  /// Lets the six minutes pass.
  package init() throws {
    let machine = try FakeScene.idle.machine(seed: 30, withDecoys: true)
    let dashboard = SimulatedDashboard(machine, name: RecordingFixture.host)
    ring = dashboard.ring
    gap = dashboard.situation.now...dashboard.situation.now
    dashboard.watch(RecordingFixture.rules)
    try dashboard.run(seconds: 90)
    // Files are written after a tick: what changes now is read by the second tick from here.
    pending = dashboard.situation.now + .seconds(2)
    firing = pending + .seconds(20)
    RecordingFixture.startBuild(machine)
    try dashboard.run(seconds: 12)
    look(dashboard, machine)
    try dashboard.run(seconds: 48)
    look(dashboard, machine)
    try dashboard.run(seconds: 20)
    marked = dashboard.situation.now
    RecordingFixture.leaveMark(dashboard)
    machine.processes.removeLast()
    machine.load = [0.9, 1.4, 0.8]
    machine.set("cpu", some: 0.02)
    resolved = marked + .seconds(2)
    try dashboard.run(seconds: 40)
    look(dashboard, machine)
    let last = dashboard.situation.now
    try dashboard.miss(seconds: 60)
    gap = last...(last + .seconds(61))
    try dashboard.run(seconds: 60)
    end = dashboard.situation.now
  }

  private static func startBuild(_ machine: FakeHost) {
    var build = FakeProcess(
      pid: 8123, comm: "ld.lld", commandLine: "/usr/bin/ld.lld \(secret) -o server")
    build.user = 1000
    build.startSeconds = machine.uptime
    build.threads = machine.cpuCount
    build.residentBytes = 700 << 20
    build.userCores = Double(machine.cpuCount) - machine.busyCores
    machine.processes.append(build)
    machine.load = [9.5, 4.2, 2.1]
    machine.set("cpu", some: 0.8)
  }

  private static func leaveMark(_ dashboard: SimulatedDashboard) {
    let labels = Labels([
      ("__name__", "ringside_mark"), ("job", "ringside"), ("instance", ByteString(host)),
      ("text", ByteString(mark)),
    ])
    dashboard.ring.append(
      labels: labels, metadata: MetricMetadata(type: .gauge, help: "A mark that a person left."),
      family: "ringside_mark", origin: .events,
      samples: [Sample(timestamp: dashboard.situation.now, value: 1)])
  }

  private mutating func look(_ dashboard: SimulatedDashboard, _ machine: FakeHost) {
    moments.append(
      Moment(
        time: dashboard.situation.now, load: machine.load[0], busyCores: machine.busyCores,
        processes: machine.busiest.map {
          Process(name: $0.name, pid: $0.pid, cores: $0.cores, residentBytes: $0.residentBytes)
        }))
  }
}
