internal import Synchronization

/// Symbols, series and families as append-only records in blocks of their own.
///
/// Everything else in the index can be rebuilt from them. When no block is free the live records of the oldest block are
/// written again and the block is reused.
struct RecordLog: ~Copyable {
  /// What a record says; the numbers are part of the format.
  enum Kind: UInt8 {
    /// Bytes of a label name, a label value or a text of a family.
    case symbol = 1
    /// The labels of a series as pairs of symbols.
    case series = 2
    /// A family: type, name, help, unit.
    case family = 3
    /// A text that is too long for one record: the symbols of its parts, in order.
    case longSymbol = 4
  }

  /// A record in a block: where it is, whose it is.
  struct Place {
    var kind: Kind
    var id: UInt32
    var position: UInt32
    var words: Int
  }

  private(set) var area: BlockArea
  private var cursor = BlockCursor()
  private var current = UInt32.none
  private var sequence: Int64 = 0
  /// The words of records that are not dead.
  private(set) var liveWords = 0

  /// The sizes that blocks of records have, each twice the one before.
  static let leastBlockBytes = 512
  static let largestBlockBytes = 4096

  /// Whether blocks of records may have this size.
  static func isBlockSize(_ bytes: Int) -> Bool {
    bytes >= leastBlockBytes && bytes <= largestBlockBytes && bytes.nonzeroBitCount == 1
  }

  /// A log without a record.
  init(_ area: consuming BlockArea) { self.area = area }

  private var payloadWords: Int { area.capacity / 64 }
  private var blockWords: Int { area.memory.blockBytes / 8 }

  /// The most bytes of a record's payload; a text of more is kept in parts.
  var longestSymbol: Int { (payloadWords / 2 - 1) * 8 }

  /// The most bytes that a text may have.
  var longestText: Int { min(64 * 1024, longestSymbol / 8 * longestSymbol) }

  /// Whether records of `words` words more leave enough dead room to clean in.
  func hasRoom(words: Int) -> Bool {
    guard let limit = area.limit else { return true }
    return (liveWords + words) * 4 <= (limit - 2) * payloadWords * 3
  }

  /// Whether records of `words` words would have room if there were no others.
  func canHold(words: Int) -> Bool {
    guard let limit = area.limit else { return true }
    return words * 4 <= (limit - 2) * payloadWords * 3
  }

  /// Whether a record fits into the open block.
  func fits(words: Int) -> Bool {
    cursor.isOpen && Int(cursor.bits) + words * 64 <= area.capacity
  }

  /// Begins a block; true where cleaning must follow, because it was the last free one.
  mutating func beginBlock() -> Bool {
    if current != .none { area.seal(current) }
    guard let taken = area.takeFree(payer: 0) else { return false }
    let generation = area.begin(
      taken, BlockIdentity(owner: 0, kind: .records), firstTime: sequence, previous: current)
    sequence += 1
    current = taken.block
    cursor = BlockCursor(area.memory, block: taken.block, generation: generation)
    // Without a bound the log is cleaned as soon as most of it is dead.
    guard let limit = area.limit else {
      return area.used > 16 && liveWords * 2 < area.used * payloadWords
    }
    return area.used >= limit
  }

  /// The oldest block, which is to be cleaned.
  var oldestBlock: UInt32 { area.oldest(of: 0) }

  /// Gives a cleaned block back.
  mutating func free(_ block: UInt32) { area.free(block) }

  /// Writes a record, which fits, and returns its position.
  mutating func append(_ kind: Kind, id: UInt32, payload: [UInt64], byteCount: Int) -> UInt32 {
    let position = UInt32(Int(current) * blockWords + BlockHeader.words + Int(cursor.bits) / 64)
    cursor.append(UInt64(id) << 32 | UInt64(byteCount) << 8 | UInt64(kind.rawValue), 64)
    for word in payload { cursor.append(word, 64) }
    cursor.publish()
    liveWords += payload.count + 1
    return position
  }

  /// Notes that a record is dead.
  mutating func forget(words: Int) { liveWords -= words }

  /// The records of a block.
  func places(in block: UInt32) -> [Place] {
    let end = area.memory.publication(block).bits / 64
    var result: [Place] = []
    var word = 0
    while word < end {
      let position = UInt32(Int(block) * blockWords + BlockHeader.words + word)
      let head = load(position)
      guard let kind = Kind(rawValue: UInt8(head & 0xff)) else { break }
      let words = 1 + (Int(head >> 8 & 0xff_ffff) + 7) / 8
      result.append(
        Place(kind: kind, id: UInt32(head >> 32), position: position, words: words))
      word += words
    }
    return result
  }

  /// A word at a position.
  func load(_ position: UInt32, _ offset: Int = 0) -> UInt64 {
    let block = position / UInt32(blockWords)
    let index = Int(position % UInt32(blockWords)) + offset
    return unsafe area.memory.words(block)[index].load(ordering: .relaxed)
  }

  /// The payload of a record.
  func payload(_ place: Place) -> [UInt64] {
    (1..<place.words).map { load(place.position, $0) }
  }

  /// The symbols of the parts of a long text; `nil` where the record is a text itself.
  func parts(_ position: UInt32) -> [UInt32]? {
    let head = load(position)
    guard UInt8(truncatingIfNeeded: head) == Kind.longSymbol.rawValue else { return nil }
    let count = Int(head >> 8 & 0xff_ffff) / 8
    return (1...count).map { UInt32(truncatingIfNeeded: load(position, $0)) }
  }

  /// The bytes of a record.
  func bytes(_ position: UInt32) -> [UInt8] {
    let count = Int(load(position) >> 8 & 0xff_ffff)
    return (0..<count).map { index in
      UInt8(truncatingIfNeeded: load(position, 1 + index / 8) >> UInt64(index % 8 * 8))
    }
  }

  /// The number of bytes of a record.
  func byteCount(_ position: UInt32) -> Int { Int(load(position) >> 8 & 0xff_ffff) }

  /// Appends the bytes of a record to an array.
  func append(_ position: UInt32, to array: inout [UInt8]) {
    let count = byteCount(position)
    var index = 0
    while index < count {
      var word = load(position, 1 + index / 8)
      for _ in 0..<min(8, count - index) {
        array.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
      }
      index += 8
    }
  }

  /// Whether a record has exactly these bytes.
  func equals(_ position: UInt32, _ bytes: ArraySlice<UInt8>) -> Bool {
    let head = load(position)
    guard Int(head >> 8 & 0xff_ffff) == bytes.count,
      UInt8(truncatingIfNeeded: head) == Kind.symbol.rawValue
    else { return false }
    let text = unsafe bytes.span.bytes
    for start in stride(from: 0, to: text.byteCount, by: 8)
    where load(position, 1 + start / 8) != RecordLog.word(text, from: start) { return false }
    return true
  }

  /// The word that begins with the byte at `start`, which is its lowest; zeros follow the last byte.
  private static func word(_ bytes: RawSpan, from start: Int) -> UInt64 {
    guard start + 8 > bytes.byteCount else {
      // The load ends before `byteCount`.
      return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian
    }
    var word: UInt64 = 0
    for index in (start..<bytes.byteCount).reversed() {
      word = unsafe word << 8 | UInt64(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
    return word
  }

  /// Bytes as words, the first byte lowest, filled up with zeros.
  static func packed(_ bytes: ArraySlice<UInt8>) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (bytes.count + 7) / 8)
    for (index, byte) in bytes.enumerated() {
      words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
    }
    return words
  }
}
