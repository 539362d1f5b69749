internal import Glibc
internal import Metrics
internal import ProcFS

/// Follows the processes from tick to tick with as few system calls as will do.
///
/// Of a process with one thread only `schedstat` is read while it does not move; `stat` where it moved, where there are
/// several threads (the first thread's file does not tell of the others), and now and then, as memory changes without
/// the process. `schedstat` is held open from the second sighting on, `stat` of those that move, while descriptors allow.
/// The folder is listed only where the kernel has started a process or thread since: that one has ended is known from
/// its file.
struct ProcessTable {
  private struct Held {
    var stat: Int32 = -1
    var run: Int32 = -1
    var lastRun: ProcessRunTime?
    var mayReadIO = true
    var comm: [UInt8] = []
    var sightings = 1
    /// For how many ticks it has not moved.
    var stillTicks = 0
  }

  let folder: ProcessFolder
  private(set) var accounts = ProcessAccounts()
  private var held: [Held] = []
  private var known: [(pid: Int32, index: Int)] = []
  private var next: [(pid: Int32, index: Int)] = []
  private var pids: [Int32] = []
  private var tick = 0
  /// How many processes and threads the kernel had started at the last tick, and whether that number has ever risen:
  /// one that stands still may be nobody's count.
  private var lastForks: UInt64?
  private var isForksAlive = false
  private(set) var lost: [Int] = []
  /// Whether this user was refused what some process reads and writes.
  private(set) var hidesIO = false

  init(_ paths: HostPaths) { folder = ProcessFolder(paths.procfs) }

  /// The name of a process as the kernel shows it.
  func comm(_ index: Int) -> [UInt8] { held[index].comm }

  /// Whether the first process of all was there at the last tick, which everybody may see where none are hidden.
  var hasFirst: Bool { known.first?.pid == 1 }

  /// Looks at every process.
  ///
  /// - Parameters:
  ///   - timestamp: the tick.
  ///   - machineTicks: what all CPUs spent on processes since the last one; `nil` where nobody knows.
  ///   - forks: how many processes and threads the kernel had started before the tick; `nil` where nobody knows.
  /// - Returns: the ones that got series of their own; in `lost` are the ones whose series end.
  mutating func read(
    at timestamp: Timestamp, machineTicks: UInt64?, forks: UInt64? = nil
  ) -> [Int] {
    tick += 1
    lost.removeAll(keepingCapacity: true)
    accounts.startRound(at: timestamp)
    list(forks)
    next.removeAll(keepingCapacity: true)
    var position = 0
    for pid in pids {
      while position < known.count, known[position].pid < pid {
        vanish(known[position].index)
        position += 1
      }
      if position < known.count, known[position].pid == pid {
        see(pid, known[position].index)
        position += 1
      } else {
        appear(pid)
      }
    }
    for entry in known[position...] { vanish(entry.index) }
    swap(&known, &next)
    let changes = accounts.finishRound(machineTicks: machineTicks)
    lost.append(contentsOf: changes.lost)
    return changes.gained
  }

  /// Finds out which processes there are, or were at the last tick where none can have come since.
  private mutating func list(_ forks: UInt64?) {
    defer { lastForks = forks }
    if let forks, let last = lastForks, forks > last { isForksAlive = true }
    guard isForksAlive, forks != nil, forks == lastForks else { return folder.list(&pids) }
    pids.removeAll(keepingCapacity: true)
    for entry in known { pids.append(entry.pid) }
  }

  // MARK: - One process

  private mutating func appear(_ pid: Int32) {
    guard let length = folder.read(pid, "stat") else { return }
    let bytes = folder.buffer
    guard let stat = ProcessStat(bytes.span.extracting(0..<length)) else { return }
    let comm = ProcessTable.stableName(bytes[stat.comm])
    var reading = ProcessTable.reading(stat, pid)
    let mayReadIO = addIO(&reading)
    let index = accounts.appeared(reading, comm: comm)
    if index == held.count { held.append(Held()) }
    held[index] = Held(mayReadIO: mayReadIO, comm: comm)
    next.append((pid, index))
  }

  private mutating func see(_ pid: Int32, _ index: Int) {
    held[index].sightings += 1
    if held[index].sightings == 2 { held[index].run = folder.hold(pid, "schedstat") }
    switch hasMoved(index) {
    case .no: next.append((pid, index))
    case .due: readStat(pid, index, withIO: false)
    case .yes:
      // What has moved twice may well move again.
      if held[index].sightings > 2 { holdStat(pid, index) }
      readStat(pid, index, withIO: true)
    case .unknown:
      holdStat(pid, index)
      readStat(pid, index, withIO: accounts.records[index].reading.threads > 1)
    case .gone: replace(pid, index)
    }
  }

  private mutating func holdStat(_ pid: Int32, _ index: Int) {
    if held[index].stat < 0 { held[index].stat = folder.hold(pid, "stat") }
  }

  private enum Movement {
    case no, due, yes, unknown, gone
  }

  private mutating func hasMoved(_ index: Int) -> Movement {
    guard held[index].run >= 0, accounts.records[index].reading.threads == 1 else {
      return .unknown
    }
    guard let length = folder.read(held[index].run) else { return .gone }
    let bytes = folder.buffer
    guard let run = ProcessRunTime(bytes.span.extracting(0..<length)), run.timeslices > 0 else {
      return .unknown
    }
    guard run == held[index].lastRun else {
      held[index].lastRun = run
      held[index].stillTicks = 0
      return .yes
    }
    return stands(index)
  }

  /// A process that has not moved: whether its memory is to be looked at all the same.
  ///
  /// That of processes with series of their own, and of those that moved within a minute, at every tenth tick; that of
  /// others, which nobody sees by itself, once a minute.
  private mutating func stands(_ index: Int) -> Movement {
    held[index].stillTicks &+= 1
    let isLong = held[index].stillTicks > 60
    if isLong, held[index].stat >= 0 {
      folder.release(held[index].stat)
      held[index].stat = -1
    }
    let isSeldom = isLong && !accounts.records[index].isKept
    return (tick + index) % (isSeldom ? 60 : 10) == 0 ? .due : .no
  }

  private mutating func readStat(_ pid: Int32, _ index: Int, withIO: Bool) {
    let file = held[index].stat
    guard let length = file >= 0 ? folder.read(file) : folder.read(pid, "stat") else {
      return replace(pid, index)
    }
    let bytes = folder.buffer
    guard let stat = ProcessStat(bytes.span.extracting(0..<length)),
      stat.startTicks == accounts.records[index].reading.startTicks
    else { return replace(pid, index) }
    rename(index, bytes[stat.comm])
    let before = accounts.records[index].reading
    var reading = ProcessTable.reading(stat, pid)
    reading.hasIO = before.hasIO
    reading.counters.readBytes = before.counters.readBytes
    reading.counters.writtenBytes = before.counters.writtenBytes
    let isDue = reading.counters.cpuTicks != before.counters.cpuTicks || (tick + index) % 10 == 0
    if withIO, isDue || reading.threads == 1, held[index].mayReadIO {
      held[index].mayReadIO = addIO(&reading)
    }
    if reading.parent != before.parent { reparented.append(index) }
    if reading != before { accounts.changed(index, reading) }
    next.append((pid, index))
  }

  private mutating func rename(_ index: Int, _ comm: ArraySlice<UInt8>) {
    if held[index].comm.elementsEqual(comm) { return }
    let name = ProcessTable.stableName(comm)
    guard held[index].comm != name else { return }
    held[index].comm = name
    accounts.renamed(index, comm: held[index].comm)
    renamed.append(index)
  }

  /// The name without what a kernel worker is busy with: `kworker/0:1-events` is `kworker/0:1`.
  static func stableName(_ comm: ArraySlice<UInt8>) -> [UInt8] {
    guard comm.starts(with: worker), !comm.starts(with: rescuer) else { return Array(comm) }
    return Array(comm.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") })
  }

  private static let worker = Array("kworker/".utf8)
  private static let rescuer = Array("kworker/R-".utf8)

  /// The processes whose name changed at this tick.
  private(set) var renamed: [Int] = []

  /// The processes that have another parent since this tick, as theirs has ended.
  private(set) var reparented: [Int] = []

  /// Forgets which processes have changed their names or parents.
  mutating func forgetChanges() {
    renamed.removeAll(keepingCapacity: true)
    reparented.removeAll(keepingCapacity: true)
  }

  /// Adds these processes, and only these, to those that earn series of their own.
  ///
  /// Their starts are seconds since the epoch, as `ticksPerSecond` and `bootTimeSeconds` make them of the kernel's ticks.
  mutating func pin(
    _ pins: [ProcessPin], ticksPerSecond: Double, bootTimeSeconds: Double?
  ) {
    accounts.pin { record in
      pins.contains { pin in
        guard pin.pid == record.pid else { return false }
        guard let start = pin.startSeconds, let boot = bootTimeSeconds else { return true }
        return abs(boot + Double(record.startTicks) / ticksPerSecond - start) < 0.5 / ticksPerSecond
      }
    }
  }

  /// The number belongs to another process now, or to none.
  private mutating func replace(_ pid: Int32, _ index: Int) {
    vanish(index)
    appear(pid)
  }

  private mutating func vanish(_ index: Int) {
    if accounts.records[index].isKept { lost.append(index) }
    folder.release(held[index].stat)
    folder.release(held[index].run)
    held[index] = Held()
    accounts.vanished(index)
  }

  /// Adds what the process read and wrote; whether asking again makes sense.
  private mutating func addIO(_ reading: inout ProcessReading) -> Bool {
    guard let length = folder.read(reading.pid, "io") else {
      if folder.failure == EACCES { hidesIO = true }
      return folder.failure != EACCES && folder.failure != ENOENT
    }
    let bytes = folder.buffer
    let io = ProcessIO(bytes.span.extracting(0..<length))
    guard let read = io.readBytes, let written = io.writtenBytes else { return false }
    reading.counters.readBytes = read
    reading.counters.writtenBytes = written
    reading.hasIO = true
    return true
  }

  private static func reading(_ stat: ProcessStat, _ pid: Int32) -> ProcessReading {
    ProcessReading(
      pid: pid, parent: stat.parent, startTicks: stat.startTicks,
      counters: ProcessCounters(
        userTicks: stat.userTicks, systemTicks: stat.systemTicks, minorFaults: stat.minorFaults,
        majorFaults: stat.majorFaults),
      residentPages: stat.residentPages, virtualBytes: stat.virtualBytes, threads: stat.threads,
      state: stat.state)
  }
}
