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
  /// The flag of a block that gets no more bits; only then its checksum is valid.
  static let sealed: UInt64 = 1

  /// The payload bits that fit into a block.
  static func capacity(_ blockBytes: Int) -> Int { (blockBytes - bytes) * 8 }

  @inline(__always) static func publication(
    generation: UInt32, bits: UInt16, count: UInt16
  ) -> UInt64 {
    UInt64(generation) << 32 | UInt64(bits) << 16 | UInt64(count)
  }

  static func identity(_ owner: UInt32, _ kind: BlockKind, encoding: UInt8 = 0) -> UInt64 {
    UInt64(owner) << 32 | UInt64(kind.rawValue) << 24 | UInt64(encoding) << 16
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

  /// How its values are written.
  func encoding(_ block: UInt32) -> UInt8 {
    unsafe UInt8(truncatingIfNeeded: words(block)[1].load(ordering: .relaxed) >> 16)
  }

  /// The block before this one in its series.
  @inline(__always) func previous(_ block: UInt32) -> UInt32 {
    unsafe UInt32(truncatingIfNeeded: words(block)[3].load(ordering: .relaxed))
  }

  /// Takes a block into use: its generation changes first, so that a reader of the old content notices.
  ///
  /// - Returns: the generation.
  func begin(
    _ block: UInt32, isFresh: Bool, owner: UInt32, kind: BlockKind, encoding: UInt8,
    firstTime: Int64, previous: UInt32
  ) -> UInt32 {
    let words = unsafe words(block)
    let old = isFresh ? 0 : unsafe UInt32(words[0].load(ordering: .relaxed) >> 32)
    let generation = old &+ 1
    let empty = BlockHeader.publication(generation: generation, bits: 0, count: 0)
    unsafe words[0].store(empty, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    unsafe words[1].store(BlockHeader.identity(owner, kind, encoding: encoding), ordering: .relaxed)
    unsafe words[2].store(UInt64(bitPattern: firstTime), ordering: .relaxed)
    unsafe words[3].store(UInt64(previous), ordering: .relaxed)
    unsafe words[0].store(empty, ordering: .releasing)
    return generation
  }

  /// Marks a block as complete and writes its checksum.
  func seal(_ block: UInt32) {
    let words = unsafe words(block)
    let identity = unsafe words[1].load(ordering: .relaxed) | BlockHeader.sealed
    unsafe words[1].store(identity, ordering: .relaxed)
    let previous = UInt64(previous(block))
    unsafe words[3].store(UInt64(checksum(block)) << 32 | previous, ordering: .releasing)
  }

  /// Marks a block as not in use; its content stays until it is reused.
  func release(_ block: UInt32) {
    let words = unsafe words(block)
    let identity = BlockHeader.identity(.none, .free)
    unsafe words[1].store(identity, ordering: .relaxed)
  }

  /// Whether a block is sealed and its bits are those that were sealed; `nil` while it is open.
  func isIntact(_ block: UInt32) -> Bool? {
    let words = unsafe words(block)
    guard unsafe words[1].load(ordering: .acquiring) & BlockHeader.sealed != 0 else { return nil }
    let stored = unsafe UInt32(words[3].load(ordering: .acquiring) >> 32)
    return stored == checksum(block)
  }

  /// Folds the publication, the identity, the first time and the committed payload into 32 bits.
  private func checksum(_ block: UInt32) -> UInt32 {
    let words = unsafe words(block)
    let payload = (publication(block).bits + 63) / 64
    var hash: UInt64 = 0x5249_4e47_5349_4445
    for index in 0..<(payload + BlockHeader.words) where index != 3 {
      let word = unsafe words[index].load(ordering: .relaxed)
      hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }
}
