internal import Metrics

/// One class of a ring: its series, their blocks at every resolution, and who pays for them.
struct ClassStore: ~Copyable {
  var index: SeriesIndex
  let areas: Row<BlockArea>
  var active: Slab<ActiveSeries>
  var payers = Payers()
  let hasArchives: Bool
  /// The most bytes; no limit where it is `nil`.
  let limit: Int?
  /// Until when samples were lost, by resolution; nothing lost where it is `Int64.min`.
  var lostThrough: InlineArray<3, Int64> = .init(repeating: .min)
  var evictedBlocks = 0
  var forgottenSeries = 0
  var samples = 0
  /// Blocks that were ever begun.
  var begunBlocks = 0
  /// Where the last sample of series began.
  var sampleStart = 0
  /// The last claim for which nobody had to go; `nil` where room has come since.
  var refused: SeriesClaim?

  /// A class of at most `bytes` bytes, of which `indexShare` parts of a hundred are tables; without a bound and without
  /// archives where it is `nil`.
  init(bytes: Int?, indexShare: Int) {
    limit = bytes
    hasArchives = bytes != nil
    let indexBytes = bytes.map { $0 * indexShare / 100 }
    // What the writer keeps at hand of a series is nearly as much as the index has of it.
    let activeBytes = indexBytes.map { $0 * 43 / 100 }
    let stride = MemoryLayout<ActiveSeries>.stride + 4
    active = Slab(
      capacity: activeBytes.map { $0 / stride } ?? 256, isGrowing: bytes == nil)
    index = SeriesIndex(bytes: indexBytes.map { $0 * 57 / 100 })
    // A fiftieth is for the names and queues of those who pay.
    let blockBytes = bytes.map { $0 - $0 * indexShare / 100 - $0 / 50 }
    areas = Row(count: Level.allCases.count) { number in
      let level = Level.allCases[number]
      return BlockArea(
        blockBytes: level.blockBytes, bytes: blockBytes.map { $0 * level.share / 100 })
    }
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
    if let known = index.find(declaration.labels) { return (known, activate(known)) }
    let payer = payers.number(name)
    let claim = SeriesClaim(
      payer: payer, time: time, isReturning: isReturning,
      isReport: SeriesClaim.reports.contains(declaration.family))
    guard let series = add(declaration, claim) else {
      payers.count(payer, 0)
      return nil
    }
    return (series, activate(series))
  }

  /// Makes a series; `nil` where it cannot be kept.
  private mutating func add(_ declaration: SeriesDeclaration, _ claim: SeriesClaim) -> UInt32? {
    guard index.canHold(declaration), makeActiveRoom(for: claim) else { return nil }
    if !index.hasRoom(for: declaration) { index.dropBuiltLabels() }
    var attempts = 0
    while !index.hasRoom(for: declaration) {
      guard attempts < 64, refused != claim, forgetOldest(for: claim) else {
        refused = claim
        return nil
      }
      attempts += 1
    }
    guard let series = index.add(declaration, payer: claim.payer) else { return nil }
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

/// The targets of a class, among whom its blocks are shared.
struct Payers {
  private var numbers: [ByteString: UInt16] = [:]
  private var names: [ByteString] = []
  private var series: [Int] = []
  private var free: [UInt16] = []

  /// The most payers with a share of their own; later ones share the first's.
  private static let most = 4096

  var bytes: Int { numbers.capacity * 48 + names.reduce(0) { $0 + $1.count + 64 } }

  /// How many payers have series.
  var count: Int { names.count - free.count }

  /// How many series a payer has.
  func held(_ number: UInt16) -> Int { series[Int(number)] }

  /// The number of a payer.
  mutating func number(_ name: ByteString) -> UInt16 {
    if let known = numbers[name] { return known }
    if let number = free.popLast() {
      names[Int(number)] = name
      numbers[name] = number
      return number
    }
    guard names.count < Payers.most else { return 0 }
    names.append(name)
    series.append(0)
    numbers[name] = UInt16(names.count - 1)
    return UInt16(names.count - 1)
  }

  /// Counts series of a payer; one without any is forgotten.
  mutating func count(_ number: UInt16, _ change: Int) {
    series[Int(number)] += change
    guard series[Int(number)] == 0 else { return }
    numbers[names[Int(number)]] = nil
    names[Int(number)] = ByteString()
    free.append(number)
  }
}
