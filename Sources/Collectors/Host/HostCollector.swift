public import Metrics

/// Reads this host and its processes, once a tick, into batches.
///
/// Collectors that the shipped views and rules use are read at every tick, the others in turn within 15 s. Use one
/// instance on one thread. Every series has a slot of one number space, shared by the batches of both origins.
public struct HostCollector {
  private struct Entry {
    let name: String
    let isSlow: Bool
    var part: any HostPart
    var due: Timestamp?
  }

  private var entries: [Entry] = []
  private var sections: [SeriesSection] = []
  private let status: CollectorStatus
  private var host: SampleWriter
  private var processes: ProcessCollector?
  private var units: UnitCollector?
  private var systemd: SystemdCollector?
  private var peers: PeerCollector?
  /// The number of the first collector with batches of its own among the names of the status.
  private let furtherNumber: Int
  private let furtherNames: [String]
  /// What collectors that are used and not there would have known.
  private let missing: [CollectorProblem]
  private var rounds: UInt64 = 0
  private let options: HostOptions

  /// A collector that has read nothing yet.
  ///
  /// - Parameters:
  ///   - options: where and how to read.
  ///   - withProcesses: whether processes are collected too.
  public init(_ options: HostOptions, withProcesses: Bool = true) {
    self.options = options
    host = SampleWriter(
      origin: .host, targetLabels: options.hostLabels, slots: SlotAllocator())
    let source = SystemStatSource(options.paths)
    let own = OwnControlGroups()
    processes = withProcesses ? ProcessCollector(options, source) : nil
    for (name, isSlow, part) in HostParts.all(options, source, own)
    where options.uses(name) {
      entries.append(Entry(name: name, isSlow: isSlow, part: part))
    }
    units = options.uses(UnitCollector.name) ? UnitCollector(options, own) : nil
    systemd = options.uses(SystemdCollector.name) ? SystemdCollector(options) : nil
    peers = HostCollector.peers(options)
    let isMissed = systemd == nil && options.uses(SystemdCollector.name)
    missing = isMissed ? [SystemdCollector.absence(options)] : []
    furtherNumber = entries.count
    let further = [
      units == nil ? nil : UnitCollector.name, systemd == nil ? nil : SystemdCollector.name,
      peers == nil ? nil : PeerCollector.name,
    ]
    furtherNames = further.compactMap { $0 }
    status = CollectorStatus(entries.map(\.name) + furtherNames)
    if options.reportsCollectors {
      entries.append(Entry(name: "", isSlow: true, part: status))
    }
    sections = entries.map { _ in SeriesSection() }
  }

  /// The names of all collectors, sorted, whether on by default or not.
  public static var collectorNames: [String] {
    let options = HostOptions(instance: nil)
    let parts = HostParts.all(options, SystemStatSource(options.paths), OwnControlGroups())
    let further = [UnitCollector.name, SystemdCollector.name, PeerCollector.name]
    return Set(parts.map { $0.name } + further).sorted()
  }

  /// Reads everything that is due at the tick of `timestamp`: a batch of the host's series, one of the processes' and,
  /// where it is their turn, one of the control groups', one of systemd's units and one of the peers'.
  public mutating func collect(at timestamp: Timestamp) -> [SampleBatch] {
    let round = startRound(timestamp)
    collectHost(round, everything: false)
    guard processes != nil || !furtherNames.isEmpty else { return [host.batch] }
    var slots = SlotAllocator()
    swap(&slots, &host.slots)
    defer { swap(&slots, &host.slots) }
    var batches = [host.batch]
    if let batch = processes?.collect(round, &slots) { batches.append(batch) }
    batches += collectFurther(round, everything: false, &slots)
    return batches
  }

  /// Keeps these processes, at most 50, beside those that earn series of their own; replaces those named before.
  public mutating func pin(_ pins: [ProcessPin]) { processes?.pin(pins) }

  /// Reads every collector once: all series but the processes', nothing left for later.
  public mutating func collectOnce(at timestamp: Timestamp) -> SampleBatch {
    let round = startRound(timestamp)
    collectHost(round, everything: true)
    guard !furtherNames.isEmpty else { return host.batch }
    var slots = SlotAllocator()
    swap(&slots, &host.slots)
    defer { swap(&slots, &host.slots) }
    var batch = host.batch
    for one in collectFurther(round, everything: true, &slots) {
      batch.declarations += one.declarations
      batch.ended += one.ended
      for (slot, value) in zip(one.slots, one.values) { batch.append(value, slot: slot) }
    }
    return batch
  }

  /// Files that exist and could not be read, and questions without an answer, sorted by path.
  public var problems: [CollectorProblem] {
    var found: Set<CollectorProblem> = []
    for entry in entries {
      for file in entry.part.files where !CollectorProblem.isAbsence(file.failure) {
        found.insert(
          CollectorProblem(collector: entry.name, path: file.path, code: file.failure))
      }
      found.formUnion(entry.part.problems)
    }
    found.formUnion(processes?.problems ?? [])
    found.formUnion(furtherProblems.filter { !$0.isAbsent } + (peers?.problems ?? []))
    return found.sorted { $0.path < $1.path }
  }

  /// What collectors that are used cannot know because this machine does not have it, sorted by path.
  public var absences: [CollectorProblem] {
    (furtherProblems.filter(\.isAbsent) + missing).sorted { $0.path < $1.path }
  }

  private var furtherProblems: [CollectorProblem] {
    [units?.problem, systemd?.problem].compactMap { $0 }
  }

  /// The collector of peers, where it is used and this machine's kernel can be asked.
  private static func peers(_ options: HostOptions) -> PeerCollector? {
    guard options.uses(PeerCollector.name) else { return nil }
    if let make = options.makeSocketReading { return PeerCollector(options, read: make()) }
    guard options.paths.procfs == HostPaths().procfs else { return nil }
    let diagnosis = SocketDiagnosis()
    return PeerCollector(options) { diagnosis.read($0) }
  }

  /// The batches of the collectors that have their own.
  private mutating func collectFurther(
    _ round: HostRound, everything: Bool, _ slots: inout SlotAllocator
  ) -> [SampleBatch] {
    let units = timed(UnitCollector.name) {
      $0.units?.collect(at: round.timestamp, everything: everything, &slots)
    } failed: {
      $0.units?.problem != nil
    }
    let systemd = timed(SystemdCollector.name) {
      $0.systemd?.collect(round, waits: everything, &slots)
    } failed: {
      $0.systemd?.problem != nil
    }
    let peers = timed(PeerCollector.name) {
      $0.peers?.collect(round, &slots)
    } failed: {
      $0.peers?.failure != 0
    }
    return [units, systemd, peers].compactMap { $0 }
  }

  /// Takes note of whether a collector failed, and of how long it took where it had a batch.
  private mutating func timed(
    _ name: String, _ collect: (inout HostCollector) -> SampleBatch?,
    failed: (HostCollector) -> Bool
  ) -> SampleBatch? {
    let start = options.reportsCollectors ? options.monotonicClock() : nil
    let batch = collect(&self)
    guard let place = furtherNames.firstIndex(of: name) else { return nil }
    status.note(furtherNumber + place, failed: failed(self))
    if batch != nil, let start {
      status.note(furtherNumber + place, seconds: options.monotonicClock() - start)
    }
    return batch
  }

  private mutating func startRound(_ timestamp: Timestamp) -> HostRound {
    host.slots.startRound()
    rounds += 1
    return HostRound(number: rounds, timestamp: timestamp, wallSeconds: options.wallClock())
  }

  private mutating func collectHost(_ round: HostRound, everything: Bool) {
    host.startRound(at: round.timestamp)
    for index in entries.indices where everything || isDue(index, round.timestamp) {
      var section = SeriesSection()
      swap(&section, &sections[index])
      host.begin(&section)
      let start = isTimed(index, round, everything) ? options.monotonicClock() : nil
      entries[index].part.write(to: &host, round)
      host.end(&section)
      swap(&section, &sections[index])
      let failed = host.takeFailure()
      guard !entries[index].name.isEmpty else { continue }
      status.note(index, failed: failed)
      if let start { status.note(index, seconds: options.monotonicClock() - start) }
    }
  }

  /// Whether it is looked at how long an entry takes: of those of every tick now and then.
  private func isTimed(_ index: Int, _ round: HostRound, _ everything: Bool) -> Bool {
    options.reportsCollectors
      && (everything || entries[index].isSlow || round.number % 15 == 1)
  }

  /// Whether an entry is to be read now.
  ///
  /// Slow ones are spread over their interval after the first tick.
  private mutating func isDue(_ index: Int, _ now: Timestamp) -> Bool {
    guard entries[index].isSlow else { return true }
    let interval = options.slowInterval
    guard let due = entries[index].due else {
      let share =
        interval.milliseconds / 1000 > 0 ? Int64(index) % (interval.milliseconds / 1000) : 0
      entries[index].due = now + (interval - .seconds(share))
      return true
    }
    guard now >= due else { return false }
    let next = due + interval
    entries[index].due = next > now ? next : now + interval
    return true
  }
}
