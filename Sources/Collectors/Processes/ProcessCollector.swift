internal import Glibc
internal import Metrics
internal import ProcFS

/// Writes the series of the processes that earn their own, and of the remainders of the others.
///
/// Each process has a row of slots for as long as it is kept, so that a tick looks nothing up.
struct ProcessCollector {
  private var table: ProcessTable
  private let options: HostOptions
  private let source: SystemStatSource
  private var users: UserNames
  private var rows: [Int: [UInt32]] = [:]
  private var remainderRows: [Int: [UInt32]] = [:]
  private var ownRow: [UInt32] = []
  /// What control groups allow, of the processes for which they allow less than all.
  private var limits: [Int: (slot: UInt32, cores: Double)] = [:]
  private let limit: ControlGroupLimit
  private var ticks = 0
  /// The processes whose command line could not be asked for yet.
  private var nameless: Set<Int> = []
  private var batch = SampleBatch(origin: .processes, timestamp: Timestamp(milliseconds: 0))
  private var lastMachineTicks: UInt64?
  private var bootTimeSeconds: Double?
  /// What the mount option says that hides processes; `nil` where there is none.
  private let hidingOption: String?

  init(_ options: HostOptions, _ source: SystemStatSource) {
    self.options = options
    table = ProcessTable(options.paths)
    limit = ControlGroupLimit(options.paths)
    self.source = source
    users = UserNames(options.paths)
    let text = Tree.bytes(options.paths.proc("self/mountinfo"), limit: 1 << 20) ?? []
    let mounts = MountInformation(text.span)
    // What was mounted last hides what was mounted there before.
    let mount = mounts.mounts.last { $0.mountPoint.elementsEqual("/proc".utf8) }
    hidingOption = mount?.hidesProcesses.map { "hidepid=" + String(decoding: $0, as: UTF8.self) }
  }

  /// Reads all processes and makes the batch of the tick.
  mutating func collect(_ round: HostRound, _ slots: inout SlotAllocator) -> SampleBatch {
    start(at: round.timestamp)
    let gained = table.read(
      at: round.timestamp, machineTicks: machineTicks(round),
      forks: source.reading(round.number)?.forks)
    for index in table.lost {
      end(rows.removeValue(forKey: index), &slots)
      endLimit(index, &slots)
    }
    for index in table.renamed where table.accounts.records[index].isKept {
      end(rows.removeValue(forKey: index), &slots)
      declare(index, &slots)
    }
    for index in table.reparented where rows[index] != nil && !table.renamed.contains(index) {
      renewInfo(index, &slots)
    }
    table.forgetChanges()
    for index in gained where rows[index] == nil { declare(index, &slots) }
    renewLimit(&slots)
    for index in table.accounts.kept { write(index, &slots) }
    writeRemainders(&slots)
    writeOwn(&slots)
    return batch
  }

  /// Keeps these processes beside those that are ranked, from the next tick on.
  mutating func pin(_ pins: [ProcessPin]) {
    table.pin(
      pins, ticksPerSecond: options.ticksPerSecond, bootTimeSeconds: bootTimeSeconds)
  }

  /// Files that exist and could not be read.
  var problems: [CollectorProblem] {
    let code = table.accounts.seen == 0 ? table.folder.failure : 0
    guard !CollectorProblem.isAbsence(code) else { return hidden + hiddenIO }
    return [CollectorProblem(collector: "processes", path: options.paths.procfs, code: code)]
  }

  /// Whether processes of other users are kept from this one.
  private var hidesProcesses: Bool { hidingOption != nil && !table.hasFirst }

  private var hidden: [CollectorProblem] {
    guard hidesProcesses, let hidingOption else { return [] }
    return [
      CollectorProblem(
        collector: "processes", path: options.paths.procfs, code: EPERM,
        reason: "other users' processes are hidden (mounted with \(hidingOption))")
    ]
  }

  /// What other users' processes read and write, where that is kept from this one.
  private var hiddenIO: [CollectorProblem] {
    let accounts = table.accounts
    guard table.hidesIO, accounts.kept.contains(where: { !accounts.records[$0].reading.hasIO })
    else { return [] }
    return [
      CollectorProblem(
        collector: "per-process I/O", path: options.paths.proc("PID/io"), code: EACCES)
    ]
  }

  private mutating func start(at timestamp: Timestamp) {
    batch.timestamp = timestamp
    batch.declarations.removeAll(keepingCapacity: true)
    batch.slots.removeAll(keepingCapacity: true)
    batch.values.removeAll(keepingCapacity: true)
    batch.ended.removeAll(keepingCapacity: true)
  }

  /// What all CPUs spent on processes since the last tick; `nil` where that is more than those that may be seen did.
  private mutating func machineTicks(_ round: HostRound) -> UInt64? {
    let stat = source.reading(round.number)
    bootTimeSeconds = stat?.bootTimeSeconds.map { Double($0) } ?? bootTimeSeconds
    guard let stat, stat.total.count >= 3, !hidesProcesses else {
      lastMachineTicks = nil
      return nil
    }
    let ticks = stat.total[0] &+ stat.total[1] &+ stat.total[2]
    defer { lastMachineTicks = ticks }
    return lastMachineTicks.map { ticks > $0 ? ticks - $0 : 0 }
  }

  private mutating func end(_ row: [UInt32]?, _ slots: inout SlotAllocator) {
    guard let row else { return }
    batch.ended.append(contentsOf: row)
    slots.giveBack(row)
  }

  // MARK: - A process

  private mutating func declare(_ index: Int, _ slots: inout SlotAllocator) {
    let reading = table.accounts.records[index].reading
    let identity: [LabelPair] = [
      ("pid", ByteString(String(reading.pid))), ("comm", ByteString(table.comm(index))),
    ]
    var row = declareUsage(identity, hasIO: reading.hasIO, &slots)
    row.append(declare(ProcessFamilies.start, identity, &slots))
    row.append(declare(ProcessFamilies.state, identity, &slots))
    row.append(declare(ProcessFamilies.info, identity + names(reading), &slots))
    rows[index] = row
    endLimit(index, &slots)
    readLimit(index, &slots)
    if ProcessCollector.waitsForDisk(reading) {
      nameless.insert(index)
    } else {
      nameless.remove(index)
    }
  }

  /// Reads the command line of a process that waited for a disk when its series began.
  private mutating func name(_ index: Int, _ slots: inout SlotAllocator) {
    guard !ProcessCollector.waitsForDisk(table.accounts.records[index].reading) else { return }
    nameless.remove(index)
    renewInfo(index, &slots)
  }

  /// Ends the series that says what a process is, and begins one that says it anew.
  private mutating func renewInfo(_ index: Int, _ slots: inout SlotAllocator) {
    let reading = table.accounts.records[index].reading
    guard let info = rows[index]?.last else { return }
    if ProcessCollector.waitsForDisk(reading) { nameless.insert(index) }
    let identity: [LabelPair] = [
      ("pid", ByteString(String(reading.pid))), ("comm", ByteString(table.comm(index))),
    ]
    end([info], &slots)
    let renewed = declare(ProcessFamilies.info, identity + names(reading), &slots)
    rows[index]?.removeLast()
    rows[index]?.append(renewed)
  }

  private static func waitsForDisk(_ reading: ProcessReading) -> Bool {
    reading.state == UInt8(ascii: "D")
  }

  private mutating func write(_ index: Int, _ slots: inout SlotAllocator) {
    if nameless.contains(index) { name(index, &slots) }
    let reading = table.accounts.records[index].reading
    guard let row = rows[index] else { return }
    let hadIO = row.count == ProcessCollector.usageCount + 2 + 3
    guard hadIO == reading.hasIO else {
      end(rows.removeValue(forKey: index), &slots)
      declare(index, &slots)
      return write(index, &slots)
    }
    if let limit = limits[index] { batch.append(limit.cores, slot: limit.slot) }
    var place = writeUsage(
      row, reading.counters, residentPages: reading.residentPages,
      virtualBytes: reading.virtualBytes, threads: reading.threads, hasIO: reading.hasIO)
    if let boot = bootTimeSeconds {
      batch.append(boot + Double(reading.startTicks) / options.ticksPerSecond, slot: row[place])
    }
    place += 1
    if let state = ProcessFamilies.stateNumber(reading.state) {
      batch.append(state, slot: row[place])
    }
    batch.append(1, slot: row[place + 1])
  }

  // MARK: - Limits

  /// Reads one process's limit a tick, in turn: somebody may have changed it.
  private mutating func renewLimit(_ slots: inout SlotAllocator) {
    let kept = table.accounts.kept
    guard !kept.isEmpty else { return }
    ticks += 1
    let index = kept[ticks % kept.count]
    if rows[index] != nil { readLimit(index, &slots) }
  }

  private mutating func readLimit(_ index: Int, _ slots: inout SlotAllocator) {
    let reading = table.accounts.records[index].reading
    guard let cores = controlGroup(reading).flatMap(limit.cores) else {
      return endLimit(index, &slots)
    }
    if limits[index] == nil {
      let identity: [LabelPair] = [
        ("pid", ByteString(String(reading.pid))), ("comm", ByteString(table.comm(index))),
      ]
      limits[index] = (declare(ProcessFamilies.limit, identity, &slots), cores)
    }
    limits[index]?.cores = cores
  }

  private mutating func endLimit(_ index: Int, _ slots: inout SlotAllocator) {
    end(limits.removeValue(forKey: index).map { [$0.slot] }, &slots)
  }

  private func controlGroup(_ reading: ProcessReading) -> [UInt8]? {
    let folder = table.folder
    guard let length = folder.read(reading.pid, "cgroup") else { return nil }
    let bytes = folder.buffer
    return ProcessNames.controlGroup(bytes.span.extracting(0..<length))
  }

  /// What is read only once: the user, the control group and the command line; and who the process is.
  ///
  /// With its start a number names a process for good: the start stands as it was when the series began, whatever
  /// happens to the clock.
  private mutating func names(_ reading: ProcessReading) -> [LabelPair] {
    let folder = table.folder
    var result: [LabelPair] = [("parent_pid", ByteString(String(reading.parent)))]
    if let boot = bootTimeSeconds {
      let start = boot + Double(reading.startTicks) / options.ticksPerSecond
      result.append(("creation_time", ByteString(FloatText.shortest(start))))
    }
    if let length = folder.read(reading.pid, "status") {
      let bytes = folder.buffer
      if let id = ProcessNames.userID(bytes.span.extracting(0..<length)) {
        result.append(("user", ByteString(users.name(id))))
      }
    }
    if let path = controlGroup(reading) { result.append(("cgroup", ByteString(path))) }
    // A task that waits for a disk may hold the lock that this file needs.
    if !ProcessCollector.waitsForDisk(reading), let length = folder.read(reading.pid, "cmdline") {
      let bytes = folder.buffer
      let line = ProcessNames.commandLine(bytes.span.extracting(0..<length), limit: 1024)
      result.append(("cmdline", ByteString(line)))
    }
    return result
  }

  // MARK: - Remainders and counts

  private mutating func writeRemainders(_ slots: inout SlotAllocator) {
    for (group, remainder) in table.accounts.remainders.enumerated() {
      guard let remainder, table.accounts.isShown(remainder) else {
        end(remainderRows.removeValue(forKey: group), &slots)
        continue
      }
      if remainderRows[group] == nil {
        remainderRows[group] = declareUsage(
          [("comm", ByteString(remainder.comm))], hasIO: true, &slots)
      }
      guard let row = remainderRows[group] else { continue }
      _ = writeUsage(
        row, remainder.counters, residentPages: remainder.residentPages,
        virtualBytes: remainder.virtualBytes, threads: remainder.threads, hasIO: true)
    }
  }

  private mutating func writeOwn(_ slots: inout SlotAllocator) {
    if ownRow.isEmpty {
      let families = [ProcessFamilies.seen, ProcessFamilies.kept, ProcessFamilies.unattributed]
      ownRow = families.map { family in
        declare(family, [], &slots, targetLabels: options.ownLabels)
      }
    }
    batch.append(Double(table.accounts.seen), slot: ownRow[0])
    batch.append(Double(table.accounts.kept.count), slot: ownRow[1])
    let ticks = table.accounts.unattributedTicks
    batch.append(ticks / options.ticksPerSecond, slot: ownRow[2])
  }

  // MARK: - What processes and remainders have in common

  /// The series of `declareUsage` without those of I/O.
  private static let usageCount = 7

  private mutating func declareUsage(
    _ identity: [LabelPair], hasIO: Bool, _ slots: inout SlotAllocator
  ) -> [UInt32] {
    var row = [
      declare(ProcessFamilies.cpu, identity + [("mode", "user")], &slots),
      declare(ProcessFamilies.cpu, identity + [("mode", "system")], &slots),
      declare(ProcessFamilies.memory, identity, &slots),
      declare(ProcessFamilies.virtual, identity, &slots),
      declare(ProcessFamilies.threads, identity, &slots),
      declare(ProcessFamilies.faults, identity + [("type", "minor")], &slots),
      declare(ProcessFamilies.faults, identity + [("type", "major")], &slots),
    ]
    guard hasIO else { return row }
    row.append(declare(ProcessFamilies.io, identity + [("direction", "read")], &slots))
    row.append(declare(ProcessFamilies.io, identity + [("direction", "write")], &slots))
    return row
  }

  /// Writes the series that `declareUsage` declared, in its order; how many.
  private mutating func writeUsage(
    _ row: [UInt32], _ counters: ProcessCounters, residentPages: UInt64, virtualBytes: UInt64,
    threads: UInt64, hasIO: Bool
  ) -> Int {
    batch.append(Double(counters.userTicks) / options.ticksPerSecond, slot: row[0])
    batch.append(Double(counters.systemTicks) / options.ticksPerSecond, slot: row[1])
    batch.append(Double(residentPages) * options.pageBytes, slot: row[2])
    batch.append(Double(virtualBytes), slot: row[3])
    batch.append(Double(threads), slot: row[4])
    batch.append(Double(counters.minorFaults), slot: row[5])
    batch.append(Double(counters.majorFaults), slot: row[6])
    guard hasIO else { return ProcessCollector.usageCount }
    batch.append(Double(counters.readBytes), slot: row[7])
    batch.append(Double(counters.writtenBytes), slot: row[8])
    return ProcessCollector.usageCount + 2
  }

  private mutating func declare(
    _ family: Family, _ labels: [LabelPair], _ slots: inout SlotAllocator,
    targetLabels: [LabelPair]? = nil
  ) -> UInt32 {
    let slot = slots.take()
    let all =
      (targetLabels ?? options.processLabels) + labels + [(Labels.metricNameLabel, family.name)]
    batch.declarations.append(
      SeriesDeclaration(
        slot: slot, labels: Labels(all), family: family.name, metadata: family.metadata))
    return slot
  }
}
