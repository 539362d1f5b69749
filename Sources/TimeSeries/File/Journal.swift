/// The payload of a frame of the journal that is being put together.
///
/// It has the time of the flush and a group for each class and resolution: its circle (1 byte), its length (4), entries.
/// docs/ring-format.md has the entries.
struct JournalFrame {
  private let time: Int64
  private var groups: [[UInt8]]
  private var last: [UInt32]
  /// The bytes of all entries.
  private(set) var byteCount = 0

  init(time: Int64) {
    self.time = time
    groups = Array(repeating: [], count: RingClass.allCases.count * Level.allCases.count)
    last = Array(repeating: 0, count: groups.count)
  }

  var isEmpty: Bool { byteCount == 0 }

  /// Adds what a block has gained since `state`, or all of it where that is `nil`.
  ///
  /// Of the block's payload there is what begins with the byte in which the gain begins. A block that is sealed gets no
  /// more.
  mutating func add(
    _ circle: Int, _ block: StoredBlock, since state: BlockState?, isSealed: Bool
  ) {
    var entry: [UInt8] = []
    entry.reserveCapacity(block.payload.count + 24)
    let bits = Int(state?.bits ?? 0)
    let change = Int64(block.series) - Int64(last[circle])
    let flags = UInt64(bits & 7) << 2 | (isSealed ? 2 : 0) | (state == nil ? 1 : 0)
    entry.addVarint(
      (UInt64(bitPattern: change << 1) ^ UInt64(bitPattern: change >> 63)) << 5 | flags)
    if state == nil {
      entry.addSigned(block.firstTime &- time)
      entry.append(block.kind.rawValue)
      entry.append(block.encoding)
    }
    entry.addVarint(UInt64(block.count - Int(state?.count ?? 0)))
    entry.addVarint(UInt64(block.bits - bits))
    entry.append(contentsOf: block.payload)
    last[circle] = block.series
    groups[circle] += entry
    byteCount += entry.count
  }

  /// Notes that everything of a series is written through the block that begins at `firstTime`.
  mutating func addMark(_ circle: Int, _ series: UInt32, _ kind: BlockKind, _ firstTime: Int64) {
    let block = StoredBlock(
      series: series, level: Level.allCases[circle % Level.allCases.count], kind: kind,
      encoding: 0, firstTime: firstTime, count: 0, bits: 0, payload: [])
    add(circle, block, since: nil, isSealed: true)
  }

  var payload: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(byteCount + 72)
    result.add(UInt64(bitPattern: time))
    for (circle, group) in groups.enumerated() where !group.isEmpty {
      result.append(UInt8(circle))
      result.add(UInt32(group.count))
      result += group
    }
    return result
  }
}

/// What the frames of a journal add up to.
struct Journal: Sendable {
  /// The blocks with something in them, of each series and resolution oldest first.
  private(set) var blocks: [BlockKey: [StoredBlock]] = [:]
  /// The newest block of each, whether or not there is something of it here.
  private(set) var states: [BlockKey: BlockState] = [:]
  /// When the newest frame was written; `nil` before the first.
  private(set) var lastTime: Int64?
  /// The class whose blocks are kept; all where it is `nil`.
  let ringClass: RingClass?
  /// Whether blocks are kept, or only how far each got.
  let keepsBlocks: Bool
  /// One more than the largest number of a series.
  private(set) var nextSeries: UInt32 = 0

  init(ringClass: RingClass? = nil, keepsBlocks: Bool) {
    self.ringClass = ringClass
    self.keepsBlocks = keepsBlocks
  }

  /// Takes in a frame; `nil` stands for one that is lost.
  mutating func apply(_ payload: [UInt8]?) {
    // What is lost may have belonged to any open block, so that nothing may be added to what is known of them.
    guard let payload else { return states.removeAll() }
    var reader = ByteReader(payload)
    let time = reader.time()
    lastTime = time
    while !reader.isAtEnd, !reader.isBroken {
      let circle = Int(reader.number(UInt8.self))
      let length = Int(reader.number(UInt32.self))
      let start = reader.position
      guard !reader.isBroken, circle < RingClass.allCases.count * Level.allCases.count,
        length <= payload.count - start
      else { return }
      _ = reader.slice(length)
      if let ringClass, circle / Level.allCases.count != ringClass.rawValue { continue }
      let level = Level.allCases[circle % Level.allCases.count]
      apply(ByteReader(payload, start..<(start + length)), level, time)
    }
  }

  private mutating func apply(_ group: ByteReader, _ level: Level, _ time: Int64) {
    var reader = group
    var series: Int64 = 0
    while !reader.isAtEnd {
      let head = reader.varint()
      series &+= Int64(bitPattern: head >> 6) ^ -Int64(head >> 5 & 1)
      guard let number = UInt32(exactly: series), number < .max, !reader.isBroken else { return }
      nextSeries = max(nextSeries, number + 1)
      let phase = Int(head >> 2 & 7)
      let key = BlockKey(number, level)
      if head & 1 == 1 { begin(key, &reader, time) }
      let count = Int(clamping: reader.varint())
      let bits = Int(clamping: reader.varint())
      guard bits <= 1 << 16, count <= 1 << 16 else { return }
      let bytes = reader.slice((phase + bits + 7) / 8)
      guard !reader.isBroken else { return }
      extend(key, count, bits, phase, bytes, isSealed: head & 2 != 0)
    }
  }

  private mutating func begin(_ key: BlockKey, _ reader: inout ByteReader, _ time: Int64) {
    let firstTime = time &+ reader.signed()
    let kind = BlockKind(rawValue: reader.number(UInt8.self))
    let encoding = reader.number(UInt8.self)
    guard let kind, key.level.takes(kind), !reader.isBroken else {
      states[key] = nil
      return
    }
    states[key] = BlockState(firstTime: firstTime)
    guard keepsBlocks else { return }
    blocks[key, default: []].append(
      StoredBlock(
        series: key.series, level: key.level, kind: kind, encoding: encoding,
        firstTime: firstTime, count: 0, bits: 0, payload: []))
  }

  private mutating func extend(
    _ key: BlockKey, _ count: Int, _ bits: Int, _ phase: Int, _ bytes: ArraySlice<UInt8>,
    isSealed: Bool
  ) {
    guard var state = states[key], !state.isSealed, Int(state.bits) & 7 == phase,
      Int(state.bits) + bits <= Int(UInt16.max), Int(state.count) + count <= Int(UInt16.max)
    else { return }
    let isWithout = bits == 0 && state.bits == 0
    state.bits += UInt16(bits)
    state.count += UInt16(count)
    state.isSealed = isSealed || isWithout
    states[key] = state
    guard keepsBlocks, let last = blocks[key].map({ $0.count - 1 }), last >= 0 else { return }
    if isWithout {
      // It says only how far the series was written.
      blocks[key]?.removeLast()
      if last == 0 { blocks[key] = nil }
      return
    }
    blocks[key, default: []][last].grow(count, bits, phase, bytes)
  }
}

extension StoredBlock {
  /// Adds bits, in bytes of which the first repeats those bits of it that are there already.
  fileprivate mutating func grow(
    _ count: Int, _ bits: Int, _ phase: Int, _ bytes: ArraySlice<UInt8>
  ) {
    self.count += count
    self.bits += bits
    if phase > 0, !bytes.isEmpty, !payload.isEmpty { payload.removeLast() }
    payload.append(contentsOf: bytes)
  }
}
