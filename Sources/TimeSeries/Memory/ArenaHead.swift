internal import Synchronization

/// The first 4096 bytes of an arena: what it is, where its areas are, and how far its writer has come.
///
/// docs/ring-format.md has the words. What never changes has a checksum; the magic is written last, so that a head that
/// begins right is whole.
@safe struct ArenaHead {
  static let byteCount = 4096
  static let version = 1
  /// The bytes of `RINGSIDE`, the first one lowest.
  static let magic: UInt64 = 0x4544_4953_474e_4952
  static let byteOrder: UInt64 = 0x0102_0304
  static let areas = RingClass.allCases.count * ArenaArea.resolutions
  /// Where the words of the first area's state are, and how many each has.
  static let stateStart = 64
  static let stateWords = 4

  private let words: Words

  /// The head of an arena that has room for one.
  init(_ bytes: ArenaBytes) {
    unsafe words = bytes.base.assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  /// The words of an area's state.
  func state(_ area: Int) -> Words {
    unsafe words + ArenaHead.stateStart + area * ArenaHead.stateWords
  }

  private func load(_ word: Int) -> UInt64 { unsafe words[word].load(ordering: .relaxed) }

  private func store(_ word: Int, _ value: UInt64) {
    unsafe words[word].store(value, ordering: .relaxed)
  }

  /// When the arena was made, in milliseconds since the epoch.
  var beginning: Int64 { Int64(bitPattern: load(3)) }

  /// The newest moment of what was written before the arena was made, in milliseconds since the epoch; 0 where that is not
  /// after its beginning.
  var formerEnd: Int64 { Int64(bitPattern: load(5)) }

  /// Says how new that is.
  func note(formerEnd time: Int64) { store(5, UInt64(bitPattern: time)) }

  /// The time of the newest sample; `nil` where there is none or the two words that say it do not fit.
  var newest: Int64? {
    let value = unsafe words[6].load(ordering: .acquiring)
    guard value != UInt64(bitPattern: .min), load(7) == ArenaHead.echo(value) else { return nil }
    return Int64(bitPattern: value)
  }

  /// Says how new the newest sample is.
  func note(newest: Int64) {
    let value = UInt64(bitPattern: newest)
    store(6, value)
    unsafe words[7].store(ArenaHead.echo(value), ordering: .releasing)
  }

  private static func echo(_ value: UInt64) -> UInt64 { BlockHeader.fold(0, value) }
}

// MARK: - Writing and reading the table

extension ArenaHead {
  /// Writes the head of a fresh arena.
  func write(_ layout: ArenaLayout, beginning: Int64) {
    unsafe words[0].store(0, ordering: .relaxed)
    for word in 1..<(ArenaHead.byteCount / 8) { store(word, 0) }
    store(1, ArenaHead.byteOrder << 32 | UInt64(ArenaHead.version))
    store(2, UInt64(layout.byteCount))
    store(3, UInt64(bitPattern: beginning))
    for (number, area) in layout.areas.enumerated() {
      let shape =
        UInt64(area.blocks) << 32 | UInt64(area.blockBytes) << 16
        | UInt64(area.ringClass.rawValue) << 8 | UInt64(area.resolution)
      store(8 + 2 * number, shape)
      store(9 + 2 * number, UInt64(area.offset))
      unsafe state(number)[2].store(UInt64(bitPattern: .min), ordering: .relaxed)
      unsafe state(number)[3].store(UInt64(bitPattern: .min), ordering: .relaxed)
    }
    note(newest: .min)
    store(4, UInt64(ArenaHead.areas) << 32 | UInt64(checksum))
    unsafe words[0].store(ArenaHead.magic, ordering: .releasing)
  }

  /// Reads the head of bytes that may be anything.
  ///
  /// - Returns: the areas, each inside the bytes and none over another.
  /// - Throws: what is wrong with them.
  static func areas(of bytes: ArenaBytes) throws(ArenaError) -> [ArenaArea] {
    guard bytes.count >= byteCount else {
      throw .short(bytes: bytes.count, expected: byteCount)
    }
    let head = ArenaHead(bytes)
    guard unsafe head.words[0].load(ordering: .acquiring) == magic else { throw .foreign }
    guard head.load(1) >> 32 == byteOrder else { throw .byteOrder }
    guard head.load(1) & 0xffff_ffff == UInt64(version) else {
      throw .version(Int(head.load(1) & 0xffff_ffff))
    }
    guard head.load(4) == UInt64(areas) << 32 | UInt64(head.checksum) else { throw .damagedHead }
    guard let size = Int(exactly: head.load(2)), size <= bytes.count else {
      throw .short(bytes: bytes.count, expected: Int(clamping: head.load(2)))
    }
    var result: [ArenaArea] = []
    var end = byteCount
    for number in 0..<areas {
      let area = try head.area(number, after: end, within: size)
      end = area.offset + area.byteCount
      result.append(area)
    }
    return result
  }

  private func area(
    _ number: Int, after end: Int, within size: Int
  ) throws(ArenaError) -> ArenaArea {
    let shape = load(8 + 2 * number)
    let blocks = Int(shape >> 32)
    let blockBytes = Int(shape >> 16 & 0xffff)
    let resolution = number % ArenaArea.resolutions
    let expected = Level(rawValue: resolution)?.blockBytes
    guard let ringClass = RingClass(rawValue: number / ArenaArea.resolutions),
      shape & 0xffff == UInt64(ringClass.rawValue) << 8 | UInt64(resolution),
      expected.map({ $0 == blockBytes }) ?? RecordLog.isBlockSize(blockBytes), blocks > 0
    else { throw .area(number, reason: .shape) }
    guard let offset = Int(exactly: load(9 + 2 * number)), offset <= size else {
      throw .area(number, reason: .outside)
    }
    guard offset % 4096 == 0, offset >= end else { throw .area(number, reason: .place) }
    let area = ArenaArea(
      ringClass: ringClass, resolution: resolution, blockBytes: blockBytes, blocks: blocks,
      offset: offset)
    guard area.byteCount <= size - offset else { throw .area(number, reason: .outside) }
    return area
  }

  /// Over words 0 to 3 as they are in the end, and the table.
  private var checksum: UInt32 {
    var hash = BlockHeader.fold(BlockHeader.seed, ArenaHead.magic)
    for word in 1...3 { hash = BlockHeader.fold(hash, load(word)) }
    for word in 8..<(8 + 2 * ArenaHead.areas) { hash = BlockHeader.fold(hash, load(word)) }
    return BlockHeader.folded(hash)
  }
}
