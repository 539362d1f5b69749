internal import Glibc
internal import Metrics
internal import ProcFS

/// Writes the states of systemd's units under node_exporter's names, from `systemctl show` every fifteen seconds.
///
/// The child is started at one tick and looked at from the next one on, so that no tick waits for it. Where systemd does
/// not run there is no such collector.
struct SystemdCollector {
  /// The collector's name.
  static let name = "systemd"
  /// How often it asks.
  static let interval = Duration.seconds(15)
  /// Units with series at most.
  static let mostUnits = 1000

  private let program: [String]
  private let ask: (@Sendable () -> SystemdAnswer)?
  private let filter: NameFilter?
  private var question: SystemdQuestion?
  private var due: Timestamp?
  private var section = SeriesSection()
  private var writer: SampleWriter
  /// Why the last question has no answer; `nil` where it has.
  private(set) var problem: CollectorProblem?

  /// A collector that has asked nothing yet; `nil` where systemd does not run or there is nothing to ask it with.
  init?(_ options: HostOptions) {
    filter = options.settings.filter("systemd.unit")
    ask = options.askSystemd
    let program = options.systemctl ?? SystemdCollector.program(options.paths).map { [$0] }
    guard let path = ask == nil ? program : ["systemctl"] else { return nil }
    self.program = path
    writer = SampleWriter(
      origin: .processes, targetLabels: options.hostLabels, slots: SlotAllocator())
  }

  /// Where `systemctl` is, on this machine and where systemd runs it; see sd_booted(3).
  private static func program(_ paths: HostPaths) -> String? {
    guard paths.procfs == HostPaths().procfs, Tree.exists(paths.root("/run/systemd/system"))
    else { return nil }
    return ["/usr/bin/systemctl", "/bin/systemctl"].first { access($0, X_OK) == 0 }
  }

  /// What is said where there is no such collector.
  static func absence(_ options: HostOptions) -> CollectorProblem {
    let isHere = options.paths.procfs == HostPaths().procfs
    let runs = Tree.exists(options.paths.root("/run/systemd/system"))
    return CollectorProblem(
      collector: name, path: "systemctl", code: ENOENT,
      reason: !isHere
        ? "is asked on the machine itself only"
        : runs ? "there is no such program" : "systemd does not run this machine")
  }

  /// Asks where it is time, and takes an answer that has come; the batch, or `nil` where there is nothing new.
  ///
  /// - Parameters:
  ///   - round: the tick.
  ///   - waits: whether the answer is waited for.
  ///   - slots: where new series get their numbers.
  /// - Returns: the batch, or `nil`.
  mutating func collect(
    _ round: HostRound, waits: Bool = false, _ slots: inout SlotAllocator
  ) -> SampleBatch? {
    guard let answer = answer(at: round.timestamp, waits: waits) else { return nil }
    swap(&slots, &writer.slots)
    defer { swap(&slots, &writer.slots) }
    writer.startRound(at: round.timestamp)
    writer.begin(&section)
    switch answer {
    case .units(let bytes):
      problem = nil
      let (manager, units) = (SystemdManager(bytes.span), SystemdUnit.read(bytes.span))
      write(manager, SystemdQuestion.isWhole(units, manager) ? units : nil)
      write(units)
    case .refused(let reason):
      problem = CollectorProblem(
        collector: SystemdCollector.name, path: "systemctl", code: 0, reason: reason)
    }
    writer.end(&section)
    return writer.batch
  }

  private mutating func answer(at now: Timestamp, waits: Bool) -> SystemdAnswer? {
    if question == nil {
      if let due, now < due, !waits { return nil }
      due = now + SystemdCollector.interval
      if let ask { return ask() }
      question = SystemdQuestion(program, takesAll: filter != nil)
    }
    guard let answer = question?.answer(waits: waits) else { return nil }
    question = nil
    return answer
  }

  // MARK: - Series

  /// What it says of itself; how many units are in which state only where all of them are known.
  private mutating func write(_ manager: SystemdManager, _ units: [SystemdUnit]?) {
    if let number = manager.versionNumber {
      let labels: [LabelPair] = [("version", ByteString(manager.version))]
      writer.put(SystemdCollector.version, SeriesKey.of(manager.version), number) { labels }
    }
    if !manager.virtualization.isEmpty {
      let kind = manager.virtualization
      let labels: [LabelPair] = [("virtualization_type", ByteString(kind))]
      writer.put(SystemdCollector.virtualization, SeriesKey.of(kind), 1) { labels }
    }
    if let isRunning = manager.isRunning {
      writer.put(SystemdCollector.running, 0, isRunning ? 1 : 0) { [] }
    }
    guard let units else { return }
    for (number, state) in SystemdCollector.states.enumerated() {
      let count = units.count { $0.state == state }
      let labels: [LabelPair] = [("state", ByteString(state.rawValue))]
      writer.put(SystemdCollector.units, UInt64(number), Double(count)) { labels }
    }
  }

  private mutating func write(_ units: [SystemdUnit]) {
    var left = SystemdCollector.mostUnits
    for unit in units where unit.isLoaded && left > 0 && takes(unit.name) {
      left -= 1
      let entity = SeriesKey.of(unit.name)
      let labels: [LabelPair] = [("name", ByteString(unit.name))]
      writeStates(unit, entity, labels)
      if unit.state == .active, let start = unit.activeSince {
        writer.put(SystemdCollector.start, entity, Double(start)) { labels }
      }
      if let restarts = unit.restarts {
        writer.put(SystemdCollector.restarts, entity, Double(restarts)) { labels }
      }
      if let triggered = unit.triggeredAt {
        writer.put(SystemdCollector.trigger, entity, Double(triggered)) { labels }
      }
      writeCounts(unit, entity, labels)
      if unit.state == .failed { writeFailure(unit, entity, labels) }
    }
  }

  private mutating func writeCounts(_ unit: SystemdUnit, _ entity: UInt64, _ labels: [LabelPair]) {
    let isService = unit.name.reversed().starts(with: ".service".utf8.reversed())
    let counts = [
      (SystemdCollector.tasks, isService ? unit.tasks : nil),
      (SystemdCollector.tasksLimit, isService ? unit.tasksLimit : nil),
      (SystemdCollector.accepted, unit.acceptedConnections),
      (SystemdCollector.connections, unit.connections),
      (SystemdCollector.refused, unit.refusedConnections),
    ]
    for case (let family, let count?) in counts {
      writer.put(family, entity, Double(count)) { labels }
    }
  }

  private func takes(_ name: [UInt8]) -> Bool {
    filter?.takes(ByteString(name)) ?? SystemdQuestion.isUsual(name)
  }

  private mutating func writeStates(
    _ unit: SystemdUnit, _ entity: UInt64, _ labels: [LabelPair]
  ) {
    guard let state = unit.state else { return }
    // A service that changes its type is another series.
    let key = SeriesKey.join(entity, SeriesKey.of(unit.type))
    for (number, shown) in SystemdCollector.states.enumerated() {
      writer.put(
        SystemdCollector.state, SeriesKey.join(key, UInt64(number)), state == shown ? 1 : 0
      ) {
        labels + [("state", ByteString(shown.rawValue)), ("type", ByteString(unit.type))]
      }
    }
  }

  private mutating func writeFailure(
    _ unit: SystemdUnit, _ entity: UInt64, _ labels: [LabelPair]
  ) {
    if let moment = unit.changedAt {
      let key = SeriesKey.join(entity, SeriesKey.of(unit.result))
      writer.put(SystemdCollector.failure, key, Double(moment)) {
        labels + [("result", ByteString(unit.result))]
      }
    }
    switch unit.exit {
    case .status(let status)?:
      writer.put(SystemdCollector.exitStatus, entity, Double(status)) { labels }
    case .signal(let number)?:
      writer.put(SystemdCollector.exitSignal, entity, Double(number)) { labels }
    case nil: break
    }
  }
}
