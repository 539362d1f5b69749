/// What the segment table says of a segment: which one of its circle it is, and what may be in it.
struct SegmentEntry: Equatable, Sendable {
  static let bytes = 32

  /// Its number in its circle; its place is the remainder by the circle's length.
  var sequence: UInt64
  /// Whole seconds since the epoch within which everything lies; the ends of the range stand for what is beyond.
  var firstSecond: UInt32
  var lastSecond: UInt32
  /// The smallest and the largest number of a series in it.
  var firstSeries: UInt32
  var lastSeries: UInt32
  var blocks: UInt16

  var encoded: [UInt8] {
    var result: [UInt8] = []
    result.add(sequence)
    for part in [firstSecond, lastSecond, firstSeries, lastSeries] { result.add(part) }
    result.add(blocks)
    result.add(0 as UInt16)
    var sum = Checksum(1)
    sum.add(result)
    result.add(sum.short)
    return result
  }

  /// The entry at a place of the table; `nil` where its bits are not those that were written.
  init?(_ table: [UInt8], at offset: Int) {
    guard offset + SegmentEntry.bytes <= table.count else { return nil }
    var reader = ByteReader(table, offset..<(offset + SegmentEntry.bytes))
    sequence = reader.number(UInt64.self)
    firstSecond = reader.number(UInt32.self)
    lastSecond = reader.number(UInt32.self)
    firstSeries = reader.number(UInt32.self)
    lastSeries = reader.number(UInt32.self)
    blocks = reader.number(UInt16.self)
    _ = reader.number(UInt16.self)
    var sum = Checksum(1)
    sum.add(table, offset..<(offset + SegmentEntry.bytes - 4))
    guard sum.short == reader.number(UInt32.self), blocks > 0 else { return nil }
  }

  /// The entry of blocks that end at these moments.
  init(sequence: UInt64, _ blocks: [StoredBlock], ends: [Int64]) {
    self.sequence = sequence
    self.blocks = UInt16(blocks.count)
    firstSeries = blocks.map(\.series).min() ?? 0
    lastSeries = blocks.map(\.series).max() ?? 0
    firstSecond = SegmentEntry.second(blocks.map(\.firstTime).min() ?? 0)
    lastSecond = SegmentEntry.second(ends.max() ?? 0)
  }

  private static func second(_ milliseconds: Int64) -> UInt32 {
    UInt32(clamping: milliseconds.bucket(1000))
  }

  /// Whether something of `after < time <= through` may be in it.
  func overlaps(after: Int64, through: Int64) -> Bool {
    let first = firstSecond == 0 ? Int64.min : Int64(firstSecond) * 1000
    let last = lastSecond == .max ? Int64.max : Int64(lastSecond) * 1000 + 999
    return first <= through && last > after
  }
}

/// The beginning of a segment: which blocks it has and where.
struct SegmentDirectory: Sendable {
  static let headBytes = 32
  static let entryBytes = 24
  private static let magic: UInt32 = 0x4745_5352

  /// A block's header, and where in the segment its payload begins.
  struct Entry: Equatable, Sendable {
    var block: StoredBlock
    var offset: Int
    var checksum: UInt32

    var payloadBytes: Int { (block.bits + 7) / 8 }
  }

  let sequence: UInt64
  /// Sorted by series, then by time; without payloads.
  let entries: [Entry]

  static func byteCount(_ blocks: Int) -> Int { headBytes + blocks * entryBytes }

  /// The bytes of a segment of these blocks, which fit and are sorted.
  static func segment(sequence: UInt64, circle: Int, _ blocks: [StoredBlock]) -> [UInt8] {
    var directory: [UInt8] = []
    var payload: [UInt8] = []
    let start = byteCount(blocks.count)
    for block in blocks {
      directory.add(block.series)
      directory.add(UInt64(bitPattern: block.firstTime))
      directory.add(UInt16(block.count))
      directory.add(UInt16(block.bits))
      directory.append(block.kind.rawValue)
      directory.append(block.encoding)
      directory.add(UInt16(start + payload.count))
      directory.add(block.checksum)
      payload += block.payload
    }
    var head: [UInt8] = []
    head.add(magic)
    head.add(UInt16(circle))
    head.add(UInt16(blocks.count))
    head.add(sequence)
    head.add(UInt64(0))
    var sum = Checksum(2)
    sum.add(head)
    sum.add(directory)
    head.add(sum.value)
    return head + directory + payload
  }

  /// What the beginning of a segment says; `nil` where its bits are not those that were written.
  init?(_ bytes: [UInt8], circle: Int) {
    var reader = ByteReader(bytes)
    guard reader.number(UInt32.self) == SegmentDirectory.magic,
      Int(reader.number(UInt16.self)) == circle
    else { return nil }
    let count = Int(reader.number(UInt16.self))
    let end = SegmentDirectory.byteCount(count)
    sequence = reader.number(UInt64.self)
    guard end <= bytes.count, end <= RingFileLayout.segmentBytes else { return nil }
    var sum = Checksum(2)
    sum.add(bytes, 0..<24)
    sum.add(bytes, SegmentDirectory.headBytes..<end)
    _ = reader.number(UInt64.self)
    guard sum.value == reader.number(UInt64.self) else { return nil }
    let level = Level.allCases[circle % Level.allCases.count]
    var entries: [Entry] = []
    entries.reserveCapacity(count)
    for _ in 0..<count {
      guard let entry = Entry(&reader, level) else { return nil }
      entries.append(entry)
    }
    self.entries = entries
  }

  /// The places of a series' blocks.
  func places(of series: UInt32) -> Range<Int> {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].block.series < series { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < entries.count, entries[end].block.series == series { end += 1 }
    return low..<end
  }
}

extension SegmentDirectory.Entry {
  init?(_ reader: inout ByteReader, _ level: Level) {
    let series = reader.number(UInt32.self)
    let firstTime = reader.time()
    let count = Int(reader.number(UInt16.self))
    let bits = Int(reader.number(UInt16.self))
    let kind = BlockKind(rawValue: reader.number(UInt8.self))
    let encoding = reader.number(UInt8.self)
    offset = Int(reader.number(UInt16.self))
    checksum = reader.number(UInt32.self)
    guard let kind, level.takes(kind) else { return nil }
    block = StoredBlock(
      series: series, level: level, kind: kind, encoding: encoding, firstTime: firstTime,
      count: count, bits: bits, payload: [])
    guard offset + payloadBytes <= RingFileLayout.segmentBytes else { return nil }
  }

  /// The block, its payload taken out of bytes that begin at `start` of the segment; `nil` where it is damaged.
  func block(in bytes: [UInt8], from start: Int) -> StoredBlock? {
    let first = offset - start
    guard first >= 0, first + payloadBytes <= bytes.count else { return nil }
    var result = block
    result.payload = Array(bytes[first..<(first + payloadBytes)])
    return result.checksum == checksum ? result : nil
  }
}

extension Level {
  /// Whether blocks of this resolution are of this kind.
  func takes(_ kind: BlockKind) -> Bool {
    self == .raw ? kind == .floats : kind == .gauges || kind == .counters
  }
}
