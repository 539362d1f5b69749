internal import Metrics

/// One class of a ring: its series, their blocks at every resolution, and who pays for them.
struct ClassStore: ~Copyable {
  var index: SeriesIndex
  let areas: Row<BlockArea>
  var active: Slab<ActiveSeries>
  var payers = Payers()
  let hasArchives: Bool
  /// What is known of the writer's numbers where another process writes this class.
  var follower: ClassFollower?
  let isFollowing: Bool
  /// The most bytes; no limit where it is `nil`.
  let limit: Int?
  /// Until when samples were lost, by resolution; nothing lost where it is `Int64.min`.
  var lostThrough: InlineArray<3, Int64> = .init(repeating: .min)
  /// Until when there were raw samples of series that were forgotten with their blocks.
  var forgottenThrough = Int64.min
  var evictedBlocks = 0
  var forgottenSeries = 0
  var samples = 0
  /// Blocks that were ever begun.
  var begunBlocks = 0
  /// Where the last sample of series began.
  var sampleStart = 0
  /// The last claim for which nobody had to go; `nil` where room has come since.
  var refused: SeriesClaim?

  /// A class of a bounded ring, in its areas of an arena.
  init(_ ringClass: RingClass, of layout: ArenaLayout, in bytes: ArenaBytes) {
    let shares = ClassShares(ringClass, of: layout.byteBound, layout.budgets)
    limit = shares.bytes
    hasArchives = true
    isFollowing = false
    let stride = MemoryLayout<ActiveSeries>.stride + 4
    active = Slab(capacity: shares.activeBytes / stride, isGrowing: false)
    let first = ringClass.rawValue * ArenaArea.resolutions
    func area(_ resolution: Int) -> BlockArea {
      let area = layout.areas[first + resolution]
      return BlockArea(
        BlockMemory(area, in: bytes), log: BegunLog(area, number: first + resolution, in: bytes))
    }
    index = SeriesIndex(bytes: shares.indexBytes, records: area(ArenaArea.records))
    areas = Row(count: Level.allCases.count) { area($0) }
  }

  /// A class without a bound and without archives.
  init() {
    limit = nil
    hasArchives = false
    isFollowing = false
    active = Slab(capacity: 256, isGrowing: true)
    let records = BlockMemory(blockBytes: RecordLog.largestBlockBytes)
    index = SeriesIndex(bytes: nil, records: BlockArea(records))
    areas = Row(count: Level.allCases.count) { number in
      BlockArea(BlockMemory(blockBytes: Level.allCases[number].blockBytes))
    }
  }

  /// A class that another process writes, in areas of its arena; the index is this process's own.
  init(follower: ClassFollower, areas: consuming Row<BlockArea>) {
    limit = nil
    hasArchives = true
    isFollowing = true
    active = Slab(capacity: 1, isGrowing: true)
    let records = BlockMemory(blockBytes: RecordLog.largestBlockBytes)
    index = SeriesIndex(bytes: nil, records: BlockArea(records))
    self.areas = areas
    self.follower = follower
  }

  /// The bytes in use.
  var bytes: Int {
    areas[0].bytes + areas[1].bytes + areas[2].bytes + index.bytes + active.bytes + payers.bytes
  }

  /// The place where the writer keeps what it needs of the series of a declaration, both made where they are new; `nil`
  /// where there is no room.
  mutating func place(
    _ declaration: SeriesDeclaration, payer name: ByteString, at time: Int64, isReturning: Bool
  ) -> (series: UInt32, active: UInt32)? {
    guard !isFollowing else { return nil }
    if let known = index.find(declaration.labels) { return (known, activate(known)) }
    let payer = payers.number(name)
    let claim = SeriesClaim(
      payer: payer, time: time, isReturning: isReturning,
      isReport: SeriesClaim.reports.contains(declaration.family))
    guard let series = add(declaration, claim, name) else {
      payers.count(payer, 0)
      return nil
    }
    return (series, activate(series))
  }

  /// Makes a series; `nil` where it cannot be kept.
  private mutating func add(
    _ declaration: SeriesDeclaration, _ claim: SeriesClaim, _ name: ByteString
  ) -> UInt32? {
    guard index.canHold(declaration, payer: name), makeActiveRoom(for: claim) else { return nil }
    if !index.hasRoom(for: declaration, payer: name) { index.dropBuiltLabels() }
    var attempts = 0
    while !index.hasRoom(for: declaration, payer: name) {
      guard attempts < 64, refused != claim, forgetOldest(for: claim) else {
        refused = claim
        return nil
      }
      attempts += 1
    }
    guard let series = index.add(declaration, payer: claim.payer, payerName: name) else {
      return nil
    }
    payers.count(claim.payer, 1)
    return series
  }

  /// The place where the writer keeps what it needs of a series, made where there is none.
  private mutating func activate(_ series: UInt32) -> UInt32 {
    let entry = index[series]
    guard entry.active == .none else { return entry.active }
    if !active.hasRoom { deactivateOldest(keeping: series) }
    var fresh = ActiveSeries(
      series: series, generation: entry.generation, isCounter: entry.isCounter,
      hasArchives: hasArchives)
    fresh.lastTime = entry.lastTime
    let number = active.add(fresh)
    index[series].active = number
    return number
  }

  /// Puts away what the writer keeps of a series that is not written any more.
  mutating func deactivate(_ series: UInt32) {
    let number = index[series].active
    guard number != .none else { return }
    if hasArchives {
      closeBucket(number)
      closeMinute(number)
    }
    index[series].lastTime = active[number].lastTime
    index[series].active = .none
    active[number].generation = 0
    active.remove(number)
    refused = nil
    for level in Level.allCases where index[series].newest[level.rawValue] != .none {
      areas[level.rawValue].seal(index[series].newest[level.rawValue])
    }
    if (0..<3).allSatisfy({ index[series].blocks[$0] == 0 }) { forget(series) }
  }

  /// Puts away a slice of the active series; where the next one begins, `none` behind the last.
  mutating func endSeries(from start: UInt32) -> UInt32 {
    let end = min(start &+ 128, UInt32(active.highWater))
    for number in start..<max(start, end) where active[number].generation != 0 {
      deactivate(active[number].series)
    }
    return end < active.highWater ? end : .none
  }

  /// Of some of the active series, puts away the sixteenth that was written least recently.
  mutating func deactivateOldest(keeping kept: UInt32) {
    let numbers = sampled(active.highWater) {
      $1.active[$0].generation != 0 && $1.active[$0].series != kept
    }
    precondition(!numbers.isEmpty, "a class has room for the blocks of more than one series")
    let times = numbers.map { active[$0].lastTime }.sorted()
    let limit = times[times.count / 16]
    var rest = times.count / 16 + 1
    for number in numbers
    where rest > 0 && active[number].generation != 0 && active[number].lastTime <= limit {
      deactivate(active[number].series)
      rest -= 1
    }
  }
}
