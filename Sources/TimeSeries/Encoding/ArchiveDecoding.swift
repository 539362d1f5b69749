/// How bits become buckets again.
@safe struct ArchiveDecoder {
  private var reader: BitReader
  private var remaining: Int
  private var isFirst = true
  private let width: Int64
  private let scale: DecimalScale
  private var offset: UInt32 = 0
  /// The bucket that `nextGauge` or `nextCounter` has read.
  private(set) var bucket: ClosedBucket

  /// How many bits were read.
  var position: Int { reader.position }

  /// A decoder of `count` buckets, the first of them at `firstTime`, written in an encoding of the block's header.
  init(
    _ words: UnsafePointer<UInt64>, firstTime: Int64, count: Int, width: Int64, encoding: UInt8
  ) {
    unsafe reader = BitReader(words)
    scale = BlockHeader.scale(encoding).scale
    remaining = count
    self.width = width
    bucket = ClosedBucket(
      number: firstTime.bucket(width), lastTime: 0, last: 0, smallest: 0, largest: 0, sum: 0,
      count: 0)
  }

  /// Reads one more bucket of a gauge; false when there is none.
  mutating func nextGauge() -> Bool {
    guard remaining > 0 else { return false }
    readTime()
    readCount()
    bucket.last = read(against: bucket.last)
    bucket.smallest = read(against: bucket.last)
    bucket.largest = read(against: bucket.last)
    bucket.sum = read(against: ArchiveEncoding.expectedSum(bucket))
    return true
  }

  /// Reads one more bucket of a counter; false when there is none.
  mutating func nextCounter() -> Bool {
    guard remaining > 0 else { return false }
    readTime()
    let before = bucket.last
    bucket.last = read(against: ArchiveEncoding.expectedLast(before, bucket.sum))
    bucket.sum = read(against: ArchiveEncoding.expectedIncrease(before, bucket.last))
    bucket.smallest = readSpeed(against: bucket.smallest)
    bucket.largest = readSpeed(against: bucket.smallest)
    return true
  }

  private mutating func readTime() {
    remaining -= 1
    if !isFirst { bucket.number &+= reader.read(1) == 0 ? 1 : Int64(reader.read(32)) }
    isFirst = false
    if reader.read(1) == 1 { offset = UInt32(reader.read(16)) }
    bucket.lastTime = bucket.number &* width &+ Int64(offset)
  }

  private mutating func readCount() {
    guard reader.read(1) == 1 else { return }
    bucket.count = UInt32(reader.read(1) == 0 ? reader.read(8) : reader.read(32))
  }

  private mutating func read(against expected: UInt64) -> UInt64 {
    if let difference = reader.readDifference() {
      guard difference != 0, let guess = scale.nearest(expected) else {
        return scale.settled(expected)
      }
      return scale.value(guess &+ difference)
    }
    let leading = Int(reader.read(6))
    let width = Int(reader.read(6)) + 1
    return expected ^ reader.read(width) << UInt64(max(0, 64 - leading - width))
  }

  private mutating func readSpeed(against expected: UInt64) -> UInt64 {
    let key = Int64(expected >> ClosedBucket.speedShift) &+ (reader.readDifference() ?? 0)
    return UInt64(bitPattern: key) << ClosedBucket.speedShift
  }
}
