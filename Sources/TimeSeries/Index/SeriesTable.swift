/// What is known of a series apart from its labels.
struct SeriesEntry: BitwiseCopyable {
  var fingerprint: UInt64
  /// The time of the newest sample; `Int64.min` before the first.
  var lastTime = Int64.min
  /// Where its record is.
  var position = UInt32.none
  var hashNext = UInt32.none
  var firstNode = UInt32.none
  /// What the writer keeps at hand of it; none while nothing writes it.
  var active = UInt32.none
  var family: UInt32
  /// Tells this series from an earlier one with the same number; 0 while the number is free.
  var generation: UInt32
  /// The newest block of each resolution and how many there are.
  var newest: InlineArray<3, UInt32> = .init(repeating: .none)
  var blocks: InlineArray<3, UInt32> = .init(repeating: 0)
  var payer: UInt16
  var recordWords: UInt16 = 0
  var isCounter: Bool
  /// Whether raw blocks of it were reused, so that its archives reach further back.
  var hasLostRaw = false
  /// The same of its 10 s archive.
  var hasLostTenSeconds = false
  /// Whether the beginning of it has minutes but no buckets of 10 s, because they would have held one sample each.
  var hasSkippedTenSeconds = false
}

extension SeriesEntry {
  /// Whether a chain of this resolution does not begin where the series does.
  func hasOlder(_ level: Level) -> Bool {
    switch level {
    case .raw: hasLostRaw
    case .tenSeconds: hasLostTenSeconds || hasSkippedTenSeconds
    case .oneMinute: false
    }
  }
}

/// Series by number, found by their labels.
struct SeriesTable: ~Copyable {
  private(set) var entries: Slab<SeriesEntry>
  private var heads: HashHeads
  private var generation: UInt32 = 0

  init(capacity: Int, expected: Int, isGrowing: Bool) {
    entries = Slab(capacity: capacity, isGrowing: isGrowing)
    heads = HashHeads(expected: expected)
  }

  var bytes: Int { entries.bytes + heads.bytes }

  /// The first series whose labels may have this fingerprint.
  func first(_ fingerprint: UInt64) -> UInt32 { heads[UInt32(truncatingIfNeeded: fingerprint)] }

  /// Adds a series without a block.
  mutating func add(fingerprint: UInt64, family: UInt32, payer: UInt16, isCounter: Bool) -> UInt32 {
    if heads.isCrowded(entries.count) { rehash() }
    generation = generation &+ 1 == 0 ? 1 : generation &+ 1
    var entry = SeriesEntry(
      fingerprint: fingerprint, family: family, generation: generation, payer: payer,
      isCounter: isCounter)
    entry.hashNext = first(fingerprint)
    let series = entries.add(entry)
    heads[UInt32(truncatingIfNeeded: fingerprint)] = series
    return series
  }

  subscript(series: UInt32) -> SeriesEntry {
    @inline(__always) _read { yield entries[series] }
    @inline(__always) _modify { yield &entries[series] }
  }

  /// Takes a series out of the table.
  mutating func remove(_ series: UInt32) {
    let entry = entries[series]
    let hash = UInt32(truncatingIfNeeded: entry.fingerprint)
    if heads[hash] == series {
      heads[hash] = entry.hashNext
    } else {
      var before = heads[hash]
      while entries[before].hashNext != series { before = entries[before].hashNext }
      entries[before].hashNext = entry.hashNext
    }
    entries[series].generation = 0
    entries.remove(series)
  }

  private mutating func rehash() {
    heads.double()
    for series in 0..<UInt32(entries.highWater) where entries[series].generation != 0 {
      let hash = UInt32(truncatingIfNeeded: entries[series].fingerprint)
      entries[series].hashNext = heads[hash]
      heads[hash] = series
    }
  }
}
