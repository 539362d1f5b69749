/// What a reader of an arena knows of a class beside its index: which of its series is which of the writer's.
struct ClassFollower {
  /// The writer's number of each series.
  private(set) var numbers: [UInt32] = []
  /// The series of each of the writer's numbers, as far as blocks of it were found.
  private var locals: [UInt32: UInt32] = [:]
  var records: RecordReader
  /// How many blocks of each resolution were begun when it was last looked.
  var begun: InlineArray<3, UInt64> = .init(repeating: 0)
  /// Blocks that were begun and held nothing yet, by resolution.
  var waiting: InlineArray<3, [UInt32]> = .init(repeating: [])
  /// Of each block the generation in which it was given to its series, by resolution.
  private(set) var attached: [[UInt32]]
  /// Of each block which attachment that was: a link to an earlier life of a block leads to a later one.
  private(set) var order: [[UInt32]]
  /// Of each block the one before it in its series.
  private(set) var older: [[UInt32]]
  private var attachments: UInt32 = 0
  /// Where the next look for series without blocks begins.
  var swept: UInt32 = 0

  init(records: RecordReader, limits: [Int]) {
    self.records = records
    attached = limits.map { Array(repeating: 0, count: $0) }
    order = attached
    older = limits.map { Array(repeating: .none, count: $0) }
  }

  /// The series that is this one of the writer's.
  func local(_ number: UInt32) -> UInt32? { locals[number] }

  /// Notes which of the writer's a series is.
  mutating func note(_ local: UInt32, is number: UInt32) {
    while numbers.count <= Int(local) { numbers.append(.none) }
    numbers[Int(local)] = number
    locals[number] = local
  }

  /// Notes that a block was given to its series, behind another one or none.
  mutating func attach(_ block: UInt32, _ level: Level, generation: UInt32, after older: UInt32) {
    attachments &+= 1
    attached[level.rawValue][Int(block)] = generation
    order[level.rawValue][Int(block)] = attachments
    self.older[level.rawValue][Int(block)] = older
  }

  /// Forgets a series.
  mutating func forget(_ local: UInt32) {
    locals[numbers[Int(local)]] = nil
    numbers[Int(local)] = .none
  }
}

extension ClassStore {
  /// A class of an arena that another process writes or wrote, without anything yet.
  init(reading areas: ArraySlice<ArenaArea>, first: Int, in bytes: ArenaBytes) {
    let all = areas.enumerated().map { place, area in
      (BlockMemory(area, in: bytes), BegunLog(area, number: first + place, in: bytes))
    }
    self.init(
      follower: ClassFollower(
        records: RecordReader(all[ArenaArea.records].0, all[ArenaArea.records].1),
        limits: all.prefix(ArenaArea.records).map { $0.0.limit ?? 0 }),
      areas: Row(count: Level.allCases.count) { BlockArea(all[$0].0, log: all[$0].1) })
  }

  /// Takes up what the writer has done since, or everything there is.
  mutating func follow(everything: Bool) {
    guard follower != nil else { return }
    var ends: InlineArray<3, UInt64> = .init(repeating: 0)
    for level in 0..<3 { ends[level] = areas[level].log?.begun ?? 0 }
    // Records after the counts of blocks, headers after the records: whose block it is, is known by then.
    guard readRecords(everything: everything) else { return }
    var unknown = false
    for level in Level.allCases where !attach(level, through: ends[level.rawValue], everything) {
      unknown = true
    }
    if unknown, !everything {
      guard readRecords(everything: true) else { return }
      for level in Level.allCases { _ = attach(level, through: ends[level.rawValue], false) }
    }
    for level in 0..<3 { follower?.begun[level] = ends[level] }
    sweep()
  }

  /// Reads what there is of records; false where the writer was too fast.
  private mutating func readRecords(everything: Bool) -> Bool {
    guard follower?.records.read(everything: everything) == true else { return false }
    var known: [UInt32] = []
    for (number, record) in follower?.records.series ?? [:] {
      guard let local = follower?.local(number) else { continue }
      if index[local].generation == record.generation { known.append(number) }
    }
    for number in known { follower?.records.settle(number) }
    return true
  }

  /// Gives blocks to their series; false where one is of a series that is not known.
  private mutating func attach(
    _ level: Level, through end: UInt64, _ everything: Bool
  ) -> Bool {
    let area = level.rawValue
    guard let log = areas[area].log, let start = follower?.begun[area] else { return true }
    let fresh = everything ? nil : log.blocks(since: start, through: end)
    let blocks = fresh.map { Array(Set((follower?.waiting[area] ?? []) + $0)) }
    var found: [(block: UInt32, view: BlockView)] = []
    follower?.waiting[area] = []
    for block in blocks ?? Array(0..<UInt32(log.highWater)) {
      guard let view = areas[area].memory.checkedView(block) else {
        if areas[area].memory.publication(block).count == 0 {
          follower?.waiting[area].append(block)
        }
        continue
      }
      guard view.kind != .free, follower?.attached[area][Int(block)] != view.generation else {
        continue
      }
      if view.isSealed, areas[area].memory.isIntact(block) == false { continue }
      found.append((block, view))
    }
    // A block that was begun twice stands in the log before others that are older than what it holds now.
    ClassStore.sort(&found)
    var isKnown = true
    for (block, view) in found where !attach(block, view, level) { isKnown = false }
    return isKnown
  }

  /// By series and time; of blocks that begin in one bucket the one first that is before the other.
  private static func sort(_ found: inout [(block: UInt32, view: BlockView)]) {
    found.sort { ($0.view.owner, $0.view.firstTime) < ($1.view.owner, $1.view.firstTime) }
    var start = 0
    while start < found.count {
      let first = found[start].view
      let end =
        found[start...].firstIndex {
          $0.view.owner != first.owner || $0.view.firstTime != first.firstTime
        } ?? found.count
      if end - start > 1 { link(&found, start..<end) }
      start = end
    }
  }

  /// Puts blocks of one series that begin at the same time in the order in which each names the one before it.
  private static func link(
    _ found: inout [(block: UInt32, view: BlockView)], _ range: Range<Int>
  ) {
    var followers: [UInt32: Int] = [:]
    for place in range { followers[found[place].view.previous] = place }
    let members = Set(found[range].map(\.block))
    var order: [(block: UInt32, view: BlockView)] = []
    var next = range.first { !members.contains(found[$0].view.previous) }
    while let place = next, order.count < range.count {
      order.append(found[place])
      next = followers[found[place].block]
    }
    // Where the names lead nowhere, the order stays as it is.
    if order.count == range.count { found.replaceSubrange(range, with: order) }
  }

  /// Gives a block to its series; false where that is not known.
  private mutating func attach(_ block: UInt32, _ view: BlockView, _ level: Level) -> Bool {
    let area = level.rawValue
    guard let series = series(of: view) else { return false }
    guard view.kind == level.kind(isCounter: index[series].isCounter) else { return true }
    guard follower?.attached[area][Int(block)] != view.generation else { return true }
    let newest = index[series].newest[area]
    if newest != block, let last = self.view(newest, of: series, index[series], level) {
      guard last.firstTime <= view.firstTime else { return true }
      follower?.attach(block, level, generation: view.generation, after: newest)
      index[series].blocks[area] = min(
        index[series].blocks[area] + 1, UInt32(areas[area].limit ?? 0))
    } else {
      follower?.attach(block, level, generation: view.generation, after: .none)
      index[series].blocks[area] = 1
    }
    index[series].newest[area] = block
    return true
  }

  /// The series whose block it is, made where only its record is known.
  private mutating func series(of view: BlockView) -> UInt32? {
    if let known = follower?.local(view.owner) {
      if BlockIdentity.incarnation(index[known].generation) == view.incarnation { return known }
    }
    guard let record = follower?.records.series[view.owner],
      BlockIdentity.incarnation(record.generation) == view.incarnation,
      let declared = follower?.records.declared(view.owner)
    else { return nil }
    if let old = follower?.local(view.owner) { forgetFollowed(old) }
    let payer = payers.number(declared.payer)
    guard
      let series = index.add(
        declared.declaration, payer: payer, payerName: declared.payer)
    else { return nil }
    payers.count(payer, 1)
    index[series].generation = record.generation
    index[series].isCounter = declared.isCounter
    follower?.note(series, is: view.owner)
    follower?.records.settle(view.owner)
    return series
  }

  private mutating func forgetFollowed(_ series: UInt32) {
    follower?.forget(series)
    forget(series)
  }

  /// Of some of the series, forgets those that have no block any more.
  private mutating func sweep() {
    let total = UInt32(index.series.entries.highWater)
    guard let start = follower.map({ $0.swept < total ? $0.swept : 0 }) else { return }
    let end = min(start + 1024, total)
    for series in start..<end where index[series].generation != 0 {
      let entry = index[series]
      let isThere = Level.allCases.contains { level in
        view(entry.newest[level.rawValue], of: series, entry, level) != nil
      }
      if !isThere { forgetFollowed(series) }
    }
    follower?.swept = end
  }

  /// The header of a block where it is still one of this series.
  func view(
    _ block: UInt32, of series: UInt32, _ entry: SeriesEntry, _ level: Level
  ) -> BlockView? {
    guard isFollowing else { return areas[level.rawValue].memory.view(block) }
    guard block != .none, let view = areas[level.rawValue].memory.checkedView(block),
      view.generation == follower?.attached[level.rawValue][Int(block)],
      view.owner == follower?.numbers[Int(series)],
      view.incarnation == BlockIdentity.incarnation(entry.generation),
      view.kind == level.kind(isCounter: entry.isCounter)
    else { return nil }
    return view
  }

  /// Whether a series has blocks of this resolution.
  func hasBlocks(_ series: UInt32, _ entry: SeriesEntry, _ level: Level) -> Bool {
    let number = level.rawValue
    guard isFollowing else { return entry.blocks[number] > 0 }
    return view(entry.newest[number], of: series, entry, level) != nil
  }

  /// The block before another one of its series, if it is still the one.
  func older(_ block: UInt32, _ level: Level) -> UInt32 {
    let area = level.rawValue
    guard isFollowing else { return areas[area].memory.previous(block) }
    guard let older = follower?.older[area][Int(block)], older != .none,
      let order = follower?.order[area],
      order[Int(older)] < order[Int(block)]
    else { return .none }
    return older
  }
}

extension Level {
  /// What its blocks hold.
  func kind(isCounter: Bool) -> BlockKind {
    switch self {
    case .raw: .floats
    case .tenSeconds, .oneMinute: isCounter ? .counters : .gauges
    }
  }
}
