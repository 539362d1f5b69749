internal import Synchronization

/// What a block holds; the numbers are part of the format.
enum BlockKind: UInt8 {
  /// Not in use.
  case free = 0
  /// Samples, timestamps by delta of delta and values by XOR.
  case floats = 1
  /// Buckets of a gauge.
  case gauges = 2
  /// Buckets of a counter.
  case counters = 3
  /// Records of symbols, series and families.
  case records = 4
}

/// The four words in front of every block's payload.
///
/// Word 0 publishes: generation (32 bits), committed payload bits (16), count (16). Word 1: the owner's number (32),
/// kind (8), encoding (8), flags (16). Word 2: the first time. Word 3: checksum (32), the block before it
/// in its series (32). docs/ring-format.md has the table.
enum BlockHeader {
  /// Words before the payload.
  static let words = 4
  /// Bytes before the payload.
  static let bytes = 32
  /// The flag of a block that gets no more bits; from then on its checksum is over all of it.
  static let sealed: UInt64 = 1
  /// Stands for blocks before this one that are not there any more, or never were because buckets were skipped.
  static let gone = UInt32.none - 1

  /// The payload bits that fit into a block.
  static func capacity(_ blockBytes: Int) -> Int { (blockBytes - bytes) * 8 }

  /// What a checksum begins with, how a word is added, and how it ends.
  static let seed: UInt64 = 0x5249_4e47_5349_4445

  @inline(__always) static func fold(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
    return mixed ^ mixed >> 29
  }

  static func folded(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash ^ hash >> 32) }

  /// The checksum of an open block: over its generation, its identity and its first time.
  static func check(generation: UInt32, _ identity: UInt64, _ firstTime: UInt64) -> UInt32 {
    let start = fold(seed, UInt64(generation) << 32)
    return folded(fold(fold(start, identity), firstTime))
  }

  @inline(__always) static func publication(
    generation: UInt32, bits: UInt16, count: UInt16
  ) -> UInt64 {
    UInt64(generation) << 32 | UInt64(bits) << 16 | UInt64(count)
  }

  /// The encoding of values that are whole numbers in this scale; of a counter the change of their difference is
  /// written.
  static func encoding(_ scale: DecimalScale, isCounter: Bool) -> UInt8 {
    scale == .none ? 0 : 0x80 | (isCounter ? 0x40 : 0) | scale.code
  }

  /// The scale of an encoding, and whether the change of a difference is written.
  static func scale(_ encoding: UInt8) -> (scale: DecimalScale, isSecond: Bool) {
    encoding & 0x80 == 0
      ? (.none, false) : (DecimalScale(code: encoding & 0x3f), encoding & 0x40 != 0)
  }
}

/// Whose a block is and how it is written.
struct BlockIdentity {
  var owner: UInt32
  /// Of the series' generation the low 15 bits, which tell it from an earlier one with its number.
  var incarnation: UInt16 = 0
  var kind: BlockKind
  var encoding: UInt8 = 0

  /// The low bits of a generation that blocks carry.
  @inline(__always) static func incarnation(_ generation: UInt32) -> UInt16 {
    UInt16(truncatingIfNeeded: generation & 0x7fff)
  }

  /// Word 1 of an open block.
  var word: UInt64 {
    UInt64(owner) << 32 | UInt64(kind.rawValue) << 24 | UInt64(encoding) << 16
      | UInt64(incarnation) << 1
  }
}

/// The published state of a block.
struct Publication: Equatable {
  var generation: UInt32
  var bits: Int
  var count: Int

  @inline(__always) init(_ word: UInt64) {
    generation = UInt32(truncatingIfNeeded: word >> 32)
    bits = Int(word >> 16 & 0xffff)
    count = Int(word & 0xffff)
  }
}

extension BlockMemory {
  /// What the block has published, and all that was written before.
  @inline(__always) func publication(_ block: UInt32) -> Publication {
    unsafe Publication(words(block)[0].load(ordering: .acquiring))
  }

  /// The time of the block's first sample.
  @inline(__always) func firstTime(_ block: UInt32) -> Int64 {
    unsafe Int64(bitPattern: words(block)[2].load(ordering: .relaxed))
  }

  /// The number of the series that owns the block; of the record block otherwise.
  func owner(_ block: UInt32) -> UInt32 {
    unsafe UInt32(truncatingIfNeeded: words(block)[1].load(ordering: .relaxed) >> 32)
  }

  /// Whose it is and how it is written: word 1.
  func identity(_ block: UInt32) -> UInt64 { unsafe words(block)[1].load(ordering: .acquiring) }

  /// Its checksum.
  func check(_ block: UInt32) -> UInt32 {
    unsafe UInt32(truncatingIfNeeded: words(block)[3].load(ordering: .relaxed) >> 32)
  }

  /// The block before this one in its series.
  @inline(__always) func previous(_ block: UInt32) -> UInt32 {
    unsafe UInt32(truncatingIfNeeded: words(block)[3].load(ordering: .relaxed))
  }

  /// Takes a block into use: its generation changes first, so that a reader of the old content notices.
  ///
  /// - Returns: the generation.
  func begin(
    _ block: UInt32, isFresh: Bool, _ identity: BlockIdentity, firstTime: Int64, previous: UInt32
  ) -> UInt32 {
    let words = unsafe words(block)
    let old = isFresh ? 0 : unsafe UInt32(words[0].load(ordering: .relaxed) >> 32)
    let generation = old &+ 1
    let empty = BlockHeader.publication(generation: generation, bits: 0, count: 0)
    let first = UInt64(bitPattern: firstTime)
    let check = BlockHeader.check(generation: generation, identity.word, first)
    unsafe words[0].store(empty, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    unsafe words[1].store(identity.word, ordering: .relaxed)
    unsafe words[2].store(first, ordering: .relaxed)
    unsafe words[3].store(UInt64(check) << 32 | UInt64(previous), ordering: .relaxed)
    unsafe words[0].store(empty, ordering: .releasing)
    return generation
  }

  /// Writes a block's checksum and marks it as complete, in this order: one that is marked has its checksum.
  func seal(_ block: UInt32) {
    let words = unsafe words(block)
    let identity = unsafe words[1].load(ordering: .relaxed) | BlockHeader.sealed
    let checksum = UInt64(checksum(block, identity: identity))
    unsafe words[3].store(checksum << 32 | UInt64(previous(block)), ordering: .releasing)
    unsafe words[1].store(identity, ordering: .releasing)
  }

  /// Marks a block as not in use; its content stays until it is reused.
  func release(_ block: UInt32) {
    let free = BlockIdentity(owner: .none, kind: .free)
    unsafe words(block)[1].store(free.word, ordering: .releasing)
  }

  /// Whether a block is sealed and its bits are those that were sealed; `nil` while it is open.
  func isIntact(_ block: UInt32) -> Bool? {
    let words = unsafe words(block)
    guard unsafe words[1].load(ordering: .acquiring) & BlockHeader.sealed != 0 else { return nil }
    let identity = unsafe words[1].load(ordering: .relaxed)
    let stored = unsafe UInt32(words[3].load(ordering: .acquiring) >> 32)
    return stored == checksum(block, identity: identity)
  }

  /// Folds the publication, the identity, the first time and the committed payload into 32 bits.
  func checksum(_ block: UInt32, identity: UInt64) -> UInt32 {
    let words = unsafe words(block)
    let payload = (publication(block).bits + 63) / 64
    var hash = unsafe BlockHeader.fold(BlockHeader.seed, words[0].load(ordering: .relaxed))
    hash = BlockHeader.fold(hash, identity)
    hash = unsafe BlockHeader.fold(hash, words[2].load(ordering: .relaxed))
    for index in BlockHeader.words..<(payload + BlockHeader.words) {
      hash = unsafe BlockHeader.fold(hash, words[index].load(ordering: .relaxed))
    }
    return BlockHeader.folded(hash)
  }
}
