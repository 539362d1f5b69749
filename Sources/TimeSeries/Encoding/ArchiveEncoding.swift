/// How closed buckets become bits: each field is compared with one that it is likely to equal.
///
/// A number costs one bit where it equals what it is compared with, else 13 bits and its differing bits. A bucket of a
/// constant gauge costs a bit a field. docs/ring-format.md has the codes.
enum ArchiveEncoding {
  /// The most bits of a bucket in any code.
  static let worstCase = 33 + 17 + 34 + 4 * 78

  /// Writes a bucket of a gauge; false, and nothing is written, where it does not fit.
  static func appendGauge(
    _ archive: inout ArchiveCursor, _ bucket: ClosedBucket, width: Int64, capacity: Int
  ) -> Bool {
    var sink = BitSink()
    guard appendTime(&sink, archive, bucket, width: width) else { return false }
    appendCount(&sink, bucket.count, archive.count)
    sink.append(bucket.last, against: archive.last)
    sink.append(bucket.smallest, against: bucket.last)
    sink.append(bucket.largest, against: bucket.last)
    sink.append(bucket.sum, against: expectedSum(bucket))
    return commit(sink, &archive, bucket, width: width, capacity: capacity)
  }

  /// Writes a bucket of a counter; false, and nothing is written, where it does not fit.
  static func appendCounter(
    _ archive: inout ArchiveCursor, _ bucket: ClosedBucket, width: Int64, capacity: Int
  ) -> Bool {
    var sink = BitSink()
    guard appendTime(&sink, archive, bucket, width: width) else { return false }
    sink.append(bucket.last, against: archive.last)
    sink.append(bucket.sum, against: archive.increase)
    sink.append(bucket.smallest, against: archive.slowest)
    sink.append(bucket.largest, against: bucket.smallest)
    return commit(sink, &archive, bucket, width: width, capacity: capacity)
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

  private static func appendTime(
    _ sink: inout BitSink, _ archive: ArchiveCursor, _ bucket: ClosedBucket, width: Int64
  ) -> Bool {
    if archive.cursor.count > 0 {
      let step = bucket.number &- archive.number
      guard step > 0, step <= UInt32.max else { return false }
      if step == 1 { sink.append(0, 1) } else { sink.append(1 << 32 | UInt64(step), 33) }
    }
    let offset = UInt32(truncatingIfNeeded: bucket.lastTime &- bucket.number &* width)
    if offset == archive.offset {
      sink.append(0, 1)
    } else {
      sink.append(1 << 16 | UInt64(offset), 17)
    }
    return true
  }

  private static func appendCount(_ sink: inout BitSink, _ count: UInt32, _ previous: UInt32) {
    if count == previous {
      sink.append(0, 1)
    } else if count < 256 {
      sink.append(0b10 << 8 | UInt64(count), 10)
    } else {
      sink.append(0b11 << 32 | UInt64(count), 34)
    }
  }

  private static func commit(
    _ sink: BitSink, _ archive: inout ArchiveCursor, _ bucket: ClosedBucket, width: Int64,
    capacity: Int
  ) -> Bool {
    guard Int(archive.cursor.bits) + sink.count <= capacity else { return false }
    sink.write(to: &archive.cursor)
    archive.cursor.publish()
    archive.number = bucket.number
    archive.offset = UInt32(truncatingIfNeeded: bucket.lastTime &- bucket.number &* width)
    archive.count = bucket.count
    archive.last = bucket.last
    archive.increase = bucket.sum
    archive.slowest = bucket.smallest
    return true
  }
}

/// Collects the bits of one bucket, so that it is written as a whole or not at all.
struct BitSink {
  private var words: [8 of UInt64] = .init(repeating: 0)
  private(set) var count = 0

  /// Adds the low `length` bits of `value`, which has no others.
  mutating func append(_ value: UInt64, _ length: Int) {
    let free = 64 - (count & 63)
    let index = count >> 6
    if length <= free {
      words[index] |= value << UInt64(free - length)
    } else {
      words[index] |= value >> UInt64(length - free)
      words[index + 1] = value << UInt64(64 - (length - free))
    }
    count += length
  }

  /// Adds a number's bits as their difference from `expected`.
  mutating func append(_ bits: UInt64, against expected: UInt64) {
    let difference = bits ^ expected
    guard difference != 0 else { return append(0, 1) }
    let leading = difference.leadingZeroBitCount
    let trailing = difference.trailingZeroBitCount
    let width = 64 - leading - trailing
    append(1 << 12 | UInt64(leading) << 6 | UInt64(width - 1), 13)
    append(difference >> UInt64(trailing), width)
  }

  /// Writes all bits.
  func write(to cursor: inout BlockCursor) {
    var written = 0
    while written < count {
      let length = min(64, count - written)
      cursor.append(words[written >> 6] >> UInt64(64 - length), length)
      written += length
    }
  }
}
