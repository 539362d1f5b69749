/// How closed buckets become bits: each field is compared with one that it is likely to equal.
///
/// A number costs one bit where it equals what it is compared with, else 13 bits and its differing bits. A bucket of a
/// constant gauge costs a bit a field. docs/ring-format.md has the codes.
enum ArchiveEncoding {
  /// The most bits of a bucket in any code.
  static let worstCase = 33 + 17 + 34 + 4 * 78

  /// Writes a bucket; false, and nothing is written, where it does not fit.
  @inline(__always) static func append(
    _ bucket: ClosedBucket, to archive: inout ArchiveCursor, isCounter: Bool, width: Int64,
    capacity: Int
  ) -> Bool {
    guard archive.cursor.isOpen else { return false }
    let step = bucket.number &- archive.number
    guard archive.cursor.count == 0 || (step > 0 && step <= UInt32.max) else { return false }
    // Only near the end of a block is a bucket measured before it is written.
    let left = capacity - Int(archive.cursor.bits)
    if left < worstCase {
      var length = BitLength()
      write(bucket, to: &length, after: archive, isCounter: isCounter, width: width)
      guard length.count <= left else { return false }
    }
    var cursor = archive.cursor
    write(bucket, to: &cursor, after: archive, isCounter: isCounter, width: width)
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
    isCounter: Bool, width: Int64
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
      sink.append(bucket.last, against: archive.last)
      sink.append(bucket.sum, against: archive.increase)
      sink.append(bucket.smallest, against: archive.slowest)
      sink.append(bucket.largest, against: bucket.smallest)
    } else {
      writeCount(bucket.count, to: &sink, after: archive.count)
      sink.append(bucket.last, against: archive.last)
      sink.append(bucket.smallest, against: bucket.last)
      sink.append(bucket.largest, against: bucket.last)
      sink.append(bucket.sum, against: expectedSum(bucket))
    }
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

  /// The sum that a gauge of one value has, and otherwise a good guess.
  ///
  /// Only numbers that IEEE 754 gives the same on every machine take part, so that a reader finds the same guess.
  static func expectedSum(_ bucket: ClosedBucket) -> UInt64 {
    let smallest = Double(bitPattern: bucket.smallest)
    let largest = Double(bitPattern: bucket.largest)
    let middle = bucket.smallest == bucket.largest ? smallest : (smallest + largest) / 2
    let guess = Double(bucket.count) * middle
    return guess.isNaN ? 0 : guess.bitPattern
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
  /// Adds a number's bits as their difference from `expected`.
  @inline(__always) mutating func append(_ bits: UInt64, against expected: UInt64) {
    let difference = bits ^ expected
    guard difference != 0 else { return append(0, 1) }
    let leading = difference.leadingZeroBitCount
    let trailing = difference.trailingZeroBitCount
    let width = 64 &- leading &- trailing
    let head = 1 << 12 | UInt64(leading) << 6 | UInt64(width &- 1)
    let rest = difference &>> UInt64(trailing)
    if width <= 51 {
      append(head &<< UInt64(width) | rest, width &+ 13)
    } else {
      append(head, 13)
      append(rest, width)
    }
  }
}
