internal import Metrics

/// One block as a file has it: the fields of its header, and its payload trimmed to what is committed.
struct StoredBlock: Sendable, Equatable {
  var series: UInt32
  var level: Level
  var kind: BlockKind
  var encoding: UInt8
  var firstTime: Int64
  var count: Int
  var bits: Int
  /// The payload, bytes in the order of their bits.
  var payload: [UInt8]

  /// What a segment takes to hold it.
  var storedBytes: Int { SegmentDirectory.entryBytes + payload.count }

  /// Ties all fields and the payload together.
  var checksum: UInt32 {
    var sum = Checksum()
    sum.add(UInt64(series) << 32 | UInt64(kind.rawValue) << 8 | UInt64(encoding))
    sum.add(UInt64(bitPattern: firstTime))
    sum.add(UInt64(count) << 32 | UInt64(bits) << 8 | UInt64(level.rawValue))
    sum.add(payload)
    return sum.short
  }
}

/// Decodes blocks of files, whose bits may be anything: it stays inside its own memory whatever they say.
@safe final class StoredBlockReader {
  private var words: UnsafeMutablePointer<UInt64>
  private var capacity = 1024
  /// Words that are not zero.
  private var used = 0

  init() {
    unsafe words = .allocate(capacity: capacity)
    unsafe words.initialize(repeating: 0, count: capacity)
  }

  deinit { unsafe words.deallocate() }

  /// Puts the payload into words, followed by as many zeros as a decoder could run through.
  private func load(_ block: StoredBlock) -> UnsafePointer<UInt64> {
    let length = (block.payload.count + 7) / 8
    let longest = block.level == .raw ? 2 : (ArchiveEncoding.worstCase + 63) / 64
    reserve(length + block.count * longest + 4)
    for place in 0..<max(used, length) { unsafe words[place] = 0 }
    for (place, byte) in block.payload.enumerated() {
      unsafe words[place >> 3] |= UInt64(byte) << UInt64(56 - (place & 7) * 8)
    }
    used = length
    return unsafe UnsafePointer(words)
  }

  private func reserve(_ count: Int) {
    guard count > capacity else { return }
    unsafe words.deallocate()
    capacity = max(count, capacity * 2)
    unsafe words = .allocate(capacity: capacity)
    unsafe words.initialize(repeating: 0, count: capacity)
    used = 0
  }

  /// Gives the samples of a raw block until `body` says that it is enough, or time runs back.
  func samples(_ block: StoredBlock, _ body: (_ time: Int64, _ bits: UInt64) -> Bool) {
    guard block.kind == .floats else { return }
    var decoder = unsafe SampleDecoder(
      load(block), firstTime: block.firstTime, count: block.count, encoding: block.encoding)
    var before: Int64?
    while decoder.next() {
      if let before, decoder.time <= before { return }
      before = decoder.time
      guard body(decoder.time, decoder.bits) else { return }
    }
  }

  /// Gives the buckets of an archive until `body` says that it is enough, or time runs back.
  func buckets(_ block: StoredBlock, _ body: (ClosedBucket) -> Bool) {
    guard block.kind == .gauges || block.kind == .counters else { return }
    var decoder = unsafe ArchiveDecoder(
      load(block), firstTime: block.firstTime, count: block.count, width: block.level.width,
      encoding: block.encoding)
    var before: Int64?
    while block.kind == .gauges ? decoder.nextGauge() : decoder.nextCounter() {
      let number = decoder.bucket.number
      if let before, number <= before { return }
      guard number.magnitude < UInt64(Int64.max / block.level.width) else { return }
      before = number
      guard body(decoder.bucket) else { return }
    }
  }

  /// The time of the newest sample, or the last moment of the newest bucket; and whether all of them could be read.
  func end(of block: StoredBlock) -> (time: Int64, isWhole: Bool) {
    var end = block.firstTime
    var count = 0
    if block.level == .raw {
      samples(block) { time, _ in
        (end, count) = (time, count + 1)
        return true
      }
    } else {
      buckets(block) { bucket in
        end = (bucket.number + 1) * block.level.width - 1
        count += 1
        return true
      }
    }
    return (end, count == block.count)
  }
}
