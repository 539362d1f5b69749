/// What the record log says of a series: all that a reader needs to know it by.
struct SeriesRecord {
  /// Tells it from an earlier series with its number.
  var generation: UInt32
  var family: UInt32
  /// The symbol of the name of who pays for it within its class; below 2³¹.
  var payer: UInt32
  var isCounter: Bool
  /// Symbols of names and values in falling order of names.
  var pairs: [UInt64] = []
  /// Over what stands before it and the fingerprint of the labels; known once it was read.
  private var check: UInt32 = 0

  /// The words before the pairs.
  static let headWords = 2

  init(generation: UInt32, family: UInt32, payer: UInt32, isCounter: Bool) {
    self.generation = generation
    self.family = family
    self.payer = payer
    self.isCounter = isCounter
  }

  /// Reads a payload; `nil` where it is too short or the generation is that of no series.
  init?(payload: ArraySlice<UInt64>) {
    let words = Array(payload)
    guard words.count >= SeriesRecord.headWords, words[0] >> 32 != 0 else { return nil }
    self.init(
      generation: UInt32(words[0] >> 32), family: UInt32(truncatingIfNeeded: words[0]),
      payer: UInt32(words[1] >> 33), isCounter: words[1] >> 32 & 1 != 0)
    check = UInt32(truncatingIfNeeded: words[1])
    pairs = Array(words[SeriesRecord.headWords...])
  }

  /// The payload of the record of a series whose labels have this fingerprint.
  func payload(fingerprint: UInt64) -> [UInt64] {
    [identity, role | UInt64(check(fingerprint))] + pairs
  }

  /// Whether the record is of a series whose labels have this fingerprint, and nothing of it has changed.
  func fits(_ fingerprint: UInt64) -> Bool { check == check(fingerprint) }

  private var identity: UInt64 { UInt64(generation) << 32 | UInt64(family) }

  private var role: UInt64 { UInt64(payer) << 33 | (isCounter ? 1 << 32 : 0) }

  private func check(_ fingerprint: UInt64) -> UInt32 {
    let start = BlockHeader.fold(BlockHeader.fold(BlockHeader.seed, identity), role)
    return BlockHeader.folded(BlockHeader.fold(start, fingerprint))
  }

  /// The symbol of who pays for a series whose record is there.
  static func payer(at position: UInt32, in log: borrowing RecordLog) -> UInt32 {
    UInt32(truncatingIfNeeded: log.load(position, 2) >> 33)
  }
}
