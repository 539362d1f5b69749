internal import Metrics

/// Who earns series of their own, and what all others add up to.
///
/// Knows no file and no clock. A round is `startRound`, then `appeared`, `changed` and `vanished` for what was seen, then
/// `finishRound`. A process is kept from its second round on while it is ranked, and 60 s longer (at most 200 of those).
/// All others belong to the remainder of their `comm`, whose counters accumulate what the members use while they are
/// members and never fall.
struct ProcessAccounts {
  /// What is known about one process.
  struct Record {
    var reading: ProcessReading
    var group: Int
    var rounds = 1
    var rankedAt: Int64?
    var used = ProcessCounters()
    var usedInRound: UInt64 = 0
    var recentCPU = TenSecondSum()
    var recentIO = TenSecondSum()
    var isAlive = true
    /// Whether a person or an alert named it.
    var isPinned = false

    /// Whether the process has series of its own.
    var isKept: Bool { rankedAt != nil }
  }

  /// The processes with one `comm` that have no series of their own.
  struct Remainder {
    var comm: [UInt8]
    var counters = ProcessCounters()
    var residentPages: UInt64 = 0
    var virtualBytes: UInt64 = 0
    var threads: UInt64 = 0
    var members = 0
    var processes = 0
    var activeAt: Int64?
  }

  private(set) var records: [Record] = []
  private(set) var kept: [Int] = []
  private(set) var remainders: [Remainder?] = [Remainder(comm: Array("(other)".utf8))]
  private(set) var unattributedTicks: Double = 0
  private(set) var seen = 0

  private var free: [Int] = []
  private var groups: [[UInt8]: Int] = [:]
  private var freeGroups: [Int] = []
  private var ranking: ProcessRanking
  private var candidates: [ProcessRanking.Candidate] = []
  private var now: Int64 = 0
  private var lastSecond: Int64 = 0
  private var round: UInt64 = 0
  private var attributedTicks: UInt64 = 0
  private var balanceTicks: Double = 0

  private static let stayMilliseconds: Int64 = 60_000
  private static let lingering = 200
  private static let mostPinned = 50
  private static let names = 200

  init(_ quotas: ProcessRanking.Quotas = ProcessRanking.Quotas()) {
    ranking = ProcessRanking(quotas)
  }

  /// Whether a remainder has something to show: members now or within the last minute.
  func isShown(_ remainder: Remainder) -> Bool {
    round > 1 && remainder.activeAt.map { now - $0 <= ProcessAccounts.stayMilliseconds } ?? false
  }

  mutating func startRound(at timestamp: Timestamp) {
    now = timestamp.milliseconds
    round += 1
    attributedTicks = 0
    let second = now / 1000
    if round == 1 { lastSecond = second }
    for index in records.indices
    where records[index].recentCPU.sum | records[index].recentIO.sum != 0 {
      records[index].recentCPU.advance(from: lastSecond, to: second)
      records[index].recentIO.advance(from: lastSecond, to: second)
    }
    lastSecond = second
  }

  /// A process that was not there in the round before.
  ///
  /// Except in the first round, what it has used since it was born
  /// is new: it goes to the remainder of its `comm`.
  mutating func appeared(_ reading: ProcessReading, comm: [UInt8]) -> Int {
    let group = join(comm)
    let record = Record(reading: reading, group: group)
    let index: Int
    if let reused = free.popLast() {
      records[reused] = record
      index = reused
    } else {
      records.append(record)
      index = records.count - 1
    }
    seen += 1
    if round > 1 { account(reading.counters, index) }
    return index
  }

  /// A process that is known and has moved.
  mutating func changed(_ index: Int, _ reading: ProcessReading) {
    let used = reading.counters.since(records[index].reading.counters)
    records[index].reading = reading
    account(used, index)
  }

  /// A process has another name from now on; it loses its own series until it is ranked again.
  mutating func renamed(_ index: Int, comm: [UInt8]) {
    leave(records[index].group)
    records[index].group = join(comm)
  }

  /// A process that is gone.
  ///
  /// Its place may be used again at once.
  mutating func vanished(_ index: Int) {
    leave(records[index].group)
    if records[index].isKept { kept.removeAll { $0 == index } }
    records[index].isAlive = false
    records[index].isPinned = false
    records[index].rankedAt = nil
    records[index].recentCPU = TenSecondSum()
    records[index].recentIO = TenSecondSum()
    free.append(index)
    seen -= 1
  }

  /// Ranks, adds up, and tells who got and who lost series of their own.
  ///
  /// `machineTicks` is what all CPUs spent on processes since the round before; `nil` where nobody knows.
  mutating func finishRound(machineTicks: UInt64?) -> (gained: [Int], lost: [Int]) {
    let gained = rank()
    let lost = drop()
    sumRemainders()
    balance(machineTicks)
    for index in records.indices where records[index].isAlive { records[index].rounds += 1 }
    return (gained, lost)
  }

  /// Keeps the processes that `isNamed` says, at most 50 of them, beside those that are ranked.
  mutating func pin(_ isNamed: (ProcessReading) -> Bool) {
    var left = ProcessAccounts.mostPinned
    for index in records.indices where records[index].isAlive {
      records[index].isPinned = left > 0 && isNamed(records[index].reading)
      if records[index].isPinned { left -= 1 }
    }
  }

  // MARK: - Counters

  private mutating func account(_ used: ProcessCounters, _ index: Int) {
    records[index].used = used
    records[index].usedInRound = round
    records[index].recentCPU.add(used.cpuTicks, second: lastSecond)
    records[index].recentIO.add(used.readBytes &+ used.writtenBytes, second: lastSecond)
    attributedTicks &+= used.cpuTicks
    if !records[index].isKept { remainders[records[index].group]?.counters.add(used) }
  }

  /// What the machine spent and nobody shows.
  ///
  /// Clocks differ by a tick here and there, so that up to a second of the
  /// processes' surplus is set off against later rounds.
  private mutating func balance(_ machineTicks: UInt64?) {
    guard round > 1, let machineTicks else { return }
    balanceTicks += Double(machineTicks) - Double(attributedTicks)
    if balanceTicks > 0 {
      unattributedTicks += balanceTicks
      balanceTicks = 0
    }
    balanceTicks = max(balanceTicks, -100)
  }

  // MARK: - Who is kept

  private mutating func rank() -> [Int] {
    candidates.removeAll(keepingCapacity: true)
    for index in records.indices where records[index].isAlive && records[index].rounds > 1 {
      let record = records[index]
      candidates.append(
        ProcessRanking.Candidate(
          index: index, cpu: record.recentCPU.sum, memory: record.reading.residentPages,
          io: record.recentIO.sum, start: record.reading.startTicks, isKept: record.isKept))
    }
    var gained: [Int] = []
    var records: [Record] = []
    swap(&records, &self.records)
    let now = now
    ranking.choose(candidates) { index in
      if !records[index].isKept { gained.append(index) }
      records[index].rankedAt = now
    }
    for candidate in candidates where records[candidate.index].isPinned {
      if !records[candidate.index].isKept { gained.append(candidate.index) }
      records[candidate.index].rankedAt = now
    }
    swap(&records, &self.records)
    kept.append(contentsOf: gained)
    return gained
  }

  private mutating func drop() -> [Int] {
    var staying = kept.filter { records[$0].rankedAt != now }
    guard !staying.isEmpty else { return [] }
    staying.sort { (records[$0].rankedAt ?? 0, $0) > (records[$1].rankedAt ?? 0, $1) }
    let lost = staying.enumerated().filter { place, index in
      place >= ProcessAccounts.lingering
        || now - (records[index].rankedAt ?? 0) > ProcessAccounts.stayMilliseconds
    }.map(\.element)
    for index in lost { releaseSeries(index) }
    return lost
  }

  /// What a process used in this round is in no sample of its own series, so that it goes to the remainder.
  private mutating func releaseSeries(_ index: Int) {
    records[index].rankedAt = nil
    kept.removeAll { $0 == index }
    if records[index].usedInRound == round {
      remainders[records[index].group]?.counters.add(records[index].used)
    }
  }

  // MARK: - Remainders

  private mutating func sumRemainders() {
    for group in remainders.indices {
      remainders[group]?.residentPages = 0
      remainders[group]?.virtualBytes = 0
      remainders[group]?.threads = 0
      remainders[group]?.members = 0
    }
    for record in records where record.isAlive && !record.isKept {
      remainders[record.group]?.residentPages &+= record.reading.residentPages
      remainders[record.group]?.virtualBytes &+= record.reading.virtualBytes
      remainders[record.group]?.threads &+= record.reading.threads
      remainders[record.group]?.members += 1
    }
    for group in remainders.indices {
      guard let remainder = remainders[group] else { continue }
      if remainder.members > 0, round > 1 { remainders[group]?.activeAt = now }
      if group > 0, remainder.processes == 0, remainder.members == 0, !isShown(remainder) {
        groups[remainder.comm] = nil
        remainders[group] = nil
        freeGroups.append(group)
      }
    }
  }

  private mutating func join(_ comm: [UInt8]) -> Int {
    let group = groups[comm] ?? newGroup(comm)
    remainders[group]?.processes += 1
    return group
  }

  private mutating func leave(_ group: Int) { remainders[group]?.processes -= 1 }

  private mutating func newGroup(_ comm: [UInt8]) -> Int {
    guard groups.count < ProcessAccounts.names else { return 0 }
    let group = freeGroups.popLast() ?? remainders.count
    if group == remainders.count { remainders.append(nil) }
    remainders[group] = Remainder(comm: comm)
    groups[comm] = group
    return group
  }
}
