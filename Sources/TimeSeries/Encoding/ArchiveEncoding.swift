/// How closed buckets become bits: each field is compared with one that it is likely to equal.
///
/// A number costs one bit where it equals what it is compared with; else the difference of the whole numbers of both is
/// written, or their differing bits where they have none. A bucket of a constant gauge costs a bit a field.
/// docs/ring-format.md has the codes.
enum ArchiveEncoding {
  /// The most bits of a bucket in any code.
  static let worstCase = 33 + 17 + 34 + 4 * (7 + 12 + 64)

  /// Writes a bucket; false, and nothing is written, where it does not fit.
  @inline(__always) static func append(
    _ bucket: ClosedBucket, to archive: inout ArchiveCursor, isCounter: Bool, width: Int64,
    capacity: Int
  ) -> Bool {
    guard archive.cursor.isOpen else { return false }
    let step = bucket.number &- archive.number
    guard archive.cursor.count == 0 || (step > 0 && step <= UInt32.max) else { return false }
    let scale = DecimalScale(code: archive.scaleCode)
    let bucket = bucket.settled(scale)
    // Only near the end of a block is a bucket measured before it is written.
    let left = capacity - Int(archive.cursor.bits)
    if left < worstCase {
      var length = BitLength()
      write(bucket, to: &length, after: archive, scale, isCounter: isCounter, width: width)
      guard length.count <= left else { return false }
    }
    var cursor = archive.cursor
    write(bucket, to: &cursor, after: archive, scale, isCounter: isCounter, width: width)
    cursor.publish()
    archive.cursor = cursor
    archive.number = bucket.number
    archive.offset = offset(bucket, width)
    archive.count = bucket.count
    archive.last = bucket.last
    archive.increase = bucket.sum
    archive.slowest = bucket.smallest
    return true
  }

  @inline(__always) private static func write(
    _ bucket: ClosedBucket, to sink: inout some BitSink, after archive: ArchiveCursor,
    _ scale: DecimalScale, isCounter: Bool, width: Int64
  ) {
    if archive.cursor.count > 0 {
      let step = bucket.number &- archive.number
      if step == 1 { sink.append(0, 1) } else { sink.append(1 << 32 | UInt64(step), 33) }
    }
    let offset = offset(bucket, width)
    if offset == archive.offset {
      sink.append(0, 1)
    } else {
      sink.append(1 << 16 | UInt64(offset), 17)
    }
    if isCounter {
      writeCounter(bucket, to: &sink, after: archive, scale)
    } else {
      writeCount(bucket.count, to: &sink, after: archive.count)
      sink.append(bucket.last, against: archive.last, scale)
      sink.append(bucket.smallest, against: bucket.last, scale)
      sink.append(bucket.largest, against: bucket.last, scale)
      sink.append(bucket.sum, against: expectedSum(bucket), scale)
    }
  }

  @inline(__always) private static func writeCounter(
    _ bucket: ClosedBucket, to sink: inout some BitSink, after archive: ArchiveCursor,
    _ scale: DecimalScale
  ) {
    let last = expectedLast(archive.last, archive.increase)
    sink.append(bucket.last, against: last, scale)
    let increase = expectedIncrease(archive.last, bucket.last)
    sink.append(bucket.sum, against: increase, scale)
    sink.append(speed: bucket.smallest, against: archive.slowest)
    sink.append(speed: bucket.largest, against: bucket.smallest)
  }

  private static func writeCount(
    _ count: UInt32, to sink: inout some BitSink, after previous: UInt32
  ) {
    if count == previous {
      sink.append(0, 1)
    } else if count < 256 {
      sink.append(0b10 << 8 | UInt64(count), 10)
    } else {
      sink.append(0b11 << 32 | UInt64(count), 34)
    }
  }

  /// Milliseconds from the start of a bucket to its newest sample.
  private static func offset(_ bucket: ClosedBucket, _ width: Int64) -> UInt32 {
    UInt32(truncatingIfNeeded: bucket.lastTime &- bucket.number &* width)
  }

  // MARK: - Guesses
  // Only numbers that IEEE 754 gives the same on every machine take part, so that a reader makes the same guess.

  /// The sum that a gauge of one value has, and otherwise a good guess.
  static func expectedSum(_ bucket: ClosedBucket) -> UInt64 {
    let smallest = Double(bitPattern: bucket.smallest)
    let largest = Double(bitPattern: bucket.largest)
    let middle = bucket.smallest == bucket.largest ? smallest : (smallest + largest) / 2
    let guess = Double(bucket.count) * middle
    return guess.isNaN ? 0 : guess.bitPattern
  }

  /// Where a counter gets that goes on as fast as before.
  static func expectedLast(_ last: UInt64, _ increase: UInt64) -> UInt64 {
    let guess = Double(bitPattern: last) + Double(bitPattern: increase)
    return guess.isNaN ? 0 : guess.bitPattern
  }

  /// By how much a counter rose that was not reset.
  static func expectedIncrease(_ before: UInt64, _ last: UInt64) -> UInt64 {
    let guess = Double(bitPattern: last) - Double(bitPattern: before)
    return guess.isNaN ? 0 : guess.bitPattern
  }
}

extension ClosedBucket {
  /// The bits of a double that a speed does without: twelve of its fraction are left, an error of 1 in 4,096.
  static let speedShift: UInt64 = 40

  /// Rounds the speeds of a counter outward to what is kept of them, so that no spike gets smaller.
  mutating func roundSpeeds() {
    smallest = ClosedBucket.rounded(smallest, isUp: false)
    largest = ClosedBucket.rounded(largest, isUp: true)
  }

  private static func rounded(_ bits: UInt64, isUp: Bool) -> UInt64 {
    let mask: UInt64 = 1 << speedShift - 1
    let number = Double(bitPattern: bits)
    guard !number.isNaN, number.isFinite else { return bits & ~mask }
    // Away from zero is up for what is above it.
    let isAway = (number.sign == .plus) == isUp
    return (isAway && bits & mask != 0 ? bits &+ mask : bits) & ~mask
  }

  /// The bucket with its sum as a whole number, where rounding is all that keeps it from being one.
  func settled(_ scale: DecimalScale) -> ClosedBucket {
    guard let whole = scale.nearest(sum) else { return self }
    let exact = Double(bitPattern: scale.value(whole))
    let error = (exact - Double(bitPattern: sum)).magnitude
    guard error <= exact.magnitude * 0x1p-20, error * scale.factor <= 0x1p-6 else { return self }
    var result = self
    result.sum = exact.bitPattern
    return result
  }
}

/// What bits are written to.
protocol BitSink {
  /// Adds the low `length` bits of `value`, which has no others.
  mutating func append(_ value: UInt64, _ length: Int)
}

extension BlockCursor: BitSink {}

/// Counts the bits that a bucket takes.
struct BitLength: BitSink {
  private(set) var count = 0

  mutating func append(_ value: UInt64, _ length: Int) { count &+= length }
}

extension BitSink {
  /// Adds a number as its difference from `expected`.
  @inline(__always) mutating func append(
    _ bits: UInt64, against expected: UInt64, _ scale: DecimalScale
  ) {
    guard bits != scale.settled(expected) else { return append(0, 1) }
    if let whole = scale.whole(bits), let guess = scale.nearest(expected) {
      let (code, length) = DifferenceCode.code(whole &- guess)
      return append(code, length)
    }
    let (head, headLength) = DifferenceCode.escape
    append(head, headLength)
    let difference = bits ^ expected
    let leading = min(63, difference.leadingZeroBitCount)
    let trailing = difference == 0 ? 0 : difference.trailingZeroBitCount
    let width = 64 &- leading &- trailing
    append(UInt64(leading) << 6 | UInt64(width &- 1), 12)
    append(difference &>> UInt64(trailing), width)
  }

  /// Adds a speed that was rounded, as its difference from `expected`.
  @inline(__always) mutating func append(speed: UInt64, against expected: UInt64) {
    let key = Int64(speed >> ClosedBucket.speedShift)
    let (code, length) = DifferenceCode.code(key &- Int64(expected >> ClosedBucket.speedShift))
    append(code, length)
  }
}

extension DecimalScale {
  /// The bits nearest to a guess that has a whole number; the guess itself where none is near.
  @inline(__always) func settled(_ guess: UInt64) -> UInt64 { nearest(guess).map(value) ?? guess }
}
